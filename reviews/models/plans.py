"""A proposal of who reads which file: computed by a worker, looked at first, then taken over or dropped."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from applications.models import Application
from calls.models import Call
from reviews.models.jury import Juror
from reviews.states import PLAN_LIVE, PLAN_MOVES, PLAN_OWED, PlanState

MOST_WANTED = 9


class PlanQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Flemish staff; never a member of the jury."""
        staff = {Role.OFFICER, Role.DECIDER, Role.AUDITOR}
        return self if user.is_authenticated and user.roles & staff else self.none()

    def live(self):
        """Being computed, or waiting to be looked at: at most one per call."""
        return self.filter(state__in=PLAN_LIVE)

    def owed_at(self, moment):
        """To be computed now, the least tried first."""
        return self.filter(state__in=PLAN_OWED, try_at__lte=moment).order_by("attempts", "id")


class Plan(models.Model):
    """One proposal for a whole call. Its row is the work owed; nobody in the jury sees it before it is taken over."""

    MOVES = PLAN_MOVES

    class Step(models.TextChoices):
        """What the worker is doing, for who waits."""

        WAITING = "", _("waits for a worker")
        READING = "reading", _("reads who may never review which file")
        DIVIDING = "dividing", _("divides the files")
        WRITING = "writing", _("writes the proposal")

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="plans")
    state = models.CharField(max_length=10, choices=PlanState, default=PlanState.OWED, editable=False)
    wanted = models.PositiveSmallIntegerField(
        _("reviewers per file"), default=3, validators=[MinValueValidator(1), MaxValueValidator(MOST_WANTED)]
    )
    step = models.CharField(max_length=10, choices=Step, default=Step.WAITING, blank=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(editable=False)
    begun_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    taken_at = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    try_at = models.DateTimeField(editable=False)
    seconds = models.DecimalField(max_digits=6, decimal_places=1, null=True, editable=False)
    fault = models.TextField(blank=True, editable=False)
    # What it was computed from, per part, as fingerprints: what changed since makes it stale.
    basis = models.JSONField(default=dict, editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["call"], condition=Q(state__in=PLAN_LIVE), name="one_live_proposal_per_call"
            ),
            models.CheckConstraint(
                condition=Q(wanted__gte=1, wanted__lte=MOST_WANTED),
                name="a_proposal_wants_some_reviewers",
                violation_error_message=_("A file is read by 1 to 9 reviewers."),
            ),
            models.CheckConstraint(
                condition=Q(state="taken", taken_at__isnull=False) | (~Q(state="taken") & Q(taken_at=None)),
                name="a_proposal_taken_over_has_its_moment",
            ),
        ]
        indexes = [models.Index(fields=["attempts", "id"], condition=Q(state__in=PLAN_OWED), name="proposals_owed")]

    def __str__(self):
        return f"{self.call} {self.at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("reviews:plan", args=[self.call.slug])

    @property
    def version(self) -> str:
        """Which computing this is: what somebody looked at is what is taken over."""
        return self.ended_at.isoformat() if self.ended_at else ""


class Pairing(models.Model):
    """One cell of a proposal: this juror reads this file. Pinned by hand, or standing already when it was computed."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="pairings")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    juror = models.ForeignKey(Juror, on_delete=models.CASCADE, related_name="+")
    pinned = models.BooleanField(default=False)
    standing = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "application", "juror"], name="one_cell_per_file_and_juror"),
            models.CheckConstraint(condition=~Q(pinned=True, standing=True), name="what_stands_needs_no_pin"),
        ]

    def __str__(self):
        return f"{self.application_id} {self.juror_id}"
