"""A new version of the form of a call. It lives here, a floor above `calls`, because it is about open applications."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import for_roles
from accounts.models import Role
from applications import actions, renewal
from calls import rules as call_rules
from calls.models import Call
from calls.states import CallState
from workflow.moments import received_at
from workflow.once import once
from workflow.refusals import Refused


@require_http_methods(["GET", "POST"])
@for_roles(Role.OFFICER, Role.DECIDER, Role.AUDITOR)
@once
def publish_form(request, slug):
    """What changes for who is filling in the form, and publishing it."""
    calls = Call.objects.visible_to(request.user).select_related("type", "form__current")
    call = get_object_or_404(calls, slug=slug)
    if call.state == CallState.DRAFT:
        messages.info(request, _("The first version of the form is made when the call is published."))
        return redirect("calls:form", call.slug)
    if request.method == "GET":
        return _show(request, call)
    if Role.OFFICER not in request.user.roles:
        raise Http404
    text = request.POST.get("edit", "")
    edit = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    try:
        version = actions.publish_form(call, edit=edit, by=request.user, at=received_at(request))
    except Refused as refusal:
        call.form.refresh_from_db()
        return _show(request, call, refused=refusal.reasons, status=409)
    text = _("Version %(n)s of the form is published. Everyone with an open application was told.")
    messages.success(request, text % {"n": version.number})
    return redirect("calls:form", call.slug)


def _show(request, call, refused=(), status=200):
    reasons = call_rules.why_not_publish_form(call, by=request.user, at=received_at(request))
    effects = renewal.effects(call)
    home = reverse("calls:form", args=[call.slug])
    context = {
        "call": call,
        "sections": [each for each in effects if not each.change.is_question],
        "questions": [each for each in effects if each.change.is_question],
        "open": renewal.open_in(call).count(),
        "refused": refused,
        "nothing": any(each.code == "nothing-changed" for each in reasons),
        "reasons": [
            {"text": each.text, "href": f"{home}#{each.field.removeprefix(call_rules.FORM)}" if each.field else home}
            for each in reasons
            if each.code not in ("not-an-officer", "nothing-changed")
        ],
        "may_publish": not reasons,
        "has_errors": bool(refused),
    }
    return render(request, "questionnaires/changes.html", context, status=status)
