"""A page for each section that the call asks: filled in under one version of the form, kept whatever comes after it."""

from dataclasses import dataclass, replace

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applications import actions, file_rules, filled, progress, rules, uploads
from applications.models import Application, Attachment, Transfer
from applications.states import State
from applications.views import fetch, saving
from applications.views.drafts import chrome, closed, following
from applications.views.files import arriving_files, earlier_files, in_pieces, not_kept
from calls.asking import CRITERIA
from calls.views.rows import wanted_change
from questionnaires import values
from questionnaires.definition import Kind, Section
from questionnaires.fields import PREFIX, QuestionsForm, name_of
from questionnaires.models import Version
from workflow.moments import received_at
from workflow.once import once
from workflow.refusals import Reason, Refused


@dataclass(frozen=True)
class QuestionFiles:
    """The files of one question as its page draws them."""

    current: list[Attachment]
    earlier: list[Attachment]
    arriving: list[Transfer]


@dataclass(frozen=True)
class Page:
    """A section as the person has it before them. `version` may be older than the current one: it was open then."""

    application: Application
    section: Section
    version: Version
    answered: filled.Filled

    @property
    def name(self) -> str:
        return filled.part_of(self.section.key)

    def form(self, data=None, *, typed=None) -> QuestionsForm:
        """With what is kept, with what was typed (`data`), or with what was typed and is not judged (`typed`)."""
        form = self._form(self.answered, data, typed)
        if data is not None:
            form.is_valid()
            answered = self.answered.with_answers(form.answers)
            form.given, form.asked, form.shown = answered.given, answered.asked, answered.shown
        for each in self.section.questions:
            if each.kind == Kind.FILE:
                field = form.fields[name_of(each.key)]
                field.widget.attrs["accept"] = uploads.ACCEPT
                in_pieces(form, self.application, name_of(each.key), question=each.key)
                field.help_text = " ".join(filter(None, (each.help, file_rules.limits(self.application))))
        return form

    @cached_property
    def files(self) -> dict[str, "QuestionFiles"]:
        """The files of each question of this section, with those that were there before."""
        keys = [each.key for each in self.section.questions if each.kind == Kind.FILE]
        if not keys:
            return {}
        lists = [list(find(self.application, question__in=keys)) for find in (earlier_files, arriving_files)]
        mine = {key: [[each for each in rows if each.question == key] for rows in lists] for key in keys}
        return {key: QuestionFiles(self.answered.files.get(key, []), *mine[key]) for key in keys}

    def _form(self, answered: filled.Filled, data, typed) -> QuestionsForm:
        return QuestionsForm(
            data,
            section=self.section,
            given=answered.given,
            asked=answered.asked,
            shown=answered.shown,
            files=self.files,
            decider=answered.definition.question,
            typed=typed,
        )


def _page(application: Application, key: str, data) -> Page:
    """The section in the version that the person had before them, or in the current one. Raises Http404."""
    version = _version(application, key, data)
    answered = _answered(application, version)
    section = answered.section(key)
    if version is None or section is None:
        raise Http404
    return Page(application, section, version, answered)


def _answered(application: Application, version: Version | None) -> filled.Filled:
    """Under the version that the person has before them; while it is completed there is one."""
    completing = application.state == State.COMPLETING
    return filled.of(application) if completing else filled.under(application, version)


def _version(application: Application, key: str, data) -> Version | None:
    """The version of the form in which the person had this section before them, or the current one."""
    version, number = filled.form_of(application), data.get("form_version", "")
    if version and number.isascii() and number.isdigit() and len(number) < 5 and int(number) != version.number:
        older = Version.objects.filter(questionnaire=version.questionnaire_id, number=int(number)).first()
        return older if older and any(each.key == key for each in older.definition.sections) else version
    return version


@require_http_methods(["GET", "POST"])
@login_required
@once
def section(request, number, key):
    """The questions of one section."""
    if request.method == "POST" and saving.wants_json(request):
        return _type(request, number, key)
    application, part = fetch.whole(request, number), filled.part_of(key)
    reasons = rules.why_not_edit(application, by=request.user, at=received_at(request), part=part)
    if any(each.code == "part-closed" for each in reasons):
        return closed(request, application, reasons, status=200 if request.method == "GET" else 409)
    page = _page(application, key, request.POST)
    if request.method == "GET":
        return closed(request, application, reasons) if reasons else _show(request, page, page.form())
    if any(each.code == "not-yours" for each in reasons):
        return closed(request, application, reasons)
    if reasons:
        return _refused(request, page, page.form(request.POST), reasons)
    return _act(request, page)


