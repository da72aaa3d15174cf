"""May this call be rehearsed, and if not, why not? Reads only."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Role
from calls import rules as call_rules
from calls.models import Call
from calls.states import CallState
from rehearsals.models import Rehearsal
from workflow.refusals import Reason, rule

# What a call in preparation may leave open: the rehearsal assumes something, and says so (`double.ASSUMED`).
ASSUMABLE = frozenset(
    "summary purpose regulation legal_grounds budget_article decider_title focuses eligible_kinds budget".split()
)
OF_THE_MOMENT = {"not-an-officer", "wrong-state", "closes-in-the-past"}


def missing_in(call: Call, *, by, at: datetime) -> list[Reason]:
    """What a call in preparation lacks before it could be published."""
    if call.state != CallState.DRAFT:
        return []
    return [each for each in call_rules.why_not_publish(call, by=by, at=at) if each.code not in OF_THE_MOMENT]


@rule
def why_not_ask(call: Call, *, by, at: datetime) -> Iterator[Reason]:
    """An officer rehearses a call, one rehearsal of it at a time; what cannot be assumed must be there first."""
    if Role.OFFICER not in by.roles:
        yield Reason("not-an-officer", _("Only a programme officer can do this."))
    if Rehearsal.objects.underway().filter(call=call).exists():
        yield Reason("one-at-a-time", _("This call is being rehearsed already. Wait for that report."))
    yield from (each for each in missing_in(call, by=by, at=at) if each.field not in ASSUMABLE)
