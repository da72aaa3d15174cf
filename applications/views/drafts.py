"""Starting an application and filling it in, a page for each part."""

from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import LOCAL_ROLES
from applications import actions, consent, consortium, filled, progress, reopened, rules, standing
from applications.forms import Directory, ParticipantFormSet, ProjectForm, StartForm, participant_rows_of
from applications.keeping import new_uid, rows_from
from applications.models import Application
from applications.states import State
from applications.views import fetch, saving
from calls.models import Call
from calls.views.rows import Change, wanted_change, with_change
from workflow.moments import received_at, wall
from workflow.once import once
from workflow.refusals import Refused


@require_http_methods(["GET", "POST"])
@login_required
@once
def start(request, slug):
    """Begin an application for one of the governments this person works for."""
    call = get_object_or_404(
        Call.objects.visible_to(request.user).select_related("programme", "type").prefetch_related("focuses"), slug=slug
    )
    by, at = request.user, received_at(request)
    mine = by.organisations
    fit = [each for each in mine if not rules.why_not_start(call, each, by=by, at=at)]
    if request.method == "GET" and not fit:
        return _cannot_start(request, call, mine, at)
    form = StartForm(request.POST if request.method == "POST" else None, organisations=fit or mine)
    reasons, status = (), 200
    if request.method == "POST":
        if not mine:
            raise Http404
        if form.is_valid():
            try:
                facts = form.cleaned_data
                application = actions.start(call, facts["organisation"], facts["title"], by=by, at=at)
            except Refused as refusal:
                reasons, status = refusal.reasons, 409
            else:
                messages.success(
                    request, _("Your application has the number %(number)s.") % {"number": application.number}
                )
                return redirect("applications:project", application.number)
        else:
            status = 422
    already = Application.objects.taking_part(by).filter(call=call).exclude(state="withdrawn")[:5]
    context = {"call": call, "form": form, "reasons": reasons, "has_errors": bool(reasons), "already": already}
    return render(request, "applications/start.html", context, status=status)


def _cannot_start(request, call, mine, at):
    reasons = [rules.why_not_start(call, each, by=request.user, at=at) for each in mine]
    text = _("You do not work for a local government in the portal. Ask a colleague there to give you a role.")
    context = {"call": call, "reasons": reasons[0] if reasons else [rules.Reason("no-government", text)]}
    return render(request, "applications/cannot_start.html", context)


@dataclass(frozen=True)
class Page:
    """How one part is filled in: its form with what is kept, with what was typed, and what `save` takes of it."""

    section: progress.Section
    template: str
    kept: callable
    typed: callable
    values: callable
    readable: callable  # the same of what can be read, while the rest cannot
    mixed: callable  # the form with what is kept, and in some fields what was typed
    changed: callable = None  # a row added or removed, unjudged
    extra: callable = lambda application, form: {}


def _fields(form) -> dict:
    return {"fields": form.cleaned_data}


def rows_in(form) -> dict:
    return {"rows": form.rows()}


def _readable_fields(application, form) -> dict:
    return {"fields": {name: value for name, value in form.cleaned_data.items() if name not in form.errors}}


def readable_rows(application, form) -> dict:
    kept = [] if form.is_valid() else [vars(each) for each in getattr(application, form.prefix).all()]
    return {"rows": form.readable_rows({row["uid"]: row for row in kept})}


def _participants(application, directory):
    return partial(ParticipantFormSet, prefix="participants", form_kwargs={"directory": directory})


@require_http_methods(["GET", "POST"])
@login_required
@once
def project(request, number):
    """Name, summary, focus, term and goals."""
    page = Page(
        progress.PROJECT,
        "applications/project.html",
        kept=lambda a: ProjectForm(initial=ProjectForm.initial_of(a), application=a),
        typed=lambda a, data: ProjectForm(data, application=a),
        values=_fields,
        readable=_readable_fields,
        mixed=lambda a, mine: ProjectForm(initial=ProjectForm.initial_of(a) | mine, application=a),
    )
    return fill_in(request, number, page)


@require_http_methods(["GET", "POST"])
@login_required
@once
def participants(request, number):
    """Who takes part beside the lead government."""
    lists: dict = {}

    def kind(application):
        also = [p.organisation for p in application.participants.all() if p.organisation]
        lists["directory"] = Directory(wall(received_at(request)).date(), also)
        return _participants(application, lists["directory"])

    page = Page(
        progress.PARTICIPANTS,
        "applications/participants.html",
        kept=lambda a: kind(a)(initial=participant_rows_of(a) or [{"uid": new_uid()}]),
        typed=lambda a, data: kind(a)(data),
        values=rows_in,
        readable=readable_rows,
        mixed=lambda a, mine: kind(a)(initial=participant_rows_of(a, rows_from("participants", mine["rows"]))),
        changed=lambda a, data, change: with_change(without_prefix(kind(a)), "participants", data, change),
        extra=lambda a, form: {"names": lists["directory"].names(), "consortium": _consortium(a)},
    )
    return fill_in(request, number, page)


def _consortium(application) -> list[dict]:
    """What each government said; `mute` has nobody who can reply."""
    voices = consent.voices(application)
    if not voices:
        return []
    speaking = consortium.with_submitters([each.organisation.pk for each in voices])
    return [{"voice": each, "mute": each.organisation.pk not in speaking} for each in voices]


def without_prefix(kind):
    """`with_change` names the prefix itself."""
    return partial(kind.func, form_kwargs=kind.keywords["form_kwargs"])


def fill_in(request, number, page: Page):
    if request.method == "POST" and saving.wants_json(request):
        return _type(request, number, page)
    application = fetch.whole(request, number)
    at = received_at(request)
    if request.method == "GET":
        if reasons := rules.why_not_edit(application, by=request.user, at=at, part=page.section.name):
            return closed(request, application, reasons)
        return show_page(request, application, page, page.kept(application))
    return _save(request, application, page, at)


