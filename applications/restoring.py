"""Putting back what was handed in, in the place of changes that never were: a writer that others call."""

from datetime import datetime

from django.db.models import F

from applications import keeping
from applications.models import Answer, Application, Submission
from calls.models import Focus
from questionnaires.definition import Kind, is_empty


def restore_version(application: Application, submission: Submission, *, at: datetime) -> None:
    """Put back what was handed in. You hold the application."""
    said = submission.content
    for name in ("title", "summary", "goals", "starts_on", "ends_on"):
        setattr(application, name, said[name])
    # Of the call first; one that the call dropped in the meantime still counts for what was handed in.
    offered = application.call.focuses.filter(name=said["focus"]).first()
    application.focus = offered or Focus.objects.filter(name=said["focus"]).first()
    application.save(update_fields=["title", "summary", "goals", "starts_on", "ends_on", "focus"])
    parties = [
        {"part": p["part"], "name": p["name"] if p["part"] == "subcontractor" else "", "organisation_id": p.get("id")}
        for p in said["participants"]
    ]
    _replace(application, "participants", parties)
    for part in ("costs", "planning"):
        _replace(application, part, keeping.lines_from(part, said.get(part, ())))
    _restore_answers(application, said["form"], at=at)
    kept = [file["id"] for file in said["files"]]
    application.attachments.filter(pk__in=kept).update(removed_at=None, removed_by=None)
    application.attachments.current().exclude(pk__in=kept).update(removed_at=F("at"))


def _restore_answers(application: Application, said: dict, *, at: datetime) -> None:
    """The answers that were handed in; what was typed after that is set aside."""
    version = application.call.form.versions.filter(number=said["version"]).first()
    if version is None:
        return
    handed_in = {q["key"]: (section["key"], q["value"]) for section in said["sections"] for q in section["questions"]}
    there = {each.key: each for each in application.answers.current()}
    same = {key for key, each in there.items() if key in handed_in and each.value == handed_in[key][1]}
    application.answers.current().exclude(key__in=same).update(set_aside_at=at)
    Answer.objects.bulk_create(
        Answer(
            application=application,
            key=key,
            value=value,
            asked=version.definition.question(key).as_json() | {"section": section},
            version=version.number,
        )
        for key, (section, value) in handed_in.items()
        if key not in same and not is_empty(value) and version.definition.question(key).kind != Kind.FILE
    )


def _replace(application: Application, part: str, rows: list[dict]) -> None:
    keeping.write_rows(application, part, rows, dict(enumerate(getattr(application, part).all())))
