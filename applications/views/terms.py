"""Moving the closing of a call. It lives here, a floor above `calls`, because everyone with a file must be told."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import for_roles
from accounts.models import Role
from applications import actions
from calls import rules as call_rules
from calls.forms import TermForm
from calls.models import Call
from calls.states import ChangeState
from workflow import dutch
from workflow.moments import received_at
from workflow.once import once
from workflow.refusals import Refused


@require_http_methods(["GET", "POST"])
@for_roles(Role.OFFICER)
@once
def move_term(request, slug):
    """Move the closing: later at once, earlier after a second officer."""
    call = get_object_or_404(Call.objects.visible_to(request.user), slug=slug)
    if request.method == "GET":
        if reasons := call_rules.why_not_move_now(call, by=request.user, at=received_at(request)):
            return _back(request, call, reasons)
        return _form(request, call, TermForm(initial={"closes_at": call.closes_at}))
    form = TermForm(request.POST)
    if not form.is_valid():
        return _form(request, call, form, status=422)
    new, reason = form.cleaned_data["closes_at"], form.cleaned_data["reason"]
    try:
        change = actions.move_deadline(call, new, reason, by=request.user, at=received_at(request))
    except Refused as refusal:
        apart = [each for each in refusal.reasons if each.field not in form.fields]
        for each in refusal.reasons:
            if each.field in form.fields:
                form.add_error(each.field, each.text)
        return _form(request, call, form, reasons=apart, status=422)
    if change.state == ChangeState.EFFECTIVE:
        text = _("The call now closes %(moment)s. Everyone with an application was told.")
        messages.success(request, text % {"moment": dutch.moment(change.new)})
    else:
        messages.info(request, _("Your proposal waits for a second officer. Until then the closing stays as it is."))
    return redirect("calls:staff_detail", call.slug)


@require_POST
@for_roles(Role.OFFICER)
@once
def second_term(request, slug, pk):
    """Confirm a shortening as the second officer."""
    call = get_object_or_404(Call.objects.visible_to(request.user), slug=slug)
    change = get_object_or_404(call.term_changes.select_related("call"), pk=pk)
    try:
        actions.second_deadline(change, by=request.user, at=received_at(request))
    except Refused as refusal:
        return _back(request, call, refusal.reasons)
    text = _("The call now closes %(moment)s. Everyone with an application was told.")
    messages.success(request, text % {"moment": dutch.moment(change.new)})
    return redirect("calls:staff_detail", call.slug)


def _form(request, call, form, reasons=(), status=200):
    context = {"call": call, "form": form, "reasons": reasons, "has_errors": bool(reasons)}
    return render(request, "calls/move_term.html", context, status=status)


def _back(request, call, reasons):
    for each in reasons:
        messages.error(request, each.text)
    return redirect("calls:staff_detail", call.slug)
