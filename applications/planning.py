"""What a project does when: work packages with a start and an end, and milestones with one day."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation


class PlanLine(models.Model):
    """A work package or a milestone. A draft keeps half a line too; handing in asks for all of it.

    A milestone has its day in `starts_on`. Without an organisation it is the lead government that answers for it.
    """

    class Kind(models.TextChoices):
        PACKAGE = "package", _("work package")
        MILESTONE = "milestone", _("milestone")

    application = models.ForeignKey("applications.Application", on_delete=models.CASCADE, related_name="planning")
    position = models.PositiveSmallIntegerField()
    uid = models.CharField(max_length=12, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.PACKAGE)
    name = models.CharField(_("name"), max_length=120, blank=True)
    description = models.CharField(_("description"), max_length=500, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("government")
    )
    starts_on = models.DateField(_("start"), null=True, blank=True)
    ends_on = models.DateField(_("end"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "position"], name="one_position_per_plan_line"),
            models.CheckConstraint(condition=Q(kind__in=("package", "milestone")), name="plan_line_has_its_kind"),
        ]

    def __str__(self):
        return self.name

    @property
    def until(self) -> date | None:
        """The last day of it; of a milestone its only one."""
        return self.starts_on if self.kind == self.Kind.MILESTONE else self.ends_on
