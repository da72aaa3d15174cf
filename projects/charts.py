"""Charts as plain numbers: widths in %. The words stand above each bar, so no axis is needed."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from projects.figures import Bar, CallLine
from workflow import dutch


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


def bars(lines: list[Bar]) -> Chart:
    """Money per group, the largest as wide as the page."""
    most = max((line.amount for line in lines), default=Decimal(0))
    return Chart([Drawn(line.label, dutch.money(line.amount), _share(line.amount, most), line) for line in lines])


def columns(lines: list[CallLine]) -> Chart:
    """Applications per call, and inside each bar what was approved of them."""
    most = max((line.asked for line in lines), default=0)
    return Chart(
        [
            Drawn(
                line.call.title,
                _asked(line),
                _share(line.asked, most),
                line,
                _share(line.approved, most),
            )
            for line in lines
        ]
    )


def _asked(line: CallLine) -> str:
    if not line.announced:
        return str(line.asked)
    return _("%(approved)s of %(asked)s") % {"approved": line.approved, "asked": line.asked}
