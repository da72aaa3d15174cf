"""May this happen to a project, and if not, why not? Reads only."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from accounts.models import Role
from decisions.models import Decision
from decisions.states import Outcome, State
from projects.models import Boost
from workflow.refusals import Reason, rule


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
