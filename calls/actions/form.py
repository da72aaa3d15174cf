"""Writing the form of a call. What is changed after publishing waits for a new version, made in `applications`."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from calls import asking, rules
from calls.models import Call
from questionnaires.actions import freeze
from questionnaires.models import Version
from workflow.models import Event
from workflow.moves import hold, hold_shared
from workflow.refusals import refuse


@transaction.atomic
def edit_form(call: Call, act: Callable[..., str], *given, edit: int, by, at: datetime) -> str:
    """Do one of `questionnaires.actions` on the form of a call, and answer the key it was about."""
    hold_shared(call)
    refuse(rules.why_not_edit_form(call, by=by, at=at))
    return act(call.form, *given, edit=edit, by=by, at=at)


@transaction.atomic
def publish_form(call: Call, *, edit: int, by, at: datetime) -> Version:
    """Freeze what was written since the call was published; `applications` tells who is filling it in."""
    hold(call)
    hold(call.form, "current")
    refuse(rules.why_not_publish_form(call, by=by, at=at, edit=edit))
    version = freeze(call.form, asking.definition_of(call), by=by, at=at)
    Event.objects.record(call, "publish-form", by=by, at=at, facts={"version": version.number})
    return version
