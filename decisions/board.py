"""The table of a decider: every file of a call with its score, what was asked and what was decided so far."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.db.models import Count, Exists, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.urls import reverse

from applications.models import Application
from applications.states import HANDED_IN
from applications.states import State as ApplicationState
from calls.models import Call, Focus
from calls.states import CallState
from decisions import rules, wording
from decisions.models import Decision
from decisions.states import State
from reviews.models import Assignment
from reviews.ranking import Place
from workflow.keyset import stretch_of

JUDGED = (ApplicationState.ADMITTED, ApplicationState.INADMISSIBLE, ApplicationState.FINISHED)
PAGE = 50


@dataclass(frozen=True)
class Row:
    """One file on the table; `place` is None for what the jury did not get to see."""

    application: Application
    title: str
    asked: Decimal
    decision: Decision | None
    place: Place | None = None

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
class FocusMoney:
    """What is kept for a focus, what went to it, and what an application about it can still get; in euro."""

    focus: Focus
    reserved: Decimal
    used: Decimal
    free: Decimal


@dataclass(frozen=True)
class Board:
    """The sums of a call, and one page of its files: first the ranked ones, then what is not admissible.

    `line` says whether the line of the budget lies on this page; `previous` and `next_page` are addresses, or empty.
    """

    call: Call
    above: list[Row]
    below: list[Row]
    unranked: list[Row]
    inadmissible: list[Row]
    withdrawn: list[Row]
    line: bool
    any_ranked: bool
    previous: str
    next_page: str
    next: str  # the number of the first file that still waits for its decision
    total: int
    decided: int
    to_announce: int
    announced: bool
    awarded: Decimal
    table: rules.Table

    @property
    def left(self) -> Decimal:
        return self.call.budget - self.awarded

    @cached_property
    def focuses(self) -> list[FocusMoney]:
        """The money per focus, when the call reserves any. One query then."""
        kept = {each.focus_id: each.amount for each in self.call.reserves.all()}
        if not kept:
            return []
        used, nothing = rules.awarded_per_focus(self.call), Decimal(0)
        return [
            FocusMoney(
                each,
                kept.get(each.pk, nothing),
                used.get(each.pk, nothing),
                max(self.left - rules.kept_from(self.call, each.pk, used), nothing),
            )
            for each in sorted(self.call.focuses.all(), key=lambda each: each.position)
        ]


class Known(NamedTuple):
    """A decision, as far as the sums ask."""

    state: str
    amount: Decimal


def board(call: Call, asked: QueryDict | None = None) -> Board:
    """Read the table of one call. Some ten queries, and as many objects as a page has rows, however many files.

    `?na=` and `?voor=` name the file that the page goes on after or stops before, so that a page stays where it is.
    """
    ground = rules.ground_of(call)
    decisions = {pk: Known(*row) for pk, *row in call.decisions.values_list("application", "state", "amount")}
    ranked, apart = _split(call, ground.standings.places, decisions)
    series = [(each.pk, each.number) for each in ranked] + apart["unranked"] + apart["inadmissible"]
    page = stretch_of([number for _pk, number in series], asked or QueryDict(), size=PAGE)
    start, stop = page.start, page.stop
    rows = _rows(call, [pk for pk, _number in series[start:stop]] + [pk for pk, _number in apart["withdrawn"]], ranked)
    unranked = {pk for pk, _number in apart["unranked"]}
    shown = [rows[pk] for pk, _number in series[start:stop]]
    within = sum(each.within for each in ranked)
    known = [decisions[pk] for pk, _number in series if pk in decisions]
    total = len(series) + len(apart["unjudged"])
    return Board(
        call=call,
        above=[row for row in shown if row.place and row.place.within],
        below=[row for row in shown if row.place and not row.place.within],
        unranked=[row for row in shown if row.application.pk in unranked],
        inadmissible=[row for row in shown if not row.place and row.application.pk not in unranked],
        withdrawn=[rows[pk] for pk, _number in apart["withdrawn"]],
        line=bool(ranked) and (start < within <= stop or start == within == 0),
        any_ranked=bool(ranked),
        previous=page.previous,
        next_page=page.next,
        next=next((number for pk, number in series if pk not in decisions), ""),
        total=total,
        decided=len(known),
        to_announce=sum(each.state == State.TAKEN for each in known),
        announced=any(each.state == State.ANNOUNCED for each in known),
        awarded=sum((each.amount for each in decisions.values()), Decimal(0)),
        table=rules.table(call, ground, undecided=total - len(known)),
    )


def _split(call: Call, places: list[Place], decisions: dict[int, Known]) -> tuple[list[Place], dict]:
    """The ranked files that are still there; and apart: what is not admissible, withdrawn, not ranked, not judged."""
    found: dict[str, list[tuple[int, str]]] = {"inadmissible": [], "withdrawn": [], "unranked": [], "unjudged": []}
    gone, ranked = set(), {each.pk for each in places}
    files = call.applications.filter(submission__isnull=False).order_by("number")
    for pk, number, state, admissible in files.values_list("pk", "number", "state", "admissibility__admissible"):
        if state == ApplicationState.WITHDRAWN:
            gone.add(pk)
            if pk in decisions:
                found["withdrawn"].append((pk, number))
        elif state in JUDGED and admissible is False:
            found["inadmissible"].append((pk, number))
        elif state not in JUDGED:
            found["unjudged"].append((pk, number))
        elif pk not in ranked:
            found["unranked"].append((pk, number))
    return [each for each in places if each.pk not in gone], found


def _rows(call: Call, pks: list[int], ranked: list[Place]) -> dict[int, Row]:
    """The rows of a page, whole."""
    place = {each.pk: each for each in ranked}
    files = (
        Application.objects.filter(pk__in=pks)
        .select_related("organisation", "submission", "decision")
        .annotate(handed_title=KeyTextTransform("title", "submission__content"))
        .defer("submission__content")
    )
    rows = {}
    for each in files:
        each.call = call
        row = Row(each, each.handed_title, each.submission.subsidy, getattr(each, "decision", None), place.get(each.pk))
        rows[each.pk] = row
    return rows


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
