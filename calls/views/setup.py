"""How officers set up a call: a new one, one taken over, and its steps, a page each with the public page beside it."""

from copy import copy
from dataclasses import dataclass, field

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import for_roles
from accounts.models import Role
from calls import actions, calendar, copying, proposals, rules, stepforms, steps, wording
from calls.models import Call, Condition, CostCategory, Criterion, Instalment, JuryDay, Reserve
from calls.rowforms import (
    CategoriesFormSet,
    ConditionsFormSet,
    CriteriaFormSet,
    InstalmentsFormSet,
    JuryDaysFormSet,
)
from calls.views import public
from calls.views.rows import typed_in, wanted_change, with_change
from workflow.models import Event
from workflow.moments import received_at
from workflow.once import once
from workflow.refusals import Refused


@dataclass(frozen=True)
class Page:
    """The form of a step, and the lists that stand under it, by name."""

    form: type[stepforms.StepForm]
    lists: dict = field(default_factory=dict)


PAGES = {
    "basis": Page(stepforms.BasicsForm),
    "wie": Page(stepforms.WhoForm),
    "criteria": Page(stepforms.CriteriaForm, {"criteria": CriteriaFormSet}),
    "geld": Page(stepforms.MoneyForm, {"categories": CategoriesFormSet, "instalments": InstalmentsFormSet}),
    "ontvankelijkheid": Page(stepforms.AdmissibilityForm, {"conditions": ConditionsFormSet}),
    "brieven": Page(stepforms.LettersForm),
    "kalender": Page(stepforms.CalendarForm, {"jury_days": JuryDaysFormSet}),
    "team": Page(stepforms.TeamForm),
}


@require_http_methods(["GET", "POST"])
@for_roles(Role.OFFICER)
@once
def create(request):
    """A new call in preparation, of five things; what is usual for its type is filled in."""
    if request.method == "GET":
        return _new(request, stepforms.NewCallForm(initial=proposals.beginning()))
    form = stepforms.NewCallForm(request.POST)
    if not form.is_valid():
        return _new(request, form, status=422)
    try:
        call = actions.create(
            form.values(), new_programme=form.new_programme_values(), by=request.user, at=received_at(request)
        )
    except Refused as refusal:
        return _new(request, form, refusal.reasons, status=409)
    except ValidationError as fault:  # what was proposed does not fit what was typed
        form.add_error(None, fault.messages)
        return _new(request, form, status=422)
    messages.success(request, _("The call is made. Fill it in step by step; applicants see nothing until you publish."))
    return redirect("calls:step", call.slug, steps.STEPS[0].name)


def _new(request, form, reasons=(), status=200):
    context = {"form": form, "reasons": reasons, "has_errors": bool(reasons)}
    context["examples"] = Call.objects.select_related("programme").order_by("-pk")[:5]
    return render(request, "calls/new.html", context, status=status)


@require_http_methods(["GET", "POST"])
@for_roles(Role.OFFICER)
@once
def clone(request, slug):
    """Everything of an earlier call in a new one, from another day on."""
    call = public.call_for(request, slug)
    if request.method == "GET":
        number = proposals.next_number(call.programme)
        return _clone(request, stepforms.CloneForm(call=call, initial={"title": call.title, "number": number}), call)
    form = stepforms.CloneForm(request.POST, call=call)
    if not form.is_valid():
        return _clone(request, form, call, status=422)
    try:
        made = actions.clone(call, **form.cleaned_data, by=request.user, at=received_at(request))
    except Refused as refusal:
        return _clone(request, form, call, refusal.reasons, status=409)
    except ValidationError as fault:  # a constraint, such as a number taken in the meantime
        form.add_error(None, fault.messages)
        return _clone(request, form, call, status=422)
    messages.success(request, _("Everything is taken over. Look at the moments first."))
    for note in copying.notes_of(call, form.cleaned_data["opens_on"]):
        messages.warning(request, note)
    return redirect("calls:step", made.slug, "kalender")


def _clone(request, form, call, reasons=(), status=200):
    context = {"form": form, "call": call, "reasons": reasons, "has_errors": bool(reasons)}
    return render(request, "calls/clone.html", context, status=status)


@require_safe
@for_roles(Role.OFFICER)
def edit(request, slug):
    """To the first step that is not complete."""
    call = public.call_for(request, slug)
    return redirect(steps.address(call, steps.of(call, by=request.user, at=received_at(request)).first))


@require_http_methods(["GET", "POST"])
@for_roles(Role.OFFICER)
@once
def step(request, slug, step):
    """One step of a call in preparation."""
    call, page = public.call_for(request, slug), _page(step)
    if request.method == "POST":
        return _save(request, call, steps.BY_NAME[step], page)
    if reasons := rules.why_not_edit(call, by=request.user):
        messages.error(request, " ".join(reason.text for reason in reasons))
        return redirect("calls:staff_detail", call.slug)
    lists = {name: kind(initial=proposals.rows_of(call, name), prefix=name) for name, kind in page.lists.items()}
    return _show(request, call, steps.BY_NAME[step], page.form(instance=copy(call)), lists)


def _page(step: str) -> Page:
    if step not in PAGES:
        raise Http404
    return PAGES[step]


def _typed(request, call, page: Page) -> tuple:
    form = page.form(request.POST, instance=copy(call))
    return form, {name: kind(request.POST, prefix=name) for name, kind in page.lists.items()}


