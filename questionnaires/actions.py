"""What can be done with a form: the only writer."""

from datetime import datetime

from django.db import transaction

from questionnaires import editing, rules
from questionnaires.definition import Definition
from questionnaires.editing import Keys, Step
from questionnaires.models import Questionnaire, Version
from workflow.models import Event, fingerprint
from workflow.moves import hold
from workflow.refusals import refuse


@transaction.atomic
def freeze(form: Questionnaire, definition: Definition, *, by, at: datetime) -> Version:
    """Make this definition the version that people answer from now on; nothing changed is no new version."""
    hold(form, "current")
    refuse(rules.faults(definition))
    content = definition.as_json()
    sha256 = fingerprint(content)
    if form.current and form.current.sha256 == sha256:
        return form.current
    number = (form.current.number if form.current else 0) + 1
    version = Version.objects.create(questionnaire=form, number=number, content=content, sha256=sha256, by=by, at=at)
    form.current = version
    form.save(update_fields=["current"])
    Event.objects.record(form, "freeze", by=by, at=at, facts={"version": number, "sha256": sha256})
    return version


# Editing: one step at a time, on the version of the form that the officer saw ---------------------------------------


@transaction.atomic
def _edit(form: Questionnaire, what: str, step: Step, *, edit: int, by, at: datetime) -> str:
    """Take one step on the draft, unless somebody took another since `edit`. Returns the key it was about."""
    hold(form)
    refuse(rules.why_not_edit(form, edit=edit))
    before = form.definition
    keys = Keys(editing.keys_of(before) | set(form.used))
    after, key = step(before, keys)
    refuse(rules.why_not_become(before, after))
    if after == before:
        return key
    form.draft = after.as_json()
    form.used = sorted(keys.used)
    form.edit += 1
    form.save(update_fields=["draft", "used", "edit"])
    Event.objects.record(form, what, by=by, at=at, facts={"key": key, "edit": form.edit})
    return key


def add_section(form: Questionnaire, title: str, intro: str = "", *, edit: int, by, at: datetime) -> str:
    """A new section at the end; returns its key."""
    return _edit(
        form, "add-section", lambda d, keys: editing.add_section(d, title, intro, keys), edit=edit, by=by, at=at
    )


def change_section(form: Questionnaire, key: str, title: str, intro: str = "", *, edit: int, by, at: datetime) -> str:
    """Give a section another title or introduction."""
    return _edit(
        form, "change-section", lambda d, _keys: (editing.change_section(d, key, title, intro), key),
        edit=edit, by=by, at=at,
    )  # fmt: skip


def remove_section(form: Questionnaire, key: str, *, edit: int, by, at: datetime) -> str:
    """Take a section with all its questions out of the form that is being written."""

    def step(definition: Definition, keys: Keys):
        inside = [each.key for each in editing.section_of(definition, key).questions]
        refuse(rules.why_not_remove(definition, inside))
        return editing.remove_section(definition, key), key

    return _edit(form, "remove-section", step, edit=edit, by=by, at=at)


def add_question(form: Questionnaire, section: str, values: dict, *, edit: int, by, at: datetime) -> str:
    """A new question at the end of a section; `values` as in `editing.made`. Returns its key, which never changes."""
    return _edit(
        form, "add-question", lambda d, keys: editing.add_question(d, section, values, keys), edit=edit, by=by, at=at
    )


def change_question(form: Questionnaire, key: str, values: dict, *, edit: int, by, at: datetime) -> str:
    """Ask it differently; `values` as in `editing.made`. The key stays."""
    return _edit(
        form, "change-question", lambda d, keys: (editing.change_question(d, key, values, keys), key),
        edit=edit, by=by, at=at,
    )  # fmt: skip


def copy_question(form: Questionnaire, key: str, *, edit: int, by, at: datetime) -> str:
    """The same question once more, right after it. Returns the key of the copy."""
    return _edit(form, "copy-question", lambda d, keys: editing.copy_question(d, key, keys), edit=edit, by=by, at=at)


def remove_question(form: Questionnaire, key: str, *, edit: int, by, at: datetime) -> str:
    """Take a question out of the form that is being written."""

    def step(definition: Definition, keys: Keys):
        refuse(rules.why_not_remove(definition, [key]))
        return editing.remove_question(definition, key), key

    return _edit(form, "remove-question", step, edit=edit, by=by, at=at)


def shift(form: Questionnaire, key: str, step: int, *, edit: int, by, at: datetime) -> str:
    """Move a section or a question one place up (-1) or down (1)."""
    return _edit(form, "reorder", lambda d, _keys: (editing.shift(d, key, step), key), edit=edit, by=by, at=at)


def place(form: Questionnaire, key: str, section: str, place: int, *, edit: int, by, at: datetime) -> str:
    """Put a question at a place of a section, or with no `section` a section at a place; counted without itself."""

    def step(definition: Definition, keys: Keys):
        if section:
            return editing.place_question(definition, key, section, place), key
        return editing.place_section(definition, key, place), key

    return _edit(form, "reorder", step, edit=edit, by=by, at=at)
