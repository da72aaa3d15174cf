"""The calendar of one person: what concerns somebody, of every floor, asked anew each time a program fetches it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Event

from accounts.models import Role, User
from applications.models import Application
from applications.states import EDITABLE, HANDED_IN, State
from calls.models import Call
from follow import calendar
from reviews import invitations
from reviews.models import Assignment, Slot
from reviews.states import State as AssignmentState
from workflow import dutch

KEPT = timedelta(days=90)  # how long what passed stays in it
MOST = 200


def of(user: User, at: datetime) -> bytes:
    """The whole file."""
    return calendar.calendar(_("My calendar of the subsidy desk"), _once(events_for(user, at)))


def _once(events: Iterator[Event]) -> Iterator[Event]:
    """Who has two roles in a call has its moments once."""
    seen = set()
    for event in events:
        if event["uid"] not in seen:
            seen.add(event["uid"])
            yield event


def events_for(user: User, at: datetime) -> Iterator[Event]:
    """All that concerns this person, in every role held now."""
    since = at - KEPT
    files = list(_files(user, since)) if user.organisation_ids else []
    assigned = list(_assigned(user)) if Role.REVIEWER in user.roles else []
    wanted = {each.call_id for each in files} | {each.application.call_id for each in assigned}
    whole = Q(pk__in=wanted)
    if user.roles & {Role.OFFICER, Role.DECIDER}:
        whole |= Q(closes_at__gt=since) | Q(decision_by__gt=since.date())
    calls = {}
    if wanted or user.roles & {Role.OFFICER, Role.DECIDER}:
        rows = calendar.with_moves(Call.objects.published().filter(whole)).order_by("closes_at", "pk")
        calls = {call.pk: call for call in rows[:MOST]}
    for each in files:
        if call := calls.get(each.call_id):
            yield from _of_file(each, call, user)
    for call in {each.application.call_id: each for each in assigned}:
        if call in calls:
            yield from _to_review(calls[call])
    yield from _defences(user)
    yield from _hearings(user)
    for call in calls.values():
        if Role.OFFICER in user.roles:
            yield from calendar.events_of(call)
        elif Role.DECIDER in user.roles:
            yield from _some(call, "decision")


def _files(user: User, since: datetime):
    """Applications of the own governments, that this person may see now."""
    own = Application.objects.visible_to(user).filter(organisation__in=user.organisation_ids)
    lasts = Q(call__closes_at__gt=since) | Q(extended_until__gt=since) | Q(call__decision_by__gt=since.date())
    rows = own.filter(lasts, state__in={*EDITABLE, *HANDED_IN}).select_related("call")
    rows = rows.annotate(given=Count("extensions"), given_at=Max("extensions__at"))
    names = ("title", "number", "state", "created_at", "extended_until", "completing_until", "call", "submission")
    return rows.only(*names).order_by("pk")[:MOST]


def _of_file(application: Application, call: Call, user: User) -> Iterator[Event]:
    application.call = call  # the whole of it
    if application.state in (*EDITABLE, State.COMPLETING):
        facts = {"title": application.title, "number": application.number}
        text = _("You can submit until %(moment)s.") % {"moment": dutch.moment(application.closes_at)}
        title = _("Hand in: %(title)s (%(number)s)")
        if application.completing_until:
            title = _("Complete: %(title)s (%(number)s)")
        yield calendar.event(
            f"application-{application.pk}-closes",
            summary=title % facts,
            when=application.closes_at,
            description=f"{call.title}\n{text}",
            path=application.get_absolute_url(),
            stamp=max(calendar.changed_at(call), application.given_at or application.created_at),
            sequence=calendar.sequence_of(call) + application.given,
            warn=calendar.WARN,
        )
    if application.submission_id:
        yield from _some(call, "jury", "decision")


def _defences(user: User) -> Iterator[Event]:
    """When the own applications come before the panel."""
    if user.organisation_ids:
        own = Application.objects.taking_part(user)
        slots = (
            Slot.objects.told().filter(application__in=own).select_related("application").order_by("starts_at", "pk")
        )
        yield from (invitations.event_for_applicant(each) for each in slots[:MOST])


def _hearings(user: User) -> Iterator[Event]:
    """What a member of the jury hears; what is not for this person is not there."""
    if Role.REVIEWER in user.roles:
        told = Slot.objects.told().values("application__call")
        for seat in user.juries.sitting().filter(call__in=told).select_related("call").order_by("pk"):
            yield from (invitations.event_for_juror(each) for each in invitations.heard_by(user, seat.call))


def _some(call: Call, *kinds: str) -> Iterator[Event]:
    """The events of a call of these kinds."""
    names = tuple(f"call-{call.pk}-{kind}" for kind in kinds)
    yield from (event for event in calendar.events_of(call) if str(event["uid"]).startswith(names))


def _assigned(user: User):
    """Files that wait for this reviewer."""
    mine = Assignment.objects.visible_to(user).exclude(state=AssignmentState.SUBMITTED)
    return mine.select_related("application").only("application__call").distinct()[:MOST]


def _to_review(call: Call) -> Iterator[Event]:
    """The reviews are due when the jury meets. Which files they are stays behind the door."""
    if call.jury_on:
        yield calendar.event(
            f"call-{call.pk}-reviews",
            summary=_("Your reviews are due: %(call)s") % {"call": call.title},
            when=call.jury_on,
            description=_("The jury meets on %(day)s.") % {"day": dutch.weekday(call.jury_on)},
            path=reverse("reviews:desk"),
            stamp=calendar.changed_at(call),
            sequence=calendar.sequence_of(call),
        )
        yield from _some(call, "jury")