@transaction.atomic
def _type(request, number: str, key: str):
    """Save what can be read of what was typed until now. Only the questions are asked for, not what others say."""
    application = fetch.to_type_in(request, number, filled.part_of(key))
    version = _version(application, key, request.POST)
    section = next((each for each in version.definition.sections if each.key == key), None) if version else None
    if section and application.state == State.COMPLETING:
        section = filled.of(application).section(key)
    if section is None:
        raise Http404
    form = QuestionsForm(request.POST, section=section)
    form.is_valid()
    try:
        saved = actions.save_held(
            application,
            key,
            answers=form.answers,
            version=version,
            by=request.user,
            at=received_at(request),
            edit=saving.version_of(request.POST),
            typing=True,
            **saving.choices_in(request.POST),
        )
    except (Refused, ValidationError) as fault:
        transaction.set_rollback(True)
        return saving.refused(fault)
    return saving.answered(request, application, filled.part_of(key), saved, form)


def _act(request, page: Page):
    """What the button asked for: a row more or less, text taken over, something put away; else save."""
    data = request.POST
    change = wanted_change(data)
    if change and change.prefix in {name_of(q.key) for q in page.section.questions if q.kind == Kind.TABLE}:
        return _show(
            request, page, page.form(typed=_with_rows(data, page.section, change)), edit=saving.version_of(data)
        )
    if pk := _pk(data, "reuse"):
        return _reuse(request, page, pk)
    if pk := _pk(data, "dismiss"):
        return _dismiss(request, page, pk)
    if pk := _pk(data, "detach"):
        return _detach(request, page, pk)
    return _save(request, page)


def _pk(data, name: str) -> int | None:
    text = data.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _typed(data, section: Section) -> dict:
    return QuestionsForm.typed_in(data, section)


def _with_rows(data, section: Section, change) -> dict:
    typed = _typed(data, section)
    rows = list(typed[change.prefix] or [])
    if change.index is None:
        rows.append({})
    elif change.index < len(rows):
        del rows[change.index]
    return typed | {change.prefix: rows}


def _again(request, page: Page, typed: dict):
    """The page once more with all that was typed, after something beside it changed."""
    application = fetch.whole(request, page.application.number)
    fresh = replace(page, application=application, answered=_answered(application, page.version))
    return _show(request, fresh, fresh.form(typed=typed), edit=saving.version_of(request.POST))


def _reuse(request, page: Page, pk: int):
    """Put the words of an answer that no longer fits behind what is typed in a box of this page; nothing is saved."""
    typed = _typed(request.POST, page.section)
    answer = next((each for each in _current(page).aside if each.pk == pk), None)
    into = request.POST.get(f"into-{pk}", "")
    boxes = {name_of(q.key) for q in page.section.questions if q.kind in (Kind.SHORT, Kind.LONG)}
    if answer is None or into not in boxes:
        return _show(request, page, page.form(typed=typed), edit=saving.version_of(request.POST))
    words = answer.stored.words
    there = (typed[into] or "").rstrip()
    if words not in there:
        typed[into] = f"{there}\n\n{words}" if there else words
    messages.info(request, _("The text stands in the box. Save to keep it there."))
    return _show(request, page, page.form(typed=typed), edit=saving.version_of(request.POST))


def _dismiss(request, page: Page, pk: int):
    typed = _typed(request.POST, page.section)
    answer = next((each for each in _current(page).aside if each.pk == pk), None)
    if answer is not None:
        answer.application = page.application
        try:
            actions.set_aside(answer, by=request.user, at=received_at(request))
        except Refused as refusal:
            return _refused(request, page, page.form(typed=typed), refusal.reasons)
        messages.success(request, _("The old answer is put away. It stays in the history."))
    return _again(request, page, typed)


def _detach(request, page: Page, pk: int):
    typed = _typed(request.POST, page.section)
    attachment = page.application.attachments.current().exclude(question="").filter(pk=pk).first()
    if attachment is not None:
        attachment.application = page.application
        try:
            actions.detach(attachment, by=request.user, at=received_at(request))
        except Refused as refusal:
            return _refused(request, page, page.form(typed=typed), refusal.reasons)
        messages.success(request, _("“%(name)s” is removed.") % {"name": attachment.name})
    return _again(request, page, typed)


