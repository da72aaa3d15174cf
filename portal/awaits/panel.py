"""The panel day, for who defends an application and for who hears it."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from calls.models import Call
from portal.awaits.section import FEW, left
from reviews.models import Slot
from reviews.states import SlotState
from workflow import dutch


def to_defend(files, user: User, at: datetime) -> Iterator[dict]:
    """Defences that are still to come of these applications."""
    coming = Slot.objects.visible_to(user).filter(application__in=files, state=SlotState.INVITED, ends_at__gt=at)
    for slot in coming.select_related("application").order_by("starts_at", "pk")[:FEW]:
        facts = {"title": slot.application.title, "number": slot.application.number}
        yield {
            "title": _("Defend: %(title)s") % facts,
            "url": reverse("reviews:defence", args=[slot.application.number]),
            "text": _("Application %(number)s comes before the panel.") % facts,
            "until": slot.starts_at,
        } | left(slot.starts_at, at)


def to_hear(user: User, at: datetime) -> Iterator[dict]:
    """Panels of the own juries that are still to come, by their first slot; it says nothing of the files."""
    mine = Call.objects.filter(pk__in=user.juries.sitting().values("call"))
    coming = Slot.objects.filter(application__call__in=mine, state=SlotState.INVITED, ends_at__gt=at)
    first: dict[int, tuple] = {}
    for call, slug, title, starts_at in coming.order_by("starts_at").values_list(
        "application__call", "application__call__slug", "application__call__title", "starts_at"
    ):
        first.setdefault(call, (slug, title, starts_at))
    for slug, title, starts_at in list(first.values())[:FEW]:
        yield {
            "title": _("Panel: %(call)s") % {"call": title},
            "url": reverse("reviews:panel_agenda", args=[slug]),
            "text": _("See in the agenda what you hear, and when you leave the room."),
            "kind": "busy",
            "badge": _("Panel"),
            "icon": "calendar",
            "when": _("begins %(moment)s") % {"moment": dutch.moment(starts_at)},
        }
