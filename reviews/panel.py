"""The jury of a call: who reads what, how much that is, and who may still be asked."""

from dataclasses import dataclass, field

from django.db.models import Exists, F, OuterRef
from django.db.models.fields.json import KeyTextTransform

from accounts.models import Membership, Role, User
from applications.models import Application
from applications.states import State as ApplicationState
from calls.models import Call
from reviews import interests, rules
from reviews.models import Assignment, Interest, Juror, Proposal
from reviews.states import LIVE, ProposalState, State
from workflow.refusals import Reason


@dataclass
class Load:
    """What one reviewer has on the table in one call."""

    user: User
    asked: int = 0
    handed_in: int = 0
    ended: int = 0

    @property
    def open(self) -> int:
        return self.asked - self.handed_in


@dataclass
class Candidate:
    """A reviewer for one file; with reasons there is no choosing."""

    user: User
    load: Load
    reasons: list[Reason] = field(default_factory=list)
    assignment: Assignment | None = None
    interest: Interest | None = None  # what was said of this file before
    hints: list[str] = field(default_factory=list)


def jury_of(call: Call) -> list[User]:
    """Who sits in the jury of a call and can review now, with their roles already read. Two queries."""
    held: dict[int, list[Membership]] = {}
    sitting = Juror.objects.sitting().filter(call=call).values("user")
    users = list(User.objects.filter(pk__in=sitting, is_active=True).order_by("last_name", "first_name", "pk"))
    for each in Membership.objects.filter(user__in=users).select_related("organisation").order_by("id"):
        held.setdefault(each.user_id, []).append(each)
    for user in users:
        user.__dict__["memberships_held"] = held.get(user.pk, [])
    return [user for user in users if Role.REVIEWER in user.roles]


def assigned_in(calls: list[Call]):
    """Every assignment of these calls with its reviewer, `file_state` and `of_call`; lean, for a call has thousands."""
    return (
        Assignment.objects.filter(application__call__in=calls)
        .select_related("reviewer")
        .annotate(file_state=F("application__state"), of_call=F("application__call"))
        .only("application", "state", "reviewer__first_name", "reviewer__last_name", "reviewer__email")
        .order_by("application__number", "pk")
    )


def loads(call: Call, users: list[User], rows=None) -> dict[int, Load]:
    """The load of each reviewer in this call. One query, or none with the rows of `assigned_in`."""
    found = {user.pk: Load(user) for user in users}
    for each in assigned_in([call]) if rows is None else rows:
        load = found.setdefault(each.reviewer_id, Load(each.reviewer))
        if each.state in LIVE:
            load.asked += 1
            load.handed_in += each.state == State.SUBMITTED
        else:
            load.ended += 1
    return found


def files_of(call: Call):
    """The admissible files of a call, with the title as handed in, in the order of their number."""
    return (
        Application.objects.sealed()
        .filter(call=call, state=ApplicationState.ADMITTED)
        .select_related("organisation")
        .annotate(handed_title=KeyTextTransform("title", "submission__content"))
        .order_by("number")
    )


def unjudged(call: Call):
    """Files whose admissibility is not judged yet, in the order of their number.

    Last those that wait for a second officer: `proposed` says so.
    """
    files = Application.objects.sealed().filter(call=call, state=ApplicationState.SUBMITTED)
    proposed = Proposal.objects.filter(application=OuterRef("pk"), state=ProposalState.PROPOSED)
    return (
        files.annotate(proposed=Exists(proposed))
        .select_related("organisation")
        .annotate(handed_title=KeyTextTransform("title", "submission__content"))
        .order_by("proposed", "number")
    )


def candidates(application: Application, *, by) -> list[Candidate]:
    """Everybody in the jury with load, and why not where it cannot be. A handful of queries, whatever the number."""
    panel = rules.panel_of(application)
    users = jury_of(application.call)
    held = loads(application.call, users)
    assigned = {each.reviewer_id: each for each in application.assignments.select_related("reviewer")}
    seats = Juror.objects.sitting().filter(call=application.call_id).select_related("employer_organisation")
    hints = interests.hints_on(application, list(seats))
    said = {each.juror.user_id: each for each in application.interests.select_related("juror")}
    return [
        Candidate(
            user=user,
            interest=said.get(user.pk),
            hints=hints.get(user.pk, []),
            load=held[user.pk],
            reasons=rules.why_not_assign(application, user, by=by, panel=panel),
            assignment=assigned.get(user.pk),
        )
        for user in users
    ]
