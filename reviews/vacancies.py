"""Who falls away or is late, and who could take the place: the next best, by the rules and prices of the solver."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import prefetch_related_objects

from accounts.models import User
from applications.models import Application
from applications.states import State as ApplicationState
from calls.models import Call
from reviews import dividing, panel, rules, wording
from reviews.models import Assignment, Juror, Plan
from reviews.solver import OUTSIDE, SAME_HOUSE, Paper, Problem
from reviews.states import LIVE, PlanState, State

GONE = (State.CONFLICTED, State.DECLINED, State.UNABLE, State.REVOKED)
TIGHT = timedelta(days=7)  # before the reviews are due: who has not even declared by then is late


@dataclass(frozen=True)
class Vacancy:
    """A place in a file: whose it was, whether that is over or late, and who is proposed (None: nobody is left)."""

    file: Application
    was: Assignment
    late: bool
    proposed: Juror | None
    load: int = 0
    knows: bool | None = None


def is_late(assignment: Assignment, due: datetime | None, at: datetime) -> bool:
    """Not handed in when the reviews are due, or not even declared a week before."""
    if due is None or assignment.state not in LIVE or assignment.state == State.SUBMITTED:
        return False
    return at >= due or (assignment.state == State.ASSIGNED and at >= due - TIGHT)


def _wanted(taken: Plan | None, asked: list[list[Assignment]]) -> int:
    """How many readers a file has: as the last proposal said, or as most files have now."""
    if taken:
        return taken.wanted
    counted = Counter(sum(each.state in LIVE for each in own) for own in asked if own)
    return max(counted, key=lambda n: (counted[n], n), default=0)


def open_places(calls: list[Call], at: datetime, rows=None) -> dict[int, list[tuple[Assignment, bool]]]:
    """Per call the assignments that ended and left their file short, or that are late. Two queries for all calls.

    `rows` are those of `panel.assigned_in`, where they were read before.
    """
    asked: dict[int, dict[int, list[Assignment]]] = {each.pk: {} for each in calls}
    for each in panel.assigned_in(calls) if rows is None else rows:
        if each.file_state == ApplicationState.ADMITTED:
            asked[each.of_call].setdefault(each.application_id, []).append(each)
    plans = Plan.objects.filter(call__in=calls, state=PlanState.TAKEN).order_by("call", "-taken_at").distinct("call")
    taken = {each.call_id: each for each in plans}
    return {call.pk: _open_in(call, taken.get(call.pk), list(asked[call.pk].values()), at) for call in calls}


def _open_in(call: Call, taken: Plan | None, asked: list[list[Assignment]], at: datetime):
    wanted, due = _wanted(taken, asked), wording.due_at(call)
    found = []
    for own in asked:
        short = wanted - sum(each.state in LIVE for each in own)
        gone = [each for each in own if each.state in GONE]
        if short > 0 and gone:
            found += [(each, False) for each in gone[-short:]]
        found += [(each, True) for each in own if is_late(each, due, at)]
    return found


def vacancies(call: Call, at: datetime, *, by: User, rows=None) -> list[Vacancy]:
    """Each open place with the juror who is best for it. Nobody is proposed for more than the maximum allows."""
    places = open_places([call], at, rows)[call.pk]
    if not places:
        return []
    prefetch_related_objects([was for was, _late in places], "application__organisation")
    jurors = dividing.jurors_of(call)
    readers = {each.id: each for each in dividing.readers_of(jurors)}
    problem = Problem(dividing.papers_of(call), tuple(readers.values()), 1, standing=dividing.standing_in(call))
    loads = Counter(user for _file, user in problem.standing)
    panels = rules.panels_of(call.pk, {was.application_id for was, _late in places})
    taken: set[tuple[int, int]] = set()
    found = []
    for was, late in places:
        file = was.application
        file.call = call
        paper = Paper(file.pk, file.focus_id)
        held = {user for pk, user in problem.standing | taken if pk == file.pk}
        houses = {readers[user].house for user in held if user in readers} - {""}
        free = []
        for user, juror in jurors.items():
            full = loads[user] >= problem.room_of(readers[user])
            if full or user in held or rules.why_not_assign(file, juror.user, by=by, panel=panels[file.pk]):
                continue
            price = problem.price_of_fit(paper, readers[user]) + problem.price_of_load(loads[user] + 1)
            free.append((price + SAME_HOUSE * (readers[user].house in houses), user))
        if not free:
            found.append(Vacancy(file, was, late, None))
            continue
        user = min(free)[1]
        fit = problem.price_of_fit(paper, readers[user])
        knows = None if file.focus_id is None or not readers[user].expertise else fit < OUTSIDE
        found.append(Vacancy(file, was, late, jurors[user], loads[user], knows))
        loads[user] += 1
        taken.add((file.pk, user))
    return found
