"""A form that is being written, and its versions as they were frozen."""

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property

from questionnaires.definition import Definition


class Questionnaire(models.Model):
    """A form. `draft` is what is being written, `current` the version that people answer, if one was frozen.

    `used` holds every key that an edit gave out, so that none is given twice.
    """

    draft = models.JSONField(default=dict)
    used = models.JSONField(default=list)
    edit = models.PositiveIntegerField(default=1)
    current = models.OneToOneField("Version", on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self):
        return f"questionnaire {self.pk}"

    @property
    def definition(self) -> Definition:
        """What is being written."""
        return Definition.from_json(self.draft)


class Version(models.Model):
    """A form as it was frozen. The database refuses any change to it."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["questionnaire", "number"], name="one_number_per_form_version")]

    def __str__(self):
        return f"{self.questionnaire_id}/{self.number}"

    @cached_property
    def definition(self) -> Definition:
        return Definition.from_json(self.content)
