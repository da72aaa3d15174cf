"""What a browser sends of the forms of an application, as they stand, with nothing changed."""

from uuid import uuid4

from applications import filled
from applications.forms import participant_rows_of
from applications.models import Application
from applications.rowforms import cost_rows_of, plan_rows_of
from calls.asking import CRITERIA
from questionnaires.definition import Kind
from questionnaires.fields import QuestionsForm, name_of
from tests.typed import rows


def _with(application: Application, part: str, data: dict) -> dict:
    application.refresh_from_db()
    return data | {"version": application.edits.get(part, 0), "_key": str(uuid4())}


def project(application: Application, **changes) -> dict:
    application.refresh_from_db()
    names = ("title", "summary", "focus_id", "starts_on", "ends_on", "goals")
    data = {name.removesuffix("_id"): str(getattr(application, name) or "") for name in names}
    return _with(application, "project", data | changes)


def costs(application: Application, given: list[dict] | None = None, **changes) -> dict:
    kept = [{k: "" if v is None else str(v) for k, v in row.items()} for row in cost_rows_of(application)]
    return _with(application, "costs", rows("costs", kept if given is None else given) | changes)


def planning(application: Application, given: list[dict] | None = None, **changes) -> dict:
    kept = [{k: "" if v is None else str(v) for k, v in row.items()} for row in plan_rows_of(application)]
    return _with(application, "planning", rows("planning", kept if given is None else given) | changes)


def participants(application: Application, given: list[dict] | None = None, **changes) -> dict:
    kept = participant_rows_of(application)
    return _with(application, "participants", rows("participants", kept if given is None else given) | changes)


def answers(application: Application, section: str = CRITERIA, **changes) -> dict:
    """Of one section of the form; changes are by the key of the question, with _ for - ."""
    application = Application.objects.get(pk=application.pk)
    answered = filled.of(application)
    form = QuestionsForm(section=answered.section(section), given=answered.given)
    data = {name_of(each.key): each_value for each, each_value in _as_sent(form)}
    data |= {name_of(key.replace("_", "-")): value for key, value in changes.items()}
    return _with(application, filled.part_of(section), data | {"form_version": answered.version.number})


def _as_sent(form: QuestionsForm):
    """What a browser sends of each question that has one control."""
    for field in form:
        value = field.value()
        if field.question.kind not in (Kind.TABLE, Kind.FILE) and value not in (None, "", []):
            yield field.question, value
        elif field.question.kind in (Kind.SHORT, Kind.LONG, Kind.NUMBER, Kind.MONEY, Kind.DATE):
            yield field.question, ""


def page(application: Application, name: str) -> str:
    """The address of a page of this application."""
    return f"/aanvragen/{application.number}/{name}/" if name else f"/aanvragen/{application.number}/"
