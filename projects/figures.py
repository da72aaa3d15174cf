"""The figures of a programme, computed from its rows. Only sealed calls and announced outcomes count."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Exists, F, Min, OuterRef, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Kind, Organisation
from applications.models import Application
from applications.watch import taking_part
from calls.models import Call, Programme
from calls.states import CallState
from decisions.models import Decision
from decisions.states import Outcome
from workflow import dutch
from workflow.moments import wall


@dataclass(frozen=True)
class Bar:
    """One line of a table and its chart: how many projects, and how much money they got."""

    label: str
    projects: int
    amount: Decimal


@dataclass(frozen=True)
class CallLine:
    """One call: how many asked and how many were approved; `announced` is false while that is not known."""

    call: Call
    asked: int
    approved: int
    amount: Decimal
    announced: bool


@dataclass(frozen=True)
class Figures:
    """`share` is the percentage of the municipalities of the programme's first day that took part."""

    programme: Programme
    calls: int
    applications: int
    governments: int
    municipalities: int
    of_municipalities: int
    counted_on: date | None
    approved: int
    boosted: int
    decided: int
    amount: Decimal

    @property
    def words(self) -> dict[str, str]:
        """The counts with their nouns: 234 lokale besturen, 1 aanvraag."""
        return {
            "governments": _counted(
                self.governments, ngettext("%(n)s local government", "%(n)s local governments", self.governments)
            ),
            "applications": _counted(
                self.applications, ngettext("%(n)s application", "%(n)s applications", self.applications)
            ),
            "calls": _counted(self.calls, ngettext("%(n)s call", "%(n)s calls", self.calls)),
            "approved": _counted(self.approved, ngettext("%(n)s project", "%(n)s projects", self.approved)),
            "boosted": _counted(self.boosted, ngettext("%(n)s boost project", "%(n)s boost projects", self.boosted)),
        }

    @property
    def share(self) -> int:
        return _rounded(self.municipalities, self.of_municipalities)

    @property
    def success(self) -> int:
        """Of the applications with an announced outcome, the percentage that was approved."""
        return _rounded(self.approved, self.decided)

    @property
    def average(self) -> Decimal:
        return self.amount / self.approved if self.approved else Decimal(0)


def _counted(n: int, words) -> str:
    return words % {"n": dutch.number(n)}


def _rounded(part: int, whole: int) -> int:
    """A whole percentage, half up."""
    return (200 * part + whole) // (2 * whole) if whole else 0


def programmes() -> list[Programme]:
    """Programmes the world may know of, the latest first; `awards` tells how many projects are announced."""
    return list(
        Programme.objects.filter(calls__in=Call.objects.published())
        .annotate(first=Min("calls__opens_at"))
        .annotate(
            announced=Exists(Decision.objects.announced().filter(call__programme=OuterRef("pk"))),
            held=Exists(Call.objects.filter(programme=OuterRef("pk"), state=CallState.SEALED)),
        )
        .order_by("-first", "-pk")
    )


def leading(known: list[Programme]) -> Programme | None:
    """The programme to begin with: the latest with outcomes, or else with a closed call, or else the latest."""
    for question in (lambda p: p.announced, lambda p: p.held, lambda p: True):
        if chosen := next(filter(question, known), None):
            return chosen
    return None


def figures_of(programme: Programme) -> Figures:
    """All that is said of a programme in figures. Five queries."""
    calls = Call.objects.published().filter(programme=programme)
    held = calls.aggregate(
        sealed=Count("pk", filter=Q(state=CallState.SEALED)),
        first=Min("opens_at"),
    )
    counted_on = wall(held["first"]).date() if held["first"] else None
    valid = Organisation.objects.filter(kind=Kind.MUNICIPALITY)
    valid = set(valid.valid_on(counted_on).values_list("nis", flat=True)) if counted_on else set()
    part = taking_part(programme)
    announced = Decision.objects.announced().filter(call__programme=programme)
    award = Q(outcome=Outcome.AWARD)
    sums = announced.aggregate(
        decided=Count("pk"),
        approved=Count("pk", filter=award),
        boosted=Count("boost", filter=award),
        amount=Sum("amount", filter=award),
    )
    return Figures(
        programme=programme,
        calls=held["sealed"],
        applications=Application.objects.sealed().filter(call__programme=programme).count(),
        governments=len(part),
        municipalities=len(part & valid),
        of_municipalities=len(valid),
        counted_on=counted_on,
        approved=sums["approved"],
        boosted=sums["boosted"],
        decided=sums["decided"],
        amount=sums["amount"] or Decimal(0),
    )


def _awards(programme: Programme):
    return Decision.objects.announced().awards().filter(call__programme=programme).order_by()


def _bars(programme: Programme, name: str, order: str = "") -> list[Bar]:
    rows = _awards(programme).values(label=F(name)).annotate(projects=Count("pk"), sum=Sum("amount"))
    rows = rows.order_by(order) if order else rows.order_by("-sum")
    return [Bar(row["label"] or _("several provinces"), row["projects"], row["sum"]) for row in rows]


def by_focus(programme: Programme) -> list[Bar]:
    return _bars(programme, "application__focus__name", "application__focus__position")


def by_type(programme: Programme) -> list[Bar]:
    return _bars(programme, "call__type__name", "call__type__position")


def by_province(programme: Programme) -> list[Bar]:
    """By the province of the lead government; who works in several has none of its own."""
    return _bars(programme, "application__organisation__province")


def by_call(programme: Programme) -> list[CallLine]:
    """Each sealed call: what was asked and, once announced, what was approved. Three queries."""
    calls = Call.objects.published().filter(programme=programme, state=CallState.SEALED).select_related("type")
    asked = dict(
        Application.objects.sealed()
        .filter(call__programme=programme)
        .order_by()
        .values_list("call")
        .annotate(n=Count("pk"))
    )
    announced = {
        row["call"]: row
        for row in Decision.objects.announced()
        .filter(call__programme=programme)
        .order_by()
        .values("call")
        .annotate(n=Count("pk", filter=Q(outcome=Outcome.AWARD)), sum=Sum("amount"))
    }
    return [
        CallLine(
            call,
            asked.get(call.pk, 0),
            announced[call.pk]["n"] if call.pk in announced else 0,
            announced[call.pk]["sum"] if call.pk in announced else Decimal(0),
            call.pk in announced,
        )
        for call in calls.order_by("number")
    ]
