"""The moments a call promises: where each is kept, how it is read and written, and whether it has passed."""

from datetime import date, datetime, time, timedelta

from calls.models import Call, Moment
from workflow.moments import instant, wall

FIELDS = {
    Moment.OPENS: "opens_at",
    Moment.QUESTIONS: "questions_close_at",
    Moment.CLOSES: "closes_at",
    Moment.ADMISSIBILITY: "admissibility_by",
    Moment.DECISION: "decision_by",
}
DAYS = (Moment.ADMISSIBILITY, Moment.DECISION)  # a day, and the whole of it
# How an address names them.
SLUGS = {
    "opening": Moment.OPENS,
    "vragen": Moment.QUESTIONS,
    "sluiting": Moment.CLOSES,
    "ontvankelijkheid": Moment.ADMISSIBILITY,
    "besluit": Moment.DECISION,
}
SLUG_OF = {moment: slug for slug, moment in SLUGS.items()}


def first_instant(day: date) -> datetime:
    """The instant at which a day begins in Brussels; no change of the clocks is at midnight."""
    return instant(datetime.combine(day, time()))


def value_of(call: Call, moment: str) -> datetime | date | None:
    """What the call itself holds: an instant or a day."""
    return getattr(call, FIELDS[Moment(moment)])


def promised(call: Call, moment: str) -> datetime | None:
    """The same as an instant. Without an end of their own, questions end with the call."""
    value = value_of(call, moment)
    if value is None:
        return call.closes_at if moment == Moment.QUESTIONS else None
    return first_instant(value) if moment in DAYS else value


def put(call: Call, moment: str, new: datetime) -> None:
    """Write an instant as the call keeps it."""
    setattr(call, FIELDS[Moment(moment)], wall(new).date() if moment in DAYS else new)


def has_passed(moment: str, promised_at: datetime | None, at: datetime) -> bool:
    """A moment has passed from its instant on; a day from the next midnight on."""
    if promised_at is None:
        return False
    if moment in DAYS:
        promised_at = first_instant(wall(promised_at).date() + timedelta(days=1))
    return at >= promised_at
