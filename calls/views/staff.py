"""How officers publish a call and see what happens to it. Deciders and auditors read along."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, Exists, OuterRef, Value, When
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import for_roles
from accounts.models import Role
from calls import actions, rules, steps, wording
from calls.models import Call, TeamMember, TermChange
from calls.states import CallState, ChangeState
from workflow.moments import received_at
from workflow.once import once
from workflow.refusals import Refused

STAFF = (Role.OFFICER, Role.DECIDER, Role.AUDITOR)
PAGE = 25


def _call(request, slug) -> Call:
    calls = Call.objects.visible_to(request.user).select_related("programme", "type")
    return get_object_or_404(calls, slug=slug)


@require_safe
@for_roles(*STAFF)
def manage(request):
    """All calls: what is being prepared first, then the latest closing."""
    at = received_at(request)
    waiting = TermChange.objects.filter(call=OuterRef("pk"), state=ChangeState.PROPOSED)
    calls = (
        Call.objects.visible_to(request.user)
        .select_related("programme", "type")
        .annotate(
            waits=Exists(waiting),
            first=Case(When(state=CallState.DRAFT, then=Value(0)), default=Value(1)),
        )
        .order_by("first", "-closes_at", "-pk")
    )
    page = Paginator(calls, PAGE).get_page(request.GET.get("page"))
    rows = [{"call": each, "badge": wording.state_of(each, at)} for each in page]
    context = {"page": page, "rows": rows, "may_create": not rules.why_not_write(by=request.user)}
    return render(request, "calls/manage.html", context)


@require_safe
@for_roles(*STAFF)
def detail(request, slug):
    """One call: its state, what is missing, what one can do now, and its ledger."""
    return show(request, _call(request, slug))


def show(request, call, refused=(), status=200):
    """The page of a call, perhaps with why something did not happen."""
    at = received_at(request)
    by = request.user
    proposed = call.term_changes.filter(state=ChangeState.PROPOSED).select_related("by").first()
    team = list(call.team.select_related("user").order_by("-part", "user__last_name", "pk"))
    context = {
        "call": call,
        "at": at,
        "badge": wording.state_of(call, at),
        "term": wording.term_in_words(call.type),
        "kinds": wording.kinds_in_words(call.eligible_kinds),
        "focuses": list(call.focuses.order_by("position")),
        "criteria": list(call.criteria.order_by("position")),
        "instalments": list(call.instalments.order_by("position")),
        "categories": list(call.categories.order_by("position")),
        "reserves": list(call.reserves.select_related("focus").order_by("focus__position")),
        "lead": next((each.user for each in team if each.part == TeamMember.Part.LEAD), None),
        "colleagues": [each.user.get_full_name() for each in team if each.part == TeamMember.Part.COLLEAGUE],
        "progress": steps.of(call, by=by, at=at) if call.state == CallState.DRAFT else None,
        "refused": refused,
        "is_officer": Role.OFFICER in by.roles,
        "is_open": call.is_open_at(at),
        "may_move": not rules.why_not_move_now(call, by=by, at=at),
        "may_change_focuses": not rules.why_not_change_focuses(call, by=by, at=at),
        "proposed": proposed,
        "proposed_words": wording.change_in_words(proposed) if proposed else "",
    }
    return render(request, "calls/staff_detail.html", context, status=status)


@require_POST
@for_roles(Role.OFFICER)
@once
def decline(request, slug, pk):
    """Leave the moment as it is."""
    call = _call(request, slug)
    change = get_object_or_404(call.term_changes, pk=pk)
    try:
        actions.decline(change, by=request.user, at=received_at(request))
    except Refused as refusal:
        return show(request, call, refused=refusal.reasons, status=409)
    messages.success(request, _("The moment stays as it was."))
    return redirect("calls:staff_detail", call.slug)
