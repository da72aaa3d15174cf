"""Moments: Brussels wall time and the instant it stands for, and the clock of the database."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models import DateTimeField, Func
from django.utils.translation import gettext as _

from workflow.refusals import Reason, Refused

BRUSSELS = ZoneInfo("Europe/Brussels")
DRAIN = timedelta(seconds=settings.DRAIN_SECONDS)  # how long a request that arrived in time may wait in a queue


def instant(wall: datetime) -> datetime:
    """The instant (UTC) of a naive Brussels wall time.

    Raises Refused: `no-such-time` in the hour that is skipped in March, `time-twice` in the hour that comes back in
    October. Python and PostgreSQL each guess there, an hour apart, so nobody should guess.
    """
    first, second = (wall.replace(tzinfo=BRUSSELS, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first.astimezone(BRUSSELS).replace(tzinfo=None) != wall:
        text = _("This time does not exist: the clock goes forward that night. Choose a time before 2.00 or from 3.00.")
        raise Refused(Reason("no-such-time", text))
    if first != second:
        text = _("This time exists twice: the clock goes back that night. Choose a time before 2.00 or from 3.00.")
        raise Refused(Reason("time-twice", text))
    return first


def wall(moment: datetime) -> datetime:
    """The naive Brussels wall time of an instant."""
    return moment.astimezone(BRUSSELS).replace(tzinfo=None)


def database_now() -> datetime:
    """The clock of the database, the one that all servers share."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def believed(stamp: datetime, now: datetime | None = None) -> datetime:
    """A stamp of arrival, if it lies within the drain before the database's clock (`now`); else that clock."""
    now = now or database_now()
    return stamp if now - DRAIN <= stamp <= now else now


# The clock of the database, to bring along with a row that is read anyway.
CLOCK = Func(function="clock_timestamp", output_field=DateTimeField())


def received_at(request, now: datetime | None = None) -> datetime:
    """The one moment of receipt of a request: what is compared, stored and printed.

    Costs a query, once; none when the clock of the database came along with something else (`now`).
    """
    if not hasattr(request, "_received_at"):
        request._received_at = believed(request.arrived_at, now)
    return request._received_at
