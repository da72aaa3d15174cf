"""The lists of a call: what it is judged on, and in which parts it pays."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from calls.models.call import Call


class Criterion(models.Model):
    """What the jury judges on, and how much it weighs."""

    class Group(models.TextChoices):
        FOCUS = "focus", _("focus and objectives")
        QUALITY = "quality", _("quality of the proposal")
        LEVERAGE = "leverage", _("leverage")

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField(default=0)
    group = models.CharField(_("group"), max_length=10, choices=Group)
    key = models.SlugField(max_length=40, editable=False)
    name = models.CharField(_("name"), max_length=100)
    question = models.CharField(_("question to the applicant and the jury"), max_length=600)
    weight = models.DecimalField(_("weight in %"), max_digits=5, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "key"], name="criterion_has_its_own_key"),
            models.UniqueConstraint(
                fields=["call", "name"],
                name="criterion_has_its_own_name",
                violation_error_message=_("Two criteria have the same name."),
            ),
            models.CheckConstraint(
                condition=Q(weight__gt=0, weight__lte=100),
                name="weight_is_a_percentage",
                violation_error_message=_("A weight lies between 0 and 100 %."),
            ),
        ]
        indexes = [models.Index(fields=["call", "position"])]

    def __str__(self):
        return self.name


class Instalment(models.Model):
    """A part of the subsidy and what it is paid on."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="instalments")
    position = models.PositiveSmallIntegerField(default=0)
    percentage = models.DecimalField(_("part in %"), max_digits=5, decimal_places=2)
    trigger = models.CharField(_("is paid on"), max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(percentage__gt=0, percentage__lte=100),
                name="instalment_is_a_percentage",
                violation_error_message=_("An instalment lies between 0 and 100 %."),
            )
        ]
        indexes = [models.Index(fields=["call", "position"])]

    def __str__(self):
        return f"{self.percentage} % {self.trigger}"
