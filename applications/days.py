"""A call day by day, and the call before it laid beside it: both on the same number of days before their closing."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count
from django.db.models.functions import TruncDate

from applications.models import Application, Submission
from applications.states import HANDED_IN
from calls.models import Call
from workflow.moments import BRUSSELS, wall


@dataclass(frozen=True)
class Day:
    """Totals at the end of a day; `left` is how many days before the closing. None where there was no such day."""

    left: int
    on: date
    started: int | None
    submitted: int | None
    started_before: int | None
    submitted_before: int | None
    happened: bool = False


def last_day(call: Call) -> date:
    """The day of the last instant that counts: a closing at midnight belongs to the day before."""
    return wall(call.closes_at - timedelta(microseconds=1)).date()


def days_of(call: Call, previous: Call | None, at: datetime) -> list[Day]:
    """Every day from the earliest opening to the closing, the two calls laid on the same days before their closing."""
    both = [each for each in (call, previous) if each]
    moments = {
        "started": (Application.objects.filter(call__in=both), "call", "created_at"),
        "submitted": (
            Submission.objects.filter(
                version=1, application__call__in=both, application__submission__isnull=False,
                application__state__in=HANDED_IN,
            ),
            "application__call",
            "received_at",
        ),
    }  # fmt: skip
    counts: dict[tuple[int, str], Counter] = {}
    for name, (rows, of, moment) in moments.items():
        per_day = rows.order_by().values_list(of, TruncDate(moment, tzinfo=BRUSSELS)).annotate(n=Count("pk"))
        for pk, on, n in per_day:
            end = last_day(call if pk == call.pk else previous)
            counts.setdefault((pk, name), Counter())[max((end - on).days, 0)] += n
    end, today = last_day(call), wall(at).date()
    lasted = {each.pk: (last_day(each) - wall(each.opens_at).date()).days for each in both}
    return _totals(both, counts, lasted, end, today)


def _totals(both, counts, lasted, end: date, today: date) -> list[Day]:
    longest, sums, days = max(lasted.values()), Counter(), []
    empty: Counter = Counter()
    for left in range(longest, -1, -1):
        on, row, happened = end - timedelta(days=left), {}, False
        for each, suffix in zip(both, ("", "_before"), strict=False):
            known = left <= lasted[each.pk] and (suffix or on <= today)
            for name in ("started", "submitted"):
                # what came before the first day (a term that was moved) counts on the first
                here = counts.get((each.pk, name), empty)
                new = here[left] if left < longest else sum(n for day, n in here.items() if day >= longest)
                sums[name + suffix] += new
                happened |= bool(new)
                row[name + suffix] = sums[name + suffix] if known else None
        days.append(Day(left, on, row["started"], row["submitted"], row.get("started_before"),
                        row.get("submitted_before"), happened))  # fmt: skip
    return days
