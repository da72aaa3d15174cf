"""The lists of a call: what it is judged on, what it pays for and in which parts, when the jury meets, who works."""

from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from calls.models.call import Call
from calls.models.programme import Focus
from workflow.moments import wall

TOP_SCORE = 5


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
    threshold = models.DecimalField(_("minimum mean score"), max_digits=3, decimal_places=2, null=True, blank=True)
    guidance = models.TextField(_("guidance for the jury"), blank=True)
    # What each score from 0 to TOP_SCORE means; empty, or one text for each.
    anchors = ArrayField(models.CharField(max_length=400, blank=True), default=list, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(threshold=None) | Q(threshold__gt=0, threshold__lte=TOP_SCORE),
                name="threshold_is_on_the_scale",
                violation_error_message=_("A minimum lies above 0 and is 5 at most."),
            ),
            models.CheckConstraint(
                condition=Q(anchors__len=0) | Q(anchors__len=TOP_SCORE + 1),
                name="an_anchor_for_each_score",
                violation_error_message=_("Say of each score from 0 to 5 what it means, or of none."),
            ),
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


class Reserve(models.Model):
    """A part of the budget that is kept for one focus."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="reserves")
    focus = models.ForeignKey(Focus, on_delete=models.PROTECT, related_name="+", verbose_name=_("focus"))
    amount = models.DecimalField(_("reserved amount"), max_digits=12, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "focus"], name="one_reserve_per_focus"),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="reserve_is_positive",
                violation_error_message=_("A reserve is more than nothing."),
            ),
        ]

    def __str__(self):
        return f"{self.focus}: {self.amount}"


class CostCategory(models.Model):
    """A kind of cost that applicants can choose; `most_share` is the most it may be of all costs, in %."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="categories")
    position = models.PositiveSmallIntegerField(default=0)
    code = models.SlugField(max_length=40, editable=False)
    name = models.CharField(_("name"), max_length=80)
    explanation = models.CharField(_("explanation"), max_length=300, blank=True)
    most_share = models.DecimalField(
        _("largest share of all costs"), max_digits=5, decimal_places=2, null=True, blank=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "code"], name="category_has_its_own_code"),
            models.UniqueConstraint(
                fields=["call", "name"],
                name="category_has_its_own_name",
                violation_error_message=_("Two categories have the same name."),
            ),
            models.CheckConstraint(
                condition=Q(most_share=None) | Q(most_share__gt=0, most_share__lte=100),
                name="category_share_is_a_percentage",
                violation_error_message=_("A share lies between 0 and 100 %."),
            ),
        ]
        indexes = [models.Index(fields=["call", "position"])]

    def __str__(self):
        return self.name


class Instalment(models.Model):
    """A part of the subsidy, the event that makes it due (`on` for a fixed day), and that event in the words of the
    decision."""

    class Event(models.TextChoices):
        AWARD = "award", _("after the award")
        START = "start", _("after the start")
        PROGRESS = "progress", _("after the progress report")
        FINAL = "final", _("after the final report")
        DATE = "date", _("on a date")

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="instalments")
    position = models.PositiveSmallIntegerField(default=0)
    percentage = models.DecimalField(_("part in %"), max_digits=5, decimal_places=2)
    event = models.CharField(_("event"), max_length=10, choices=Event, default=Event.AWARD)
    on = models.DateField(_("date"), null=True, blank=True)
    trigger = models.CharField(_("is paid on"), max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(event="date", on__isnull=False) | (~Q(event="date") & Q(on=None)),
                name="a_dated_instalment_has_its_date",
                violation_error_message=_(
                    "Fill in the date of an instalment that is paid on a date, and only of that."
                ),
            ),
            models.CheckConstraint(
                condition=Q(percentage__gt=0, percentage__lte=100),
                name="instalment_is_a_percentage",
                violation_error_message=_("An instalment lies between 0 and 100 %."),
            ),
        ]
        indexes = [models.Index(fields=["call", "position"])]

    def __str__(self):
        return f"{self.percentage} % {self.trigger}"


class Condition(models.Model):
    """A condition of admissibility that a person looks at; what the portal knows by itself stands beside it."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="conditions")
    position = models.PositiveSmallIntegerField(default=0)
    key = models.SlugField(max_length=40, editable=False)
    name = models.CharField(_("condition"), max_length=300)
    source = models.CharField(_("where it is written"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "key"], name="condition_has_its_own_key"),
            models.UniqueConstraint(
                fields=["call", "name"],
                name="condition_has_its_own_name",
                violation_error_message=_("Two conditions are the same."),
            ),
        ]
        indexes = [models.Index(fields=["call", "position"])]

    def __str__(self):
        return self.name


class TeamMember(models.Model):
    """An officer who works on a call, and so gets the notices about it."""

    class Part(models.TextChoices):
        LEAD = "lead", _("leads the call")
        COLLEAGUE = "colleague", _("works along")

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="team")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(_("part"), max_length=10, choices=Part)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "user"], name="one_part_per_officer"),
            models.UniqueConstraint(
                fields=["call"],
                condition=Q(part="lead"),
                name="one_lead_per_call",
                violation_error_message=_("A call has one lead."),
            ),
        ]

    def __str__(self):
        return f"{self.user} ({self.part})"


class JuryDay(models.Model):
    """A day on which the jury meets: from when to when, and where."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="jury_days")
    position = models.PositiveSmallIntegerField(default=0)  # as typed; what is shown goes by time
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("where"), max_length=150, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["call", "starts_at"],
                name="jury_meets_once_at_a_time",
                violation_error_message=_("The jury meets already at that moment."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="jury_ends_after_it_starts",
                violation_error_message=_("A jury day ends after it starts."),
            ),
        ]

    def __str__(self):
        return f"{self.day}"

    @property
    def day(self) -> date:
        return wall(self.starts_at).date()
