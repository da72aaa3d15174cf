"""The sign-off of a second person: asking a colleague, and what that colleague answers after reading the whole."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import LOCAL_ROLES, Role
from applications import consortium_rules, progress, signing, signing_rules, signoff, snapshot
from applications.forms import SendBackForm, SignerForm
from applications.views import fetch
from applications.views.drafts import chrome
from workflow.models import fingerprint
from workflow.moments import received_at
from workflow.once import once
from workflow.refusals import Refused


@require_http_methods(["GET", "POST"])
@login_required
@once
def sign_off(request, number):
    """How it stands; who fills it in asks a colleague, who was asked reads the whole and signs or sends it back."""
    application = fetch.whole(request, number)
    if not request.user.is_in(application.organisation_id, *LOCAL_ROLES):
        raise Http404
    if request.method != "POST":
        return _show(request, application)
    act = {"ask": _ask, "sign": _sign, "send-back": _send_back}.get(request.POST.get("verb", ""))
    if act is None:
        return _show(request, application, status=422)
    try:
        return act(request, application)
    except Refused as refusal:
        fresh = fetch.whole(request, number)
        return _show(request, fresh, reasons=refusal.reasons, forms=_typed(request, fresh), status=409)


def _who(request) -> dict:
    return {"by": request.user, "at": received_at(request)}


def _typed(request, application) -> dict:
    """The form that was sent, with what was typed."""
    if request.POST.get("verb") == "send-back":
        return {"back": SendBackForm(request.POST)}
    if request.POST.get("verb") == "ask":
        return {"ask": SignerForm(request.POST, people=signoff.colleagues(application, besides=request.user))}
    return {}


def _ask(request, application):
    people = signoff.colleagues(application, besides=request.user)
    form = SignerForm(request.POST, people=people)
    if not form.is_valid():
        return _show(request, application, forms={"ask": form}, status=422)
    signer = next((each for each in people if each.pk == form.cleaned_data["signer"]), None)
    signing.ask(application, signer, form.cleaned_data["word"], **_who(request))
    messages.success(request, _("%(name)s was asked to sign off.") % {"name": signer})
    return redirect("applications:sign_off", application.number)


def _sign(request, application):
    signing.sign(application, request.POST.get("sha256", ""), **_who(request))
    messages.success(request, _("You signed off the application as it stands here."))
    return redirect("applications:sign_off", application.number)


def _send_back(request, application):
    form = SendBackForm(request.POST)
    if not form.is_valid():
        return _show(request, application, forms={"back": form}, status=422)
    signing.send_back(application, form.cleaned_data["remark"], **_who(request))
    messages.success(request, _("You sent the application back. Your colleagues read your remark."))
    return redirect("applications:sign_off", application.number)


def _show(request, application, *, reasons=(), forms=None, status=200):
    by, at = request.user, received_at(request)
    forms, standing = forms or {}, signoff.standing(application)
    people = signoff.colleagues(application, besides=by)
    sections, closed = progress.sections_of(application), consortium_rules.why_not_now(application, at=at)
    missing = signing_rules.missing(application)
    asked = not signing_rules.why_not_reply(application, by=by, at=at)
    content = snapshot.content_of(application)
    mine = asked and not missing
    context = chrome(request, application, progress.SIGN_OFF, at) | {
        "standing": standing,
        "sign_off": standing.sign_off,
        "asks": signoff.asks(application),
        "closed": closed,
        "reasons": reasons,
        "points": [progress.where(each, application, sections) for each in missing],
        "asked": asked,
        "may_sign": mine and not standing.stands,
        "may_ask": not closed and not missing and not standing.stands,
        "ask": forms.get("ask") or SignerForm(people=people),
        "back": forms.get("back") or SendBackForm(),
        "people": people,
        "missed": signoff.without_account(application, [*people, by]),
        "content": content,
        "sha256": fingerprint(signoff.essence(content)),
        "submitter": by.is_in(application.organisation_id, Role.SUBMITTER),
        "has_errors": bool(reasons) or status == 422,
    }
    return render(request, "applications/sign_off.html", context, status=status)