@transaction.atomic
def _type(request, number: str, page: Page):
    """Save what can be read of what was typed until now; what cannot is said, and the script keeps it."""
    application = fetch.to_type_in(request, number, page.section.name)
    form = page.typed(application, request.POST)
    form.is_valid()
    name, facts = page.section.name, page.readable(application, form)
    try:
        saved = actions.save_held(
            application,
            name,
            by=request.user,
            at=received_at(request),
            edit=saving.version_of(request.POST),
            typing=True,
            **saving.choices_in(request.POST),
            **facts,
        )
    except (Refused, ValidationError) as fault:
        transaction.set_rollback(True)
        return saving.refused(fault)
    return saving.answered(request, application, name, saved, form)


def _save(request, application, page: Page, at):
    by, name, edit = request.user, page.section.name, saving.version_of(request.POST)
    if reasons := rules.why_not_edit(application, by=by, at=at, part=name):
        if any(each.code == "not-yours" for each in reasons):
            return closed(request, application, reasons)
        return refuse_page(request, application, page, page.typed(application, request.POST), reasons)
    if page.changed and (change := _change(request.POST, name)):
        return show_page(request, application, page, page.changed(application, request.POST, change), edit=edit)
    form = page.typed(application, request.POST)
    if not form.is_valid():
        return show_page(request, application, page, form, edit=edit, status=422)
    facts = saving.choices_in(request.POST) | page.values(form)
    try:
        saved = actions.save(application, name, by=by, at=at, edit=edit, **facts)
    except Refused as refusal:
        return refuse_page(request, application, page, form, refusal.reasons)
    except ValidationError as fault:  # a constraint that the form does not know
        reasons = [rules.Reason("invalid", text) for text in fault.messages]
        return refuse_page(request, application, page, form, reasons, status=422)
    if saved.clashes:
        return _choose(request, number=application.number, page=page, saved=saved)
    messages.success(request, _("“%(part)s” is saved.") % {"part": page.section.title})
    return redirect(following(application, page.section, request.POST))


def _choose(request, number: str, page: Page, saved):
    """The page with both texts: mine in the control, the colleague's above it. Saving again keeps mine."""
    application = fetch.whole(request, number)
    form = page.mixed(application, {field: clash.mine for field, clash in saved.clashes.items()})
    clashes = saving.clashes_in_words(application, page.section.name, saved)
    return show_page(request, application, page, form, status=409, clashes=clashes, has_errors=True)


def _change(data, prefix: str) -> Change | None:
    change = wanted_change(data)
    return change if change and change.prefix == prefix else None


def following(application, section: progress.Section, data) -> str:
    """Where saving leads: the next page of the form, or this one again."""
    if data.get("go") == "stay":
        return section.url(application.number)
    sections = progress.sections_of(application)
    after = sections[sections.index(section) + 1 :]
    return after[0].url(application.number) if after else reverse(progress.CHECK, args=[application.number])


def refuse_page(request, application, page, form, reasons, status=409):
    context = {"reasons": reasons, "has_errors": True}
    if any(each.code == "edited-meanwhile" for each in reasons):
        application = fetch.whole(request, application.number)
        context["newest"] = page.kept(application)
    return show_page(request, application, page, form, status=status, edit=None, **context)


def show_page(request, application, page: Page, form, *, edit=None, status=200, **context):
    """The page of a part. `edit` is kept as it was, unless the newest version stands beside what was typed."""
    at = received_at(request)
    context |= chrome(request, application, page.section, at)
    context |= {
        "form": form,
        "version": application.edits.get(page.section.name, 0) if edit is None else edit,
        "prefix": page.section.name,
    }
    context |= page.extra(application, form)
    return render(request, page.template, context, status=status)


def chrome(request, application, section: progress.Section | str, at) -> dict:
    """What stands around every page of the form: a section of it, or the page to check it."""
    sections = progress.sections_of(application)
    place = sections.index(section) if section in sections else 0
    return {
        "application": application,
        "call": application.call,
        "at": at,
        "to_mend": progress.to_mend(application, section if section in sections else None),
        "progress": progress.of(application, section),
        "previous": sections[place - 1].url(application.number) if place else "",
        "title": sections[place].title if section in sections else "",
        "form_changes": filled.changes(application, filled.of(application)),
        "others": saving.others(application, request.user),
    } | _asked_here(application, section)


def _asked_here(application, section: progress.Section | str) -> dict:
    """While it is completed: the request, and what it asks on this page."""
    found = reopened.request_of(application) if application.state == State.COMPLETING else None
    if found is None:
        return {}
    keys = {field.removeprefix(reopened.ANSWER) for field in getattr(section, "fields", ())}
    name = getattr(section, "name", "")
    return {"completion": found, "asked_here": reopened.asked_of(found, name, keys) if name else found.parts}


def closed(request, application, reasons, status=200):
    """A page of the form that cannot be filled in now: what happened, and what can be done."""
    at = received_at(request)
    stranger = any(each.code == "not-yours" for each in reasons)
    context = {
        "application": application,
        "call": application.call,
        "at": at,
        "reasons": reasons,
        "stranger": stranger,
        "over": application.is_closed_at(at) and application.state != State.WITHDRAWN,
        "late": next((each for each in reasons if each.code == "call-closed"), None),
        "ours": request.user.is_in(application.organisation_id, *LOCAL_ROLES),
        "standing": standing.of(application, at),
        "valid": application.submission_id is not None,
    }
    return render(request, "applications/closed.html", context, status=403 if stranger else status)
