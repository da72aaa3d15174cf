"""The jury of a call as the solver asks for it, what a proposal was made from, and why a cell is as it is."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from applications.models import Application
from applications.states import State as ApplicationState
from calls.models import Call
from reviews import panel, rules
from reviews.models import Assignment, Juror, Pairing, Plan
from reviews.solver import Division, Paper, Problem, Reader, Swap, cheapest_swap
from reviews.states import LIVE
from workflow.models import fingerprint
from workflow.refusals import Reason

MOST_SAID = 10  # pairs that are named one by one when they can no longer be


def jurors_of(call: Call) -> dict[int, Juror]:
    """Who sits in the jury and can review now, by the number of the person. Four queries."""
    users = {each.pk: each for each in panel.jury_of(call)}
    seats = Juror.objects.sitting().filter(call=call, user__in=users).prefetch_related("focuses")
    found = {each.user_id: each for each in seats}
    for pk, juror in found.items():
        juror.user = users[pk]
    return {pk: found[pk] for pk in users if pk in found}


def house_of(juror: Juror) -> str:
    """What two jurors of one employer have in common."""
    if juror.employer_organisation_id:
        return f"organisation {juror.employer_organisation_id}"
    return " ".join(juror.employer.casefold().split())


def readers_of(jurors: dict[int, Juror]) -> tuple[Reader, ...]:
    return tuple(
        Reader(pk, each.capacity, frozenset(focus.pk for focus in each.focuses.all()), house_of(each))
        for pk, each in jurors.items()
    )


def papers_of(call: Call) -> tuple[Paper, ...]:
    """The admissible files. One query."""
    files = Application.objects.sealed().filter(call=call, state=ApplicationState.ADMITTED).order_by("pk")
    return tuple(Paper(pk, focus) for pk, focus in files.values_list("pk", "focus"))


def standing_in(call: Call) -> frozenset[tuple[int, int]]:
    """Who reads what now."""
    live = Assignment.objects.filter(application__call=call, state__in=LIVE).order_by()
    return frozenset(live.values_list("application", "reviewer"))


def pinned_in(plan: Plan) -> frozenset[tuple[int, int]]:
    pairs = plan.pairings.filter(pinned=True).order_by()
    return frozenset(pairs.values_list("application", "juror__user"))


def problem_of(plan: Plan, jurors: dict[int, Juror]) -> Problem:
    """What is asked, without what can never be: that costs a rule per cell."""
    return Problem(
        papers=papers_of(plan.call),
        readers=readers_of(jurors),
        wanted=plan.wanted,
        standing=standing_in(plan.call),
        pinned=pinned_in(plan),
    )


def basis_of(problem: Problem) -> dict[str, str]:
    """A fingerprint of each thing that a proposal rests on."""
    readers = [(each.id, each.capacity, sorted(each.expertise), each.house) for each in problem.readers]
    return {
        "files": fingerprint(sorted((each.id, each.focus or 0) for each in problem.papers)),
        "jury": fingerprint(sorted(readers)),
        "standing": fingerprint(sorted(problem.standing)),
        "pins": fingerprint(sorted(problem.pinned)),
    }


@dataclass(frozen=True)
class Situation:
    """All that a proposal is computed from; `released` are pins that can no longer be, with the reason."""

    jurors: dict[int, Juror]
    problem: Problem
    released: list[str]


def look(plan: Plan, *, by: User) -> Situation:
    """Read a call for the solver: a rule per cell says what can never be. Some fifteen queries, whatever the size."""
    jurors = jurors_of(plan.call)
    problem = problem_of(plan, jurors)
    files = {each.pk: each for each in panel.files_of(plan.call)}
    panels = rules.panels_of(plan.call_id, files)
    barred, why = set(), {}
    for pk, file in files.items():
        for user, juror in jurors.items():
            if (pk, user) in problem.standing:
                continue
            if reasons := rules.why_not_assign(file, juror.user, by=by, panel=panels[pk]):
                barred.add((pk, user))
                if (pk, user) in problem.pinned:
                    why[pk, user] = f"{file.number}: {reasons[0].text}"
    known = {pair for pair in problem.pinned if pair[0] in files and pair[1] in jurors}
    gone = problem.pinned - known
    if gone:
        n = len(gone)
        text = ngettext("%(n)s pin of a file or juror that is gone", "%(n)s pins of files or jurors that are gone", n)
        why["gone", n] = text % {"n": n}
    asked = {
        "papers": problem.papers, "readers": problem.readers, "wanted": problem.wanted, "standing": problem.standing
    }  # fmt: skip
    pinned = frozenset(known - barred - problem.standing)
    return Situation(jurors, Problem(**asked, barred=frozenset(barred), pinned=pinned), [*why.values()])


def stale(plan: Plan, *, by: User) -> list[Reason]:
    """What changed since a proposal was computed, so that it can no longer be taken over as it is."""
    jurors = jurors_of(plan.call)
    now = basis_of(problem_of(plan, jurors))
    texts = {
        "files": _("Files came or went since this was computed, or their focus changed."),
        "jury": _("The jury changed since this was computed: its members, their expertise, maximum or employer."),
        "standing": _("Reviewers were asked or fell away since this was computed."),
        "pins": _("Something was pinned or released by hand since this was computed."),
    }
    found = [Reason(f"stale-{part}", text) for part, text in texts.items() if plan.basis.get(part) != now[part]]
    return [*found, *_fallen(plan, by)]


def _fallen(plan: Plan, by: User) -> list[Reason]:
    """Cells of a proposal that the rule on assigning refuses now."""
    cells = plan.pairings.filter(standing=False).order_by("pk").values_list("application", "juror__user")
    cells = list(cells)
    people = {each.pk: each for each in panel.jury_of(plan.call)}
    gone = {user for _file, user in cells} - set(people)
    people |= {each.pk: each for each in User.objects.filter(pk__in=gone)}
    files = Application.objects.filter(pk__in={pk for pk, _user in cells}).only("number", "state", "call")
    files = {each.pk: each for each in files}
    panels = rules.panels_of(plan.call_id, files)
    found = []
    for pk, user in cells:
        if why := rules.why_not_assign(files[pk], people[user], by=by, panel=panels[pk]):
            found.append(Reason(f"stale-{why[0].code}", f"{files[pk].number}: {why[0].text}"))
    if len(found) > MOST_SAID:
        n = len(found) - MOST_SAID
        text = ngettext("And %(n)s cell more.", "And %(n)s cells more.", n) % {"n": n}
        return [*found[:MOST_SAID], Reason("stale-more", text)]
    return found


def division_of(plan: Plan, problem: Problem) -> Division:
    """A proposal as it is kept, as the solver gave it."""
    held: dict[int, list[int]] = {each.id: [] for each in problem.papers}
    loads = Counter({each.id: 0 for each in problem.readers})
    for file, user in plan.pairings.order_by("pk").values_list("application", "juror__user"):
        held.setdefault(file, []).append(user)
        loads[user] += 1
    return Division(problem, {pk: tuple(sorted(each)) for pk, each in held.items()}, dict(loads))


@dataclass
class Cell:
    """One juror for one file: reads it, cannot, or would cost this much more, in words."""

    juror: Juror
    load: int
    pairing: Pairing | None = None
    reasons: list[Reason] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    price: int = 0
    knows: bool | None = None  # whether the focus is in the expertise; None: nothing is known of one of them


def cells_of(plan: Plan, file: Application, *, by: User) -> list[Cell]:
    """Every juror for one file of a proposal: who reads it first, then who could, then who never can."""
    jurors = jurors_of(plan.call)
    problem = problem_of(plan, jurors)
    division = division_of(plan, problem)
    own = {each.juror.user_id: each for each in plan.pairings.filter(application=file).select_related("juror")}
    held = rules.panel_of(file)
    moved = [pk for pk, each in own.items() if not (each.pinned or each.standing) and pk in jurors]
    paper = Paper(file.pk, file.focus_id)
    cells = []
    for pk, juror in jurors.items():
        expertise = {each.pk for each in juror.focuses.all()}
        knows = file.focus_id in expertise if file.focus_id and expertise else None
        cell = Cell(juror, division.loads.get(pk, 0), own.get(pk), knows=knows)
        if cell.pairing is None:
            cell.reasons = rules.why_not_assign(file, juror.user, by=by, panel=held)
            if not cell.reasons:
                cell.price, cell.words = _compared(division, paper, pk, moved, jurors)
        cells.append(cell)
    return sorted(cells, key=lambda each: (each.pairing is None, bool(each.reasons), each.price))


def _compared(division: Division, paper: Paper, user: int, moved: Iterable[int], jurors) -> tuple[int, list[str]]:
    """Why this juror and not one of those who were chosen, in the prices of the solver."""
    reader = next(each for each in division.problem.readers if each.id == user)
    name, load = jurors[user].user, division.loads.get(user, 0)
    if load >= division.problem.room_of(reader):
        text = _("%(name)s has %(n)s files, and that is the maximum.")
        return 10**9, [text % {"name": name, "n": load}]
    if paper.id not in division.readers_of or paper.id not in {each.id for each in division.problem.papers}:
        return 0, [_("This file was not there when the proposal was computed.")]
    swap = cheapest_swap(division, paper.id, user, moved)
    if swap is None:
        return 10**9, [_("All places of this file are filled by hand, or were filled before.")]
    return swap.price, _swap_in_words(swap, division, jurors)


def _swap_in_words(swap: Swap, division: Division, jurors) -> list[str]:
    name = jurors[swap.reader].user
    if swap.other is None:
        return [_("There is a place left: %(name)s can still take it. Compute again.") % {"name": name}]
    other = jurors[swap.other].user
    loads = {"n": division.loads.get(swap.reader, 0), "m": division.loads.get(swap.other, 0)}
    facts = {"name": name, "other": other} | loads
    words = []
    if swap.fit > 0:
        words.append(_("The focus of this file is further from %(name)s than from %(other)s.") % facts)
    elif swap.fit < 0:
        words.append(_("The focus of this file is nearer to %(name)s than to %(other)s.") % facts)
    if swap.load > 0:
        words.append(_("%(name)s has %(n)s files, %(other)s has %(m)s with this one.") % facts)
    elif swap.load < 0:
        words.append(_("%(name)s has fewer files: %(n)s, and %(other)s has %(m)s with this one.") % facts)
    if swap.house > 0:
        words.append(_("%(name)s has the same employer as another reviewer of this file.") % facts)
    elif swap.house < 0:
        words.append(_("%(other)s has the same employer as another reviewer of this file.") % facts)
    if swap.price == 0:
        words.append(_("All in all as good as %(other)s.") % facts)
    elif swap.price < 0:
        words.append(_("That would be better than %(other)s. Compute again.") % facts)
    else:
        words.append(_("All in all worse than %(other)s.") % facts)
    return words
