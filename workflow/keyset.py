"""Pages of a long list by key, newest first: page 1,000 costs as much as page 1, and nothing shifts while one reads."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import QuerySet
from django.http import QueryDict

START = datetime(1970, 1, 1, tzinfo=UTC)
MICRO = timedelta(microseconds=1)


@dataclass(frozen=True)
class Slice:
    """One page; `previous` and `next` are addresses, or empty at an end."""

    rows: list
    previous: str = ""
    next: str = ""


def _key_of(row, field: str) -> str:
    return f"{(getattr(row, field) - START) // MICRO}-{row.pk}"


def _key_from(text: str) -> tuple[datetime, int] | None:
    moment, _dash, pk = text.partition("-")
    try:
        return START + int(moment) * MICRO, min(int(pk), 2**62)
    except (ValueError, OverflowError):
        return None


def _address(asked: QueryDict, name: str, key: str) -> str:
    others = asked.copy()
    for each in ("voor", "na"):
        others.pop(each, None)
    others[name] = key
    return f"?{others.urlencode()}"


def slice_of(rows: QuerySet, asked: QueryDict, *, size: int = 25, field: str = "at") -> Slice:
    """The page that `?voor=` (older than) or `?na=` (newer than) asks for, or else the newest. One query."""
    older, newer = _key_from(asked.get("voor", "")), _key_from(asked.get("na", ""))
    if newer:
        at, pk = newer
        later = rows.filter(**{f"{field}__gte": at}).exclude(**{field: at, "pk__lte": pk})
        found = list(later.order_by(field, "pk")[: size + 1])
        more, found = len(found) > size, found[:size][::-1]
        previous, next_ = more, bool(found)
    else:
        if older:
            at, pk = older
            rows = rows.filter(**{f"{field}__lte": at}).exclude(**{field: at, "pk__gte": pk})
        found = list(rows.order_by(f"-{field}", "-pk")[: size + 1])
        more, found = len(found) > size, found[:size]
        previous, next_ = bool(older and found), more
    return Slice(
        found,
        _address(asked, "na", _key_of(found[0], field)) if previous else "",
        _address(asked, "voor", _key_of(found[-1], field)) if next_ else "",
    )


@dataclass(frozen=True)
class Stretch:
    """Where the page of a list that is known whole begins and ends; `previous` and `next` as with a `Slice`."""

    start: int
    stop: int
    previous: str = ""
    next: str = ""


def stretch_of(names: list[str], asked: QueryDict, *, size: int = 50) -> Stretch:
    """The page that goes on after `?na=` a name, or stops before `?voor=`; one that is not there begins at the top."""
    if (after := asked.get("na")) in names:
        start = names.index(after) + 1
    elif (before := asked.get("voor")) in names:
        start = max(names.index(before) - size, 0)
    else:
        start = 0
    stop = min(start + size, len(names))
    return Stretch(
        start,
        stop,
        _address(asked, "voor", names[start]) if 0 < start < len(names) else "",
        _address(asked, "na", names[stop - 1]) if 0 < stop < len(names) else "",
    )
