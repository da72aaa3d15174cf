"""What the demo says: the two files of content, and the moments in them."""

import json
from datetime import date, datetime, time, timedelta
from pathlib import Path

from workflow.moments import instant

HERE = Path(__file__).parent
FOCUSES = {
    "services": "innovatieve-dienstverlening",
    "democracy": "digitale-democratie",
    "workplace": "werkplek-van-de-toekomst",
}
TYPES = {
    "concept": "innovatief-concept",
    "thematic": "thematisch-traject",
    "transformation": "grootschalige-transformatie",
}
PASSWORD = "demo"  # noqa: S105


def read(name: str) -> dict:
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))


class Days:
    """Turns what the content says into moments and days; offsets count from `today`."""

    def __init__(self, today: date):
        self.today = today

    def day(self, value: str | dict) -> date:
        return self.after(value["days"]) if isinstance(value, dict) else date.fromisoformat(value)

    def after(self, days: int) -> date:
        return self.today + timedelta(days=days)

    def moment(self, value: str | dict) -> datetime:
        """The instant of a Brussels wall time: "2022-03-25 23:59", or days from today and a time."""
        if isinstance(value, dict):
            return instant(datetime.combine(self.after(value["days"]), time.fromisoformat(value["time"])))
        return instant(datetime.fromisoformat(value))

    def start_of_month(self, days: int) -> date:
        """The first day of the month after that day."""
        day = self.after(days).replace(day=1) + timedelta(days=32)
        return day.replace(day=1)

    def end_of_month(self, days: int) -> date:
        """The last day of the month before that day."""
        return self.after(days).replace(day=1) - timedelta(days=1)
