"""Charts as plain numbers. The words stand in the page around them, so no axis and no font is drawn."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

WIDE, HIGH = 1000, 300  # the box that curves are drawn in; the page stretches it


@dataclass(frozen=True)
class Line:
    """What a bar is about: `whole` is its length, `part` what is filled of it, `row` the row of its table."""

    label: str
    words: str
    whole: Any
    part: Any = None
    row: object = None


@dataclass(frozen=True)
class Drawn:
    """A bar and its words. Shares are texts with a point, whatever the language."""

    label: str
    words: str
    share: str
    bar: object
    inner: str = ""


@dataclass(frozen=True)
class Chart:
    lines: list[Drawn]

    @property
    def sentence(self) -> str:
        """All of it in words, for who does not see it."""
        return "; ".join(f"{line.label}: {line.words}" for line in self.lines)


def _share(part, whole) -> str:
    return f"{float(100 * part / whole):.1f}" if whole else "0"


def bars(lines: Iterable[Line]) -> Chart:
    """A bar for each line, the largest as wide as the page."""
    lines = list(lines)
    most = max((line.whole for line in lines), default=0)
    return Chart(
        [
            Drawn(
                line.label,
                line.words,
                _share(line.whole, most),
                line.row,
                "" if line.part is None else _share(line.part, most),
            )
            for line in lines
        ]
    )


@dataclass(frozen=True)
class Curves:
    """Lines of steps in one box: this one, the earlier one beside it (or empty), and how high the box reaches."""

    now: str
    before: str
    top: int


def curves(now: list[int], before: list[int], days: int) -> Curves:
    """Two lists of totals per day, drawn in a box `days` wide; either may stop early."""
    top = max([*now, *before, 1])
    return Curves(_steps(now, days, top), _steps(before, days, top), top)


def _steps(values: list[int], days: int, top: int) -> str:
    if not any(values):
        return ""
    points, y = [f"0,{HIGH}"], HIGH
    for n, value in enumerate(values):
        x, new = round(WIDE * n / days, 1), round(HIGH - (HIGH - 6) * value / top, 1)
        points += [f"{x},{y}", f"{x},{new}"]
        y = new
    points.append(f"{round(WIDE * len(values) / days, 1)},{y}")
    return " ".join(points)
