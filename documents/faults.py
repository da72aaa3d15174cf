"""What is wrong with a letter before it is promised: shape, blanks, sizes, sums, order."""

import json
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from documents.plain import Snapshot, leaves
from documents.snapshots import (
    KINDS,
    Award,
    Decision,
    Inadmissible,
    Judged,
    Receipt,
)
from workflow.refusals import Reason, rule

LONGEST = 20_000  # characters in one text
LARGEST = 150_000  # characters in one snapshot: some forty pages
MOST = 200  # things in one list
CENT = Decimal("0.01")


@rule
def snapshot_faults(kind: str, snapshot: Snapshot | dict):
    """Why this may not become a letter of that kind. Codes: shape, blank, unfilled, size, number, sum, order."""
    try:
        thing = snapshot if isinstance(snapshot, KINDS[kind]) else KINDS[kind].from_json(snapshot)
        thing = type(thing).from_json(thing.to_json())
    except (KeyError, TypeError, ValueError) as fault:
        yield Reason("shape", f"{kind}: {fault}")
        return
    yield from _text_faults(thing)
    if len(json.dumps(thing.to_json(), ensure_ascii=False)) > LARGEST:
        yield Reason("size", _("All texts of the letter together are too long."))
    if isinstance(thing, Receipt):
        yield from _receipt_faults(thing)
    if isinstance(thing, Decision):
        yield from _decision_faults(thing)
    if isinstance(thing, Judged):
        yield from _jury_faults(thing)
    if isinstance(thing, Award):
        yield from _award_faults(thing)
    if isinstance(thing, Inadmissible) and not thing.unmet:
        yield _blank("unmet")


MAY_BE_EMPTY = {"focus"}
# A receipt must never stand in the way of a submission: what the directory does not know, it leaves out.
MAY_BE_EMPTY_ON_A_RECEIPT = {"signed_off", "focus", "kbo", "submitted_by", "programme", "type"}
# What staff calls the fields that they fill in on a call or a decision.
LABELS = {
    "legal_grounds": _lazy("legal grounds"),
    "framework": _lazy("legal framework"),
    "requirements": _lazy("formal requirements"),
    "motivation": _lazy("reasons of the decision"),
    "criteria": _lazy("reasons per criterion"),
    "instalments": _lazy("instalments"),
    "partners": _lazy("shares of the governments"),
    "cost_lines": _lazy("accepted costs"),
    "awarded": _lazy("amount awarded"),
    "budget_article": _lazy("budget article"),
    "recovery": _lazy("legal reference for recovery"),
    "decider": _lazy("who decides"),
    "why": _lazy("summary of the reasons"),
    "unmet": _lazy("conditions that were not met"),
}


def _about(code: str, path: str, text: str) -> Reason:
    """A reason that begins with the field: “legal grounds: this is empty”."""
    label = str(LABELS.get(path.split(".")[0], path))
    return Reason(code, f"{label[:1].upper()}{label[1:]}: {text}", field=path)


def _blank(path: str) -> Reason:
    return _about("blank", path, _("this is empty."))


def _unfilled_at(path: str, text: str) -> Iterator[Reason]:
    if _unfilled(text):
        yield _about("unfilled", path, _("“%(text)s” is still to be filled in.") % {"text": text[:60]})


