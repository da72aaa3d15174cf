"""More time for one government, and the focuses of a running call."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import for_roles
from accounts.models import Role
from applications import actions, rules
from applications.forms import ExtensionForm
from applications.models import Application
from applications.views.terms import back, beside
from calls import calendar
from calls import rules as call_rules
from calls.forms import FocusForm
from calls.models import Call, Moment
from workflow import dutch
from workflow.moments import received_at, wall
from workflow.once import once
from workflow.refusals import Refused


def _call(request, slug) -> Call:
    return get_object_or_404(Call.objects.visible_to(request.user).select_related("programme", "type"), slug=slug)


@require_http_methods(["GET", "POST"])
@for_roles(Role.OFFICER)
@once
def extend(request, slug):
    """Give one government more time. The page names governments and their deadlines, never what they write."""
    call = _call(request, slug)
    at = received_at(request)
    drafts = Application.objects.extendable(call, at)
    if request.method == "GET":
        return _extend(request, call, ExtensionForm(drafts=drafts), drafts)
    form = ExtensionForm(request.POST, drafts=drafts)
    if not form.is_valid():
        return _extend(request, call, form, drafts, status=422)
    application, new = form.cleaned_data["who"], form.cleaned_data["new"]
    reason = form.cleaned_data["reason"]
    application.call = call
    if reasons := rules.why_not_extend(application, new, reason, by=request.user, at=at):
        return _extend(request, call, form, drafts, reasons=beside(form, reasons), status=422)
    warnings = calendar.warnings_about(call, Moment.DECISION, wall(new - calendar.INSTANT).date())
    if warnings and form.cleaned_data["warned"] != new.isoformat():
        return _extend(request, call, form, drafts, warnings=warnings, warned=new.isoformat())
    try:
        actions.extend(application, new, reason, by=request.user, at=at)
    except Refused as refusal:
        return _extend(request, call, form, drafts, reasons=beside(form, refusal.reasons), status=422)
    text = _("%(government)s can hand in until %(moment)s. Its people were told.")
    name = application.organisation.full_name
    facts = {"government": name[:1].upper() + name[1:], "moment": dutch.moment(new)}
    messages.success(request, text % facts)
    return redirect("applications:extend", call.slug)


def _extend(request, call, form, drafts, reasons=(), warnings=(), warned="", status=200):
    context = {
        "call": call,
        "form": form,
        "drafts": drafts,
        "given": list(call.extensions.select_related("application__organisation", "by").order_by("-at", "-pk")),
        "reasons": reasons,
        "warnings": warnings,
        "warned": warned,
        "has_errors": bool(reasons),
    }
    return render(request, "applications/extend.html", context, status=status)


@require_http_methods(["GET", "POST"])
@for_roles(Role.OFFICER)
@once
def add_focus(request, slug):
    """Offer one more focus in a running call."""
    call = _call(request, slug)
    if reasons := call_rules.why_not_change_focuses(call, by=request.user, at=received_at(request)):
        return back(request, call, reasons)
    form = FocusForm(request.POST if request.method == "POST" else None, call=call)
    return _change_focus(request, call, form, actions.add_focus, "calls/add_focus.html", {})


@require_http_methods(["GET", "POST"])
@for_roles(Role.OFFICER)
@once
def remove_focus(request, slug, code):
    """Stop offering a focus in a running call."""
    call = _call(request, slug)
    focus = get_object_or_404(call.focuses, code=code)
    if reasons := call_rules.why_not_remove_focus(call, focus, "-", by=request.user, at=received_at(request)):
        return back(request, call, reasons)
    data = {"focus": focus.pk, "reason": request.POST.get("reason", "")} if request.method == "POST" else None
    form = FocusForm(data, call=call)
    form.fields["focus"].queryset = call.focuses.filter(pk=focus.pk)
    chosen = call.applications.filter(focus=focus)
    counts = {"drafts": chosen.unsubmitted().count(), "handed_in": chosen.handed_in().count()}
    return _change_focus(
        request, call, form, actions.remove_focus, "calls/remove_focus.html", counts | {"focus": focus}
    )


def _change_focus(request, call, form, act, template, more):
    reasons, status = (), 200
    if request.method == "POST" and form.is_valid():
        try:
            act(call, form.cleaned_data["focus"], form.cleaned_data["reason"], by=request.user, at=received_at(request))
        except Refused as refusal:
            reasons, status = beside(form, refusal.reasons), 422
        else:
            messages.success(request, _("The focuses are changed. Everyone with an application was told."))
            return redirect("calls:staff_detail", call.slug)
    elif request.method == "POST":
        status = 422
    context = {"call": call, "form": form, "reasons": reasons, "has_errors": bool(reasons)} | more
    return render(request, template, context, status=status)
