"""Setting a call up, from nothing or from an earlier one, until it is published."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.text import slugify

from calls import asking, rules
from calls.models import Call, Criterion, Instalment, Programme
from questionnaires.actions import freeze
from questionnaires.models import Questionnaire
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
    call = Call(**fields, form=Questionnaire.objects.create(), created_by=by)
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
        if name == "criteria":
            _give_keys(things)
        for thing in things:
            thing.full_clean(validate_constraints=False)
        PARTS[name].objects.bulk_create(things)


def _give_keys(criteria: list[Criterion]) -> None:
    """A criterion keeps its key whatever becomes of its name; a new one gets it from its name."""
    taken = {each.key for each in criteria if each.key}
    for each in criteria:
        if not each.key:
            each.key = _free(slugify(each.name)[:36] or "criterium", taken)
            taken.add(each.key)


@transaction.atomic
def publish(call: Call, *, by, at: datetime) -> None:
    """Show the call to the world, and freeze the first version of its form."""
    hold(call)
    refuse(rules.why_not_publish(call, by=by, at=at))
    freeze(call.form, asking.definition_of(call), by=by, at=at)
    move(call, "publish", by=by, at=at)
