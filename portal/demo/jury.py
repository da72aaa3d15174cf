"""When the juries of the demo meet: a day with its hours, or the days that the content names."""

from datetime import datetime, time, timedelta

from portal.demo.content import Days
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
