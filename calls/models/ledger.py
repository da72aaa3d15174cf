"""The ledger of a call: every change of what was promised once it was published."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from calls.models.call import Call
from calls.models.programme import Focus
from calls.states import CHANGE_MOVES, ChangeState


class Moment(models.TextChoices):
    """What a call promises about time, in the order in which it happens."""

    OPENS = "opens", _("the opening")
    QUESTIONS = "questions", _("the last moment for questions")
    CLOSES = "closes", _("the closing")
    ADMISSIBILITY = "admissibility", _("the day of the check of admissibility")
    JURY = "jury", _("a day of the jury")
    DECISION = "decision", _("the day of the decision")


class TermChange(models.Model):
    """The ledger: every move of a moment, why, and by whom. What takes time away waits for a second officer.

    A day is kept as its first instant, at Brussels wall time. `old` is empty where a moment was added, `new` where a
    day of the jury was dropped.
    """

    MOVES = CHANGE_MOVES

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="term_changes")
    moment = models.CharField(max_length=15, choices=Moment, default=Moment.CLOSES)
    old = models.DateTimeField(null=True)
    new = models.DateTimeField(null=True)
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seconded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    effective_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=ChangeState, default=ChangeState.PROPOSED)

    class Meta:
        constraints = [
            # A day of the jury may keep its beginning and change its end or its place.
            models.CheckConstraint(condition=~Q(old=F("new")) | Q(moment="jury"), name="a_change_changes"),
            models.CheckConstraint(
                condition=Q(old__isnull=False, new__isnull=False)
                | Q(moment="jury")
                | Q(moment__in=["admissibility", "decision"], new__isnull=False),
                name="a_change_names_its_moments",
            ),
            models.CheckConstraint(
                condition=~Q(state="effective")
                | Q(moment__in=["admissibility", "jury", "decision"])
                | Q(moment__in=["closes", "questions"], new__gt=F("old"))
                | Q(moment="opens", new__lt=F("old"))
                | (Q(seconded_by__isnull=False) & ~Q(seconded_by=F("by"))),
                name="a_shortening_has_two_officers",
                violation_error_message=_("A shortening needs a second officer."),
            ),
            models.UniqueConstraint(
                fields=["call"],
                condition=Q(state="proposed"),
                name="one_proposed_change_per_call",
                violation_error_message=_("Another change of this call waits for a second officer."),
            ),
        ]
        indexes = [models.Index(fields=["call", "at"])]

    def __str__(self):
        return f"{self.call}: {self.moment} {self.old} → {self.new}"

    @property
    def shortens(self) -> bool:
        """Whether it takes time away from whoever applies."""
        if self.moment == Moment.OPENS:
            return self.new > self.old
        return self.moment in (Moment.CLOSES, Moment.QUESTIONS) and self.new < self.old


class FocusChange(models.Model):
    """The ledger: a focus that a published call gained or lost, why, and by whom."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="focus_changes")
    focus = models.ForeignKey(Focus, on_delete=models.PROTECT, related_name="+")
    added = models.BooleanField()
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["call", "at"])]

    def __str__(self):
        return f"{self.call}: {'+' if self.added else '−'} {self.focus}"
