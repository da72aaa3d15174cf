"""The ledger of a call: every change of a moment that was promised."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from calls.models.call import Call
from calls.states import CHANGE_MOVES, ChangeState


class TermChange(models.Model):
    """The ledger: every move of a closing moment, why, and by whom. A shortening waits for a second officer."""

    MOVES = CHANGE_MOVES

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="term_changes")
    old = models.DateTimeField()
    new = models.DateTimeField()
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seconded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    effective_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=ChangeState, default=ChangeState.PROPOSED)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(old=F("new")), name="a_change_changes"),
            models.CheckConstraint(
                condition=~Q(state="effective")
                | Q(new__gt=F("old"))
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
        return f"{self.call}: {self.old:%Y-%m-%d %H:%M} → {self.new:%Y-%m-%d %H:%M}"

    @property
    def shortens(self) -> bool:
        return self.new < self.old