def _save(request, page: Page):
    by, at, edit = request.user, received_at(request), saving.version_of(request.POST)
    refused = _take_in(request, page)
    if request.FILES:
        application = fetch.whole(request, page.application.number)
        page = replace(page, application=application, answered=_answered(application, page.version))
    form = page.form(request.POST)
    for name, reasons in refused.items():
        for reason in reasons:
            form.add_error(name, reason.text)
    if form.errors:
        return _show(request, page, form, edit=edit, status=422)
    application = page.application
    facts = {"answers": form.answers, "version": page.version, "edit": edit} | saving.choices_in(request.POST)
    try:
        saved = actions.save(application, page.section.key, by=by, at=at, **facts)
    except Refused as refusal:
        return _refused(request, page, form, refusal.reasons)
    except ValidationError as fault:  # a constraint that the form does not know
        return _refused(request, page, form, [Reason("invalid", text) for text in fault.messages], status=422)
    if saved.clashes:
        return _choose(request, page, saved)
    messages.success(request, _("“%(part)s” is saved.") % {"part": page.section.title})
    return redirect(_next(request, page))


def _choose(request, page: Page, saved):
    """The page with both texts: mine in the control, the colleague's above it. Saving again keeps mine."""
    application = fetch.whole(request, page.application.number)
    fresh = replace(page, application=application, answered=_answered(application, page.version))
    form = fresh.form()
    form.initial |= {name_of(key): form.typed_as(page.section, key, clash.mine) for key, clash in saved.clashes.items()}
    clashes = saving.clashes_in_words(application, page.name, saved)
    return _show(request, fresh, form, status=409, clashes=clashes, has_errors=True)


def _next(request, page: Page) -> str:
    """The next page, or this one again when the form is no longer the one that was filled in."""
    application = page.application
    now = filled.of(application)
    here = now.section(page.section.key)
    if page.version.pk == now.version.pk:
        return following(application, progress.asked_in(here), request.POST)
    messages.warning(request, _("The form changed while you were typing. All you wrote is kept; look at what changed."))
    if here:
        return progress.asked_in(here).url(application.number)
    return reverse(progress.CHECK, args=[application.number])


def _take_in(request, page: Page) -> dict[str, list[Reason]]:
    """Add the files that came along, each to its question; what could not be added, by control."""
    refused: dict[str, list[Reason]] = {}
    for question in page.section.questions:
        name = name_of(question.key)
        for file in request.FILES.getlist(name)[: rules.MOST_FILES + 1] if question.kind == Kind.FILE else ():
            try:
                upload = uploads.take_in(file)
                actions.attach(
                    page.application,
                    upload,
                    Attachment.Topic.OTHER,
                    question=question,
                    by=request.user,
                    at=received_at(request),
                )
            except Refused as refusal:
                refused.setdefault(name, []).extend(refusal.reasons)
            except OSError:
                refused.setdefault(name, []).append(not_kept(file))
    return refused


def _refused(request, page: Page, form, reasons, status=409):
    context = {"reasons": reasons, "has_errors": True}
    edit = saving.version_of(request.POST)
    if any(each.code == "edited-meanwhile" for each in reasons):
        application = fetch.whole(request, page.application.number)
        page = replace(page, application=application)
        context["newest"] = _in_words(filled.under(application, page.version), page.section)
        edit = None
    return _show(request, page, form, edit=edit, status=status, **context)


def _in_words(answered: filled.Filled, section: Section) -> list[dict]:
    return [
        {"label": each.label, "text": values.in_words(each, answered.given.get(each.key))}
        for each in section.questions
        if each.kind != Kind.FILE
    ]


def _current(page: Page) -> filled.Filled:
    return filled.of(page.application)


def _show(request, page: Page, form, *, edit=None, status=200, **context):
    application, now = page.application, _current(page)
    here = now.section(page.section.key)
    section = progress.asked_in(here or page.section)
    context |= chrome(request, application, section, received_at(request)) | {
        "form": form,
        "title": page.section.title,
        "intro": page.section.intro,
        "is_criteria": page.section.key == CRITERIA,
        "version": application.edits.get(page.name, 0) if edit is None else edit,
        "form_version": page.version.number,
        "aside": now.aside_in(here) if here else [],
        "boxes": [
            {"name": name_of(q.key), "label": q.label}
            for q in page.section.questions
            if q.kind in (Kind.SHORT, Kind.LONG)
        ],
        "takes_files": any(q.kind == Kind.FILE for q in page.section.questions),
        "prefix": PREFIX,
        "scans": bool(settings.CLAMD_URL),
    }
    return render(request, "applications/section.html", context, status=status)
