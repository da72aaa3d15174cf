"""May this be decided or announced, and if not, why not? Reads only."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Role
from applications.models import Application
from applications.states import State as ApplicationState
from calls.models import Call
from decisions.models import Decision, Motivation
from decisions.states import Outcome, State
from reviews.models import Assignment, Ranking
from reviews.ranking import Standings, inputs_of, latest, shortfalls, standings_of
from reviews.rules import interested
from workflow import dutch
from workflow.refusals import Reason, rule

LONGEST = 100_000  # characters of all motivations together: some thirty pages of a letter


def _decider_only(by) -> Iterator[Reason]:
    if Role.DECIDER not in by.roles:
        yield Reason("not-a-decider", _("Only a decider can do this."))


def left_in(call: Call, besides: Decision | None = None) -> Decimal:
    """What is left of the budget, in euro, not counting one decision that is about to change."""
    spent = call.decisions.exclude(pk=besides.pk if besides else None).aggregate(sum=Sum("amount"))["sum"] or 0
    return call.budget - spent


def awarded_per_focus(call: Call, besides: Decision | None = None) -> dict[int | None, Decimal]:
    """What was awarded to each focus, in euro."""
    others = call.decisions.exclude(pk=besides.pk if besides else None).order_by()
    return dict(others.values_list("application__focus").annotate(sum=Sum("amount")))


def kept_from(call: Call, focus_id: int | None, used: dict[int | None, Decimal]) -> Decimal:
    """What of the reserves of other focuses is not awarded yet, so that this focus cannot have it."""
    others = [each for each in call.reserves.all() if each.focus_id != focus_id]
    return sum((max(each.amount - used.get(each.focus_id, 0), Decimal(0)) for each in others), Decimal(0))


def free_for(call: Call, focus_id: int | None, left: Decimal, besides: Decision | None = None) -> Decimal:
    """What an application about this focus can still get: what is left, without what other focuses have in reserve."""
    if not call.reserves.all():
        return left
    return left - kept_from(call, focus_id, awarded_per_focus(call, besides))


@dataclass(frozen=True)
class Ground:
    """What decisions of a call rest on: the newest ranking that was fixed, and whether it still holds."""

    ranking: Ranking | None
    standings: Standings
    stale: bool

    def points_of(self, application: Application) -> dict[int, Decimal]:
        """Points per criterion, out of its weight, as they were fixed; nothing for a file that is not in the list."""
        place = self.standings.by_file.get(application.pk)
        return place.points if place else {}


def ground_of(call: Call) -> Ground:
    """Three or four queries, whatever the number of files."""
    ranking = latest(call)
    if ranking is None:
        return Ground(None, Standings([]), stale=False)
    return Ground(ranking, standings_of(ranking), stale=ranking.inputs != inputs_of(call))


def why_not_on(ground: Ground) -> Iterator[Reason]:
    """A decision rests on a ranking that is fixed, and that still says what the jury says."""
    if ground.ranking is None:
        yield Reason("no-ranking", _("The ranking is not fixed yet. A programme officer does that first."))
    elif ground.stale:
        text = _("Something changed after ranking %(n)s was fixed. A programme officer fixes it again first.")
        yield Reason("stale-ranking", text % {"n": ground.ranking.number})


@rule
def why_not_decide(
    application: Application,
    *,
    outcome: str,
    amount: Decimal,
    reason: str,
    motivations: dict[int, str],
    edit: int | None = None,
    ground: Ground | None = None,
    by,
    at: datetime,
) -> Iterator[Reason]:
    """A decider decides on a judged file, within what was asked and what is left, with reasons per criterion."""
    yield from _decider_only(by)
    decision = Decision.objects.filter(application=application).first()
    if decision and decision.state == State.ANNOUNCED:
        yield Reason("announced", _("This decision is announced. It cannot be taken again."))
    if edit is not None and edit != (decision.edit if decision else 0):
        yield Reason(
            "edited-meanwhile", _("Somebody else decided on this file in the meantime. Compare and decide again.")
        )
    if by.pk in interested(application):
        yield Reason("takes-part", _("You work for a government that takes part in this file."))
    if Assignment.objects.counting().filter(application=application, reviewer=by).exists():
        yield Reason("reviewed-it", _("You reviewed this file, so somebody else has to decide on it."))
    wanted = ApplicationState.INADMISSIBLE if outcome == Outcome.INADMISSIBLE else ApplicationState.ADMITTED
    if application.state != wanted:
        yield Reason("wrong-state", _("This outcome does not fit the state of the file."), "outcome")
    if not reason.strip():
        yield Reason("no-reason", _("Write why you decide so."), "reason")
    if outcome == Outcome.INADMISSIBLE:
        return
    ground = ground or ground_of(application.call)
    yield from why_not_on(ground)
    there = ground.ranking and not ground.stale and application.state == ApplicationState.ADMITTED
    if there and not ground.points_of(application):
        yield Reason("not-reviewed", _("Nobody has reviewed this file yet."))
    if sum(map(len, [reason, *motivations.values()])) > LONGEST:
        yield Reason("too-long", _("All motivations together are too long for one letter. Shorten some of them."))
    for criterion in application.call.criteria.all():
        if not motivations.get(criterion.pk, "").strip():
            text = _("Write the motivation for “%(name)s”.") % {"name": criterion.name}
            yield Reason("no-motivation", text, f"motivation-{criterion.pk}")
    if outcome == Outcome.AWARD:
        yield from why_not_award(application, amount, decision, ground=ground)


@rule
def why_not_award(
    application: Application, amount: Decimal, decision: Decision | None = None, *, ground: Ground
) -> Iterator[Reason]:
    """An award is within what was asked and what is free, for a file that reaches the minima of the call.

    `decision` is the one that is about to change. Ask it while the call is held, so that the sums are settled.
    """
    criteria = list(application.call.criteria.all())
    for text in shortfalls(application.call, criteria, ground.points_of(application)):
        yield Reason("below-threshold", _("This file cannot be awarded. %(why)s") % {"why": text}, "outcome")
    asked, left = application.submission.subsidy, left_in(application.call, decision)
    if amount <= 0:
        yield Reason("no-amount", _("Fill in the amount you award."), "amount")
    elif amount > asked:
        text = _("The applicant asked %(asked)s. You cannot award more.") % {"asked": dutch.money(asked)}
        yield Reason("above-asked", text, "amount")
    if amount > left:
        text = _("Of the budget %(left)s is left. Award less, or change another decision first.")
        yield Reason("above-budget", text % {"left": dutch.money(max(left, Decimal(0)))}, "amount")
    elif amount > (free := free_for(application.call, application.focus_id, left, decision)):
        text = _(
            "For this focus %(free)s is free. The rest of the budget is reserved for other focuses. Award less, or "
            "change another decision first."
        )
        yield Reason("eats-reserve", text % {"free": dutch.money(max(free, Decimal(0)))}, "amount")


class Taken(NamedTuple):
    """A decision that waits to be announced, as the rule asks of it."""

    pk: int
    application: int
    number: str
    state: str  # of the file
    outcome: str
    own: bool  # whether who decided has also reviewed


@dataclass(frozen=True)
class Table:
    """What the rule on announcing must know of a call, read once."""

    undecided: int
    taken: list[Taken]
    said: dict[int, dict[int, Decimal]]  # points per decision and criterion, as it was motivated
    ground: Ground


def taken_of(call: Call) -> list[Taken]:
    own = Assignment.objects.counting().filter(application=OuterRef("application"), reviewer=OuterRef("by"))
    found = call.decisions.filter(state=State.TAKEN).annotate(own=Exists(own)).order_by("number")
    fields = ("pk", "application_id", "application__number", "application__state", "outcome", "own")
    return [Taken(*row) for row in found.values_list(*fields)]


def said_in(call: Call) -> dict[int, dict[int, Decimal]]:
    """The points that the motivations of a call speak of."""
    rows = Motivation.objects.filter(decision__call=call, decision__state=State.TAKEN).order_by()
    said: dict[int, dict[int, Decimal]] = {}
    for pk, criterion, points in rows.values_list("decision", "criterion", "points"):
        said.setdefault(pk, {})[criterion] = points
    return said


def table_of(call: Call) -> Table:
    return table(call, ground_of(call), call.applications.sealed().filter(decision=None).count())


def table(call: Call, ground: Ground, undecided: int) -> Table:
    return Table(
        undecided=undecided,
        taken=taken_of(call),
        said=said_in(call),
        ground=ground,
    )


@rule
def why_not_announce(call: Call, *, by, at: datetime, table: Table | None = None) -> Iterator[Reason]:
    """All files of a call are announced together, once each of them has its decision."""
    table = table or table_of(call)
    yield from _decider_only(by)
    if not call.is_sealed:
        yield Reason("not-sealed", _("The call is not sealed yet."))
    if table.undecided:
        text = ngettext("%(n)s file has no decision yet.", "%(n)s files have no decision yet.", table.undecided)
        yield Reason("undecided", text % {"n": table.undecided})
    if not table.taken:
        yield Reason("nothing-to-announce", _("There is nothing to announce."))
    if any(each.outcome != Outcome.INADMISSIBLE for each in table.taken):
        yield from why_not_on(table.ground)
    for decision in table.taken:
        if decision.state == ApplicationState.WITHDRAWN:
            text = _("%(number)s was withdrawn after you decided. Drop that decision first.")
            yield Reason("withdrawn", text % {"number": decision.number})
        elif decision.outcome != Outcome.INADMISSIBLE:
            yield from _overtaken(decision, table)


def _overtaken(decision: Taken, table: Table) -> Iterator[Reason]:
    """What the jury did after the decision: it must be taken again, by the right person, with the points of now."""
    number = decision.number
    if decision.own:
        text = _("Who decided on %(number)s has also reviewed it. Somebody else has to decide again.")
        yield Reason("reviewed-it", text % {"number": number})
    place = table.ground.standings.by_file.get(decision.application)
    if table.said.get(decision.pk, {}) != (place.points if place else {}):
        text = _("The reviews of %(number)s changed after the decision. Decide on it again.")
        yield Reason("points-changed", text % {"number": number})


@rule
def why_not_drop(decision: Decision, *, by) -> Iterator[Reason]:
    """A decision that is not announced can be dropped."""
    yield from _decider_only(by)
    if decision.state != State.TAKEN:
        yield Reason("announced", _("This decision is announced. It cannot be taken again."))
