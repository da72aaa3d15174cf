"""What a list of costs comes to, and what the Flemish share allows.

Amounts are Decimal, to the cent. Only two figures are ever rounded, and here it says how: the most that a share
allows goes down to the cent (`most_for`), a share that is shown goes to the nearest hundredth of a per cent, half up
(`Totals.share`). `static/js/costs.js` says the same in whole cents, and a test compares both on thousands of lines.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import NamedTuple

from workflow import dutch

CENT = Decimal("0.01")
UNKNOWN = "–"


@dataclass(frozen=True)
class Totals:
    """Sums in euro, None where an amount cannot be read; `share` in per cent of the cost, 0 without costs."""

    cost: Decimal | None
    subsidy: Decimal | None

    @property
    def own(self) -> Decimal | None:
        return None if self.cost is None or self.subsidy is None else self.cost - self.subsidy

    @property
    def share(self) -> Decimal:
        return (self.subsidy * 100 / self.cost).quantize(CENT, ROUND_HALF_UP) if self.cost else Decimal(0)

    @property
    def is_empty(self) -> bool:
        return self.cost == 0 and self.subsidy == 0

    @property
    def words(self) -> dict[str, str]:
        share = dutch.percent(self.share) if self.cost and self.subsidy is not None else UNKNOWN
        return {name: in_words(getattr(self, name)) for name in ("cost", "subsidy", "own")} | {"share": share}


def in_words(amount: Decimal | None) -> str:
    return UNKNOWN if amount is None else dutch.money(amount)


def totals(lines) -> Totals:
    """Add up things with `cost` and `subsidy`."""
    lines = list(lines)
    return Totals(_sum(x.cost for x in lines), _sum(x.subsidy for x in lines))


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    amounts = list(amounts)
    return None if None in amounts else sum(amounts, Decimal(0))


def most_for(cost: Decimal, share: Decimal) -> Decimal:
    """The largest subsidy for one cost line under a share in per cent."""
    return (cost * share / 100).quantize(CENT, ROUND_DOWN)


class Line(NamedTuple):
    """A cost line with the keys of its groups, each "" where nothing was chosen."""

    category: str
    year: str
    government: str
    cost: Decimal | None
    subsidy: Decimal | None


@dataclass(frozen=True)
class Group:
    """What the lines of one category, year or government come to. `share` is the most of all costs that it may be."""

    key: str
    label: str
    sums: Totals
    share: Decimal | None = None
    most: Decimal | None = None

    @property
    def words(self) -> dict[str, str]:
        return self.sums.words | ({} if self.share is None else {"most": in_words(self.most)})


@dataclass(frozen=True)
class Figures:
    """All sums of a list of costs. `most` is the largest subsidy for these lines, `left` what is not asked of it."""

    sums: Totals
    most: Decimal | None
    categories: list[Group]
    years: list[Group]
    governments: list[Group]

    @property
    def left(self) -> Decimal | None:
        return None if self.most is None or self.sums.subsidy is None else self.most - self.sums.subsidy

    @property
    def axes(self) -> list[list[Group]]:
        return [self.categories, self.years, self.governments]

    @property
    def words(self) -> dict[str, str]:
        return self.sums.words | {"most": in_words(self.most), "left": in_words(self.left)}


@dataclass(frozen=True)
class Terms:
    """What lines are added up by: the groups that can be chosen, as (key, label), and the limits of the call."""

    share: Decimal
    maximum: Decimal
    categories: list[tuple[str, str]]
    years: list[tuple[str, str]]
    governments: list[tuple[str, str]]
    shares: dict[str, Decimal]  # the most of all costs, in per cent, of the categories that have one

    @property
    def axes(self) -> dict[str, list[tuple[str, str]]]:
        return {"category": self.categories, "year": self.years, "government": self.governments}


def figures(lines: Iterable[Line], terms: Terms) -> Figures:
    """Every figure of these lines. A key that cannot be chosen counts as nothing chosen."""
    lines = list(lines)
    sums = totals(lines)
    allowed = _sum(None if line.cost is None else most_for(line.cost, terms.share) for line in lines)

    def by(axis: str) -> list[Group]:
        choices = terms.axes[axis]
        found: dict[str, list[Line]] = {key: [] for key, _label in choices}
        for line in lines:
            key = getattr(line, axis)
            found[key if key in found else ""].append(line)
        return [_group(axis, key, label, totals(found[key]), sums.cost, terms) for key, label in choices]

    most = None if allowed is None else min(allowed, terms.maximum)
    return Figures(sums, most, by("category"), by("year"), by("government"))


def _group(axis: str, key: str, label: str, sums: Totals, whole: Decimal | None, terms: Terms) -> Group:
    share = terms.shares.get(key) if axis == "category" else None
    most = None if share is None or whole is None else most_for(whole, share)
    return Group(f"{axis}:{key}", label, sums, share, most)
