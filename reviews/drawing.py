"""The ranked list as a page draws it: the line of the budget, the bar, the scores of each reviewer."""

from decimal import Decimal

from calls.models import TOP_SCORE, Call
from reviews.ranking import Place, Reader, Standings

WIDE = 900
SHADES = ("#073768", "#2f6fb5", "#79a8d8", "#b9cfe6", "#495768")
LINE = 240  # the width of a scale on which scores stand
MOST = Decimal(30)  # points of leniency at the end of the line; what is more stands at the end


def against_budget(call: Call, places: list[Place], focus_of: dict[int, str]) -> dict:
    """What the files above the line come to, what is left, and the bar per focus."""
    above = [each for each in places if each.within]
    taken = above[-1].running if above else Decimal(0)
    return {
        "taken": taken,
        "left": call.budget - taken,
        "above": len(above),
        "all": len(places),
        "crossing": sum(each.crosses for each in places),
        "unreviewed": sum(each.total is None for each in places),
        "bar": bar(call.budget, above, focus_of),
        "wide": WIDE,
    }


def bar(budget: Decimal, places: list[Place], focus_of: dict[int, str]) -> list[dict]:
    """What each focus takes of the budget: place and width in a bar of `WIDE`, its shade and its sum."""
    sums: dict[str, Decimal] = {}
    for each in places:
        name = focus_of.get(each.pk) or ""
        sums[name] = sums.get(name, Decimal(0)) + each.asked
    start, pieces = Decimal(0), []
    for number, (name, total) in enumerate(sorted(sums.items(), key=lambda pair: -pair[1])):
        width = total * WIDE / budget
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


def reviews_of(criteria: list[dict], here: Place, standings: Standings) -> dict:
    """The scores of one file: a line per criterion with a dot per reviewer, and the same as a table."""
    given = standings.scores.get(here.pk, {})
    readers = [standings.by_reader[pk] for pk in given if pk in standings.by_reader]
    readers.sort(key=lambda each: each.name)
    lines = []
    for each in criteria:
        values = [given[reader.pk].get(each["id"]) for reader in readers]
        there = [value for value in values if value is not None]
        lines.append(
            {
                "criterion": each,
                "values": values,
                "points": here.points.get(each["id"]),
                "mean": sum(there) / Decimal(len(there)) if there else None,
                "range": (min(there), max(there)) if there else None,
                "dots": _stacked(there),
                "at": f"{LINE * sum(there) / len(there) / TOP_SCORE:.1f}" if there else None,
            }
        )
    return {"readers": readers, "lines": lines, "line": LINE, "ticks": [LINE * n / TOP_SCORE for n in range(6)]}


def _stacked(values: list[int]) -> list[dict]:
    """Equal scores stand above each other, so that two reviewers are two dots."""
    seen: dict[int, int] = {}
    dots = []
    for value in values:
        seen[value] = seen.get(value, 0) + 1
        dots.append({"x": f"{LINE * value / TOP_SCORE:.1f}", "y": 26 - 9 * (seen[value] - 1)})
    return dots


def leniency_of(reader: Reader) -> dict | None:
    """A bar from the middle of the line, to the right for who is lenient."""
    if reader.leniency is None:
        return None
    value = max(min(reader.leniency, MOST), -MOST)
    middle = Decimal(LINE) / 2
    end = middle + value * middle / MOST
    return {"x": f"{min(middle, end):.1f}", "width": f"{abs(end - middle):.1f}", "end": f"{end:.1f}"}