def _text_faults(thing: Snapshot) -> Iterator[Reason]:
    optional = MAY_BE_EMPTY_ON_A_RECEIPT if isinstance(thing, Receipt) else MAY_BE_EMPTY
    for path, value in leaves(thing):
        name = path.rpartition(".")[2]
        if isinstance(value, list) and len(value) > MOST:
            yield _about("size", path, _("there are more than %(n)s.") % {"n": MOST})
        if isinstance(value, Decimal) and value != value.quantize(CENT):
            yield _about("number", path, _("a number has more than two decimals."))
        if isinstance(value, Decimal) and not 0 <= value < Decimal("1e12"):
            yield _about("number", path, _("a number is negative or too large."))
        if isinstance(value, str):
            if not value.strip() and name not in optional:
                yield _blank(path)
            if len(value) > LONGEST:
                yield _about("size", path, _("a text has more than %(n)s characters.") % {"n": LONGEST})
            if any(unicodedata.category(c) == "Cs" for c in value):
                yield _about("shape", path, _("a text holds a broken character."))
        if name == "kbo" and (value or "kbo" not in optional) and len("".join(filter(str.isdigit, value))) != 10:
            yield _about("shape", path, _("a KBO number has ten digits."))
        if name.endswith("sha256") and (len(value) != 64 or set(value) - set("0123456789abcdef")):
            yield _about("shape", path, _("this is not a SHA-256."))
        if isinstance(value, datetime) and value.tzinfo is None:
            yield _about("shape", path, _("a moment has no time zone."))


def _receipt_faults(thing: Receipt) -> Iterator[Reason]:
    if thing.received_at.tzinfo and thing.closes_at.tzinfo and thing.received_at >= thing.closes_at:
        yield _about("order", "received_at", _("this is not before the deadline."))


def _decision_faults(thing: Decision) -> Iterator[Reason]:
    for name in ("legal_grounds", "requirements", "motivation"):
        if not getattr(thing, name):
            yield _blank(name)
    for name in ("legal_grounds", "framework"):
        for text in getattr(thing, name):
            yield from _unfilled_at(name, text)
    yield from _unfilled_at("decider.name", thing.decider.name)
    yield from _unfilled_at("decider.title", thing.decider.title)


def _jury_faults(thing: Judged) -> Iterator[Reason]:
    if not thing.criteria:
        yield _blank("criteria")
    for each in thing.criteria:
        if each.points > each.out_of:
            yield _about("sum", "criteria", _("“%(name)s” has more points than there are.") % {"name": each.name[:60]})


def _award_faults(thing: Award) -> Iterator[Reason]:
    if not thing.instalments:
        yield _blank("instalments")
    if sum(each.amount for each in thing.instalments) != thing.awarded:
        yield _about("sum", "instalments", _("these do not add up to the amount awarded."))
    if sum(each.percentage for each in thing.instalments) != 100:
        yield _about("sum", "instalments", _("these do not add up to 100 %."))
    if not 0 < thing.awarded <= thing.cost:
        yield _about("sum", "awarded", _("this is not between zero and the accepted costs."))
    # Compared in whole cents, so that rounding the share of a cost to the cent is no fault.
    if thing.awarded > (thing.cost * thing.rate / 100).quantize(CENT) + CENT:
        yield _about("sum", "awarded", _("this is more than the rate allows."))
    yield from _parts_faults("partners", [each.share for each in thing.parties], thing.awarded)
    if thing.cost_lines:
        if sum(each.cost for each in thing.cost_lines) != thing.cost:
            yield _about("sum", "cost_lines", _("these do not add up to the accepted costs."))
        yield from _parts_faults("cost_lines", [each.subsidy for each in thing.cost_lines], thing.awarded)
    yield from _unfilled_at("budget_article", thing.budget_article)
    yield from _unfilled_at("recovery", thing.recovery)


def _parts_faults(path: str, parts: list[Decimal | None], whole: Decimal) -> Iterator[Reason]:
    """Parts of the award: all of them or none, and together the award."""
    if all(part is None for part in parts):
        return
    if None in parts:
        yield _about("blank", path, _("an amount is missing."))
    elif sum(parts) != whole:
        yield _about("sum", path, _("these do not add up to the amount awarded."))


def _unfilled(text: str) -> bool:
    """A text that only marks a place: “[begrotingsartikel]”, “…”, “xxx”."""
    bare = text.strip().rstrip(".;").strip().lower()
    return (bare.startswith("[") and bare.endswith("]")) or bare in {
        "",
        "…",
        "...",
        "x",
        "xx",
        "xxx",
        "?",
        "-",
        "n.t.b",
    }
