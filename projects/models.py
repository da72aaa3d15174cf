"""After the award: what a project offers to others."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from decisions.models import Decision


class Boost(models.Model):
    """A second selection among the approved projects: made re-usable for more governments and more services."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="boost")
    reason = models.TextField(_("what others can re-use"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="boost_says_what_is_reusable",
                violation_error_message=_("Write what others can re-use."),
            )
        ]

    def __str__(self):
        return str(self.decision)
