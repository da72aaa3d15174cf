"""Taking a call over into a new one: everything it says, with its moments moved by whole weeks."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import models
from django.utils.translation import gettext as _

from accounts.models import Membership, Role
from calls.asking import CRITERIA
from calls.models import Call, Condition, CostCategory, Criterion, Instalment, JuryDay, Reserve, TeamMember
from workflow import dutch
from workflow.moments import instant, wall
from workflow.refusals import Refused

# The lists that belong to a call, by the name of the relation. A test holds that none is forgotten.
PARTS = {
    "criteria": Criterion,
    "instalments": Instalment,
    "categories": CostCategory,
    "conditions": Condition,
    "reserves": Reserve,
    "jury_days": JuryDay,
    "team": TeamMember,
}
# What is a call's own: its name, its life, and what happened to it.
OWN = frozenset(
    "id slug number title form state published_at sealed_at seal awarded created_by edit proposed opens_at "
    "extended_until sequence dropped_focuses".split()
)


@dataclass
class Shift:
    """How moments move: `weeks` whole weeks, so that weekdays and wall times stay; the opening is on a given day."""

    opens_at: datetime
    weeks: int
    notes: list[str] = field(default_factory=list)

    def moved(self, value: date | datetime | None, label: str) -> date | datetime | None:
        if value is None:
            return None
        if not isinstance(value, datetime):
            return value + timedelta(weeks=self.weeks)
        return self._valid(wall(value) + timedelta(weeks=self.weeks), label)

    def _valid(self, local: datetime, label: str) -> datetime:
        """The instant of a wall time; the next one that exists once where the clock changes."""
        for minutes in range(181):
            try:
                found = instant(local + timedelta(minutes=minutes))
            except Refused:
                continue
            if minutes:
                text = _("%(what)s: %(before)s does not exist once on that day. It became %(after)s.")
                self.notes.append(text % {"what": label, "before": dutch.clock(local), "after": dutch.moment(found)})
            return found
        raise AssertionError("a clock changes by an hour")


def shift_of(call: Call, opens_on: date) -> Shift:
    """Open on this day at the same wall time; all else keeps its weekday."""
    opened = wall(call.opens_at)
    weeks = round((opens_on - opened.date()).days / 7)
    while wall(call.closes_at) + timedelta(weeks=weeks) <= datetime.combine(opens_on, opened.time()):
        weeks += 1  # a call of less than a week still closes after it opens
    shift = Shift(call.opens_at, weeks)
    shift.opens_at = shift._valid(datetime.combine(opens_on, opened.time()), _("Opens"))
    return shift


def _is_day(each: models.Field) -> bool:
    return isinstance(each, models.DateField)


def notes_of(call: Call, opens_on: date) -> list[str]:
    """What became of moments that do not exist once on their new day."""
    shift = shift_of(call, opens_on)
    fields_of(call, shift)
    return shift.notes


def fields_of(call: Call, shift: Shift) -> dict:
    """The fields of the copy."""
    values = {"opens_at": shift.opens_at}
    for each in Call._meta.concrete_fields:
        if each.name not in OWN:
            value = getattr(call, each.name)
            values[each.name] = shift.moved(value, str(each.verbose_name).capitalize()) if _is_day(each) else value
    return values


def parts_of(call: Call, copy: Call, shift: Shift) -> dict[str, list[models.Model]]:
    """The lists of the copy, unsaved. Who is no officer any more does not come along."""
    officers = set(Membership.objects.filter(role=Role.OFFICER, user__is_active=True).values_list("user", flat=True))
    found = {}
    for name, model in PARTS.items():
        names = [each for each in model._meta.concrete_fields if each.name not in ("id", "call")]
        rows = getattr(call, name).order_by("pk")
        found[name] = [
            model(
                call=copy,
                **{
                    each.attname: shift.moved(getattr(row, each.attname), str(row))
                    if _is_day(each)
                    else getattr(row, each.attname)
                    for each in names
                },
            )
            for row in rows
            if name != "team" or row.user_id in officers
        ]
    return found


def form_of(call: Call) -> dict:
    """The form as it was written, or else as it was frozen, without what is added for the criteria."""
    if call.form.draft or not call.form.current:
        return call.form.draft
    content = call.form.current.content
    return content | {"sections": [each for each in content["sections"] if each["key"] != CRITERIA]}
