"""What a new call begins with, so that it costs few keystrokes: the usual words, and those of the programme's last."""

import json
from datetime import time
from decimal import Decimal
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db.models import Max

from calls.models import Call, Focus, Programme, Type

SOURCE = Path(__file__).parent / "data" / "proposals.json"
# The law does not change from call to call: these words come from the last call of the programme.
LEGAL = ("legal_grounds", "budget_article", "recovery", "decider_title")
AMOUNTS = {"criteria": ("weight",), "instalments": ("percentage",), "categories": (), "conditions": ()}


@cache
def _usual() -> dict:
    return json.loads(SOURCE.read_text(encoding="utf-8"))


def beginning() -> dict:
    """The initial values of the page that makes a call."""
    latest = Programme.objects.order_by("-pk").first()
    hours = [time.fromisoformat(_usual()[name]) for name in ("opens", "closes")]
    return {"programme": latest, "opens_at": [None, hours[0]], "closes_at": [None, hours[1]]}


def fields_for(programme: Programme, type: Type) -> dict:
    """What a call of this type usually says. Its sums are a guess, so somebody has to confirm them."""
    words = _usual()
    before = programme.calls.order_by("-number").first()
    alike = programme.calls.filter(type=type).order_by("-number").first()
    most = type.usual_maximum or (alike.max_subsidy if alike else Decimal(words["maximum"]))
    budget = max(alike.budget, most) if alike else most * words["grants"]
    legal = {name: getattr(before, name) for name in LEGAL} if before else {}
    return {
        "number": next_number(programme),
        "budget": budget,
        "max_subsidy": most,
        "flemish_share": Decimal(words["flemish_share"]),
        "eligible_kinds": words["eligible_kinds"],
        "decider_title": settings.SENDER["minister"],
    } | {name: text for name, text in legal.items() if text}


def focuses() -> list[Focus]:
    """All of them: leaving one out is a choice."""
    return list(Focus.objects.order_by("position"))


def rows(name: str) -> list[dict]:
    """The usual criteria, cost categories, instalments or conditions of admissibility."""
    found = _usual()[name]
    return [row | {field: Decimal(row[field]) for field in AMOUNTS[name]} for row in found]


def next_number(programme: Programme) -> int:
    """The first number after the last one in use."""
    return (programme.calls.aggregate(last=Max("number"))["last"] or 0) + 1


def rows_of(call: Call, name: str) -> list[dict]:
    """A list of a call as the rows of a form."""
    parts = getattr(call, name)
    fields = [f.name for f in parts.model._meta.fields if f.name not in ("id", "call", "position")]
    return list(parts.order_by("position").values(*fields))
