"""What changes on a call that the world can see: its moments, its focuses, and in the end its seal."""

from datetime import datetime

from django.db import transaction

from accounts.actions import supersede_notices
from calls import moments, rules
from calls.models import Call, Focus, FocusChange, JuryDay, Moment, TermChange
from workflow.models import Event, subject_of
from workflow.moves import hold, move
from workflow.refusals import refuse


@transaction.atomic
def add_focus(call: Call, focus: Focus, reason: str, *, by, at: datetime) -> FocusChange:
    """Open a published call to one more focus; nobody loses anything by it."""
    hold(call)
    refuse(rules.why_not_add_focus(call, focus, reason, by=by, at=at))
    call.focuses.add(focus)
    call.dropped_focuses = [pk for pk in call.dropped_focuses if pk != focus.pk]
    call.save(update_fields=["dropped_focuses"])
    return _note_focus(call, focus, True, reason, by=by, at=at)


@transaction.atomic
def remove_focus(call: Call, focus: Focus, reason: str, *, by, at: datetime) -> FocusChange:
    """Stop offering a focus. Drafts that chose it keep their words and choose another one; what was handed in stays."""
    hold(call)
    refuse(rules.why_not_remove_focus(call, focus, reason, by=by, at=at))
    call.focuses.remove(focus)
    call.dropped_focuses = [*call.dropped_focuses, focus.pk]
    call.save(update_fields=["dropped_focuses"])
    return _note_focus(call, focus, False, reason, by=by, at=at)


def _note_focus(call: Call, focus: Focus, added: bool, reason: str, *, by, at: datetime) -> FocusChange:
    facts = {"focus": focus.code, "reason": reason.strip()}
    Event.objects.record(call, "add-focus" if added else "remove-focus", by=by, at=at, facts=facts)
    return FocusChange.objects.create(call=call, focus=focus, added=added, reason=reason.strip(), by=by, at=at)


@transaction.atomic
def change_term(call: Call, new: datetime, reason: str, *, moment: str = Moment.CLOSES, by, at: datetime) -> TermChange:
    """Move a moment of a published call. What gives time takes effect at once; what takes it waits for `second`.

    A day is given as its first instant. The days of the jury have their own act, `change_jury_day`.
    """
    hold(call)
    refuse(rules.why_not_change_term(call, new, reason, moment=moment, by=by, at=at))
    old = moments.promised(call, moment)
    change = TermChange.objects.create(call=call, moment=moment, old=old, new=new, reason=reason.strip(), by=by, at=at)
    facts = {"moment": str(moment), "old": old, "new": new, "reason": change.reason}
    Event.objects.record(call, "propose-term", by=by, at=at, facts=facts)
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
    """Settle a proposed shortening by leaving the moment as it is."""
    hold(change.call)
    hold(change)
    refuse(rules.why_not_write(by=by))
    move(change, "decline", by=by, at=at)
    supersede_notices(subject_of(change), at=at)  # whoever was asked to confirm it need not come any more


def _take_effect(change: TermChange, call: Call, *, by, at: datetime) -> None:
    move(change, "confirm", by=by, at=at)
    moments.put(call, change.moment, change.new)
    call.sequence += 1
    call.save(update_fields=[moments.FIELDS[change.moment], "sequence"])
    facts = {"moment": str(change.moment), "old": change.old, "new": change.new}
    Event.objects.record(call, "move-term", by=by, at=at, facts=facts)


@transaction.atomic
def change_jury_day(call: Call, day: JuryDay | None, new: dict | None, reason: str, *, by, at: datetime) -> TermChange:
    """Add a day of the jury (`day` is None), change it, or drop it (`new` is None), on a published call.

    `new` has `starts_at`, `ends_at` and `place`. It is in force at once: no applicant loses time to write.
    """
    hold(call)
    if day:
        hold(day)
    refuse(rules.why_not_change_jury(call, day, new, reason, by=by, at=at))
    old = day.starts_at if day else None
    change = TermChange.objects.create(
        call=call,
        moment=Moment.JURY,
        old=old,
        new=new["starts_at"] if new else None,
        reason=reason.strip(),
        by=by,
        at=at,
    )
    if new is None:
        day.delete()
    else:
        day = day or JuryDay(call=call)
        for name, value in new.items():
            setattr(day, name, value)
        day.full_clean()
        day.save()
    move(change, "confirm", by=by, at=at)
    call.sequence += 1
    call.save(update_fields=["sequence"])
    facts = {"moment": "jury", "old": old, "new": change.new, "reason": change.reason}
    Event.objects.record(call, "move-term", by=by, at=at, facts=facts | {"place": (new or {}).get("place", "")})
    return change


@transaction.atomic
def extend_until(call: Call, until: datetime) -> None:
    """Let the seal of a call you hold wait for one application; asked by `applications`, which keeps the reason."""
    if call.extended_until is None or until > call.extended_until:
        call.extended_until = until
        call.save(update_fields=["extended_until"])


@transaction.atomic
def seal(call: Call, seal: dict, *, at: datetime) -> None:
    """Close the book on a call you hold: `seal` names the count and the fingerprint of what was submitted."""
    refuse(rules.why_not_seal(call, at=at))
    move(call, "seal", by=None, at=at, also={"seal": seal})
