"""The phases of the work of a jury: a table of who sees whom and what, and an officer who changes it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import for_roles
from accounts.models import Role
from reviews import actions
from reviews.forms import add_reasons
from reviews.models import Phase
from reviews.phases import phase_at, proposed
from reviews.seatforms import PhaseForm
from reviews.views.members import STAFF, call_of
from workflow.moments import received_at
from workflow.once import once
from workflow.refusals import Refused


@require_safe
@for_roles(*STAFF)
def phases(request, slug):
    """Who sees what, and when; a proposal where nothing was said yet."""
    call = call_of(request, slug)
    found = list(call.phases.all())
    context = {
        "call": call,
        "phases": found or proposed(call),
        "proposed": not found,
        "current": phase_at(call, received_at(request)) if found else None,
        "is_officer": Role.OFFICER in request.user.roles,
    }
    return render(request, "reviews/phases.html", context)


@require_POST
@for_roles(Role.OFFICER)
@once
def propose_phases(request, slug):
    """Take the proposal over."""
    call = call_of(request, slug)
    try:
        actions.propose_phases(call, by=request.user, at=received_at(request))
    except Refused as refusal:
        messages.error(request, " ".join(reason.text for reason in refusal.reasons))
    else:
        messages.success(request, _("The phases are set. The jury sees them."))
    return redirect("reviews:phases", slug)


@require_http_methods(["GET", "POST"])
@for_roles(Role.OFFICER)
@once
def phase(request, slug, pk=None):
    """One phase, new or there already."""
    call = call_of(request, slug)
    held = get_object_or_404(Phase.objects.select_related("call"), pk=pk, call=call) if pk else None
    if request.method == "POST" and held and request.POST.get("do") == "drop":
        actions.drop_phase(held, by=request.user, at=received_at(request))
        messages.success(request, _("The phase is gone; the one before it lasts longer."))
        return redirect("reviews:phases", slug)
    form = PhaseForm(request.POST or None, phase=held)
    refused = ()
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_phase(call, held, form.cleaned_data, by=request.user, at=received_at(request))
        except Refused as refusal:
            refused = add_reasons(form, refusal.reasons)
        else:
            messages.success(request, _("The phase is saved. The jury sees it."))
            return redirect("reviews:phases", slug)
    status = 200 if request.method == "GET" else 409 if refused else 422
    context = {"call": call, "phase": held, "form": form, "refused": refused, "has_errors": bool(refused)}
    return render(request, "reviews/phase.html", context, status=status)
