"""What a browser sends of the forms of an application, as they stand, with nothing changed."""

from uuid import uuid4

from applications.forms import AnswersForm, cost_rows_of, participant_rows_of
from applications.models import Application
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


def participants(application: Application, given: list[dict] | None = None, **changes) -> dict:
    kept = participant_rows_of(application)
    return _with(application, "participants", rows("participants", kept if given is None else given) | changes)


def answers(application: Application, **changes) -> dict:
    return _with(application, "answers", AnswersForm.initial_of(application) | changes)


def page(application: Application, name: str) -> str:
    """The address of a page of this application."""
    return f"/aanvragen/{application.number}/{name}/" if name else f"/aanvragen/{application.number}/"
