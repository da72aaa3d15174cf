"""Calendars as other programs read them (RFC 5545): the moments of a call, and how any moment becomes an event."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event, vText

from calls.models import Call
from calls.states import ChangeState
from calls.wording import jury_in_words
from follow.wording import plain
from workflow import dutch

WARN = (timedelta(days=7), timedelta(days=1))  # before a closing
REFRESH = timedelta(hours=1)


def host() -> str:
    """The name in identities that must stay for good: of this installation, without its port."""
    return urlsplit(settings.BASE_URL).hostname or "localhost"


def with_moves(calls: QuerySet[Call]) -> QuerySet[Call]:
    """Calls with when last one of their moments moved, in the same query, and the days of their jury."""
    effective = Q(term_changes__state=ChangeState.EFFECTIVE)
    moved = calls.annotate(moved_at=Max("term_changes__effective_at", filter=effective))
    return moved.prefetch_related("jury_days")


def sequence_of(call: Call) -> int:
    """How often a promised moment of this call (from `with_moves`) changed: a calendar takes the higher number."""
    return call.sequence


def changed_at(call: Call) -> datetime:
    """When what the world sees of this call's moments last changed."""
    return max(moment for moment in (call.published_at, call.moved_at, call.opens_at) if moment)


def event(
    name: str,
    *,
    summary: str,
    when: datetime | date,
    until: datetime | None = None,
    description: str,
    path: str,
    stamp: datetime,
    sequence: int = 0,
    warn: Iterable[timedelta] = (),
) -> Event:
    """One event; `name` is its identity for good. A moment is written in UTC, a day as a day."""
    made = Event()
    made.add("uid", f"{name}@{host()}")
    made.add("dtstamp", stamp.astimezone(UTC))
    made.add("last-modified", stamp.astimezone(UTC))
    made.add("sequence", sequence)
    made.add("summary", plain(summary))
    made.add("dtstart", when.astimezone(UTC) if isinstance(when, datetime) else when)
    if not isinstance(when, datetime):
        made.add("dtend", when + timedelta(days=1))
    elif until:
        made.add("dtend", until.astimezone(UTC))
    made.add("description", f"{plain(description)}\n\n{settings.BASE_URL}{path}")
    made.add("url", f"{settings.BASE_URL}{path}")
    made.add("status", "CONFIRMED")
    made.add("transp", "TRANSPARENT")  # it does not make somebody busy
    for before in warn:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", -before)
        alarm.add("description", plain(summary))
        made.add_component(alarm)
    return made


def calendar(name: str, events: Iterable[Event], method: str = "") -> bytes:
    """The whole file: CRLF at each end of line, lines folded at 75 octets. In a mail it has a method."""
    made = Calendar()
    if method:
        made.add("method", method)
    made.add("version", "2.0")
    made.add("prodid", f"-//{host()}//Subsidieloket//NL")
    made.add("calscale", "GREGORIAN")
    for each in ("name", "x-wr-calname"):
        made.add(each, vText(plain(name)))  # the library takes these for what is already escaped
    made.add("x-wr-timezone", "Europe/Brussels")
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT1H")
    for each in events:
        made.add_component(each)
    return made.to_ical()


def events_of(call: Call) -> Iterator[Event]:
    """The moments of a call (from `with_moves`) that the world may know of."""
    facts = {"path": call.get_absolute_url(), "stamp": changed_at(call), "sequence": sequence_of(call)}
    title = {"call": call.title}
    said = lambda text, when: f"{text}\n{dutch.moment(when)}".strip()  # noqa: E731
    opens, closes = _("Opens: %(call)s") % title, _("Closes: %(call)s") % title
    yield event(
        f"call-{call.pk}-opens", summary=opens, when=call.opens_at, description=said(opens, call.opens_at), **facts
    )
    if call.questions_close_at:
        asks = _("Last moment for questions: %(call)s") % title
        when = call.questions_close_at
        yield event(f"call-{call.pk}-questions", summary=asks, when=when, description=said(asks, when), **facts)
    yield event(
        f"call-{call.pk}-closes", summary=closes, when=call.closes_at, description=closing_in_words(call), warn=WARN,
        **facts,
    )  # fmt: skip
    for day in sorted(call.jury_days.all(), key=lambda each: each.starts_at):
        jury = _("Jury: %(call)s") % title
        text = f"{jury}\n{jury_in_words(day)}"
        name = f"call-{call.pk}-jury-{day.pk}"
        yield event(name, summary=jury, when=day.starts_at, until=day.ends_at, description=text, **facts)
    if call.decision_by:
        decision = _("Decision at the latest: %(call)s") % title
        text = f"{decision}\n{dutch.weekday(call.decision_by)}"
        yield event(f"call-{call.pk}-decision", summary=decision, when=call.decision_by, description=text, **facts)


def closing_in_words(call: Call) -> str:
    """When exactly one can no longer submit."""
    text = _("You can submit until %(moment)s.") % {"moment": dutch.moment(call.closes_at)}
    return f"{call.title}\n{text}"
