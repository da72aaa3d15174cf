"""Questions about a call: a local official asks, an officer words, answers, refers or declines."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import for_roles
from accounts.models import LOCAL_ROLES, Role
from calls import inquiry_rules as rules
from calls.actions import inquiring
from calls.inquiry_forms import AnswerForm, QuestionForm, ReferForm, TurnDownForm
from calls.models import Call, Inquiry
from calls.states import InquiryState
from workflow.moments import received_at
from workflow.once import once
from workflow.refusals import Refused

STAFF = (Role.OFFICER, Role.DECIDER, Role.AUDITOR)


def add_errors(form, reasons) -> list:
    """Put each reason beside its field; answer the ones that have none here."""
    apart = [each for each in reasons if each.field not in form.fields]
    for each in reasons:
        if each.field in form.fields:
            form.add_error(each.field, each.text)
    return apart


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once
def ask(request, slug):
    """Ask a question; people of the administration answer and do not ask."""
    if not request.user.roles & LOCAL_ROLES:
        raise Http404
    call = get_object_or_404(Call.objects.published(), slug=slug)
    at = received_at(request)
    form, status = QuestionForm(request.POST if request.method == "POST" else None), 200
    reasons = rules.why_not_ask_now(call, by=request.user, at=at)
    closed = bool(reasons)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                inquiring.ask_question(call, form.cleaned_data["text"], by=request.user, at=at)
            except Refused as refusal:
                reasons = add_errors(form, refusal.reasons)
            else:
                said = _("Your question is with the administration. You get a message when the answer is published.")
                messages.success(request, said)
                return redirect(f"{call.get_absolute_url()}#vragen")
    context = {
        "call": call,
        "form": form,
        "reasons": reasons,
        "closed": closed,
        "until": rules.questions_until(call),
        "has_errors": request.method == "POST" and bool(reasons),
    }
    return render(request, "calls/ask.html", context, status=status)


def _call(request, slug) -> Call:
    calls = Call.objects.visible_to(request.user).select_related("programme", "type")
    return get_object_or_404(calls, slug=slug)


@require_safe
@for_roles(*STAFF)
def inquiries(request, slug):
    """All questions about a call: what waits, what is ready, what was answered, referred and declined."""
    call = _call(request, slug)
    found = call.inquiries.visible_to(request.user).select_related("asked_by", "same_as").order_by("asked_at", "pk")
    by_state = {state: [] for state in InquiryState}
    for each in found:
        by_state[each.state].append(each)
    context = {
        "call": call,
        "waiting": [each for each in by_state[InquiryState.ASKED] if not each.answer],
        "ready": [each for each in by_state[InquiryState.ASKED] if each.answer],
        "published": sorted(by_state[InquiryState.PUBLISHED], key=lambda each: each.number),
        "settled": by_state[InquiryState.REFERRED] + by_state[InquiryState.DECLINED],
        "is_officer": Role.OFFICER in request.user.roles,
        "until": rules.questions_until(call),
    }
    return render(request, "calls/inquiries.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.OFFICER)
@once
def inquiry(request, slug, pk):
    """Word a question for everybody and write its answer."""
    found = _inquiry(request, slug, pk)
    if request.method != "POST":
        return _desk(request, found)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _desk(request, found, answer=form, status=422)
    try:
        inquiring.draft_answer(found, **form.cleaned_data, by=request.user, at=received_at(request))
    except Refused as refusal:
        return _desk(request, found, answer=form, reasons=add_errors(form, refusal.reasons), status=409)
    messages.success(request, _("Saved. Nobody reads it until you publish the answers."))
    return redirect("calls:inquiries", slug)


def _inquiry(request, slug, pk) -> Inquiry:
    rows = Inquiry.objects.visible_to(request.user).select_related("call", "asked_by", "same_as")
    return get_object_or_404(rows, call__slug=slug, pk=pk)


def _desk(request, found: Inquiry, *, answer=None, refer=None, turn_down=None, reasons=(), status=200):
    newest = None
    if any(each.code == "edited-meanwhile" for each in reasons):
        found.refresh_from_db()
        newest = found
    context = {
        "call": found.call,
        "inquiry": found,
        "governments": found.asked_by.organisations,
        "waits": found.state == InquiryState.ASKED,
        "form": answer or AnswerForm(initial={n: getattr(found, n) for n in ("wording", "answer", "edit")}),
        "refer": refer or ReferForm(others=_others(found)),
        "turn_down": turn_down or TurnDownForm(),
        "newest": newest,
        "reasons": reasons,
        "has_errors": bool(reasons),
    }
    return render(request, "calls/inquiry.html", context, status=status)


def _others(found: Inquiry):
    live = (InquiryState.ASKED, InquiryState.PUBLISHED)
    return found.call.inquiries.filter(state__in=live).exclude(pk=found.pk).order_by("number", "asked_at", "pk")


@require_POST
@for_roles(Role.OFFICER)
@once
def refer(request, slug, pk):
    """This question asks the same as another one."""
    found = _inquiry(request, slug, pk)
    form = ReferForm(request.POST, others=_others(found))
    if not form.is_valid():
        return _desk(request, found, refer=form, status=422)
    try:
        inquiring.refer(found, form.cleaned_data["same_as"], by=request.user, at=received_at(request))
    except Refused as refusal:
        return _desk(request, found, refer=form, reasons=add_errors(form, refusal.reasons), status=409)
    messages.success(request, _("Who asked gets the answer to the other question."))
    return redirect("calls:inquiries", slug)


@require_POST
@for_roles(Role.OFFICER)
@once
def turn_down(request, slug, pk):
    """No public answer, with a reason for who asked."""
    found = _inquiry(request, slug, pk)
    form = TurnDownForm(request.POST)
    if not form.is_valid():
        return _desk(request, found, turn_down=form, status=422)
    try:
        inquiring.turn_down(found, form.cleaned_data["reason"], by=request.user, at=received_at(request))
    except Refused as refusal:
        return _desk(request, found, turn_down=form, reasons=add_errors(form, refusal.reasons), status=409)
    messages.success(request, _("The question is declined. Who asked was told why."))
    return redirect("calls:inquiries", slug)
