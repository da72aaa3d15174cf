"""The invitation to a defence: in words, and as an event in a calendar. What is not for somebody is not in it."""

from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Event

from accounts.models import User
from calls.models import Call
from follow import calendar
from reviews.models import Slot
from reviews.rules.panels import recused_in
from reviews.states import SlotState
from workflow import dutch


def heard_by(user: User, call: Call) -> list[Slot]:
    """What a member of the jury hears of the agenda: all that was told, but for what he keeps out of."""
    slots = list(
        Slot.objects.told()
        .filter(application__call=call)
        .select_related("application__organisation", "application__call", "application__submission")
        .order_by("starts_at", "pk")
    )
    recused = recused_in([each.application_id for each in slots])
    return [each for each in slots if user.pk not in recused[each.application_id]]


def when_in_words(slot: Slot) -> str:
    text = _("%(day)s, from %(from)s to %(to)s (Belgian time)")
    words = {"day": dutch.weekday(slot.starts_at), "from": dutch.clock(slot.starts_at)}
    return text % (words | {"to": dutch.clock(slot.talk_ends_at)})


def _lines(slot: Slot, reason: str) -> str:
    lines = [f"{slot.application.number}: {slot.application.title}"]
    if slot.state == SlotState.DROPPED:
        lines.append(_("It does not take place."))
    else:
        lines += [when_in_words(slot), slot.place]
    if reason:
        lines.append(_("Reason: %(reason)s") % {"reason": reason})
    return "\n".join(each for each in lines if each)


def for_applicant(slot: Slot, reason: str = "") -> str:
    if slot.state == SlotState.DROPPED:
        return _lines(slot, reason)
    last = _("You explain your application and answer the questions of the jury. After that the jury goes on alone.")
    return f"{_lines(slot, reason)}\n\n{last}"


def for_juror(slot: Slot, reason: str = "") -> str:
    return _lines(slot, reason)


def event_for_applicant(slot: Slot) -> Event:
    path = reverse("reviews:defence", args=[slot.application.number])
    return _event(slot, slot.talk_ends_at, path)


def event_for_juror(slot: Slot) -> Event:
    return _event(slot, slot.ends_at, reverse("reviews:panel_agenda", args=[slot.application.call.slug]))


def _event(slot: Slot, until, path: str) -> Event:
    facts = {"title": slot.application.title, "number": slot.application.number}
    made = calendar.event(
        f"slot-{slot.pk}",
        summary=_("Defence: %(title)s (%(number)s)") % facts,
        when=slot.starts_at,
        until=until,
        description=_lines(slot, slot.reason),
        path=path,
        stamp=slot.changed_at,
        sequence=slot.sequence,
    )
    for name in ("transp", "status"):
        del made[name]
    made.add("transp", "OPAQUE")  # who is heard is not free
    made.add("status", "CANCELLED" if slot.state == SlotState.DROPPED else "CONFIRMED")
    if slot.place:
        made.add("location", slot.place)
    return made


def file_of(events: list[Event]) -> str:
    """A calendar file, as it goes with a mail."""
    return calendar.calendar(_("Panel"), events, method="PUBLISH").decode()
