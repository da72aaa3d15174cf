"""Who reads which file, and what each thinks of it on each criterion."""

from django.conf import settings
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Role
from applications.models import Application, Participant
from applications.states import State as ApplicationState
from calls.models import TOP_SCORE, Criterion, JuryDay
from reviews.models.jury import Interest, Juror
from reviews.states import LIVE, MOVES, READING, State


class AssignmentQuerySet(models.QuerySet):
    def with_jury_day(self):
        """With `jury_at`, when the jury of the call first meets, to order by."""
        days = JuryDay.objects.filter(call=OuterRef("application__call")).order_by("starts_at")
        return self.annotate(jury_at=Subquery(days.values("starts_at")[:1]))

    def with_progress(self):
        """With how many criteria are `ready`, and how many `criteria` there are."""
        count = {"n": Count("pk")}
        done = Score.objects.filter(assignment=OuterRef("pk"), value__isnull=False).exclude(motivation="")
        asked = Criterion.objects.filter(call=OuterRef("application__call"))
        return self.annotate(
            ready=Coalesce(Subquery(done.order_by().values("assignment").annotate(**count).values("n")), 0),
            criteria=Coalesce(Subquery(asked.order_by().values("call").annotate(**count).values("n")), 0),
        )

    def visible_to(self, user):
        """Who sits in the jury sees own assignments of admissible files, never one of a government he works for.

        That is asked of the memberships of now, of the file as handed in and of its row, and across mergers.
        """
        if not user.is_authenticated or Role.REVIEWER not in user.roles:
            return self.none()
        own = self.filter(reviewer=user, state__in=LIVE, application__state=ApplicationState.ADMITTED)
        own = own.filter(application__call__in=Juror.objects.sitting().filter(user=user).values("call"))
        own = own.exclude(application__in=Interest.objects.blocking().filter(juror__user=user).values("application"))
        if not user.organisation_ids:
            return own
        kin = list(Organisation.objects.kin_of(user.organisation_ids).values_list("pk", flat=True))
        taking_part = Participant.objects.filter(organisation__in=kin).values("application")
        own = own.exclude(application__organisation__in=kin).exclude(application__in=taking_part)
        for pk in kin:
            own = own.exclude(application__submission__content__participants__contains=[{"id": pk}])
        return own

    def opened(self):
        """No conflict of interest was declared, so the content may be read."""
        return self.filter(state__in=READING)

    def counting(self):
        """Reviews that count in the ranking."""
        return self.filter(state=State.SUBMITTED)


class Assignment(models.Model):
    """One reviewer reads one file."""

    MOVES = MOVES

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="assignments")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments")
    state = models.CharField(max_length=12, choices=State, default=State.ASSIGNED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    declared_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    remark = models.CharField(max_length=300, blank=True)
    edit = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True, editable=False)
    # Set by hand: no proposal moves it. The lead opens the discussion and writes the consensus.
    pinned = models.BooleanField(_("fixed by hand"), default=False)
    leads = models.BooleanField(_("leads the discussion"), default=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "reviewer"], name="one_assignment_per_reviewer"),
            models.UniqueConstraint(fields=["application"], condition=Q(leads=True), name="one_lead_per_file"),
        ]
        indexes = [
            models.Index(fields=["reviewer", "state", "application"]),
            models.Index(fields=["application", "state"]),
        ]

    def __str__(self):
        return f"{self.reviewer} – {self.application}"


class Score(models.Model):
    """What one reviewer gives one criterion, from 0 to 5, and why."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField(_("score"), null=True, blank=True)
    motivation = models.TextField(_("motivation"), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "criterion"], name="one_score_per_criterion"),
            models.CheckConstraint(
                condition=Q(value=None) | Q(value__gte=0, value__lte=TOP_SCORE),
                name="score_within_the_scale",
                violation_error_message=_("A score lies between 0 and 5."),
            ),
        ]

    def __str__(self):
        return f"{self.criterion_id}: {self.value}"
