"""What a letter says, frozen: one dataclass per kind of document.

The floors above fill one of these and hand it to `documents.actions.owe`; the letter is made from nothing else.

    Receipt       ontvangstbewijs          of a submission
    Award         besluit tot toekenning   of a decision, owed when it is announced
    Refusal       besluit tot weigering    of a decision, owed when it is announced
    Inadmissible  besluit tot niet-ontvankelijkheid

Rules for who fills them:
- Money is `Decimal` with at most two decimals, here; it becomes a string in the JSON. Percentages are `Decimal`, 80 for
  80 %. Moments carry a time zone, days are `date`. KBO numbers are ten digits, with or without points.
- Texts are plain text, already in Dutch. In a *text* a blank line begins a new paragraph. Nothing is cut off: what is
  too long is refused (`documents.faults`), so the forms above must stay below that.
- Names of governments as people write them, "gemeente Ravelbeek", "Stad Oudermeer", "OCMW Halle": the letter gives them
  their capital and their article.
- Every legal reference, percentage, term and date is data of the call: there is no default for them, but for the ways
  of appeal (`Appeal`), which are the same for every decision.
- Number, verification code, sender and moment of issue are the document's own: `owe` adds them (`Frame`).
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from documents.plain import Snapshot
from documents.states import Kind

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


NEXT_STEPS = [
    "De administratie gaat na of uw aanvraag ontvankelijk is.",
    "De jury beoordeelt de aanvraag en kan u uitnodigen.",
    "De minister beslist. U krijgt daar bericht van.",
]


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
    completes: bool = field(default=False, kw_only=True)  # handed in after the closing, because that was asked
    signed_off: str = field(default="", kw_only=True)  # "Karin Mertens, algemeen directeur, op …"
    next_steps: list[str] = field(default_factory=lambda: list(NEXT_STEPS))


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
