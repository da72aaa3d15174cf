"""Checking, handing in, the receipt, changing again and withdrawing."""

from datetime import UTC, datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import LOCAL_ROLES, Role
from applications import actions, consent, filled, progress, rules, snapshot
from applications.forms import ReasonForm
from applications.models import Application, Submission
from applications.states import State
from applications.views import fetch, mine
from applications.views.drafts import chrome
from workflow.moments import received_at
from workflow.once import once
from workflow.refusals import Refused


@require_safe
@login_required
def check(request, number):
    """The whole application to read through, what is still missing, and the button to hand in."""
    return _check(request, fetch.whole(request, number))


def _check(request, application, refused=(), status=200):
    at = received_at(request)
    by = request.user
    reasons = rules.why_incomplete(application)
    sections = progress.sections_of(application)
    about = [each for each in refused if each not in reasons]
    context = chrome(request, application, progress.CHECK, at) | {
        "content": snapshot.content_of(application),
        "completing": application.state == State.COMPLETING,
        "points": [progress.where(each, application, sections) for each in reasons],
        "advice": [progress.where(each, application, sections) for each in rules.advice_before_submitting(application)],
        "aside": _aside(application),
        "refused": about,
        "late": any(each.code in ("call-closed", "completing-ended") for each in about),
        "has_errors": bool(refused),
        "editable": not rules.why_not_edit(application, by=by, at=at),
        "ours": by.is_in(application.organisation_id, *LOCAL_ROLES),
        "submitter": by.is_in(application.organisation_id, Role.SUBMITTER),
        "open": application.is_open_at(at),
    }
    return render(request, "applications/check.html", context, status=status)


def _aside(application) -> list[dict]:
    """Answers to an earlier version of the form that no longer fit, with the page that shows them."""
    answered = filled.of(application)
    return [
        {"answer": each, "url": progress.asked_in(section).url(application.number)}
        for section in answered.sections
        for each in answered.aside_in(section)
    ]


@require_safe
@login_required
def trial(request, number):
    """Test whether it can be handed in: the very path of handing in, undone. Nothing stays, so it may be a GET."""
    application = fetch.one(request, number)
    by, at = request.user, received_at(request)
    if reasons := rules.why_not_try(application, by=by):
        return _told(request, number, reasons)
    submission, reasons = None, []
    try:
        submission = actions.try_submitting(application, by=by, at=at)
    except Refused as refusal:
        reasons = refusal.reasons
    application = fetch.whole(request, number)
    sections = progress.sections_of(application)
    context = chrome(request, application, progress.CHECK, at) | {
        "points": [progress.where(each, application, sections) for each in reasons],
        "advice": [progress.where(each, application, sections) for each in rules.advice_before_submitting(application)],
        "submission": submission,
        "sums": consent.counting(application).sums,
        "at": at,
        "submitter": by.is_in(application.organisation_id, Role.SUBMITTER),
    }
    return render(request, "applications/trial.html", context)


@require_POST
@login_required
@once
def submit(request, number):
    """Hand in. The answer is the page of the receipt, or the reasons why not."""
    application = fetch.one(request, number)
    hand_in = actions.complete if application.state == State.COMPLETING else actions.submit
    try:
        submission = hand_in(application, by=request.user, at=received_at(request))
    except Refused as refusal:
        return _check(request, fetch.whole(request, number), refusal.reasons, status=409)
    return redirect("applications:submitted", number, submission.version)


@require_safe
@login_required
def submitted(request, number, version):
    """The receipt: number, moment, fingerprints."""
    found = Application.objects.taking_part(request.user)
    found = found.select_related("call__type", "organisation", "submission").defer("submission__content")
    application = get_object_or_404(found, number=number)
    submission = get_object_or_404(
        Submission.objects.select_related("by", "receipt"), application=application, version=version
    )
    signature = submission.content.get("signature")
    context = {
        "application": application,
        "call": application.call,
        "submission": submission,
        "utc": submission.received_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S"),
        "files": submission.content["files"],
        "signed_at": signature and datetime.fromisoformat(signature["at"]),
        "counts": submission.pk == application.submission_id,
        "open": application.is_open_at(received_at(request)),
        "ours": request.user.is_in(application.organisation_id, *LOCAL_ROLES),
    }
    return render(request, "applications/submitted.html", context)


@require_POST
@login_required
@once
def reopen(request, number):
    """Change a submitted application; what was handed in keeps counting."""
    application = fetch.one(request, number)
    try:
        actions.reopen(application, by=request.user, at=received_at(request))
    except Refused as refusal:
        return _told(request, number, refusal.reasons)
    messages.success(request, _("You can change the application. What you handed in counts until you hand in again."))
    return redirect("applications:project", number)


def _told(request, number, reasons):
    """Why it did not happen, on the page of the application."""
    return mine.show(request, fetch.whole(request, number), reasons, status=409)


@require_http_methods(["GET", "POST"])
@login_required
@once
def withdraw(request, number):
    """Take the application back, on a page of its own, with a reason."""
    application = fetch.one(request, number)
    by = request.user
    if reasons := rules.why_not_withdraw(application, by=by, reason="-"):
        return _told(request, number, reasons)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(application, form.cleaned_data["reason"], by=by, at=received_at(request))
        except Refused as refusal:
            return _told(request, number, refusal.reasons)
        messages.success(request, _("The application is withdrawn."))
        return redirect(application)
    context = {"application": application, "call": application.call, "form": form}
    return render(request, "applications/withdraw.html", context, status=422 if form.is_bound else 200)
