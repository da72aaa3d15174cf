"""What a new call begins with, so that it costs few keystrokes: the usual words, or those of an earlier call."""

import json
from datetime import time
from decimal import Decimal
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db.models import Max

from calls.models import Call, Programme

SOURCE = Path(__file__).parent / "data" / "proposals.json"
# What an earlier call passes on; never its dates, and of its sums only what the type allows.
COPIED = (
    "programme type title summary purpose eligible_kinds budget max_subsidy flemish_share cooperation_required "
    "regulation legal_grounds budget_article recovery start_within_months progress_report_after final_report_within "
    "decider_title"
).split()


@cache
def _usual() -> dict:
    return json.loads(SOURCE.read_text(encoding="utf-8"))


def usual() -> tuple[dict, list[dict], list[dict]]:
    """The fields, the criteria and the instalments to propose for a call that resembles no other."""
    words = _usual()
    latest = Programme.objects.order_by("-pk").first()
    fields = {
        "programme": latest,
        "number": next_number(latest) if latest else 1,
        "opens_at": [None, time.fromisoformat(words["opens"])],
        "closes_at": [None, time.fromisoformat(words["closes"])],
        "flemish_share": Decimal(words["flemish_share"]),
        "eligible_kinds": words["eligible_kinds"],
        "decider_title": settings.SENDER["minister"],
    }
    criteria = [row | {"weight": Decimal(row["weight"])} for row in words["criteria"]]
    instalments = [row | {"percentage": Decimal(row["percentage"])} for row in words["instalments"]]
    return fields, criteria, instalments


def like(call: Call) -> tuple[dict, list[dict], list[dict]]:
    """The same, taken over from an earlier call."""
    fields = usual()[0] | {name: getattr(call, name) for name in COPIED}
    fields["focuses"] = list(call.focuses.all())
    fields["number"] = next_number(call.programme)
    return fields, rows_of(call.criteria), rows_of(call.instalments)


def next_number(programme: Programme) -> int:
    """The first number after the last one in use."""
    return (programme.calls.aggregate(last=Max("number"))["last"] or 0) + 1


def rows_of(parts) -> list[dict]:
    """The criteria or the instalments of a call as the rows of a form."""
    names = [f.name for f in parts.model._meta.fields if f.name not in ("id", "call", "position", "key")]
    return list(parts.order_by("position").values(*names))
