"""What can be done with the panel day. One at a time for all calls: a moment that is free must still be free."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions import notify
from accounts.models import LOCAL_ROLES, Membership, User
from applications.models import Application, Participant
from applications.states import State as ApplicationState
from calls.models import Call
from reviews import invitations, rules
from reviews.models import Agenda, Juror, Minutes, Slot
from reviews.panelday import Time, arrange, break_on, length_of, times_of
from reviews.rules.panels import Room, recused_in, room_for
from reviews.states import SlotState
from workflow import dutch
from workflow.models import Event, subject_of
from workflow.moves import hold_name, move
from workflow.refusals import refuse


def _lock() -> None:
    hold_name("reviews.panel")


@transaction.atomic
def plan_panel(call: Call, chosen: list[int], *, by, at: datetime, **how) -> list[Application]:
    """Place files in the order given. Who was invited keeps the moment; what was only planned is planned anew.

    `how` sets talk, deliberation, break_from and break_until of the agenda. Answers the files without a place.
    """
    _lock()
    refuse(rules.why_not_plan_panel(call, by=by, chosen=len(chosen)))
    agenda = Agenda.objects.filter(call=call).first() or Agenda(call=call)
    for name, value in how.items():
        setattr(agenda, name, value)
    agenda.full_clean(exclude=["call"])
    agenda.save()
    Slot.objects.filter(application__call=call, state=SlotState.PLANNED).delete()  # nobody knew of these
    told = set(Slot.objects.told().filter(application__call=call).values_list("application", flat=True))
    admitted = Application.objects.sealed().filter(call=call, state=ApplicationState.ADMITTED)
    files = {each.pk: each for each in admitted.filter(pk__in=set(chosen) - told)}
    room = room_for(call, files)
    times = [each for each in _times(room, call) if each.starts_at > at]
    order = [pk for pk in chosen if pk in files]

    @cache
    def fits(pk: int, time: Time) -> bool:
        return not rules.why_not_place(files[pk], time, room=room, now=at)

    placed = arrange(order, times, fits, room.apart)
    for pk, time in placed.items():
        slot = Slot.objects.create(application=files[pk], changed_at=at, **_fields(time))
        Event.objects.record(slot, "plan-slot", by=by, at=at, facts={"moment": time.starts_at})
    return [files[pk] for pk in order if pk not in placed]


def _times(room: Room, call: Call) -> list[Time]:
    agenda, found = room.agenda, []
    for day in room.days:
        busy = [taken for slot, taken in room.held if slot.application.call_id == call.pk and taken.place == day.place]
        pause = break_on(day.starts_at, agenda.break_from, agenda.break_until)
        found += times_of(day, agenda.talk, agenda.deliberation, [*busy, *([pause] if pause else [])])
    return found


def _fields(time: Time) -> dict:
    return {
        "starts_at": time.starts_at, "talk_ends_at": time.talk_ends_at, "ends_at": time.ends_at, "place": time.place
    }  # fmt: skip


@transaction.atomic
def invite_panel(call: Call, *, by, at: datetime) -> int:
    """Tell applicants and jury of everything that is planned; answers how many files."""
    _lock()
    planned = Slot.objects.filter(application__call=call, state=SlotState.PLANNED).select_for_update(of=("self",))
    slots = list(planned.select_related("application__organisation", "application__call").order_by("starts_at"))
    refuse(rules.why_not_invite_slots(call, slots, by=by, at=at))
    for slot in slots:
        move(slot, "invite_slot", by=by, at=at, also={"changed_at": at})
        _tell_applicant(slot, _("You are invited to defend your application (%(number)s)"), at=at)
    for juror in Juror.objects.sitting().filter(call=call).select_related("user"):
        _tell_juror(call, juror.user, at=at)
    return len(slots)


def _applicants(file: Application) -> list[User]:
    """Who works on applications for the lead or for a government that takes part; no subcontractors."""
    parts = Participant.objects.filter(application=file).exclude(part=Participant.Part.SUBCONTRACTOR)
    houses = {file.organisation_id, *parts.exclude(organisation=None).values_list("organisation", flat=True)}
    held = Membership.objects.filter(organisation__in=houses, role__in=LOCAL_ROLES, user__is_active=True)
    return list(User.objects.filter(pk__in=held.values("user")).order_by("pk"))


def _tell_applicant(slot: Slot, subject: str, *, at: datetime, reason: str = "") -> None:
    file = slot.application
    notify(
        _applicants(file),
        key=f"slot:{slot.pk}:{slot.sequence}",
        subject=subject % {"number": file.number},
        body=invitations.for_applicant(slot, reason),
        link=reverse("reviews:defence", args=[file.number]),
        action=_("See when and where"),
        about=subject_of(slot),
        calendar=invitations.file_of([invitations.event_for_applicant(slot)]),
        at=at,
    )


def _tell_juror(call: Call, user: User, *, at: datetime) -> None:
    """One message for the whole agenda; what is not for this person is not in it."""
    events = [invitations.event_for_juror(slot) for slot in invitations.heard_by(user, call)]
    notify(
        [user],
        key=f"panel:{call.pk}:{at:%Y%m%d%H%M%S}",
        subject=_("The agenda of the panel of “%(call)s”") % {"call": call.title},
        body=_("The agenda of the panel is there. You find it in the portal; the times stand in the calendar file."),
        link=reverse("reviews:panel_agenda", args=[call.slug]),
        action=_("See the agenda"),
        about=subject_of(call),
        calendar=invitations.file_of(events) if events else "",
        at=at,
    )


def _tell_jury(slot: Slot, subject: str, reason: str, *, at: datetime) -> None:
    """What changed at one file, to whoever may hear it."""
    call = slot.application.call
    away = recused_in([slot.application_id])[slot.application_id]
    jury = Juror.objects.sitting().filter(call=call).exclude(user__in=away).select_related("user")
    notify(
        [each.user for each in jury],
        key=f"slot-jury:{slot.pk}:{slot.sequence}",
        subject=subject % {"number": slot.application.number},
        body=invitations.for_juror(slot, reason),
        link=reverse("reviews:panel_agenda", args=[call.slug]),
        action=_("See the agenda"),
        about=subject_of(slot),
        calendar=invitations.file_of([invitations.event_for_juror(slot)]),
        at=at,
    )


def _hold(slot: Slot) -> Slot:
    _lock()
    held = Slot.objects.select_for_update(of=("self",)).select_related("application__organisation", "application__call")
    return held.get(pk=slot.pk)


@transaction.atomic
def move_slot(slot: Slot, starts_at: datetime, reason: str, *, by, at: datetime) -> Slot:
    """Hear a file at another moment. Who was invited is told why, and the calendars follow."""
    slot = _hold(slot)
    file = slot.application
    room = room_for(file.call, [file.pk])
    time = length_of(starts_at, room.agenda.talk, room.agenda.deliberation)
    day = room.day_of(time)
    time = length_of(starts_at, room.agenda.talk, room.agenda.deliberation, day.place if day else "")
    reasons = rules.why_not_change_slot(slot, by=by, reason=reason)
    refuse([*reasons, *rules.why_not_place(file, time, room=room, now=at)])
    old = slot.starts_at
    told = slot.state == SlotState.INVITED
    for name, value in _fields(time).items():
        setattr(slot, name, value)
    slot.sequence, slot.changed_at, slot.reason = slot.sequence + told, at, reason.strip()[:300]
    slot.save()
    facts = {"old": dutch.moment(old), "new": dutch.moment(slot.starts_at), "reason": slot.reason}
    Event.objects.record(slot, "move-slot", by=by, at=at, facts=facts)
    if told:
        _tell_applicant(slot, _("Your defence is moved (%(number)s)"), at=at, reason=slot.reason)
        _tell_jury(slot, _("A defence is moved (%(number)s)"), slot.reason, at=at)
    return slot


@transaction.atomic
def drop_slot(slot: Slot, reason: str, *, by, at: datetime) -> None:
    """Do not hear a file after all; who was invited is told why."""
    slot = _hold(slot)
    refuse(rules.why_not_change_slot(slot, by=by, reason=reason))
    told = slot.state == SlotState.INVITED
    facts = {"reason": reason.strip()[:300], "sequence": slot.sequence + told}
    move(slot, "drop_slot", by=by, at=at, also=facts)
    if told:
        _tell_applicant(slot, _("Your defence does not take place (%(number)s)"), at=at, reason=slot.reason)
        _tell_jury(slot, _("A defence does not take place (%(number)s)"), slot.reason, at=at)


@transaction.atomic
def save_minutes(
    slot: Slot, text: str, present: Iterable[int], *, edit: int | None = None, close: bool = False, by, at: datetime
) -> Minutes:
    """Write what was said and who was there; `close` ends it for good, with who left the room."""
    slot = _hold(slot)
    refuse(rules.why_not_write_minutes(slot, by=by, at=at, edit=edit))
    jurors = list(Juror.objects.sitting().filter(call=slot.application.call_id).select_related("user"))
    recused = recused_in([slot.application_id])[slot.application_id]
    there = {each.pk for each in jurors} & set(present)
    away = {each.pk for each in jurors if each.user_id in recused}
    minutes = Minutes.objects.filter(slot=slot).first() or Minutes(slot=slot)
    minutes.text, minutes.present, minutes.by, minutes.at = text, sorted(there - (set() if close else away)), by, at
    minutes.edit += 1
    if close:
        refuse(rules.why_not_close_minutes(slot, text=text, present=there, recused=away))
        minutes.closed_at = at
        minutes.people = [{"name": str(each), "part": _part(each, there, away)} for each in _by_name(jurors)]
    minutes.save()
    if close:
        move(slot, "hold_slot", by=by, at=at, people=minutes.people)
    return minutes


def _by_name(jurors: list[Juror]) -> list[Juror]:
    return sorted(jurors, key=lambda each: (each.user.last_name, each.user.first_name, each.pk))


def _part(juror: Juror, there: set[int], away: set[int]) -> str:
    return "left" if juror.pk in away else "present" if juror.pk in there else "absent"
