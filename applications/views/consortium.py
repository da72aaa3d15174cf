"""What concerns one government, its own yes or no, and the lead who asks again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import LOCAL_ROLES, Role
from applications import consent, consortium, consortium_rules
from applications.forms import RefuseForm
from applications.views import fetch
from workflow.moments import received_at
from workflow.once import once
from workflow.refusals import Refused


@require_http_methods(["GET", "POST"])
@login_required
@once
def take_part(request, number):
    """What concerns the reader's government, with buttons to confirm and refuse for its submitters."""
    application = fetch.whole(request, number)
    if not _own(application, request.user):
        raise Http404
    return _reply(request, application) if request.method == "POST" else _show(request, application)


def _own(application, user) -> list:
    """The governments of this person that take part beside the lead."""
    return [p for p in consent.governments(application) if user.is_in(p.organisation_id, *LOCAL_ROLES)]


def _pk(text: str) -> int:
    """The number of a government as the page sent it; 0 when it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _reply(request, application):
    pk, sha256 = _pk(request.POST.get("organisation", "")), request.POST.get("sha256", "")
    who = {"by": request.user, "at": received_at(request)}
    if pk not in {each.organisation_id for each in _own(application, request.user)}:
        raise Http404
    form = RefuseForm(request.POST, prefix=str(pk))
    refusing = request.POST.get("verb") == "refuse"
    if refusing and not form.is_valid():
        return _show(request, application, form=form, status=422)
    try:
        if refusing:
            consortium.refuse_part(application, pk, sha256, form.cleaned_data["reason"], **who)
        else:
            consortium.confirm(application, pk, sha256, **who)
    except Refused as refusal:
        fresh = fetch.whole(request, application.number)
        if not _own(fresh, request.user):
            raise Http404 from None
        kept = RefuseForm(initial={"reason": request.POST.get(f"{pk}-reason", "")[:300]}, prefix=str(pk))
        return _show(request, fresh, form=kept, reasons=refusal.reasons, status=409)
    said = _("Your government refused. The lead government reads why.") if refusing else _("Your part is confirmed.")
    messages.success(request, said)
    return redirect("applications:take_part", application.number)


def _show(request, application, *, form=None, reasons=(), status=200):
    by, at = request.user, received_at(request)
    parts = []
    for each in _own(application, by):
        voice = consent.voice_of(application, each)
        consortium.see(application, voice, at=at)
        own = form if form and form.prefix == str(each.organisation_id) else None
        parts.append(
            {
                "voice": voice,
                "form": own or RefuseForm(prefix=str(each.organisation_id)),
                "opened": own is not None,
                "submitter": by.is_in(each.organisation_id, Role.SUBMITTER),
            }
        )
    context = {
        "application": application,
        "call": application.call,
        "parts": parts,
        "asks": consent.asks(application),
        "closed": [] if reasons else consortium_rules.why_not_now(application, at=at),
        "reasons": reasons,
        "has_errors": bool(reasons) or status == 422,
    }
    return render(request, "applications/take_part.html", context, status=status)


@require_POST
@login_required
@once
def ask(request, number):
    """The lead asks a government to confirm, or asks again."""
    application = fetch.one(request, number)
    pk = _pk(request.POST.get("organisation", ""))
    try:
        consortium.ask(application, pk, by=request.user, at=received_at(request))
    except Refused as refusal:
        if any(each.code == "not-yours" for each in refusal.reasons):
            raise Http404 from None
        messages.error(request, " ".join(reason.text for reason in refusal.reasons))
    else:
        messages.success(request, _("The government was asked to confirm its part."))
    return redirect("applications:participants", number)
