"""The panel day as its pages draw it: the agenda per day, the files by disagreement, who was there."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import gettext as _

from accounts.models import User
from applications.models import Application
from applications.states import State as ApplicationState
from calls.models import Call
from reviews.models import Juror, Minutes, Slot
from reviews.ranking import standings
from reviews.rules.panels import recused_in
from reviews.states import SLOT_LIVE, SlotState
from workflow import dutch
from workflow.moments import wall

KINDS = {
    SlotState.PLANNED: "quiet",
    SlotState.INVITED: "busy",
    SlotState.HELD: "good",
    SlotState.DROPPED: "quiet",
}


def badge_of(slot: Slot) -> dict:
    label = str(slot.get_state_display())
    return {"kind": KINDS[slot.state], "text": label[:1].upper() + label[1:]}


@dataclass(frozen=True)
class Candidate:
    """A file that may be heard; `spread` is what its reviewers differ, on 100."""

    file: Application
    spread: Decimal | None
    slot: Slot | None


def candidates(call: Call) -> list[Candidate]:
    """The files under review, those on which the jury differs most first."""
    places = {each.pk: each for each in standings(call).places}
    files = Application.objects.sealed().filter(call=call, state=ApplicationState.ADMITTED)
    files = files.annotate(handed_title=KeyTextTransform("title", "submission__content")).select_related("organisation")
    slots = {each.application_id: each for each in Slot.objects.live().filter(application__call=call)}
    found = []
    for file in files.defer("summary", "goals"):
        place = places.get(file.pk)
        known = place and place.lowest is not None and place.highest is not None
        found.append(Candidate(file, place.highest - place.lowest if known else None, slots.get(file.pk)))
    return sorted(found, key=lambda each: (each.spread is None, -(each.spread or 0), each.file.number))


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def chosen(typed, found: list[Candidate]) -> list[int]:
    """The ticked files: those with a number of their own first, in that order, then by disagreement."""
    ticked = set(typed.getlist("file"))
    wanted = [each.file.pk for each in found if str(each.file.pk) in ticked]
    numbers = {pk: _number(typed.get(f"place-{pk}", "").strip()) for pk in wanted}
    return sorted(wanted, key=lambda pk: (numbers[pk] is None, numbers[pk] or 0, wanted.index(pk)))


def rows(found: list[Candidate], typed=None) -> list[dict]:
    """As the form draws them: ticked if in the agenda, or as somebody typed it. Without an agenda all are ticked."""
    any_slot = any(each.slot for each in found)
    return [
        {
            "file": each.file,
            "spread": each.spread,
            "slot": each.slot,
            "ticked": str(each.file.pk) in typed.getlist("file") if typed else bool(each.slot) or not any_slot,
            "place": typed.get(f"place-{each.file.pk}", "") if typed else "",
            "told": bool(each.slot) and each.slot.state != SlotState.PLANNED,
        }
        for each in found
    ]


def days_of(call: Call) -> list[dict]:
    """The agenda of the staff, a day at a time. Slots outside every day of the jury say so."""
    slots = Slot.objects.filter(application__call=call, state__in=SLOT_LIVE).select_related(
        "application__organisation", "minutes"
    )
    titled = slots.annotate(handed_title=KeyTextTransform("title", "application__submission__content"))
    listed = list(titled.order_by("starts_at", "pk"))
    away = recused_in([each.application_id for each in listed])
    seats = Juror.objects.sitting().filter(call=call, user__in=set().union(*away.values())).select_related("user")
    names = {each.user_id: str(each) for each in seats}
    days = list(call.jury_days.all())
    drawn = [
        {
            "slot": each,
            "title": each.handed_title,
            "badge": badge_of(each),
            "leaving": dutch.enumerate_names(sorted(names[pk] for pk in away[each.application_id] if pk in names)),
            "outside": not any(day.starts_at <= each.starts_at and each.ends_at <= day.ends_at for day in days),
        }
        for each in listed
    ]
    return _by_day(drawn)


def _by_day(drawn: list[dict]) -> list[dict]:
    found: dict = {}
    for each in drawn:
        found.setdefault((wall(each["slot"].starts_at).date(), each["slot"].place), []).append(each)
    return [{"day": day, "place": place, "rows": listed} for (day, place), listed in found.items()]


def agenda_for(user: User, call: Call) -> list[dict]:
    """The agenda of a member of the jury. What is not for this person has a time, and nothing else."""
    slots = Slot.objects.told().filter(application__call=call).select_related("application__organisation")
    titled = slots.annotate(handed_title=KeyTextTransform("title", "application__submission__content"))
    listed = list(titled.order_by("starts_at", "pk"))
    away = recused_in([each.application_id for each in listed])
    mine = set(user.assignments.opened().filter(application__call=call).values_list("application", flat=True))
    drawn = []
    for each in listed:
        if user.pk in away[each.application_id]:
            drawn.append({"slot": _bare(each), "hidden": True})
        else:
            row = {"slot": each, "title": each.handed_title, "mine": each.application_id in mine}
            drawn.append(row | {"held": each.state == SlotState.HELD})
    return _by_day(drawn)


def _bare(slot: Slot) -> Slot:
    """The times and the place of a slot, so that no template can say more."""
    return Slot(starts_at=slot.starts_at, talk_ends_at=slot.talk_ends_at, ends_at=slot.ends_at, place=slot.place)


def people_of(minutes: Minutes | None) -> list[dict]:
    """Who was there, as closed minutes keep it."""
    words = {"present": _("was there"), "absent": _("was not there"), "left": _("left the room")}
    return [{"name": each["name"], "part": words[each["part"]]} for each in minutes.people] if minutes else []
