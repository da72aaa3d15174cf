"""What can be done with a form: the only writer."""

from datetime import datetime

from django.db import transaction

from questionnaires.definition import Definition
from questionnaires.models import Questionnaire, Version
from workflow.models import Event, fingerprint
from workflow.moves import hold


@transaction.atomic
def freeze(form: Questionnaire, definition: Definition, *, by, at: datetime) -> Version:
    """Make this definition the version that people answer from now on; nothing changed is no new version."""
    hold(form, "current")
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
