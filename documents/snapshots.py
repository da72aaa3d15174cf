"""What a letter says, frozen: one dataclass per kind of document, to JSON and back, and what is wrong with it.

The floors above fill one of these and hand it to `documents.actions.owe`; the letter is made from nothing else.

    Receipt       ontvangstbewijs          of a submission
    Award         besluit tot toekenning   of a decision, owed when it is announced
    Refusal       besluit tot weigering    of a decision, owed when it is announced
    Inadmissible  besluit tot niet-ontvankelijkheid

Rules for who fills them:
- Money is `Decimal` with at most two decimals, here; it becomes a string in the JSON. Percentages are `Decimal`, 80 for
  80 %. Moments carry a time zone, days are `date`. KBO numbers are ten digits, with or without points.
- Texts are plain text, already in Dutch. In a *text* a blank line begins a new paragraph. Nothing is cut off: what is
  too long is refused (`LONGEST`, `LARGEST`), so the forms above must stay below that.
- Names of governments as people write them, "gemeente Ravelbeek", "Stad Oudermeer", "OCMW Halle": the letter gives them
  their capital and their article.
- Every legal reference, percentage, term and date is data of the call: there is no default for them, but for the ways
  of appeal (`Appeal`), which are the same for every decision.
- Number, verification code, sender and moment of issue are the document's own: `owe` adds them (`Frame`).
"""

import json
import types
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, ClassVar, Self, Union, get_args, get_origin, get_type_hints

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from documents.states import Kind
from workflow.refusals import Reason, rule

LONGEST = 20_000  # characters in one text
LARGEST = 150_000  # characters in one snapshot: some forty pages
MOST = 200  # things in one list
CENT = Decimal("0.01")


class Snapshot:
    """To plain JSON and back, strictly: a missing or an unknown key is an error."""

    def to_json(self) -> dict:
        return _plain(self)

    @classmethod
    def from_json(cls, data: dict) -> Self:
        """Raises ValueError, naming the field, when the data do not fit."""
        return _build(cls, data, "")


# ---- parts ----


@dataclass(frozen=True)
class Party(Snapshot):
    """A government in the consortium."""

    name: str
    kbo: str
    share: Decimal | None = None  # of the award, in euro; of all parties or of none

    @property
    def number(self) -> str:
        """0207.509.031"""
        digits = "".join(filter(str.isdigit, self.kbo))
        return f"{digits[:4]}.{digits[4:7]}.{digits[7:]}"


@dataclass(frozen=True)
class Call(Snapshot):
    programme: str  # "Gemeente zonder Gemeentehuis"
    number: str  # "4" or "2022-4"
    title: str  # "Oproep 4: thematische trajecten"
    type: str  # "thematisch traject"
    focus: str  # "innovatieve dienstverlening"


@dataclass(frozen=True)
class ReceivedFile(Snapshot):
    name: str
    size: int  # bytes
    sha256: str


@dataclass(frozen=True)
class CostLine(Snapshot):
    """A line of the accepted budget; `subsidy` of all lines or of none."""

    name: str
    cost: Decimal
    subsidy: Decimal | None = None

    @property
    def own(self) -> Decimal:
        return self.cost - (self.subsidy or 0)


@dataclass(frozen=True)
class Instalment(Snapshot):
    percentage: Decimal
    amount: Decimal
    trigger: str  # what it is paid after: "Ondertekening van dit besluit", "Goedkeuring van het eindverslag"


@dataclass(frozen=True)
class Report(Snapshot):
    name: str  # "Tussentijds verslag"
    content: str  # "Stand van zaken, indicatoren en kosten"
    due_on: date


@dataclass(frozen=True)
class Requirement(Snapshot):
    """A formal requirement that was met: "De jury heeft advies gegeven", 2 September 2022."""

    text: str  # a sentence without its full stop; the letter adds "op 2 september 2022."
    on: date | None = None  # None where the sentence has no day


@dataclass(frozen=True)
class Criterion(Snapshot):
    """One criterion in the annex. Points as they are weighed: a score of 85 on 100 with weight 40 is 34 out of 40."""

    name: str
    points: Decimal
    out_of: Decimal  # the weight
    motivation: str  # a text: the law asks for reasons, a bare score does not motivate
    threshold: Decimal | None = None  # in the same points

    @property
    def passed(self) -> bool:
        return self.threshold is None or self.points >= self.threshold


