"""The ranked list as a page draws it: the line of the budget, the bar, the spread of the scores."""

from decimal import Decimal

from calls.models import Call
from reviews.ranking import Ranked

WIDE = 900
SHADES = ("#073768", "#2f6fb5", "#79a8d8", "#b9cfe6", "#495768")


def against_budget(call: Call, ranked: list[Ranked]) -> dict:
    """Rows above and below the line of the budget, what they come to, and the bar per focus."""
    above = [row for row in ranked if row.within]
    below = [row for row in ranked if not row.within]
    taken = above[-1].running if above else Decimal(0)
    return {
        "ranked": ranked,
        "above": above,
        "below": below,
        "taken": taken,
        "left": call.budget - taken,
        "asked": ranked[-1].running if ranked else Decimal(0),
        "unreviewed": sum(row.total is None for row in ranked),
        "bar": bar(call, above),
        "wide": WIDE,
    }


def bar(call: Call, rows: list[Ranked]) -> list[dict]:
    """What each focus takes of the budget: place and width in a bar of `WIDE`, its shade and its sum."""
    sums: dict[str, Decimal] = {}
    for row in rows:
        name = str(row.application.focus or "")
        sums[name] = sums.get(name, Decimal(0)) + row.asked
    start, pieces = Decimal(0), []
    for number, (name, total) in enumerate(sorted(sums.items(), key=lambda pair: -pair[1])):
        width = total * WIDE / call.budget
        gap = min(Decimal(2), width)
        pieces.append(
            {
                "name": name,
                "sum": total,
                "x": f"{start:.1f}",
                "width": f"{width - gap:.1f}",
                "shade": SHADES[min(number, len(SHADES) - 1)],
            }
        )
        start += width
    return pieces
