"""How the portal writes moments, money, shares and sizes: one way, with no-break spaces, and fast."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflow.moments import BRUSSELS

NBSP = "\u00a0"
DAYS = "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag".split()
MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()


def _local(moment: date | datetime) -> date | datetime:
    return moment.astimezone(BRUSSELS) if isinstance(moment, datetime) and moment.tzinfo else moment


def day(moment: date | datetime) -> str:
    """25 maart 2022"""
    local = _local(moment)
    return f"{local.day}{NBSP}{MONTHS[local.month - 1]}{NBSP}{local.year}"


def weekday(moment: date | datetime) -> str:
    """vrijdag 25 maart 2022"""
    return f"{DAYS[_local(moment).weekday()]} {day(moment)}"


def clock(moment: datetime, seconds: bool = False) -> str:
    """23.59 uur"""
    local = _local(moment)
    tail = f".{local.second:02}" if seconds else ""
    return f"{local.hour}.{local.minute:02}{tail}{NBSP}uur"


def short_moment(moment: datetime) -> str:
    """25 maart 2022 om 23.59 uur"""
    return f"{day(moment)} om {clock(moment)}"


@lru_cache(maxsize=2048)
def moment(moment: datetime) -> str:
    """vrijdag 25 maart 2022 om 23.59 uur (Belgische tijd)"""
    return f"{weekday(moment)} om {clock(moment)} (Belgische{NBSP}tijd)"


@lru_cache(maxsize=4096)
def money(amount: Decimal | int) -> str:
    """€ 150.000,00"""
    amount = Decimal(amount).quantize(Decimal("0.01"))
    text = f"{abs(amount):,.2f}".translate(str.maketrans(",.", ".,"))
    return f"{'−' if amount < 0 else ''}€{NBSP}{text}"


def number(value: Decimal | int | float, places: int | None = None) -> str:
    """1.234 or 81,49; no more decimals than needed, or exactly `places`."""
    value = Decimal(str(value))
    value = value.quantize(Decimal(1).scaleb(-places)) if places is not None else value.normalize()
    return f"{value:,f}".translate(str.maketrans(",.", ".,"))


def percent(value: Decimal | int | float, places: int | None = None) -> str:
    """80 %"""
    return f"{number(value, places)}{NBSP}%"


def size(octets: int) -> str:
    """1,2 MB"""
    if octets < 1000:
        return f"{octets}{NBSP}bytes"
    if octets < 1_000_000:
        return f"{round(octets / 1000)}{NBSP}kB"
    return f"{number(round(Decimal(octets) / 1_000_000, 1))}{NBSP}MB"


def time_left(until: datetime, now: datetime | None = None) -> str:
    """12 dagen, from two days on; then 47 uur, then 59 minuten. Rounded down, so that nobody counts on more."""
    left = until - (now or timezone.now())
    if left >= timedelta(days=2):
        return ngettext("%(n)s day", "%(n)s days", left.days) % {"n": left.days}
    hours = int(left.total_seconds() // 3600)
    if hours >= 1:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    minutes = max(int(left.total_seconds() // 60), 0)
    if minutes < 1:
        return _("less than a minute")
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}


def enumerate_names(names: list[str]) -> str:
    """Halle, Beersel en Dilbeek"""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} en {names[-1]}"
