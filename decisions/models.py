"""Decisions: what was decided on a file, why, and the letter that says so."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Role
from applications.models import Application, Participant
from calls.models import Call, Criterion
from decisions.states import MOVES, Outcome, State
from documents.models import Document
from reviews.models import Ranking


class DecisionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Applicants see a decision once it is announced, officers, deciders and auditors always."""
        if not user.is_authenticated:
            return self.none()
        if user.roles & {Role.OFFICER, Role.DECIDER, Role.AUDITOR}:
            return self
        read = Organisation.objects.read_by(user).values("pk")
        theirs = Participant.objects.filter(organisation__in=read).values("application")
        own = Q(application__organisation__in=read) | Q(application__in=theirs)
        return self.announced().filter(own)

    def announced(self):
        return self.filter(state=State.ANNOUNCED)

    def awards(self):
        return self.filter(outcome=Outcome.AWARD)


class Decision(models.Model):
    """The decision on one file."""

    MOVES = MOVES

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="decision")
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="decisions")
    # The list that this outcome rests on; what is not admissible stands in none.
    ranking = models.ForeignKey(Ranking, on_delete=models.PROTECT, null=True, related_name="decisions", editable=False)
    number = models.CharField(_("number"), max_length=30, unique=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome)
    amount = models.DecimalField(_("awarded amount"), max_digits=12, decimal_places=2, default=0)
    reason = models.TextField(_("motivation as a whole"))
    conditions = models.TextField(_("conditions of this award, one on each line"), blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.TAKEN)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    announced_at = models.DateTimeField(null=True)
    document = models.OneToOneField(Document, on_delete=models.PROTECT, null=True, related_name="+")
    edit = models.PositiveIntegerField(default=1)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="award", amount__gt=0) | (~Q(outcome="award") & Q(amount=0)),
                name="only_an_award_has_an_amount",
                violation_error_message=_("An award has an amount; a refusal has none."),
            ),
            models.CheckConstraint(
                condition=Q(outcome="inadmissible", ranking=None)
                | (~Q(outcome="inadmissible") & Q(ranking__isnull=False)),
                name="a_judged_file_rests_on_a_ranking",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="decision_is_motivated",
                violation_error_message=_("Write why you decide so."),
            ),
            models.CheckConstraint(
                condition=Q(state="announced", announced_at__isnull=False, document__isnull=False)
                | Q(state="taken", announced_at=None, document=None),
                name="announced_has_a_letter",
            ),
        ]
        indexes = [
            models.Index(fields=["call", "state"]),
            models.Index(
                fields=["-announced_at", "-id"], condition=Q(state="announced", outcome="award"), name="awards"
            ),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("decisions:detail", args=[self.number])

    @property
    def is_award(self) -> bool:
        return self.outcome == Outcome.AWARD

    @property
    def share_of_asked(self) -> Decimal:
        return self.amount * 100 / self.application.submission.subsidy


class Motivation(models.Model):
    """Why, on one criterion: the law of 29 July 1991 asks for reasons in the act itself, a bare score is none."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="motivations")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=1)
    text = models.TextField(_("motivation"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "criterion"], name="one_motivation_per_criterion"),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="criterion_is_motivated",
                violation_error_message=_("Write the motivation for this criterion."),
            ),
        ]

    def __str__(self):
        return self.text[:60]
