"""Days as a person types them, one a line or a stretch from … to …, and as they are read back."""

import re
from datetime import date, timedelta

from django.utils.translation import gettext as _

from workflow import dutch
from workflow.refusals import Reason, Refused

LINE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:\s*(?:-|–|tot|t/m|t\.e\.m\.|tot en met)\s*"
                  r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}))?\.?", re.IGNORECASE)  # fmt: skip
MOST = 400
ONE = timedelta(days=1)


def _line(text: str) -> list[date]:
    found = LINE.fullmatch(text)
    try:
        first, last = (date(int(found[n + 2]), int(found[n + 1]), int(found[n])) for n in (1, 4 if found[4] else 1))
    except (TypeError, ValueError):
        wrong = _("“%(line)s” is no day. Write for instance 24/12/2026, or 24/12/2026 - 3/1/2027.") % {
            "line": text[:60]
        }
        raise Refused(Reason("no-day", wrong, "unavailable")) from None
    length = (last - first).days + 1
    if not 1 <= length <= MOST or not 2000 <= first.year <= 2100:
        wrong = _("“%(line)s” ends before it begins, or takes longer than a year.") % {"line": text[:60]}
        raise Refused(Reason("bad-stretch", wrong, "unavailable"))
    return [first + n * ONE for n in range(length)]


def read(text: str) -> list[date]:
    """The days of a text, each once, in order. Raises Refused (`no-day`, `bad-stretch`)."""
    lines = (each.strip() for each in re.split(r"[\n;,]", text))
    return sorted({day for line in lines if line for day in _line(line)})


def stretches(days: list[date]) -> list[tuple[date, date]]:
    """Days that follow each other, taken together."""
    found: list[tuple[date, date]] = []
    for day in sorted(days):
        if found and day - found[-1][1] == ONE:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def typed(days: list[date]) -> str:
    """As it can be read again: a line for each stretch."""

    def short(day):
        return f"{day.day}/{day.month}/{day.year}"

    return "\n".join(short(a) if a == b else f"{short(a)} - {short(b)}" for a, b in stretches(days))


def spoken(days: list[date]) -> list[str]:
    """24 december 2026; 1 tot en met 3 januari 2027"""
    words = _("%(first)s up to and including %(last)s")
    return [
        dutch.day(a) if a == b else words % {"first": dutch.day(a), "last": dutch.day(b)} for a, b in stretches(days)
    ]
