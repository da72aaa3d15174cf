"""Sections of rows, and what many rows say alike.

A row is what `parts/rows.html` draws: title, url, text, kind, badge, icon, when, next.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from calls.models import Call
from workflow import dutch

FEW = 8


@dataclass
class Section:
    """Rows under a heading; `empty` is said, with a link, when there are none."""

    id: str
    title: str
    rows: list[dict] = field(default_factory=list)
    empty: str = ""
    url: str = ""
    link: str = ""


def left(until: datetime, at: datetime) -> dict:
    """The badge and the exact moment of something with an end; amber in the last three days."""
    soon = (until - at).days < 3
    words = _("%(left)s left") % {"left": dutch.time_left(until, at)}
    return {"kind": "soon" if soon else "", "badge": words, "icon": "clock", "when": dutch.moment(until)}


def call_words(call: Call, inside: bool = False) -> str:
    """The type and number of a call, at the start of a sentence or inside one."""
    kind = str(call.type)
    kind = f"{kind[:1].lower()}{kind[1:]}" if inside else kind
    return _("%(type)s, call %(n)s") % {"type": kind, "n": call.number}
