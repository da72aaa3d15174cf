"""What changes on a call that the world can see: its moments, its focuses, and in the end its seal."""

from datetime import datetime

from django.db import transaction

from calls import rules
from calls.models import Call, Focus, TermChange
from workflow.models import Event
from workflow.moves import hold, move
from workflow.refusals import refuse


@transaction.atomic
def add_focus(call: Call, focus: Focus, reason: str, *, by, at: datetime) -> None:
    """Open a published call to one more focus; nobody loses anything by it."""
    hold(call)
    refuse(rules.why_not_write(by=by))
    call.focuses.add(focus)
    Event.objects.record(call, "add-focus", by=by, at=at, facts={"focus": focus.code, "reason": reason})


@transaction.atomic
def change_term(call: Call, new: datetime, reason: str, *, by, at: datetime) -> TermChange:
    """Move the closing. Later takes effect at once; earlier waits for a second officer (`second`)."""
    hold(call)
    refuse(rules.why_not_change_term(call, new, reason, by=by, at=at))
    change = TermChange.objects.create(call=call, old=call.closes_at, new=new, reason=reason.strip(), by=by, at=at)
    Event.objects.record(call, "propose-term", by=by, at=at, facts={"old": change.old, "new": new, "reason": reason})
    if not change.shortens:
        _take_effect(change, call, by=by, at=at)
    return change


@transaction.atomic
def second(change: TermChange, *, by, at: datetime) -> TermChange:
    """Confirm a shortening as the second officer."""
    hold(change.call)
    hold(change)
    refuse(rules.why_not_second(change, by=by, at=at))
    change.seconded_by = by
    change.save(update_fields=["seconded_by"])
    _take_effect(change, change.call, by=by, at=at)
    return change


@transaction.atomic
def decline(change: TermChange, *, by, at: datetime) -> None:
    """Settle a proposed shortening by leaving the closing as it is."""
    hold(change.call)
    hold(change)
    refuse(rules.why_not_write(by=by))
    move(change, "decline", by=by, at=at)


def _take_effect(change: TermChange, call: Call, *, by, at: datetime) -> None:
    move(change, "confirm", by=by, at=at)
    call.closes_at = change.new
    call.save(update_fields=["closes_at"])
    Event.objects.record(call, "move-term", by=by, at=at, facts={"old": change.old, "new": change.new})


@transaction.atomic
def seal(call: Call, seal: dict, *, at: datetime) -> None:
    """Close the book on a call you hold: `seal` names the count and the fingerprint of what was submitted."""
    refuse(rules.why_not_seal(call, at=at))
    move(call, "seal", by=None, at=at, also={"seal": seal})
