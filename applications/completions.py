"""What the administration asked to complete after the closing: exact parts, until a moment, and what came of it."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applications.states import COMPLETION_MOVES, CompletionState
from applications.term import Pause
from workflow.moments import DRAIN, wall


class CompletionQuerySet(models.QuerySet):
    def asked(self):
        """Those that wait for the applicant."""
        return self.filter(state=CompletionState.ASKED)

    def due_to_expire(self, moment: datetime):
        """Whose time is over, and whose last request can no longer be in a queue."""
        return self.asked().filter(closes_at__lte=moment - DRAIN)

    def ending_within(self, moment: datetime, span: timedelta):
        return self.asked().filter(closes_at__gt=moment, closes_at__lte=moment + span)


class Completion(models.Model):
    """One request to complete a file. `parts` are dicts with `name`, `label` and `lacks`.

    A name is that of a part of the application, of a section (`form-…`) or of a question (`answer-…`). `before` is the
    version that counted when it was asked and `after` the one that answered it, if any.
    """

    MOVES = COMPLETION_MOVES

    application = models.ForeignKey("applications.Application", on_delete=models.PROTECT, related_name="completions")
    before = models.ForeignKey("applications.Submission", on_delete=models.PROTECT, related_name="+")
    after = models.OneToOneField(
        "applications.Submission", on_delete=models.PROTECT, null=True, blank=True, related_name="completes"
    )
    parts = models.JSONField()
    text = models.TextField(_("what has to be completed"))
    closes_at = models.DateTimeField(_("until"))
    state = models.CharField(max_length=10, choices=CompletionState, default=CompletionState.ASKED, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    objects = CompletionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(state="asked"), name="one_completion_at_a_time"
            ),
            models.CheckConstraint(condition=Q(closes_at__gt=F("at")), name="completing_takes_time"),
            models.CheckConstraint(
                condition=Q(state="asked", ended_at=None) | (~Q(state="asked") & Q(ended_at__isnull=False)),
                name="a_completion_that_ended_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(state="answered", after__isnull=False) | (~Q(state="answered") & Q(after=None)),
                name="an_answered_completion_has_its_version",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="a_completion_says_what_lacks"),
        ]
        indexes = [
            models.Index(fields=["application", "at"]),
            models.Index(fields=["closes_at"], condition=Q(state="asked"), name="completions_asked"),
        ]

    def __str__(self):
        return f"{self.application_id}: {self.state}"

    @property
    def names(self) -> set[str]:
        return {each["name"] for each in self.parts}

    def is_open_at(self, moment: datetime) -> bool:
        """The one answer to "may this still be completed?", half-open as every deadline; no clock has a say in it."""
        return self.state == CompletionState.ASKED and moment < self.closes_at

    @property
    def pause(self) -> Pause:
        """From the day it was asked to the day it ended, or to its last day."""
        since = wall(self.at).date()
        ended = self.ended_at
        return Pause(since, wall(ended).date() if ended else self.last_day, open=ended is None)

    @property
    def last_day(self) -> date:
        """The day of the last instant that counts: a deadline at midnight belongs to the day before."""
        return wall(self.closes_at - timedelta(microseconds=1)).date()


def closed_with(application):
    """The version that counted when the call closed; what was completed after that has deadlines of its own."""
    first = min(application.completions.all(), key=lambda each: each.at, default=None)
    return first.before if first else application.submission


def answered(application) -> list[Completion]:
    """What was completed, oldest first."""
    done = [each for each in application.completions.all() if each.after_id]
    return sorted(done, key=lambda each: each.at)
