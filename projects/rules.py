"""May this happen to a project, and if not, why not? Reads only."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import LOCAL_ROLES, Organisation, Role
from applications import rules as application_rules
from applications.continuing import heir_of
from applications.models import Application, Continuation
from applications.states import State as ApplicationState
from calls.models import Call
from decisions.models import Decision
from decisions.states import Outcome, State
from projects.models import Boost
from workflow.moments import wall
from workflow.refusals import Reason, rule

OVER = (ApplicationState.WITHDRAWN, ApplicationState.LAPSED)


@rule
def why_not_boost(decision: Decision, *, reason: str, by) -> Iterator[Reason]:
    """A decider chooses boost-projects among the announced awards, once."""
    if Role.DECIDER not in by.roles:
        yield Reason("not-a-decider", _("Only a decider can do this."))
    if decision.outcome != Outcome.AWARD or decision.state != State.ANNOUNCED:
        yield Reason("not-approved", _("Only an approved project can become a boost-project."))
    if Boost.objects.filter(decision=decision).exists():
        yield Reason("boosted", _("This project is a boost-project already."))
    if not reason.strip():
        yield Reason("no-reason", _("Write what others can re-use."), "reason")


def kind_of(origin: Application, *, at: datetime) -> str:
    """How one may go on from it: build on an announced award, try again after anything else that ended; or neither."""
    decision = Decision.objects.announced().filter(application=origin).first()
    if decision:
        return Continuation.Kind.BUILD if decision.is_award else Continuation.Kind.RETRY
    if origin.state in OVER or origin.state == ApplicationState.DRAFT and origin.is_closed_at(at):
        return Continuation.Kind.RETRY
    return ""


def heir(origin: Application, *, at: datetime) -> Organisation:
    """The government that may go on from it: its own, or after a merger the one that came of it."""
    return heir_of(origin.organisation, wall(at).date())


@rule
def why_not_go_on(origin: Application, *, by, at: datetime) -> Iterator[Reason]:
    """May this person start something from this application, in whatever call?"""
    if not by.is_in(heir(origin, at=at).pk, *LOCAL_ROLES):
        yield Reason("not-yours", _("Only the government of this application can go on from it."))
    if not kind_of(origin, at=at):
        text = _("You can go on from a project that is approved, and from an application that was refused or ended.")
        yield Reason("not-ended", text)


@rule
def why_not_continue(origin: Application, call: Call, *, by, at: datetime) -> Iterator[Reason]:
    """In this call? An approved project goes on in a larger type; a new attempt may be made in any call."""
    yield from why_not_go_on(origin, by=by, at=at)
    if kind_of(origin, at=at) == Continuation.Kind.BUILD and call.type.position <= origin.call.type.position:
        text = _("A %(new)s is no next step after a %(old)s. Choose a call for larger projects.")
        facts = {"new": str(call.type).lower(), "old": str(origin.call.type).lower()}
        yield Reason("no-next-step", text % facts, "call")
    there = Application.objects.filter(call=call, continuation__origin=origin).exclude(state__in=OVER).first()
    if there:
        text = _("Your government already went on from it in this call, with %(number)s.") % {"number": there.number}
        yield Reason("continued-already", text, "call")
    yield from application_rules.why_not_start(call, heir(origin, at=at), by=by, at=at)
