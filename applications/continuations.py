"""That an application goes on from an earlier one, and what of that could not come along."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Continuation(models.Model):
    """`left` are the things that have no place in the new application: what, the text, and why, by its code."""

    class Kind(models.TextChoices):
        BUILD = "build", _("builds on an approved project")
        RETRY = "retry", _("a new attempt")

    application = models.OneToOneField(
        "applications.Application", on_delete=models.CASCADE, related_name="continuation"
    )
    origin = models.ForeignKey("applications.Application", on_delete=models.PROTECT, related_name="continued_by")
    kind = models.CharField(max_length=5, choices=Kind)
    left = models.JSONField(default=list)
    dismissed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(application=F("origin")), name="nothing_continues_itself"),
            models.CheckConstraint(condition=Q(kind__in=("build", "retry")), name="continuation_kind_is_known"),
        ]

    def __str__(self):
        return f"{self.application_id} {self.kind} {self.origin_id}"
