"""What the administration says of a file before the jury reads it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models import Application


class Admissibility(models.Model):
    """The outcome of the admissibility check of one file, with its motivation."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="admissibility")
    admissible = models.BooleanField(_("admissible"))
    condition = models.CharField(_("condition that is not met"), max_length=300, blank=True)
    source = models.CharField(_("where that condition is written"), max_length=200, blank=True)
    motivation = models.TextField(_("motivation"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(motivation=""),
                name="admissibility_is_motivated",
                violation_error_message=_("Write the motivation."),
            ),
            models.CheckConstraint(
                condition=Q(admissible=True) | (~Q(condition="") & ~Q(source="")),
                name="inadmissibility_names_the_condition",
                violation_error_message=_("Name the condition that is not met, and where it is written."),
            ),
        ]

    def __str__(self):
        return f"{self.application_id}: {self.admissible}"
