"""One section or one question of the form of a call: add, change, copy, remove. Nothing typed is ever lost."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import for_roles
from accounts.models import Role
from calls import actions, rules
from calls.views.form import call_of, edit_seen
from calls.views.rows import wanted_change, with_change
from questionnaires import actions as form_actions
from questionnaires import editing
from questionnaires import forms as shapes
from questionnaires.definition import Kind, Section
from questionnaires.forms import SectionForm, Typed
from questionnaires.rules import dependents, why_not_remove
from workflow.moments import received_at
from workflow.once import once
from workflow.refusals import Reason, Refused


def _home(call, key: str = "") -> str:
    return reverse("calls:form", args=[call.slug]) + (f"#{key}" if key else "")


def _closed(request, call):
    """Nothing here can be changed any more: say why, at the form itself."""
    if reasons := rules.why_not_edit_form(call, by=request.user, at=received_at(request)):
        messages.error(request, " ".join(each.text for each in reasons))
        return redirect(_home(call))
    return None


def _do(request, call, act, *given) -> str:
    return actions.edit_form(call, act, *given, edit=edit_seen(request), by=request.user, at=received_at(request))


def _section(call, key: str) -> Section:
    found = next((each for each in call.form.definition.sections if each.key == key), None)
    if found is None:
        raise Http404
    return found


# Sections -----------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@for_roles(Role.OFFICER)
@once
def section(request, slug, key=""):
    """A new section, or another title and introduction for one that is there."""
    call = call_of(request, slug)
    old = _section(call, key) if key and request.method == "GET" else None
    if request.method == "GET":
        initial = {"title": old.title, "intro": old.intro} if old else {}
        return _closed(request, call) or _section_page(request, call, key, SectionForm(initial=initial))
    form = SectionForm(request.POST)
    if not form.is_valid():
        return _section_page(request, call, key, form, status=422)
    title = " ".join(form.cleaned_data["title"].split())
    given = ([key] if key else []) + [title, "\n".join(form.cleaned_data["intro"].splitlines())]
    act = form_actions.change_section if key else form_actions.add_section
    try:
        made = _do(request, call, act, *given)
    except Refused as refusal:
        return _section_page(request, call, key, form, reasons=refusal.reasons, status=409)
    messages.success(request, _("The section is saved."))
    return redirect(_home(call, made))


def _section_page(request, call, key, form, reasons=(), status=200):
    call.form.refresh_from_db()  # so that saving again, knowingly, works
    saved = next((each for each in call.form.definition.sections if each.key == key), None)
    clash = any(each.code == "edited-meanwhile" for each in reasons)
    context = {
        "call": call,
        "form": form,
        "key": key,
        "reasons": _said(reasons, call),
        "edit": _edit_to_send(request, call, reasons),
        "saved": saved if clash and saved and key else None,
        "has_errors": bool(reasons),
    }
    return render(request, "questionnaires/section.html", context, status=status)


def _edit_to_send(request, call, reasons) -> int:
    """Saving over a colleague's work takes knowing of it: only then does the page carry the newest number."""
    told = request.method == "GET" or any(each.code == "edited-meanwhile" for each in reasons)
    return call.form.edit if told else edit_seen(request)


@dataclass(frozen=True)
class Point:
    """A reason with the place where it is mended."""

    text: str
    href: str


def _said(reasons, call) -> list[Point]:
    return [Point(each.text, each.field if each.field[:1] == "#" else _part_url(call, each.field)) for each in reasons]


def _part_url(call, key: str) -> str:
    """The page of a question, or the place of a section in the form."""
    if not key:
        return ""
    asked = call.form.definition.question(key)
    return reverse("calls:form_question", args=[call.slug, key]) if asked else _home(call, key)


@require_http_methods(["GET", "POST"])
@for_roles(Role.OFFICER)
@once
def remove_section(request, slug, key):
    """Ask first: what goes with a section."""
    call = call_of(request, slug)
    if request.method == "POST" and key not in {each.key for each in call.form.definition.sections}:
        return _removed_before(request, call)
    gone = _section(call, key)
    inside = [each.key for each in gone.questions]
    context = {"section": gone, "label": gone.title, "questions": gone.questions}
    return _remove(request, call, key, inside, form_actions.remove_section, context)


def _removed_before(request, call):
    messages.info(request, _("This part of the form was removed in the meantime."))
    return redirect(_home(call))


def _remove(request, call, key, keys, act, context):
    if request.method == "GET":
        reasons = why_not_remove(call.form.definition, keys)
        return _closed(request, call) or _remove_page(request, call, context, reasons)
    try:
        _do(request, call, act, key)
    except Refused as refusal:
        call.form.refresh_from_db()
        return _remove_page(request, call, context, refusal.reasons, status=409)
    messages.success(request, _("“%(label)s” is removed.") % {"label": context["label"]})
    return redirect(_home(call))


def _remove_page(request, call, context, reasons=(), status=200):
    stuck = any(each.code == "others-depend" for each in reasons)
    current = call.form.current
    asked = {each.key for each in current.definition.questions()} if current else set()
    context |= {
        "call": call,
        "reasons": _said(reasons, call),
        "may_remove": not stuck,
        "was_published": any(each.key in asked for each in context["questions"]),
        "has_errors": bool(reasons),
    }
    return render(request, "questionnaires/remove.html", context, status=status)


