"""What can be done with the phases of a jury's work. Locks: the phases of the call by name."""

from datetime import datetime

from django.db import transaction

from calls.models import Call
from reviews import rules
from reviews.models import Phase
from reviews.phases import proposed
from workflow.models import Event
from workflow.moves import hold_name
from workflow.refusals import refuse

FIELDS = ("name", "starts_at", "names_shown", "others_scores", "may_edit", "discussion_open")


def _facts(phase: Phase) -> dict:
    return {name: getattr(phase, name) for name in FIELDS}


@transaction.atomic
def save_phase(call: Call, phase: Phase | None, said: dict, *, by, at: datetime) -> Phase:
    """Make a phase of a call, or change one; the log tells what it was and what it is."""
    hold_name("reviews.phases", f"{call.pk}")
    refuse(rules.why_not_save_phase(call, phase, said, by=by))
    old = _facts(phase) if phase else None
    phase = phase or Phase(call=call)
    for name in FIELDS:
        setattr(phase, name, said[name])
    phase.full_clean()
    phase.save()
    if old != _facts(phase):
        Event.objects.record(call, "save-phase", by=by, at=at, facts={"old": old or {}, "new": _facts(phase)})
    return phase


@transaction.atomic
def drop_phase(phase: Phase, *, by, at: datetime) -> None:
    """Drop a phase."""
    hold_name("reviews.phases", f"{phase.call_id}")
    refuse(rules.why_not_drop_phase(phase, by=by))
    Event.objects.record(phase.call, "drop-phase", by=by, at=at, facts={"old": _facts(phase)})
    phase.delete()


@transaction.atomic
def propose_phases(call: Call, *, by, at: datetime) -> list[Phase]:
    """Take the proposal over, where there is nothing yet."""
    hold_name("reviews.phases", f"{call.pk}")
    refuse(rules.why_not_propose_phases(call, by=by))
    made = Phase.objects.bulk_create(proposed(call))
    for each in made:
        Event.objects.record(call, "save-phase", by=by, at=at, facts={"old": {}, "new": _facts(each)})
    return made