def _save(request, call, step, page: Page):
    if change := wanted_change(request.POST):
        form = page.form(initial=typed_in(page.form(instance=copy(call)), request.POST), instance=copy(call))
        lists = {name: with_change(kind, name, request.POST, change) for name, kind in page.lists.items()}
        return _show(request, call, step, form, lists, edit=_edit_of(request.POST))
    form, lists = _typed(request, call, page)
    judged = [each.is_valid() for each in (form, *lists.values())]  # all of them, so that every error shows at once
    if not all(judged):
        return _show(request, call, step, form, lists, edit=_edit_of(request.POST), status=422)
    arguments = form.arguments()
    arguments["lists"] = arguments.get("lists", {}) | {name: rows.rows() for name, rows in lists.items()}
    try:
        actions.save(
            call, step.name, **arguments, edit=_edit_of(request.POST), by=request.user, at=received_at(request)
        )
    except Refused as refusal:
        return _refused(request, call, step, form, lists, refusal.reasons)
    except ValidationError as fault:  # somebody took the number or the name in the meantime
        form.add_error(None, fault.messages)
        return _show(request, call, step, form, lists, edit=_edit_of(request.POST), status=422)
    messages.success(request, _("“%(part)s” is saved.") % {"part": step.title})
    if request.POST.get("go") == "stay":
        return redirect("calls:step", call.slug, step.name)
    return redirect(_next(call, step))


def _next(call, step) -> str:
    following = steps.STEPS[steps.STEPS.index(step) + 1 :]
    return steps.address(call, following[0]) if following else reverse("calls:staff_detail", args=[call.slug])


def _edit_of(data) -> int:
    """The version that the person had before them; one that cannot be read fits none."""
    text = data.get("edit", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


def _refused(request, call, step, form, lists, reasons):
    """What belongs beside a field stands there; the rest on top."""
    general = []
    for reason in reasons:
        if reason.field in form.fields:
            form.add_error(reason.field, ValidationError(reason.text, code=reason.code))
        else:
            general.append(reason)
    call.refresh_from_db()
    overtaken = any(each.code == "edited-meanwhile" for each in reasons)
    edit = call.edit if overtaken else _edit_of(request.POST)
    more = _newest(request, call, form, lists) if overtaken else {}
    status = 409 if general else 422
    return _show(request, call, step, form, lists, edit=edit, reasons=general, status=status, **more)


def _newest(request, call, form, lists) -> dict:
    """Who saved what in the meantime, and where the newest version differs from what was typed."""
    typed = type(form)(request.POST, instance=copy(call))
    names = [name for name in typed.changed_data if name in typed.fields and not typed[name].is_hidden]
    differences = [{"label": typed[name].label, "saved": wording.value_in_words(call, name)} for name in names]
    for name, rows in lists.items():
        kept = [wording.row_in_words(each) for each in getattr(call, name).order_by("position")]
        if kept != [wording.row_in_words(each) for each in _things(call, name, rows)]:
            differences.append({"label": wording.LISTS[name], "saved": "\n".join(kept)})
    saves = Event.objects.of(call).filter(verb="save").exclude(by=request.user).select_related("by").order_by("-id")
    return {"differences": differences, "saved_last": saves.first()}


def _show(request, call, step, form, lists, *, edit=None, reasons=(), status=200, **more):
    at = received_at(request)
    place = steps.SAVED.index(step)
    context = {
        "call": call,
        "at": at,
        "step": step,
        "form": form,
        "lists": lists,
        "edit": call.edit if edit is None else edit,
        "reasons": reasons,
        "has_errors": bool(reasons),
        "progress": steps.of(call, by=request.user, at=at, current=step.name),
        "previous": steps.address(call, steps.SAVED[place - 1]) if place else "",
    }
    if step.name == "kalender":
        context["marks"] = calendar.marks_of(call)
    return render(request, f"calls/steps/{step.name}.html", context | lists | more, status=status)


# The public page as it would be -------------------------------------------------------------------------------------


@require_POST
@for_roles(Role.OFFICER)
def preview(request, slug, step):
    """The public page with what is typed now. Nothing is saved; what cannot be read stays as it was saved."""
    saved, page = public.call_for(request, slug), _page(step)
    form, lists = _typed(request, saved, page)
    form.is_valid()
    call = form.instance  # with what could be read; the rest is as it was
    if call.programme_id is None:
        call.programme = saved.programme
    parts = {}
    if "focuses" in form.fields and "focuses" in form.cleaned_data:
        parts["focuses"] = list(form.cleaned_data["focuses"])
    if isinstance(form, stepforms.MoneyForm):
        parts["reserves"] = [Reserve(call=call, **row) for row in form.lists()["reserves"]]
    for name, rows in lists.items():
        rows.is_valid()
        parts[name] = _things(call, name, rows)
    context = public.context_of(call, received_at(request), **parts)
    return render(request, "calls/preview.html", context)


THINGS = {
    "criteria": Criterion,
    "categories": CostCategory,
    "conditions": Condition,
    "instalments": Instalment,
    "jury_days": JuryDay,
}


def _things(call, name: str, rows) -> list:
    """The rows that can be read, as things that are not saved."""
    if not hasattr(rows, "management_form") or not rows.is_bound or not rows.management_form.is_valid():
        return []
    return [THINGS[name](call=call, position=n, **row) for n, row in enumerate(rows.rows(), 1)]
