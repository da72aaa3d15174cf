"""A rehearsal of a call, and all that is left of it: a report, its mails and its papers."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from calls.models import Call
from rehearsals.states import MOVES, UNDERWAY, State

READERS = (Role.OFFICER, Role.DECIDER, Role.AUDITOR)


class RehearsalQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Flemish staff that sets up, decides or audits; never a reviewer, never a government."""
        return self if user.is_authenticated and user.roles & set(READERS) else self.none()

    def light(self):
        """Without the report: for lists."""
        return self.defer("report")

    def underway(self):
        return self.filter(state__in=UNDERWAY)

    def owed_at(self, moment):
        """To be played now, the least tried first. Who is being played at this moment is locked, and so skipped."""
        return self.underway().filter(try_at__lte=moment).order_by("attempts", "id")

    def old_at(self, moment):
        return self.exclude(state__in=UNDERWAY).filter(keep_until__lte=moment)


class Rehearsal(models.Model):
    """One rehearsal. Its row is the work owed; what was played is gone, `report` tells what happened."""

    MOVES = MOVES

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="rehearsals")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    keep_until = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    try_at = models.DateTimeField()
    fault = models.TextField(blank=True)
    report = models.JSONField(null=True)
    warned = models.PositiveSmallIntegerField(default=0)  # warnings in the report, for lists
    seconds = models.DecimalField(max_digits=6, decimal_places=1, null=True)

    objects = RehearsalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["call"],
                condition=Q(state__in=UNDERWAY),
                name="one_rehearsal_of_a_call_at_a_time",
                violation_error_message=_("This call is being rehearsed already."),
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(report__isnull=False), name="a_played_rehearsal_has_its_report"
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(fault=""), name="a_rehearsal_broken_off_says_why"),
        ]
        indexes = [
            models.Index(fields=["call", "-at", "-id"]),
            models.Index(fields=["attempts", "id"], condition=Q(state__in=UNDERWAY), name="rehearsals_owed"),
            models.Index(fields=["keep_until"]),
        ]

    def __str__(self):
        return f"{self.call} {self.at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("rehearsals:report", args=[self.call.slug, self.pk])


class Mail(models.Model):
    """A mail as it would have been sent. `position` is its number in the report, from 1."""

    rehearsal = models.ForeignKey(Rehearsal, on_delete=models.CASCADE, related_name="mails")
    position = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    to = models.CharField(max_length=200)
    others = models.PositiveSmallIntegerField(default=0)  # real people who would get the same mail
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rehearsal", "position"], name="one_number_per_rehearsed_mail")]

    def __str__(self):
        return self.subject


class Paper(models.Model):
    """A letter or receipt as PDF, marked as a rehearsal on every page. Its bytes stand here and go with the row."""

    rehearsal = models.ForeignKey(Rehearsal, on_delete=models.CASCADE, related_name="papers")
    position = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=20)
    kind_label = models.CharField(max_length=80)
    number = models.CharField(max_length=40)
    to = models.CharField(max_length=200)
    pages = models.PositiveSmallIntegerField()
    size = models.PositiveIntegerField()
    seconds = models.DecimalField(max_digits=6, decimal_places=2)
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rehearsal", "position"], name="one_number_per_rehearsed_paper")]

    def __str__(self):
        return self.number

    @property
    def file_name(self) -> str:
        return f"repetitie-{self.kind_label}-{self.number}.pdf".lower().replace("/", "-").replace(" ", "-")
