"""A proposal of who reads what: asked, looked at, changed by hand, taken over. Deciders and auditors read along."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import for_roles
from accounts.models import Role
from applications.models import Application
from applications.states import State as ApplicationState
from calls.models import Call
from reviews import actions, dividing, rules
from reviews.forms import PlanForm, add_reasons
from reviews.models import Juror, Plan
from reviews.proposal import badge_of, files_in, proposal_of, rows_of, steps_of
from reviews.states import PLAN_OWED, PlanState
from workflow.moments import received_at
from workflow.once import once
from workflow.refusals import Refused

STAFF = (Role.OFFICER, Role.DECIDER, Role.AUDITOR)
PAGE = 25


def _call(request, slug) -> Call:
    calls = Call.objects.visible_to(request.user).filter(sealed_at__isnull=False).select_related("programme", "type")
    return get_object_or_404(calls, slug=slug)


def _live(request, call) -> Plan | None:
    plans = Plan.objects.visible_to(request.user).filter(call=call).select_related("by")
    found = plans.live().first() or plans.order_by("-at", "-pk").first()
    if found:
        found.call = call
    return found


def _ready(request, slug) -> Plan:
    plan = _live(request, _call(request, slug))
    if plan is None:
        raise Http404
    return plan


@require_http_methods(["GET", "POST"])
@for_roles(*STAFF)
@once
def plan(request, slug):
    """Ask for a proposal, wait for it, or look at it."""
    call = _call(request, slug)
    if request.method == "GET":
        return _plan(request, call, PlanForm(initial={"wanted": _usual(request, call)}))
    if Role.OFFICER not in request.user.roles:
        raise Http404
    form = PlanForm(request.POST)
    if not form.is_valid():
        return _plan(request, call, form, status=422)
    try:
        actions.ask_plan(call, form.cleaned_data["wanted"], by=request.user, at=received_at(request))
    except Refused as refusal:
        general = add_reasons(form, refusal.reasons)
        return _plan(request, call, form, general, status=409 if general else 422)
    return redirect("reviews:plan", slug)


def _usual(request, call) -> int:
    last = _live(request, call)
    return last.wanted if last else Plan._meta.get_field("wanted").default


def _asker(request, plan):
    """For whom the rules are asked: who only reads along sees what the officer saw."""
    return request.user if Role.OFFICER in request.user.roles else plan.by


def _plan(request, call, form, reasons=(), status=200):
    found = _live(request, call)
    is_officer = Role.OFFICER in request.user.roles
    context = {
        "call": call,
        "plan": found,
        "form": form,
        "reasons": reasons,
        "has_errors": bool(reasons),
        "is_officer": is_officer,
        "why_not": rules.why_not_ask_plan(call, by=request.user) if is_officer else [],
    }
    if found is None or found.state in (PlanState.DROPPED, PlanState.FAILED):
        return render(request, "reviews/plan_ask.html", context, status=status)
    context["badge"] = badge_of(found)
    if found.state in PLAN_OWED:
        context["steps"] = steps_of(found)
        return render(request, "reviews/plan_waiting.html", context, status=status)
    page = Paginator(files_in(found), PAGE).get_page(request.GET.get("page"))
    context |= {
        "proposal": proposal_of(found, by=_asker(request, found)),
        "page": page,
        "rows": rows_of(found, list(page)),
        "stale": dividing.stale(found, by=request.user) if is_officer and found.state == PlanState.READY else [],
        "ready": found.state == PlanState.READY,
    }
    return render(request, "reviews/plan.html", context, status=status)


def _answer(request, slug, act, done):
    """Do something with the live proposal and go back to it; a refusal is said there."""
    found = _ready(request, slug)
    try:
        result = act(found)
    except Refused as refusal:
        form = PlanForm(initial={"wanted": found.wanted})
        return _plan(request, found.call, form, refusal.reasons, status=409)
    if done:
        messages.success(request, done(result))
    return redirect("reviews:plan", slug)


@require_POST
@for_roles(Role.OFFICER)
@once
def plan_again(request, slug):
    """Compute again, with the pins."""
    at = received_at(request)
    return _answer(request, slug, lambda plan: actions.recompute(plan, by=request.user, at=at), None)


@require_POST
@for_roles(Role.OFFICER)
@once
def plan_drop(request, slug):
    at = received_at(request)
    said = lambda _result: _("The proposal is dropped. Nobody was asked.")  # noqa: E731
    return _answer(request, slug, lambda plan: actions.drop_plan(plan, by=request.user, at=at), said)


@require_POST
@for_roles(Role.OFFICER)
@once
def plan_take(request, slug):
    """Make it real. A proposal that went stale is refused with what changed, and computed again."""
    at, found = received_at(request), _ready(request, slug)
    try:
        n = actions.take_over(found, seen=request.POST.get("seen", ""), by=request.user, at=at)
    except Refused as refusal:
        if not all(each.code.startswith("stale") for each in refusal.reasons):
            return _plan(request, found.call, PlanForm(initial={"wanted": found.wanted}), refusal.reasons, status=409)
        found.refresh_from_db()
        actions.recompute(found, by=request.user, at=at)
        messages.warning(request, _("Not taken over, because things changed. It is being computed again."))
        for each in refusal.reasons:
            messages.warning(request, each.text)
        return redirect("reviews:plan", slug)
    text = ngettext("%(n)s reading is asked.", "%(n)s readings are asked, with one message for each reviewer.", n)
    messages.success(request, text % {"n": n})
    return redirect("reviews:assign", slug)


@require_http_methods(["GET", "POST"])
@for_roles(*STAFF)
@once
def plan_file(request, slug, number):
    """One file of a proposal: who reads it, and of everybody else why not. Pinning and releasing by hand."""
    found = _ready(request, slug)
    files = Application.objects.visible_to(request.user).filter(call=found.call, state=ApplicationState.ADMITTED)
    file = get_object_or_404(files.select_related("organisation", "focus", "submission", "call"), number=number)
    reasons, status = (), 200
    if request.method == "POST":
        if Role.OFFICER not in request.user.roles:
            raise Http404
        typed = request.POST.get("juror", "")
        pk = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 15 else 0
        juror = get_object_or_404(Juror.objects.filter(call=found.call).select_related("user"), pk=pk)
        act = actions.unpin if request.POST.get("do") == "unpin" else actions.pin
        try:
            act(found, file, juror, by=request.user, at=received_at(request))
        except Refused as refusal:
            reasons, status = refusal.reasons, 409
        else:
            said = _("%(name)s is released.") if act is actions.unpin else _("%(name)s is pinned to this file.")
            messages.success(request, said % {"name": juror.user})
            return redirect("reviews:plan_file", slug, number)
    context = {
        "call": found.call,
        "plan": found,
        "file": file,
        "title": file.submission.content["title"],
        "cells": dividing.cells_of(found, file, by=_asker(request, found)),
        "reasons": reasons,
        "has_errors": bool(reasons),
        "may_change": Role.OFFICER in request.user.roles and found.state == PlanState.READY,
    }
    return render(request, "reviews/plan_file.html", context, status=status)
