"""May the phases of the work of a jury change, and if not, why not? Reads only."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from calls.models import Call
from calls.states import CallState
from reviews.models import Phase
from reviews.rules.parties import officer_only
from workflow.refusals import Reason, rule

MOST_PHASES = 20


@rule
def why_not_save_phase(call: Call, phase: Phase | None, said: dict, *, by) -> Iterator[Reason]:
    """An officer says from when who sees whom and what; no two phases start at one moment."""
    yield from officer_only(by)
    if call.state == CallState.DRAFT:
        yield Reason("not-published", _("The jury is composed once the call is published."))
    others = Phase.objects.filter(call=call).exclude(pk=phase.pk if phase else None)
    if others.filter(starts_at=said["starts_at"]).exists():
        yield Reason("same-start", _("Another phase starts at that moment."), "starts_at")
    if phase is None and others.count() >= MOST_PHASES:
        yield Reason("too-many", _("A call has at most %(n)s phases.") % {"n": MOST_PHASES})


@rule
def why_not_drop_phase(phase: Phase, *, by) -> Iterator[Reason]:
    """An officer drops a phase; what was before it then lasts longer."""
    yield from officer_only(by)


@rule
def why_not_propose_phases(call: Call, *, by) -> Iterator[Reason]:
    """The proposal is taken over when there are no phases yet, so that it overwrites nothing."""
    yield from officer_only(by)
    if call.state == CallState.DRAFT:
        yield Reason("not-published", _("The jury is composed once the call is published."))
    if Phase.objects.filter(call=call).exists():
        yield Reason("phases-there", _("This call has phases already. Change those."))
