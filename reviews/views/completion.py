"""Asking an applicant to complete a file, withdrawing that, and what the answer changed."""

from datetime import datetime, time, timedelta

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import for_roles
from accounts.models import Role
from applications import actions as application_actions
from applications import completion_rules, differences, standing
from reviews import actions
from reviews.completion_forms import CallOffForm, CompletionForm, groups_of
from reviews.forms import add_reasons
from reviews.views.admission import STAFF, file_for
from workflow import dutch
from workflow.moments import received_at, wall
from workflow.once import once
from workflow.refusals import Refused

NOON = time(12)


@require_http_methods(["GET", "POST"])
@for_roles(Role.OFFICER)
@once
def ask_completion(request, number):
    """Name what has to be completed, and until when."""
    file, at = file_for(request, number), received_at(request)
    groups = groups_of(file)
    if request.method == "GET":
        day = wall(at).date() + timedelta(days=file.call.completion_days)
        until = datetime.combine(day, NOON)
        return _ask(request, file, CompletionForm(groups=groups, initial={"closes_at": [until.date(), until.time()]}))
    form = CompletionForm(request.POST, groups=groups)
    if not form.is_valid():
        return _ask(request, file, form, status=422)
    facts = form.cleaned_data
    try:
        actions.ask_completion(file, form.parts(), facts["text"], facts["closes_at"], by=request.user, at=at)
    except Refused as refusal:
        general = add_reasons(form, refusal.reasons)
        wrong = any(each.code in ("nothing-named", "no-such-part") for each in general)
        return _ask(request, file_for(request, number), form, general, status=422 if wrong or not general else 409)
    messages.success(
        request,
        _("The applicant was told, and can complete until %(moment)s.") % {"moment": dutch.moment(facts["closes_at"])},
    )
    return redirect("reviews:admissibility", number)


def _ask(request, file, form, reasons=(), status=200):
    context = {
        "file": file,
        "call": file.call,
        "content": file.submission.content,
        "form": form,
        "reasons": reasons,
        "has_errors": bool(reasons),
        "is_officer": True,
        "is_decider": Role.DECIDER in request.user.roles,
    }
    return render(request, "reviews/ask_completion.html", context, status=status)


@require_http_methods(["GET", "POST"])
@for_roles(Role.OFFICER)
@once
def call_off(request, number, pk):
    """Withdraw a request, with a reason."""
    file = file_for(request, number)
    completion = get_object_or_404(file.completions.all(), pk=pk)
    completion.application = file
    form = CallOffForm(request.POST or None)
    reasons = completion_rules.why_not_call_off(completion, "-", by=request.user)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                reason = form.cleaned_data["reason"]
                application_actions.call_off(completion, reason, by=request.user, at=received_at(request))
            except Refused as refusal:
                reasons = add_reasons(form, refusal.reasons)
                status = 409 if reasons else 422
            else:
                messages.success(request, _("The request is withdrawn. The applicant was told."))
                return redirect("reviews:admissibility", number)
    context = {"file": file, "call": file.call, "completion": completion, "form": form, "reasons": reasons}
    return render(request, "reviews/call_off.html", context | {"has_errors": status > 200}, status=status)


@require_safe
@for_roles(*STAFF)
def completion(request, number, pk):
    """What was asked, what came of it, and what the new version changed."""
    file, at = file_for(request, number), received_at(request)
    found = get_object_or_404(file.completions.select_related("before", "after__by", "by"), pk=pk)
    context = {
        "file": file,
        "call": file.call,
        "completion": found,
        "open": found.is_open_at(at),
        "differences": differences.between(found.before.content, found.after.content) if found.after else [],
        "term": standing.term_in_words(file, file.completions.all(), at),
        "is_officer": Role.OFFICER in request.user.roles,
        "is_decider": Role.DECIDER in request.user.roles,
    }
    return render(request, "reviews/completion.html", context)
