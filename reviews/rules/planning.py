"""May a proposal of who reads what be asked, changed or taken over, and if not, why not? Reads only."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from applications.models import Application
from applications.states import State as ApplicationState
from calls.models import Call
from reviews.models import Juror, Plan
from reviews.models.plans import MOST_WANTED
from reviews.rules.parties import officer_only
from reviews.rules.reading import panel_of, why_not_assign
from reviews.states import PLAN_OWED, PlanState
from workflow.refusals import Reason, rule


@rule
def why_not_ask_plan(call: Call, *, by, wanted: int = 1) -> Iterator[Reason]:
    """There are files and there is a jury, and no worker is at it already."""
    yield from officer_only(by)
    if not call.is_sealed:
        yield Reason("not-sealed", _("The call is not sealed yet. Files are opened after that."))
    elif not Application.objects.filter(call=call, state=ApplicationState.ADMITTED).exists():
        yield Reason("no-files", _("No file is admissible yet."))
    if not Juror.objects.sitting().filter(call=call).exists():
        yield Reason("no-jury", _("Nobody sits in the jury of this call yet."))
    if not 1 <= wanted <= MOST_WANTED:
        yield Reason("wanted", _("A file is read by 1 to 9 reviewers."), "wanted")
    if Plan.objects.filter(call=call, state__in=PLAN_OWED).exists():
        yield Reason("underway", _("A proposal for this call is being computed."))


def _ready(plan: Plan, by) -> Iterator[Reason]:
    yield from officer_only(by)
    if plan.state != PlanState.READY:
        yield Reason("not-ready", _("This proposal is not ready, or was taken over or dropped before."))


@rule
def why_not_pin(plan: Plan, application: Application, juror: Juror, *, by) -> Iterator[Reason]:
    """What is pinned can be, leaves a place, and fits the maximum of the juror."""
    yield from _ready(plan, by)
    if {application.call_id, juror.call_id} != {plan.call_id}:
        yield Reason("another-call", _("This file or juror belongs to another call."))
        return
    yield from why_not_assign(application, juror.user, by=by, panel=panel_of(application))
    fixed = plan.pairings.filter(pinned=True) | plan.pairings.filter(standing=True)
    if fixed.filter(application=application).exclude(juror=juror).count() >= plan.wanted:
        text = _("All %(n)s places of this file are filled by hand, or were filled before. Release one first.")
        yield Reason("no-place", text % {"n": plan.wanted})
    own = fixed.filter(juror=juror).exclude(application=application).count()
    if juror.capacity is not None and own >= juror.capacity:
        text = _("%(name)s reads %(n)s files at most, and has them by hand or from before.")
        yield Reason("full", text % {"name": juror.user, "n": juror.capacity})


@rule
def why_not_change_plan(plan: Plan, *, by) -> Iterator[Reason]:
    """Releasing a pin and computing again are for a proposal that is ready."""
    yield from _ready(plan, by)


@rule
def why_not_take_over(plan: Plan, *, by, stale=(), seen: str | None = None) -> Iterator[Reason]:
    """Only a proposal that still fits what it was computed from becomes real. `stale` says what does not; `seen` is
    the version that somebody looked at."""
    yield from _ready(plan, by)
    if plan.state == PlanState.READY:
        if seen is not None and seen != plan.version:
            yield Reason("computed-meanwhile", _("This proposal was computed again meanwhile. Look at it first."))
        yield from stale
        if not plan.pairings.filter(standing=False).exists():
            yield Reason("nothing-new", _("This proposal asks nobody anything new."))


@rule
def why_not_drop_plan(plan: Plan, *, by) -> Iterator[Reason]:
    yield from officer_only(by)
    if plan.state not in (PlanState.READY, *PLAN_OWED):
        yield Reason("not-ready", _("This proposal is not ready, or was taken over or dropped before."))
