"""Setting a call up, from nothing or from an earlier one, until it is published."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.text import slugify

from calls import asking, copying, proposals, rules
from calls.models import Call, Programme, TeamMember
from questionnaires.actions import freeze
from questionnaires.models import Questionnaire
from workflow.models import Event
from workflow.moves import hold, hold_name, move
from workflow.refusals import refuse


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
    fields: dict,
    *,
    focuses=None,
    criteria=None,
    instalments=None,
    categories=None,
    conditions=None,
    jury_days=(),
    reserves=(),
    team=None,
    new_programme: dict | None = None,
    by,
    at: datetime,
) -> Call:
    """Start a call in preparation. The lists are field dicts in order; what is not given is proposed for its type.

    `new_programme` (name, budget) starts a programme with it. Without a `slug` the call gets
    one from its programme, number and title. Raises ValidationError when a constraint of the model does not hold.
    """
    refuse(rules.why_not_write(by=by))
    if new_programme:
        fields = fields | {"programme": start_programme(**new_programme, by=by, at=at)}
    hold(fields["programme"])  # one new call at a time, so that numbers and addresses stay free
    proposed = proposals.fields_for(fields["programme"], fields["type"])
    call = Call(**proposed | fields, form=Questionnaire.objects.create(), created_by=by)
    call.proposed = [] if "budget" in fields else ["geld"]
    call.slug = call.slug or _slug_for(call)
    call.full_clean()
    call.save()
    lists = {"criteria": criteria, "instalments": instalments, "categories": categories, "conditions": conditions}
    lists = {name: proposals.rows(name) if rows is None else rows for name, rows in lists.items()}
    lead = [{"user": by, "part": TeamMember.Part.LEAD}]
    lists |= {"reserves": reserves, "jury_days": jury_days, "team": lead if team is None else team}
    call.focuses.set(proposals.focuses() if focuses is None else focuses)
    _fill(call, lists)
    Event.objects.record(call, "create", by=by, at=at)
    return call


@transaction.atomic
def save(
    call: Call,
    step: str,
    *,
    fields: dict | None = None,
    focuses=None,
    lists: dict | None = None,
    new_programme: dict | None = None,
    edit: int,
    by,
    at: datetime,
) -> Call:
    """Save one step of a call in preparation, complete or not, unless somebody saved the call since version `edit`.

    `lists` gives, by name, all rows of criteria, categories, conditions, instalments, reserves, jury_days or
    team.
    """
    hold(call)
    fields, lists = fields or {}, lists or {}
    refuse(rules.why_not_edit(call, by=by, edit=edit))
    refuse(_why_not_keep(call, fields, focuses, lists))
    if new_programme:
        fields = fields | {"programme": start_programme(**new_programme, by=by, at=at)}
    changed = {name for name, value in fields.items() if getattr(call, name) != value}
    for name, value in fields.items():
        setattr(call, name, value)
    hold(call.programme)  # numbers are taken one at a time
    call.edit += 1
    call.proposed = [each for each in call.proposed if each != step]
    call.full_clean()
    call.save()
    if focuses is not None:
        changed |= {"focuses"} if set(focuses) != set(call.focuses.all()) else set()
        call.focuses.set(focuses)
    facts = {"step": step, "changed": sorted(changed | _fill(call, lists))}
    Event.objects.record(call, "save", by=by, at=at, facts=facts)
    return call


def _why_not_keep(call: Call, fields: dict, focuses, lists: dict) -> list:
    """What a list as a whole must be, with what the call would then be."""
    reasons = []
    if lists.get("criteria"):
        reasons += rules.why_not_weigh([row["weight"] for row in lists["criteria"]])
    if lists.get("instalments"):
        reasons += rules.why_not_pay([row["percentage"] for row in lists["instalments"]])
    if "reserves" in lists or focuses is not None:
        kept = [(row["focus"], row["amount"]) for row in lists["reserves"]] if "reserves" in lists else None
        if kept is None:
            kept = [(each.focus, each.amount) for each in call.reserves.select_related("focus")]
        chosen = list(call.focuses.all()) if focuses is None else list(focuses)
        reasons += rules.why_not_reserve(fields.get("budget", call.budget), dict(kept), chosen)
    if "team" in lists:
        reasons += rules.why_not_team(lists["team"])
    return reasons


ORDERED = ("criteria", "categories", "conditions", "instalments", "jury_days")
KEYS = {"criteria": "key", "categories": "code", "conditions": "key"}


def _fill(call: Call, lists: dict) -> set[str]:
    """Put these rows in the place of what was there; answers the names of the lists that changed."""
    changed = set()
    for name, rows in lists.items():
        before = {_gist(each) for each in getattr(call, name).all()}
        getattr(call, name).all().delete()
        place = (lambda n: {"position": n}) if name in ORDERED else (lambda n: {})
        things = [copying.PARTS[name](call=call, **place(n), **row) for n, row in enumerate(rows, 1)]
        if name in KEYS:
            _give_keys(things, KEYS[name])
        for thing in things:
            thing.full_clean(validate_unique=False, validate_constraints=False)
        copying.PARTS[name].objects.bulk_create(things)
        if {_gist(each) for each in things} != before:
            changed.add(name)
    return changed


def _gist(thing) -> tuple:
    return tuple(str(getattr(thing, f.attname)) for f in thing._meta.concrete_fields if f.name != "id")


def _give_keys(things: list, field: str) -> None:
    """A criterion or condition keeps its key whatever becomes of its name, a category its code; a new one gets one."""
    taken = set()
    for each in things:
        if (key := getattr(each, field)) in taken:
            setattr(each, field, "")
        elif key:
            taken.add(key)
    for each in things:
        if not getattr(each, field):
            setattr(each, field, _free(slugify(each.name)[:36].strip("-") or "naam", taken))
            taken.add(getattr(each, field))


@transaction.atomic
def clone(call: Call, opens_on: date, *, title: str = "", number: int | None = None, by, at: datetime) -> Call:
    """Take everything of a call over into a new one that opens on this day; all else moves by whole weeks."""
    refuse(rules.why_not_clone(call, by=by))
    hold(call.programme)
    shift = copying.shift_of(call, opens_on)
    copy = Call(**copying.fields_of(call, shift), created_by=by, title=title or call.title)
    copy.number = number or proposals.next_number(call.programme)
    copy.form = Questionnaire.objects.create(draft=copying.form_of(call))
    copy.slug = _slug_for(copy)
    copy.full_clean()
    copy.save()
    copy.focuses.set(call.focuses.all())
    for name, things in copying.parts_of(call, copy, shift).items():
        copying.PARTS[name].objects.bulk_create(things)
    facts = {"from": call.slug, "weeks": shift.weeks, "notes": shift.notes}
    Event.objects.record(copy, "clone", by=by, at=at, facts=facts)
    return copy


@transaction.atomic
def publish(call: Call, *, by, at: datetime) -> None:
    """Show the call to the world, and freeze the first version of its form."""
    hold(call)
    refuse(rules.why_not_publish(call, by=by, at=at))
    freeze(call.form, asking.definition_of(call), by=by, at=at)
    move(call, "publish", by=by, at=at)
