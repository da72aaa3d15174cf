"""The form of a call as its officer writes it: what it asks, in which order, and its versions."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import for_roles
from accounts.models import Role
from calls import actions, asking, rules, steps
from calls.models import Call
from calls.states import CallState
from questionnaires import actions as form_actions
from questionnaires.changes import changes, condition_in_words
from questionnaires.definition import Definition, Kind, Privacy
from questionnaires.fields import QuestionsForm
from questionnaires.rules import faults
from workflow.moments import received_at
from workflow.once import once
from workflow.refusals import Refused

STAFF = (Role.OFFICER, Role.DECIDER, Role.AUDITOR)
STEPS = {"up": -1, "down": 1}


def call_of(request, slug) -> Call:
    calls = Call.objects.visible_to(request.user).select_related("programme", "type", "form__current")
    return get_object_or_404(calls, slug=slug)


def edit_seen(request) -> int:
    """The version of the form that the officer saw; none at all is an old one."""
    text = request.POST.get("edit", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@require_safe
@for_roles(*STAFF)
def form(request, slug):
    """What the form asks: what is always there, the officer's own sections, the criteria."""
    return _show(request, call_of(request, slug))


def _show(request, call, refused=(), status=200):
    definition = call.form.definition
    whole = asking.definition_of(call)
    own = {each.key for each in definition.sections}
    by, at = request.user, received_at(request)
    may_edit = not rules.why_not_edit_form(call, by=by, at=at)
    setting_up = may_edit and call.state == CallState.DRAFT
    context = {
        "call": call,
        "form": call.form,
        "sections": _outline(definition),
        "criteria": [each for each in whole.sections if each.key not in own],
        "may_edit": may_edit,
        "is_officer": Role.OFFICER in by.roles,
        "tasks": steps.of(call, by=by, at=at, current="formulier").tasks if setting_up else [],
        "faults": faults(whole) if may_edit else [],
        "refused": refused,
        "has_errors": bool(refused),
        "moved": request.GET.get("verplaatst", ""),
        "moved_by": request.GET.get("met", ""),
        "waiting": len(changes(call.form.current.definition, whole)) if call.form.current else 0,
    }
    return render(request, "questionnaires/form.html", context, status=status)


def _outline(definition: Definition) -> list[dict]:
    """The sections with a line for each question: its kind and what is special about it."""
    return [
        {
            "section": section,
            "questions": [
                {
                    "question": each,
                    "kind": Kind(each.kind).label,
                    "privacy": "" if each.privacy == Privacy.PUBLIC else Privacy(each.privacy).label,
                    "when": condition_in_words(each, definition),
                }
                for each in section.questions
            ],
        }
        for section in definition.sections
    ]


@require_POST
@for_roles(Role.OFFICER)
@once
def order(request, slug):
    """Move a section or a question: a place up or down, or to where it was dropped. A script gets JSON."""
    call = call_of(request, slug)
    direction = next((each for each in STEPS if each in request.POST), "")
    key = request.POST.get(direction or "key", "")
    given = (key, STEPS[direction]) if direction else (key, request.POST.get("section", ""), _number(request, "place"))
    act = form_actions.shift if direction else form_actions.place
    by_script = request.headers.get("Accept", "") == "application/json"
    try:
        actions.edit_form(call, act, *given, edit=edit_seen(request), by=request.user, at=received_at(request))
    except Refused as refusal:
        call.form.refresh_from_db()
        if by_script:
            said = " ".join(each.text for each in refusal.reasons)
            return JsonResponse(_order(call) | {"said": said, "refused": True}, status=409)
        return _show(request, call, refused=refusal.reasons, status=409)
    if by_script:
        return JsonResponse(_order(call) | {"said": _where(call.form.definition, key)})
    messages.success(request, _where(call.form.definition, key))
    return redirect(f"{reverse('calls:form', args=[call.slug])}?verplaatst={key}&met={direction or 'up'}#{key}")


def _number(request, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0


def _order(call) -> dict:
    """The form as it stands now, for a script to follow."""
    sections = call.form.definition.sections
    order = [[each.key, [question.key for question in each.questions]] for each in sections]
    return {"edit": call.form.edit, "order": order}


def _where(definition: Definition, key: str) -> str:
    """Where a part stands, in words that are read out."""
    for n, section in enumerate(definition.sections, 1):
        if section.key == key:
            words = {"label": section.title, "place": n, "all": len(definition.sections)}
            return _("The section “%(label)s” is now section %(place)s of %(all)s.") % words
        for place, each in enumerate(section.questions, 1):
            if each.key == key:
                words = {"label": each.label, "place": place, "all": len(section.questions), "title": section.title}
                return _("“%(label)s” is now question %(place)s of %(all)s in “%(title)s”.") % words
    return ""


@require_safe
@for_roles(*STAFF)
def preview(request, slug):
    """The form as applicants will see it, drawn from what is being written."""
    call = call_of(request, slug)
    definition = asking.definition_of(call)
    forms = [QuestionsForm(section=each, decider=definition.question) for each in definition.sections]
    return render(request, "questionnaires/preview.html", {"call": call, "forms": forms, "definition": definition})


def _drawn(definition: Definition) -> list[dict]:
    """What a page needs to draw each question, without knowing how answers are kept."""
    return [
        {
            "section": section,
            "questions": [
                {"question": each, "when": condition_in_words(each, definition), "holds": list(each.holds.values())}
                for each in section.questions
            ],
        }
        for section in definition.sections
    ]


@require_safe
@for_roles(*STAFF)
def versions(request, slug):
    """Every version of the form that was published."""
    call = call_of(request, slug)
    context = {"call": call, "versions": list(call.form.versions.select_related("by").order_by("-number"))}
    return render(request, "questionnaires/versions.html", context)


@require_safe
@for_roles(*STAFF)
def version(request, slug, number):
    """One version, as it was asked."""
    call = call_of(request, slug)
    found = get_object_or_404(call.form.versions.select_related("by"), number=number)
    context = {"call": call, "version": found, "sections": _drawn(found.definition)}
    return render(request, "questionnaires/version.html", context)
