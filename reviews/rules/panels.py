"""May a file come before the panel at this moment, who leaves the room, and what may be written? Reads only."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Organisation
from applications.models import Application
from applications.states import State as ApplicationState
from calls.models import Call
from reviews.models import Agenda, Assignment, Interest, Juror, Slot
from reviews.panelday import Time, break_on
from reviews.rules.parties import interested_in, officer_only, parties_in
from reviews.states import LIVE, SlotState, State
from workflow import dutch
from workflow.moments import wall
from workflow.refusals import Reason, rule


def recused_in(files: Iterable[int]) -> dict[int, set[int]]:
    """Per file the people who leave the room: interested, or in conflict, or in a doubt that nobody took away."""
    found = interested_in(files)
    blocked = Interest.objects.blocking().filter(application__in=found).order_by()
    conflicted = Assignment.objects.filter(application__in=found, state=State.CONFLICTED).order_by()
    for pairs in (
        blocked.values_list("application", "juror__user"),
        conflicted.values_list("application", "reviewer"),
    ):
        for pk, user in pairs:
            found[pk].add(user)
    return found


@dataclass
class Room:
    """What must be known to place files of a call: its days, what is taken, who is away or elsewhere."""

    agenda: Agenda
    days: list[Time]
    parties: dict[int, set[int]] = field(default_factory=dict)
    readers: dict[int, set[int]] = field(default_factory=dict)
    away: dict[int, set] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    held: list[tuple[Slot, Time]] = field(default_factory=list)

    def apart(self, one: int, other: int) -> bool:
        """Whether two files may not be heard at the same time: they share a government or a reviewer."""
        shared = self.parties.get(one, set()) & self.parties.get(other, set())
        return bool(shared or self.readers.get(one, set()) & self.readers.get(other, set()))

    def day_of(self, at: Time) -> Time | None:
        return next((d for d in self.days if d.starts_at <= at.starts_at and at.ends_at <= d.ends_at), None)


def time_of(slot: Slot) -> Time:
    return Time(slot.starts_at, slot.talk_ends_at, slot.ends_at, slot.place)


def agenda_of(call: Call) -> Agenda:
    """How this call hears its applicants; the usual way where nobody said otherwise."""
    return Agenda.objects.filter(call=call).first() or Agenda(call=call)


def room_for(call: Call, files: Iterable[int]) -> Room:
    """Everything the rule on placing asks, for some files of a call and for whatever is heard on its days."""
    days = [Time(each.starts_at, each.ends_at, each.ends_at, each.place) for each in call.jury_days.all()]
    room = Room(agenda_of(call), sorted(days))
    if days:
        held = Slot.objects.overlapping(min(days).starts_at, max(each.ends_at for each in days))
        room.held = [(each, time_of(each)) for each in held.select_related("application")]
    everything = {*files, *(slot.application_id for slot, _at in room.held)}
    # A merger changes the name over a door, not who works behind it: kin counts as the same government.
    parties = parties_in(everything)
    successor = dict(Organisation.objects.filter(successor__isnull=False).values_list("pk", "successor"))
    room.parties = {pk: {successor.get(each, each) for each in found} for pk, found in parties.items()}
    live = Assignment.objects.filter(application__in=everything, state__in=LIVE).order_by()
    for pk, user, first, last in live.values_list(
        "application", "reviewer", "reviewer__first_name", "reviewer__last_name"
    ):
        room.readers.setdefault(pk, set()).add(user)
        room.names[user] = f"{first} {last}"
    for user, unavailable in Juror.objects.sitting().filter(call=call).values_list("user", "unavailable"):
        room.away[user] = set(unavailable)
    return room


@rule
def why_not_place(application: Application, at: Time, *, room: Room, now: datetime) -> Iterator[Reason]:
    """On a day of the jury, outside the break, in a free place, with its reviewers there and no government twice."""
    pk = application.pk
    if at.starts_at <= now:
        yield Reason("past", _("This moment has passed."), "starts_at")
    if (day := room.day_of(at)) is None:
        yield Reason("no-jury-day", _("The whole slot must lie within a day of the jury."), "starts_at")
    pause = break_on(at.starts_at, room.agenda.break_from, room.agenda.break_until)
    if pause and pause.overlaps(at):
        yield Reason("break", _("That is during the break."), "starts_at")
    for slot, taken in room.held:
        if slot.application_id == pk or not taken.overlaps(at):
            continue
        number = slot.application.number
        if slot.application.call_id == application.call_id and (day is None or taken.place == day.place):
            yield Reason("taken", _("%(number)s is heard at that moment.") % {"number": number}, "starts_at")
        elif room.parties.get(pk, set()) & room.parties.get(slot.application_id, set()):
            text = _("%(number)s of the same government is heard at that moment.")
            yield Reason("same-government", text % {"number": number}, "starts_at")
        elif both := room.readers.get(pk, set()) & room.readers.get(slot.application_id, set()):
            text = _("%(name)s hears %(number)s at that moment.")
            yield Reason("reviewer-elsewhere", text % {"name": room.names[min(both)], "number": number}, "starts_at")
    date = wall(at.starts_at).date()
    for user in sorted(room.readers.get(pk, set())):
        if date in room.away.get(user, set()):
            text = _("%(name)s reviews this file and is not available on %(day)s.")
            facts = {"name": room.names[user], "day": dutch.day(date)}
            yield Reason("reviewer-away", text % facts, "starts_at")


@rule
def why_not_plan_panel(call: Call, *, by, chosen: int = 1) -> Iterator[Reason]:
    yield from officer_only(by)
    if not call.is_sealed:
        yield Reason("not-sealed", _("The call is not sealed yet. Files are opened after that."))
    if not call.jury_days.exists():
        yield Reason("no-days", _("This call has no days on which the jury meets. Add one in its calendar."))
    if not chosen:
        yield Reason("none-chosen", _("Choose at least one file."), "files")


@rule
def why_not_invite_slots(call: Call, slots: list[Slot], *, by, at: datetime) -> Iterator[Reason]:
    yield from officer_only(by)
    if not slots:
        yield Reason("nothing-planned", _("There is nothing to invite to: plan files first."))
    for slot in slots:
        if slot.starts_at <= at:
            text = _("%(number)s is planned at a moment that has passed.")
            yield Reason("past", text % {"number": slot.application.number})
        if slot.application.state != ApplicationState.ADMITTED:
            text = _("%(number)s is no longer under review. Plan again.")
            yield Reason("not-under-review", text % {"number": slot.application.number})


@rule
def why_not_change_slot(slot: Slot, *, by, reason: str) -> Iterator[Reason]:
    """What was told is changed with a reason; what was held is not changed."""
    yield from officer_only(by)
    if slot.state not in (SlotState.PLANNED, SlotState.INVITED):
        yield Reason("wrong-state", _("This slot was held or dropped."))
    if slot.state == SlotState.INVITED and not reason.strip():
        yield Reason("no-reason", _("Write why; the applicant and the jury read it."), "reason")


@rule
def why_not_write_minutes(slot: Slot, *, by, at: datetime, edit: int | None = None) -> Iterator[Reason]:
    """From the beginning of the slot, until they are closed, and never over a colleague's newer version."""
    yield from officer_only(by)
    minutes = getattr(slot, "minutes", None)
    if minutes and minutes.closed_at:
        yield Reason("closed", _("These minutes are closed, and never change again."))
    elif slot.state != SlotState.INVITED:
        yield Reason("wrong-state", _("There are only minutes of a slot to which people were invited."))
    elif at < slot.starts_at:
        text = _("The minutes open when the slot begins: %(moment)s.")
        yield Reason("not-begun", text % {"moment": dutch.moment(slot.starts_at)})
    if edit is not None and edit != (minutes.edit if minutes else 0):
        yield Reason("edited-meanwhile", _("Somebody saved these minutes meanwhile. Compare and save again."))


@rule
def why_not_close_minutes(slot: Slot, *, text: str, present: set[int], recused: set[int]) -> Iterator[Reason]:
    """They say what was said and who was there; who is recused cannot have been."""
    if not text.strip():
        yield Reason("no-text", _("Write what was said."), "text")
    if not present:
        yield Reason("nobody", _("Say who was there."), "present")
    if present & recused:
        yield Reason("recused", _("Somebody who left the room was not there."), "present")
