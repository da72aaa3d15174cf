"""Writing the form of a call. What is changed after publishing waits for a new version, made in `applications`."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from calls import rules
from calls.models import Call
from workflow.moves import hold_shared
from workflow.refusals import refuse


@transaction.atomic
def edit_form(call: Call, act: Callable[..., str], *given, edit: int, by, at: datetime) -> str:
    """Do one of `questionnaires.actions` on the form of a call, and answer the key it was about."""
    hold_shared(call)
    refuse(rules.why_not_edit_form(call, by=by, at=at))
    return act(call.form, *given, edit=edit, by=by, at=at)