@dataclass(frozen=True)
class Unmet(Snapshot):
    """A condition of admissibility that was not met."""

    condition: str  # "De samenwerkingsovereenkomst is ondertekend door alle initiatiefnemers"
    source: str  # where it is written: "artikel 5 van het reglement van oproep 4"
    motivation: str  # a text: what was found


@dataclass(frozen=True)
class Decider(Snapshot):
    title: str  # with its article: "de Vlaamse minister van Binnenlands Bestuur"
    name: str  # "An Peeters"
    place: str = "Brussel"

    @property
    def signs_as(self) -> str:
        """Vlaams minister van Binnenlands Bestuur"""
        bare = self.title.removeprefix("de ").removeprefix("het ")
        if bare.startswith("Vlaamse minister"):
            return "Vlaams" + bare.removeprefix("Vlaamse")
        return bare[:1].upper() + bare[1:]


@dataclass(frozen=True)
class Appeal(Snapshot):
    """The ways of appeal, as they stand today; frozen into each letter."""

    days: int = 60
    body: str = "de Raad van State, afdeling bestuursrechtspraak, Wetenschapsstraat 33, 1040 Brussel"
    heading: str = "Raad van State"
    complaint_body: str = "de Vlaamse Ombudsdienst"


@dataclass(frozen=True)
class Frame(Snapshot):
    """What makes a letter this document; `owe` fills it."""

    number: str
    code: str
    issued_at: datetime
    verify_host: str  # subsidieloket.example/controle
    verify_url: str  # https://subsidieloket.example/controle/7F3K-Q2MD-9XBA/
    service: str
    address: str
    email: str
    phone: str


# ---- the four kinds ----


@dataclass(frozen=True)
class Receipt(Snapshot):
    kind: ClassVar[Kind] = Kind.RECEIPT
    application: str  # its number: "A-2022-4-017"
    version: int  # which submission of it, from 1
    call: Call
    closes_at: datetime  # the deadline that held for this application
    received_at: datetime
    submitted_by: str  # "Lotte Verhaeren"
    project: str  # its title
    lead: Party
    partners: list[Party]  # the other initiators; may be empty
    asked: Decimal
    cost: Decimal
    content_sha256: str  # of the answers
    files: list[ReceivedFile]  # may be empty
    next_steps: list[str] = field(
        default_factory=lambda: [
            "De administratie gaat na of uw aanvraag ontvankelijk is.",
            "De jury beoordeelt de aanvraag en kan u uitnodigen.",
            "De minister beslist. U krijgt daar bericht van.",
        ]
    )


@dataclass(frozen=True)
class Decision(Snapshot):
    """What all decisions say."""

    application: str
    call: Call
    project: str
    lead: Party
    partners: list[Party]  # the other initiators, with their shares when the lead has one
    submitted_on: date
    asked: Decimal
    decided_on: date
    decider: Decider
    legal_grounds: list[str]  # each without closing punctuation: "het decreet van …, artikel 4"
    framework: list[str]  # "juridisch kader": other rules that the decision fits in
    requirements: list[Requirement]  # "vormvereisten"
    motivation: list[str]  # each a full sentence or more; at least one
    appeal: Appeal = field(default_factory=Appeal, kw_only=True)

    @property
    def parties(self) -> list[Party]:
        return [self.lead, *self.partners]


@dataclass(frozen=True)
class Judged(Decision):
    """A decision after the advice of the jury, with the motivation per criterion in annex 1."""

    criteria: list[Criterion]
    jury_on: date
    threshold: Decimal | None  # points needed in all
    heard_on: date | None  # the jury heard the lead that day

    @property
    def points(self) -> Decimal:
        return sum((each.points for each in self.criteria), Decimal(0))

    @property
    def out_of(self) -> Decimal:
        return sum((each.out_of for each in self.criteria), Decimal(0))

    @property
    def passed(self) -> bool:
        return self.threshold is None or self.points >= self.threshold

    @property
    def has_thresholds(self) -> bool:
        return self.threshold is not None or any(each.threshold is not None for each in self.criteria)