# Questions ----------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@for_roles(Role.OFFICER)
@once
def new_question(request, slug, key):
    """A new question in a section: first its kind, then the rest."""
    call = call_of(request, slug)
    into = next((each for each in call.form.definition.sections if each.key == key), None)
    if into is None and request.method == "GET":
        raise Http404
    if request.method == "POST":
        return _save(request, call, key, None)
    kind = request.GET.get("soort", "")
    if kind not in Kind.values:
        kinds = [{"kind": each, "text": shapes.EXPLAINED[each]} for each in Kind]
        return _closed(request, call) or render(
            request, "questionnaires/kinds.html", {"call": call, "section": into, "kinds": kinds}
        )
    rows = shapes.formset_of(kind)
    typed = Typed(
        kind,
        shapes.QuestionForm(kind=kind, initial=shapes.blank(kind)),
        shapes.WhenForm(call.form.definition, (key, None)),
        rows(prefix=shapes.prefix_of(kind)) if rows else None,
    )
    return _closed(request, call) or _question_page(request, call, key, None, typed)


@require_http_methods(["GET", "POST"])
@for_roles(Role.OFFICER)
@once
def question(request, slug, key):
    """Ask a question differently."""
    call = call_of(request, slug)
    old = call.form.definition.question(key)
    if request.method == "POST":
        return _save(request, call, request.POST.get("section", ""), key)
    if old is None:
        raise Http404
    rows = shapes.formset_of(old.kind)
    into = editing.section_of(call.form.definition, key)
    typed = Typed(
        old.kind,
        shapes.QuestionForm(kind=old.kind, initial=shapes.fields_of(old)),
        shapes.WhenForm(call.form.definition, (into.key, key), chosen=old.condition),
        rows(initial=shapes.rows_of(old), prefix=shapes.prefix_of(old.kind)) if rows else None,
    )
    return _closed(request, call) or _question_page(request, call, into.key, key, typed)


def _save(request, call, section, key):
    """Save a question, or show the page again with one row more or less, or with the fields of another kind."""
    kind = request.POST.get("kind", "")
    if kind not in Kind.values:
        raise Http404
    wanted = request.POST.get("new_kind", "")
    switch = wanted if "switch" in request.POST and wanted in Kind.values else ""
    if switch or wanted_change(request.POST):
        return _question_page(request, call, section, key, _unjudged(request, call, section, key, switch or kind))
    rows = shapes.formset_of(kind)
    typed = Typed(
        kind,
        shapes.QuestionForm(request.POST, kind=kind),
        shapes.WhenForm(call.form.definition, (section, key), data=request.POST),
        rows(request.POST, prefix=shapes.prefix_of(kind)) if rows else None,
    )
    if not typed.is_valid():
        return _question_page(request, call, section, key, typed, status=422)
    act, about = (form_actions.change_question, key) if key else (form_actions.add_question, section)
    try:
        made = _do(request, call, act, about, typed.values())
    except Refused as refusal:
        return _question_page(request, call, section, key, typed, reasons=refusal.reasons, status=409)
    messages.success(request, _("The question is saved."))
    return redirect(_home(call, made))


def _unjudged(request, call, section, key, kind) -> Typed:
    """All that was typed, without judging it yet."""
    bound = shapes.QuestionForm(request.POST, kind=request.POST["kind"])
    initial = shapes.blank(kind) | {each.name: each.value() for each in bound}
    rows, prefix = shapes.formset_of(kind), shapes.prefix_of(kind)
    return Typed(
        kind,
        shapes.QuestionForm(kind=kind, initial=initial),
        shapes.WhenForm(call.form.definition, (section, key), data=request.POST),
        with_change(rows, prefix, request.POST, wanted_change(request.POST)) if rows else None,
    )


def _question_page(request, call, section, key, typed, reasons=(), status=200):
    call.form.refresh_from_db()
    definition = call.form.definition
    saved = definition.question(key) if key else None
    codes = {each.code for each in reasons}
    into = next((each for each in definition.sections if each.key == section), None)
    if typed.when.reason:
        reasons = [*reasons, Reason("when", typed.when.reason, typed.when.href)]
    context = {
        "call": call,
        "section": into,
        "key": key,
        "typed": typed,
        "form": typed.form,
        "kind": Kind(typed.kind),
        "kinds": [{"value": each.value, "label": each.label} for each in Kind],
        "reasons": _said(reasons, call),
        "edit": _edit_to_send(request, call, reasons),
        "saved": saved if "edited-meanwhile" in codes else None,
        "is_gone": bool(codes & {"gone", "edited-meanwhile"}) and (into is None or bool(key and saved is None)),
        "waiting": dependents(definition, key) if key else [],
        "has_errors": bool(reasons),
    }
    return render(request, "questionnaires/question.html", context, status=status)


@require_POST
@for_roles(Role.OFFICER)
@once
def copy_question(request, slug, key):
    """The same question once more."""
    call = call_of(request, slug)
    try:
        made = _do(request, call, form_actions.copy_question, key)
    except Refused as refusal:
        messages.error(request, " ".join(each.text for each in refusal.reasons))
        return redirect(_home(call, key))
    messages.success(request, _("The question is copied. Change what is different."))
    return redirect("calls:form_question", call.slug, made)


@require_http_methods(["GET", "POST"])
@for_roles(Role.OFFICER)
@once
def remove_question(request, slug, key):
    """Ask first: what goes with a question."""
    call = call_of(request, slug)
    gone = call.form.definition.question(key)
    if gone is None and request.method == "POST":
        return _removed_before(request, call)
    if gone is None:
        raise Http404
    context = {"question": gone, "label": gone.label, "questions": [gone]}
    return _remove(request, call, key, [key], form_actions.remove_question, context)
