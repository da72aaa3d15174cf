"""What can be done with the files of an application: added, replaced, removed. The only writer of attachments."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from applications import file_rules
from applications.models import Application, Attachment
from questionnaires.definition import Question
from workflow.later import ask_later
from workflow.models import Event
from workflow.moves import hold
from workflow.refusals import refuse


@transaction.atomic
def attach(
    application: Application, upload, topic: str, *, question: Question | None = None, by, at: datetime
) -> Attachment:
    """Add a file that `uploads.take_in` has checked and stored (`upload`: name, content_type, size, sha256, path).

    With `question` it is the answer, or a part of the answer, to that question of the form.
    """
    hold(application)
    key, label = (question.key, question.label) if question else ("", "")
    refuse(file_rules.why_not_attach(application, upload, key, by=by, at=at))
    attachment = _add(application, upload, topic=topic, question=key, asked=label, by=by, at=at)
    Event.objects.record(application, "attach", by=by, at=at, facts={"file": upload.sha256, "topic": topic})
    return attachment


@transaction.atomic
def replace(old: Attachment, upload, *, by, at: datetime) -> Attachment:
    """Put a file in the place of another one, which stays in the history and in versions handed in before."""
    application = old.application
    hold(application)
    refuse(file_rules.why_not_attach(application, upload, old.question, old, by=by, at=at))
    _take_out(old, by=by, at=at)
    said = {"topic": old.topic, "question": old.question, "asked": old.asked}
    attachment = _add(application, upload, replaces=old, by=by, at=at, **said)
    facts = {"file": upload.sha256, "instead": old.sha256}
    Event.objects.record(application, "replace-file", by=by, at=at, facts=facts)
    return attachment


@transaction.atomic
def detach(attachment: Attachment, *, by, at: datetime) -> None:
    """Take a file out of the draft; versions handed in before keep it."""
    application = attachment.application
    hold(application)
    attachment.refresh_from_db(fields=["removed_at"])
    refuse(file_rules.why_not_detach(attachment, by=by, at=at))
    _take_out(attachment, by=by, at=at)
    Event.objects.record(application, "detach", by=by, at=at, facts={"file": attachment.sha256})


def _take_out(attachment: Attachment, *, by, at: datetime) -> None:
    attachment.removed_at, attachment.removed_by = at, by
    attachment.save(update_fields=["removed_at", "removed_by"])


def _add(application: Application, upload, **facts) -> Attachment:
    said = {name: getattr(upload, name) for name in ("name", "content_type", "size", "sha256", "path")}
    attachment = Attachment.objects.create(application=application, **said, **facts)
    if settings.CLAMD_URL:
        ask_later("applications.tasks.scan_file", attachment.pk)
    return attachment
