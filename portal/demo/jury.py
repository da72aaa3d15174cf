"""The juries of the demo: who sits in them, and when they meet."""

from datetime import datetime, time, timedelta

from accounts.models import User
from calls.models import Call
from portal.demo.content import Days
from reviews import actions
from reviews.models import Juror
from workflow.moments import instant

HOURS = (time(9), time(16, 30))
PLACE = "Brussel, en online voor wie dat vraagt"


def days_of(said: dict, days: Days) -> list[dict]:
    """The days of the jury of one call. `jury_days` counts them when there is more than one: they follow each other."""
    first = days.day(said["jury_date"])
    return [
        {
            "starts_at": instant(datetime.combine(day, HOURS[0])),
            "ends_at": instant(datetime.combine(day, HOURS[1])),
            "place": said.get("jury_place", PLACE),
        }
        for n in range(said.get("jury_days", 1))
        if (day := first + timedelta(days=n))
    ]


def seat(call: Call, user: User, officer: User, *, at: datetime) -> None:
    """Invite a reviewer the first time a file of the call goes to him; he says yes within the hour."""
    if not Juror.objects.filter(call=call, user=user).exists():
        juror = actions.invite_juror(call, user, by=officer, at=at - timedelta(hours=1))
        actions.accept_seat(juror, by=user, at=at - timedelta(minutes=20))
