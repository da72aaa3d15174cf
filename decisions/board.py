"""The table of a decider: every file of a call with its score, what was asked and what was decided so far."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce
from django.urls import reverse

from applications.models import Application
from applications.states import HANDED_IN
from applications.states import State as ApplicationState
from calls.models import Call
from calls.states import CallState
from decisions import rules, wording
from decisions.models import Decision
from decisions.states import State
from reviews.models import Assignment
from reviews.ranking import Ranked, ranking

UNJUDGED = (ApplicationState.SUBMITTED, ApplicationState.REOPENED)


@dataclass(frozen=True)
class Row:
    """One file on the table; `ranked` is None for what the jury did not get to see."""

    application: Application
    title: str
    asked: Decimal
    decision: Decision | None
    ranked: Ranked | None = None

    @property
    def url(self) -> str:
        """Where to decide, or what was announced."""
        if self.decision and self.decision.state == State.ANNOUNCED:
            return self.decision.get_absolute_url()
        return reverse("decisions:decide", args=[self.application.call.slug, self.application.number])

    @property
    def badge(self) -> dict:
        return wording.badge_of(self.decision, self.asked)


@dataclass(frozen=True)
class Board:
    call: Call
    above: list[Row]
    below: list[Row]
    inadmissible: list[Row]
    withdrawn: list[Row]
    unjudged: int

    @property
    def files(self) -> list[Row]:
        """What has to be decided, in the order of the page."""
        return [*self.above, *self.below, *self.inadmissible]

    @property
    def next(self) -> Row | None:
        """The first file that still waits for its decision."""
        return next((row for row in self.files if row.decision is None), None)

    @property
    def decided(self) -> int:
        return sum(row.decision is not None for row in self.files)

    @property
    def total(self) -> int:
        return len(self.files) + self.unjudged

    @property
    def awarded(self) -> Decimal:
        return sum((row.decision.amount for row in [*self.files, *self.withdrawn] if row.decision), Decimal(0))

    @property
    def left(self) -> Decimal:
        return self.call.budget - self.awarded

    @property
    def table(self) -> rules.Table:
        """The same, as the rule on announcing asks for it."""
        decisions = [row.decision for row in [*self.files, *self.withdrawn] if row.decision]
        return rules.Table(
            undecided=self.total - self.decided,
            taken=[each for each in decisions if each.state == State.TAKEN],
            points={row.application.pk: row.ranked.points for row in [*self.above, *self.below]},
        )

    @property
    def announced(self) -> bool:
        return any(row.decision and row.decision.state == State.ANNOUNCED for row in self.files)

    @property
    def to_announce(self) -> int:
        return sum(bool(row.decision and row.decision.state == State.TAKEN) for row in self.files)


def board(call: Call) -> Board:
    """Read the table of one call. Six queries, whatever the number of files."""
    decisions = {each.application_id: each for each in rules.with_own(call.decisions.all())}
    ranked = [
        Row(row.application, row.title, row.asked, decisions.get(row.application.pk), row) for row in ranking(call)
    ]
    others = (
        call.applications.filter(submission__isnull=False)
        .filter(
            Q(admissibility__admissible=False)
            | Q(state=ApplicationState.WITHDRAWN, decision__isnull=False)
            | Q(state__in=UNJUDGED)
        )
        .select_related("organisation", "submission")
        .annotate(handed_title=KeyTextTransform("title", "submission__content"))
        .defer("submission__content")
        .order_by("number")
    )
    apart = [Row(each, each.handed_title, each.submission.subsidy, decisions.get(each.pk)) for each in others]
    for row in [*ranked, *apart]:
        row.application.call = call
    withdrawn = [row for row in apart if row.application.state == ApplicationState.WITHDRAWN]
    unjudged = [row for row in apart if row.application.state in UNJUDGED]
    return Board(
        call=call,
        above=[row for row in ranked if row.ranked.within],
        below=[row for row in ranked if not row.ranked.within],
        inadmissible=[row for row in apart if row not in withdrawn and row not in unjudged],
        withdrawn=withdrawn,
        unjudged=len(unjudged),
    )


def calls_to_decide(user) -> QuerySet[Call]:
    """Sealed calls that are not announced yet, with `files`, `decided` and `left`; who is due first comes first."""
    files = Application.objects.filter(call=OuterRef("pk"), state__in=HANDED_IN)
    judged = Assignment.objects.counting().filter(application=OuterRef("pk"))
    waiting = files.exclude(state=ApplicationState.FINISHED)
    return (
        Call.objects.visible_to(user)
        .filter(Exists(waiting), state=CallState.SEALED)
        .select_related("programme", "type")
        .annotate(
            files=_count(files),
            decided=_count(files.filter(decision__isnull=False)),
            reviewed=_count(files.filter(Exists(judged))),
            left=F("budget") - F("awarded"),
        )
        .order_by(F("decision_by").asc(nulls_last=True), "pk")
    )


def _count(files) -> Coalesce:
    counted = files.order_by().values("call").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
