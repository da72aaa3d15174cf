"""The forms of the demo: what two calls ask beside their criteria, a newer version, and what governments answered."""

from datetime import datetime
from functools import cache

from applications import actions as application_actions
from applications.models import Application
from calls import actions as call_actions
from calls.asking import CRITERIA
from calls.models import Call
from portal.demo.content import Days, read
from questionnaires import actions, values
from questionnaires.definition import NO, YES, Definition, Kind, Question


@cache
def _said() -> dict:
    return read("forms")


def write(call: Call, key: str, *, by, at: datetime) -> None:
    """Write the sections of this call, as an officer does: one step at a time."""

    def step(act, *given) -> str:
        return call_actions.edit_form(call, act, *given, edit=call.form.edit, by=by, at=at)

    for section in _said().get(key, ()):
        inside = step(actions.add_section, section["title"], section["intro"])
        for said in section["questions"]:
            step(actions.add_question, inside, _made(said, call.form.definition))


def _made(said: dict, definition: Definition) -> dict:
    """A question as the editor takes it; the condition names its question by its words."""
    facts = said | {"options": [{"label": each} for each in said.get("options", ())]}
    facts["columns"] = [{"label": n, "kind": kind, "total": total} for n, kind, total in said.get("columns", ())]
    if "when" in said:
        label, value = said["when"]
        facts["condition"] = (_called(definition, label).key, (value,))
    return facts


def _called(definition: Definition, label: str) -> Question:
    return next(each for each in definition.questions() if each.label == label)


def newer(key: str) -> dict | None:
    """When a newer version of this call's form is published, if ever."""
    later = _said()["later"]
    return later["when"] if later["call"] == key else None


def change(call: Call, *, by, at: datetime) -> None:
    """A newer version while drafts exist: one question asked otherwise, one gone."""
    later = _said()["later"]
    old = _called(call.form.definition, later["question"])
    facts = old.as_json() | {"label": later["label"]}
    gone = _called(call.form.definition, later["remove"]).key
    for act, given in ((actions.change_question, (old.key, facts)), (actions.remove_question, (gone,))):
        call_actions.edit_form(call, act, *given, edit=call.form.edit, by=by, at=at)
    application_actions.publish_form(call, edit=call.form.edit, by=by, at=at)


def answer(application: Application, days: Days, *, by, at: datetime) -> None:
    """What this government answers to the questions of its call, section by section."""
    given = iter(_said()["answers"].get(application.title, ()))
    for section in application.call.form.current.definition.sections:
        if section.key == CRITERIA:
            continue
        said = {
            each.key: _value(each, text, days) for each, text in zip(section.questions, given, strict=False) if text
        }
        if said:
            application_actions.save(application, section.key, answers=said, by=by, at=at)


def _value(question: Question, said, days: Days):
    """As if it was typed: choices by their words, a day as so many days from today."""
    keys = {each.label: each.key for each in question.options} | {YES: YES, NO: NO}
    if question.kind == Kind.CHOICES:
        said = [keys[each] for each in said]
    elif question.kind == Kind.CHOICE:
        said = keys[said]
    elif question.kind == Kind.TABLE:
        said = [
            {column.key: _day(cell, days) for column, cell in zip(question.columns, row, strict=True)} for row in said
        ]
    return values.clean(question, _day(said, days))


def _day(said, days: Days):
    return days.after(said).isoformat() if isinstance(said, int) else said
