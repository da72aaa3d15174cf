"""What a list of costs comes to, and what the Flemish share allows. Decimal to the cent, rounded down."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Totals:
    """Sums in euro; `share` in per cent of the cost, 0 without costs."""

    cost: Decimal
    subsidy: Decimal

    @property
    def own(self) -> Decimal:
        return self.cost - self.subsidy

    @property
    def share(self) -> Decimal:
        return (self.subsidy * 100 / self.cost).quantize(CENT) if self.cost else Decimal(0)


def totals(lines) -> Totals:
    """Add up things with `cost` and `subsidy`."""
    lines = list(lines)
    return Totals(sum((x.cost for x in lines), Decimal(0)), sum((x.subsidy for x in lines), Decimal(0)))


def most_for(cost: Decimal, share: Decimal) -> Decimal:
    """The largest subsidy for one cost line under a share in per cent."""
    return (cost * share / 100).quantize(CENT, ROUND_DOWN)