@dataclass(frozen=True)
class Award(Judged):
    kind: ClassVar[Kind] = Kind.AWARD
    awarded: Decimal
    cost: Decimal  # accepted
    rate: Decimal  # at most this percentage of the cost is paid
    cost_lines: list[CostLine]  # may be empty: then no table 2
    budget_article: str  # "SJ0-1SMC2GG-WT"
    budget_year: int
    instalments: list[Instalment]
    start_within_months: int  # after the first instalment
    ends_on: date
    costs_from: date  # costs count from that day
    reports: list[Report]
    recovery: str  # legal reference: "artikel 11 tot en met 14 van de wet van 16 mei 2003"
    conditions: list[str]  # of this award in particular, full sentences; may be empty

    @property
    def own(self) -> Decimal:
        return self.cost - self.awarded

    @property
    def own_rate(self) -> Decimal:
        return 100 - self.rate

    @property
    def has_shares(self) -> bool:
        return self.lead.share is not None

    @property
    def tables(self) -> dict[str, int]:
        """The numbers of the tables: some letters have no costs or no reports to list."""
        there = {"parties": True, "costs": bool(self.cost_lines), "instalments": True, "reports": bool(self.reports)}
        names = [name for name, shown in (there | {"criteria": True}).items() if shown]
        return {name: number for number, name in enumerate(names, 1)}

    @property
    def has_subsidies(self) -> bool:
        return bool(self.cost_lines) and self.cost_lines[0].subsidy is not None


@dataclass(frozen=True)
class Refusal(Judged):
    kind: ClassVar[Kind] = Kind.REFUSAL
    why: str  # the reason in two or three sentences, for the first page


@dataclass(frozen=True)
class Inadmissible(Decision):
    kind: ClassVar[Kind] = Kind.INADMISSIBLE
    unmet: list[Unmet]  # at least one


KINDS: dict[str, type[Snapshot]] = {each.kind: each for each in (Receipt, Award, Refusal, Inadmissible)}


# ---- what is wrong with it ----


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
MAY_BE_EMPTY_ON_A_RECEIPT = {"focus", "kbo", "submitted_by", "programme", "type"}
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
    for path, value in _leaves(thing):
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


# ---- to JSON and back ----


@cache
def _hints(cls) -> dict[str, Any]:
    return {each.name: get_type_hints(cls)[each.name] for each in fields(cls)}


def _plain(value):
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, date):  # and datetime
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _build(kind, value, path: str):
    """Make a value of the annotated kind; ValueError names the field."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return None if value is None else _build(inner[0], value, path)
    if origin is list:
        if not isinstance(value, list):
            raise ValueError(f"{path}: not a list")
        return [_build(inner[0], each, f"{path}.{n}") for n, each in enumerate(value)]
    if is_dataclass(kind):
        hints = _hints(kind)
        if not isinstance(value, dict) or set(value) != set(hints):
            odd = ", ".join(sorted(set(value) ^ set(hints))) if isinstance(value, dict) else "not an object"
            raise ValueError(f"{path or kind.__name__}: {odd}")
        return kind(**{name: _build(hint, value[name], f"{path}.{name}".lstrip(".")) for name, hint in hints.items()})
    try:
        if kind is Decimal:
            if not isinstance(value, str) or not (number := Decimal(value)).is_finite():
                raise ValueError("not a number in a string")
            return number
        if kind in (date, datetime):
            return kind.fromisoformat(value)
    except (ValueError, TypeError, InvalidOperation) as fault:
        raise ValueError(f"{path}: {fault}") from fault
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ValueError(f"{path}: not {kind.__name__}")
    return value


def _leaves(value, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value with its path; a list comes itself, and then its things."""
    if is_dataclass(value):
        for each in fields(value):
            yield from _leaves(getattr(value, each.name), f"{path}.{each.name}".lstrip("."))
    elif isinstance(value, list):
        yield path, value
        for number, each in enumerate(value):
            yield from _leaves(each, f"{path}.{number}")
    else:
        yield path, value
