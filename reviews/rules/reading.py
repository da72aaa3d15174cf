"""May a file be read and scored by this person, and if not, why not? Reads only."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count
from django.utils.translation import gettext as _

from accounts.models import Role, User
from applications.models import Application
from applications.states import State as ApplicationState
from reviews.models import Assignment, Interest, Juror
from reviews.phases import phase_at
from reviews.rules.parties import interested, interested_in, officer_only, takes_part
from reviews.states import LIVE, READING, State
from workflow.refusals import Reason, rule

MOST_FILES = 60  # in one bundle
MOST_BUNDLES = 20  # asked by one reviewer in one day


@dataclass(frozen=True)
class Panel:
    """What the rule on assigning must know of a file, read once for all reviewers."""

    interested: set[int]
    assigned: set[int]
    jury: set[int]  # who sits in the jury of the call
    declared: set[int]  # who declared a conflict of interest, or a doubt that stands
    full: frozenset[int] = frozenset()  # who reads as many files of the call as was agreed


def panel_of(application: Application) -> Panel:
    """Who can never review this file, who was asked before, and who reads enough. A proposal counts that itself."""
    return replace(panels_of(application.call_id, [application.pk])[application.pk], full=_full(application.call_id))


def panels_of(call_id: int, files: Iterable[int]) -> dict[int, Panel]:
    """The same for many files of one call, by their ids. Seven queries, whatever the number."""
    jury = set(Juror.objects.sitting().filter(call=call_id).values_list("user", flat=True))
    assigned: dict[int, set[int]] = {pk: set() for pk in files}
    asked = Assignment.objects.filter(application__in=assigned).order_by()
    for pk, user in asked.values_list("application", "reviewer"):
        assigned[pk].add(user)
    declared: dict[int, set[int]] = {}
    blocking = Interest.objects.blocking().filter(application__in=assigned, juror__call=call_id).order_by()
    for pk, user in blocking.values_list("application", "juror__user"):
        declared.setdefault(pk, set()).add(user)
    return {
        pk: Panel(interested=people, assigned=assigned[pk], jury=jury, declared=declared.get(pk, set()))
        for pk, people in interested_in(assigned).items()
    }


def _full(call_id: int) -> frozenset[int]:
    """Who has on the table what the capacity allows."""
    held = dict(
        Assignment.objects.filter(application__call=call_id, state__in=LIVE)
        .order_by()
        .values_list("reviewer")
        .annotate(n=Count("pk"))
    )
    bounded = Juror.objects.sitting().filter(call=call_id, capacity__isnull=False)
    return frozenset(user for user, most in bounded.values_list("user", "capacity") if held.get(user, 0) >= most)


@rule
def why_not_assign(application: Application, reviewer: User, *, by, panel: Panel | None = None) -> Iterator[Reason]:
    """Who sits in the jury of the call can be assigned, never who works for a government that takes part."""
    panel = panel or panel_of(application)
    yield from officer_only(by)
    if application.state != ApplicationState.ADMITTED:
        yield Reason("not-admitted", _("Only an admissible file is reviewed."))
    if not reviewer.is_active or Role.REVIEWER not in reviewer.roles:
        yield Reason("not-a-reviewer", _("%(name)s is not a reviewer.") % {"name": reviewer}, "reviewer")
    elif reviewer.pk not in panel.jury:
        text = _("%(name)s does not sit in the jury of this call.")
        yield Reason("not-in-jury", text % {"name": reviewer}, "reviewer")
    if reviewer.pk in panel.interested:
        text = _("%(name)s works for a government that takes part, and can never review this file.")
        yield Reason("takes-part", text % {"name": reviewer}, "reviewer")
    if reviewer.pk in panel.declared:
        text = _("%(name)s declared a conflict of interest, or doubts.")
        yield Reason("declared-conflict", text % {"name": reviewer}, "reviewer")
    if reviewer.pk in panel.full:
        text = _("%(name)s reads as many files of this call as was agreed.")
        yield Reason("full", text % {"name": reviewer}, "reviewer")
    if reviewer.pk in panel.assigned:
        yield Reason(
            "assigned-before", _("%(name)s was assigned to this file before.") % {"name": reviewer}, "reviewer"
        )


def _own(assignment: Assignment, by) -> Iterator[Reason]:
    if assignment.reviewer_id != by.pk:
        yield Reason("not-yours", _("This file is assigned to somebody else."))
    if assignment.application.state != ApplicationState.ADMITTED:
        yield Reason("not-under-review", _("This file is no longer under review."))


@rule
def why_not_declare(assignment: Assignment, *, by) -> Iterator[Reason]:
    """The reviewer declares once, and not with an interest that the portal knows of."""
    yield from _own(assignment, by)
    if assignment.state != State.ASSIGNED:
        yield Reason("wrong-state", _("You declared before."))
    if by.pk in interested(assignment.application):
        yield Reason("takes-part", _("You work for a government that takes part in this file."))


@rule
def why_not_recuse(assignment: Assignment, *, by, remark: str = "-") -> Iterator[Reason]:
    """A conflict of interest can be declared at any time, also one that is found while reading."""
    yield from _own(assignment, by)
    if assignment.state not in LIVE:
        yield Reason("wrong-state", _("This assignment has ended."))
    if not remark.strip():
        yield Reason("no-remark", _("Write what your interest is."), "remark")


@rule
def why_not_score(assignment: Assignment, *, by, at: datetime, edit: int | None = None) -> Iterator[Reason]:
    """Scores are written after the declaration and before handing in; `edit` is a version that the review had."""
    yield from _own(assignment, by)
    if takes_part(assignment.application, by):
        yield Reason("takes-part", _("You work for a government that takes part in this file."))
    if assignment.state == State.ASSIGNED:
        yield Reason("not-declared", _("First declare that you have no conflict of interest."))
    elif assignment.state != State.DECLARED:
        yield Reason("wrong-state", _("This review is handed in or ended."))
    if not (phase := phase_at(assignment.application.call, at)).may_edit:
        text = _("In this phase of the jury (%(name)s) no review is written any more.")
        yield Reason("phase-closed", text % {"name": phase.name})
    if edit is not None and not 0 <= edit <= assignment.edit:
        yield Reason("edited-meanwhile", _("This page does not fit the review any more. Compare and save again."))


@rule
def why_not_submit(assignment: Assignment, *, by, at: datetime) -> Iterator[Reason]:
    """Every criterion has a score and a written motivation."""
    yield from why_not_score(assignment, by=by, at=at)
    scores = {s.criterion_id: s for s in assignment.scores.all()}
    for criterion in assignment.application.call.criteria.all():
        score = scores.get(criterion.pk)
        if score is None or score.value is None:
            text = _("Give a score for “%(name)s”.") % {"name": criterion.name}
            yield Reason("no-score", text, f"value-{criterion.pk}")
        if score is None or not score.motivation.strip():
            text = _("Write a motivation for “%(name)s”.") % {"name": criterion.name}
            yield Reason("no-motivation", text, f"motivation-{criterion.pk}")


@rule
def why_not_revoke(assignment: Assignment, *, by, reason: str) -> Iterator[Reason]:
    """Until the decision is announced; what the jury gave then is history."""
    yield from officer_only(by)
    if assignment.application.state != ApplicationState.ADMITTED:
        yield Reason("not-under-review", _("This file is no longer under review."))
    if assignment.state not in LIVE:
        yield Reason("wrong-state", _("This assignment has ended."))
    if not reason.strip():
        yield Reason("no-reason", _("Write why you take this assignment back."), "reason")


@rule
def why_not_refuse_file(assignment: Assignment, *, by, reason: str = "-") -> Iterator[Reason]:
    """Before the file is opened, a reviewer may refuse to read it, and says why."""
    yield from _own(assignment, by)
    if assignment.state != State.ASSIGNED:
        yield Reason("wrong-state", _("You can only refuse a file that you did not open yet."))
    if not reason.strip():
        yield Reason("no-reason", _("Write why you do not review this file."), "reason")


@rule
def why_not_give_back(assignment: Assignment, *, by, reason: str = "-") -> Iterator[Reason]:
    """Who opened a file and finds that he cannot judge it gives it back, until the review is handed in."""
    yield from _own(assignment, by)
    if assignment.state != State.DECLARED:
        yield Reason("wrong-state", _("You can only give back a file of which the review is not handed in yet."))
    if not reason.strip():
        yield Reason("no-reason", _("Write why you cannot judge this file."), "reason")


@rule
def why_not_note(assignment: Assignment, *, by, edit: int | None = None, last: int = 0) -> Iterator[Reason]:
    """Own notes are written as long as the file is open to the reviewer, also after handing in."""
    if assignment.reviewer_id != by.pk or assignment.state not in READING:
        yield Reason("not-yours", _("This file is not open to you."))
    if edit is not None and not 0 <= edit <= last:
        yield Reason("edited-meanwhile", _("This page does not fit your notes any more. Open it again."))


@rule
def why_not_bundle(*, files: int, asked: int) -> Iterator[Reason]:
    """There is something to read, not more than a worker can draw, and not a bundle an hour."""
    if not files:
        yield Reason("nothing-open", _("No file is open to you yet. Declare first that you have no interest."))
    if files > MOST_FILES:
        text = _("A bundle holds at most %(most)s files. Open the files one by one.")
        yield Reason("too-many-files", text % {"most": MOST_FILES})
    if asked >= MOST_BUNDLES:
        yield Reason(
            "too-many-bundles", _("You asked for many bundles today. Take one of those, or wait until tomorrow.")
        )
