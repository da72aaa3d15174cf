"""What can be done with a call. What tells people about it lives higher, in `applications`."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.text import slugify

from calls import rules
from calls.models import Call, Criterion, Focus, Instalment, Programme, TermChange
from workflow.models import Event
from workflow.moves import hold, hold_name, move
from workflow.refusals import refuse

PARTS = {"criteria": Criterion, "instalments": Instalment}


@transaction.atomic
def start_programme(name: str, budget: Decimal, *, by, at: datetime) -> Programme:
    """Start a programme. Its code in file numbers comes from the initials of its name."""
    hold_name("calls.programme")  # codes and addresses are drawn from what is free
    refuse(rules.why_not_start_programme(name, by=by))
    initials = "".join(word[0] for word in slugify(name).split("-") if word)[:4].upper() or "P"
    word = slugify(name)[:40] or "programma"
    codes = set(Programme.objects.filter(code__startswith=initials).values_list("code", flat=True))
    slugs = set(Programme.objects.filter(slug__startswith=word).values_list("slug", flat=True))
    programme = Programme(name=name, budget=budget, code=_free(initials, codes, "{}{}"), slug=_free(word, slugs))
    programme.full_clean()
    programme.save()
    Event.objects.record(programme, "start", by=by, at=at)
    return programme


def _free(word: str, taken: set[str], pattern: str = "{}-{}") -> str:
    """The word itself, or the first numbered one that nobody has."""
    return next(
        each for n in range(1, len(taken) + 2) if (each := pattern.format(word, n) if n > 1 else word) not in taken
    )


def _slug_for(call: Call) -> str:
    """An address for the page of a call; it stays when the title changes."""
    word = slugify(f"{call.programme.code} {call.number} {call.title}")[:54].strip("-")
    return _free(word, set(Call.objects.filter(slug__startswith=word).values_list("slug", flat=True)))


@transaction.atomic
def create(
    fields: dict, *, focuses, criteria=(), instalments=(), new_programme: dict | None = None, by, at: datetime
) -> Call:
    """Start a call in preparation. `criteria` and `instalments` are lists of field dicts, in order.

    `new_programme` (name, budget) starts a programme with it. Without a `slug` the call gets one from its programme,
    number and title. Raises ValidationError when a constraint of the model does not hold.
    """
    refuse(rules.why_not_write(by=by))
    if new_programme:
        fields = fields | {"programme": start_programme(**new_programme, by=by, at=at)}
    call = Call(**fields, created_by=by)
    hold(call.programme)  # one new call at a time, so that numbers and addresses stay free
    call.slug = call.slug or _slug_for(call)
    call.full_clean()
    call.save()
    _fill(call, focuses, {"criteria": criteria, "instalments": instalments})
    Event.objects.record(call, "create", by=by, at=at)
    return call


@transaction.atomic
def update(
    call: Call,
    fields: dict,
    *,
    focuses,
    criteria,
    instalments,
    edit: int,
    new_programme: dict | None = None,
    by,
    at: datetime,
) -> Call:
    """Save a call in preparation, unless somebody saved it since version `edit`."""
    hold(call)
    refuse(rules.why_not_edit(call, by=by, edit=edit))
    if new_programme:
        fields = fields | {"programme": start_programme(**new_programme, by=by, at=at)}
    changed = sorted(name for name, value in fields.items() if getattr(call, name) != value)
    for name, value in fields.items():
        setattr(call, name, value)
    hold(call.programme)  # numbers are taken one at a time
    call.edit += 1
    call.full_clean()
    call.save()
    _fill(call, focuses, {"criteria": criteria, "instalments": instalments})
    Event.objects.record(call, "update", by=by, at=at, facts={"changed": changed})
    return call


def _fill(call: Call, focuses, parts: dict) -> None:
    call.focuses.set(focuses)
    for name, rows in parts.items():
        getattr(call, name).all().delete()
        things = [PARTS[name](call=call, position=n, **row) for n, row in enumerate(rows, 1)]
        for thing in things:
            thing.full_clean(validate_constraints=False)
        PARTS[name].objects.bulk_create(things)


@transaction.atomic
def publish(call: Call, *, by, at: datetime) -> None:
    """Show the call to the world. From now on only its term moves, by the ledger."""
    hold(call)
    refuse(rules.why_not_publish(call, by=by, at=at))
    move(call, "publish", by=by, at=at)


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
