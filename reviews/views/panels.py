"""The panel day as officers prepare and record it; deciders and auditors read along."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import for_roles
from accounts.models import Role
from calls.models import Call
from reviews import actions, drawing_panel, rules
from reviews.forms import add_reasons
from reviews.models import Juror, Slot
from reviews.panelforms import AgendaForm, DropSlotForm, MinutesForm, MoveSlotForm, said_by
from reviews.rules.panels import agenda_of
from reviews.states import SlotState
from workflow import dutch
from workflow.moments import received_at
from workflow.once import once
from workflow.refusals import Refused

STAFF = (Role.OFFICER, Role.DECIDER, Role.AUDITOR)


def _call(request, slug) -> Call:
    calls = Call.objects.visible_to(request.user).filter(sealed_at__isnull=False).select_related("programme", "type")
    return get_object_or_404(calls.prefetch_related("jury_days"), slug=slug)


def _slot(request, slug, pk) -> Slot:
    slots = Slot.objects.visible_to(request.user).select_related(
        "application__organisation",
        "application__submission",
        "application__call__programme",
        "application__call__type",
    )
    return get_object_or_404(slots, pk=pk, application__call=_call(request, slug))


def _officer(request) -> bool:
    return Role.OFFICER in request.user.roles


@require_http_methods(["GET", "POST"])
@for_roles(*STAFF)
@once
def panel(request, slug):
    """The agenda, and planning it: by disagreement, or in the order that somebody types."""
    call = _call(request, slug)
    if request.method == "GET":
        return _panel(request, call, AgendaForm(initial=said_by(agenda_of(call))))
    if not _officer(request):
        raise Http404
    form = AgendaForm(request.POST)
    if not form.is_valid():
        return _panel(request, call, form, status=422)
    chosen = drawing_panel.chosen(request.POST, drawing_panel.candidates(call))
    try:
        left = actions.plan_panel(call, chosen, by=request.user, at=received_at(request), **form.cleaned_data)
    except Refused as refusal:
        general = add_reasons(form, refusal.reasons)
        return _panel(request, call, form, general, status=422)
    n = len(chosen) - len(left)
    text = ngettext("%(n)s file is in the agenda.", "%(n)s files are in the agenda.", n)
    messages.success(request, f"{text % {'n': n}} {_('Nobody was told yet.')}")
    if left:
        text = _("No moment was found for: %(numbers)s.")
        messages.warning(request, text % {"numbers": dutch.enumerate_names([each.number for each in left])})
    return redirect("reviews:panel", slug)


def _panel(request, call, form, reasons=(), status=200):
    typed = request.POST if request.method == "POST" else None
    candidates = drawing_panel.rows(drawing_panel.candidates(call), typed)
    context = {
        "call": call,
        "form": form,
        "reasons": reasons,
        "has_errors": bool(reasons),
        "is_officer": _officer(request),
        "days": drawing_panel.days_of(call),
        "candidates": candidates,
        "open": not all(row["told"] for row in candidates),
        "planned": Slot.objects.filter(application__call=call, state=SlotState.PLANNED).count(),
    }
    return render(request, "reviews/panel.html", context, status=status)


@require_POST
@for_roles(Role.OFFICER)
@once
def panel_invite(request, slug):
    """Tell applicants and jury."""
    call = _call(request, slug)
    try:
        n = actions.invite_panel(call, by=request.user, at=received_at(request))
    except Refused as refusal:
        return _panel(request, call, AgendaForm(initial=said_by(agenda_of(call))), refusal.reasons, status=409)
    text = ngettext("The applicant of %(n)s file is invited.", "The applicants of %(n)s files are invited.", n)
    messages.success(request, text % {"n": n})
    return redirect("reviews:panel", slug)


@require_http_methods(["GET", "POST"])
@for_roles(*STAFF)
@once
def slot(request, slug, pk):
    """One slot: who hears it and who leaves the room, and moving it."""
    found = _slot(request, slug, pk)
    if request.method == "GET":
        return _one(request, found, MoveSlotForm(initial={"starts_at": found.starts_at}))
    if not _officer(request):
        raise Http404
    form = MoveSlotForm(request.POST)
    if not form.is_valid():
        return _one(request, found, form, status=422)
    at = received_at(request)
    try:
        actions.move_slot(found, form.cleaned_data["starts_at"], form.cleaned_data["reason"], by=request.user, at=at)
    except Refused as refusal:
        general = add_reasons(form, refusal.reasons)
        return _one(request, found, form, reasons=general, status=409 if general else 422)
    messages.success(request, _("The defence is moved."))
    return redirect("reviews:panel_slot", slug, pk)


def _one(request, slot, form, drop=None, reasons=(), status=200):
    away = rules.recused_in([slot.application_id])[slot.application_id]
    jurors = Juror.objects.sitting().filter(call=slot.application.call_id).select_related("user")
    jurors = sorted(jurors, key=lambda each: (each.user.last_name, each.user.first_name, each.pk))
    drop_form = drop or DropSlotForm(prefix="drop")
    for each in (form, drop_form):
        each.fields["reason"].needed = slot.state == SlotState.INVITED
    context = {
        "call": slot.application.call,
        "slot": slot,
        "file": slot.application,
        "title": slot.application.submission.content["title"],
        "badge": drawing_panel.badge_of(slot),
        "hearing": [each for each in jurors if each.user_id not in away],
        "leaving": [each for each in jurors if each.user_id in away],
        "minutes": getattr(slot, "minutes", None),
        "form": form,
        "drop": drop_form,
        "reasons": reasons,
        "has_errors": bool(reasons) or bool(drop and drop.errors),
        "may_change": _officer(request) and slot.state in (SlotState.PLANNED, SlotState.INVITED),
        "may_write": _officer(request)
        and not rules.why_not_write_minutes(slot, by=request.user, at=received_at(request)),
    }
    return render(request, "reviews/panel_slot.html", context, status=status)


@require_POST
@for_roles(Role.OFFICER)
@once
def drop(request, slug, pk):
    """Do not hear this file after all."""
    found = _slot(request, slug, pk)
    form = DropSlotForm(request.POST, prefix="drop")
    move = MoveSlotForm(initial={"starts_at": found.starts_at})
    if not form.is_valid():
        return _one(request, found, move, form, status=422)
    try:
        actions.drop_slot(found, form.cleaned_data["reason"], by=request.user, at=received_at(request))
    except Refused as refusal:
        general = add_reasons(form, refusal.reasons)
        return _one(request, found, move, form, general, status=409 if general else 422)
    messages.success(request, _("%(number)s is no longer in the agenda.") % {"number": found.application.number})
    return redirect("reviews:panel", slug)


@require_http_methods(["GET", "POST"])
@for_roles(*STAFF)
@once
def minutes(request, slug, pk):
    """Write what was said and who was there; closed, it is only read."""
    found = _slot(request, slug, pk)
    kept = getattr(found, "minutes", None)
    away = rules.recused_in([found.application_id])[found.application_id]
    seats = Juror.objects.sitting().filter(call=found.application.call_id).select_related("user")
    seats = sorted(seats, key=lambda each: (each.user.last_name, each.user.first_name, each.pk))
    jurors = [each for each in seats if each.user_id not in away]
    reasons, status = rules.why_not_write_minutes(found, by=request.user, at=received_at(request)), 200
    if request.method == "GET":
        initial = {"text": kept.text, "present": kept.present, "edit": kept.edit} if kept else {"edit": 0}
        form = MinutesForm(jurors=jurors, initial=initial)
    else:
        if not _officer(request):
            raise Http404
        form, status = MinutesForm(request.POST, jurors=jurors), 422
        if form.is_valid():
            close = request.POST.get("do") == "close"
            try:
                actions.save_minutes(
                    found,
                    form.cleaned_data["text"],
                    [int(each) for each in form.cleaned_data["present"]],
                    edit=form.cleaned_data["edit"] or 0,
                    close=close,
                    by=request.user,
                    at=received_at(request),
                )
            except Refused as refusal:
                reasons = add_reasons(form, refusal.reasons)
                status = 409 if reasons else 422
            else:
                said = _("The minutes are closed.") if close else _("The minutes are saved. You can go on later.")
                messages.success(request, said)
                return redirect("reviews:panel_minutes", slug, pk)
    context = {
        "call": found.application.call,
        "slot": found,
        "file": found.application,
        "title": found.application.submission.content["title"],
        "minutes": kept,
        "people": drawing_panel.people_of(kept),
        "leaving": [each for each in seats if each.user_id in away],
        "form": form,
        "reasons": reasons,
        "refused": request.method == "POST" and reasons,
        "may_write": _officer(request) and (not reasons or status > 200),
        "has_errors": status > 200,
    }
    return render(request, "reviews/panel_minutes.html", context, status=status)
