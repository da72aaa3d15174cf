"""What is done in the discussion of a file: threads, messages, striking, and who leads it."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions import notify
from accounts.models import User
from applications.models import Application
from calls import team
from reviews import rules, talking
from reviews.models import Assignment, Message, Thread
from reviews.talking import Circle
from workflow.models import Event, subject_of
from workflow.moves import hold
from workflow.refusals import Reason, refuse


@transaction.atomic
def open_thread(
    application: Application,
    subject: str,
    text: str,
    *,
    audience: str,
    asks: bool = False,
    mentions: Collection[str] = (),
    by,
    at: datetime,
) -> Thread:
    """Begin a matter, with its first message. `asks` puts it before the administration; `mentions` are keys."""
    circle = _circle(application, by, at)
    audience = Thread.Audience.OFFICE if asks or circle.own is None else audience
    refuse(rules.why_not_say(application, circle.own, circle.phase, by=by, audience=audience, text=text))
    if not subject.strip():
        refuse([Reason("no-subject", _("Write what it is about."), "subject")])
    asks = asks and circle.own is not None
    thread = Thread.objects.create(
        application=application, subject=subject.strip(), audience=audience, asks=asks, waits=asks, by=by, at=at
    )
    Event.objects.record(thread, "open_thread", by=by, at=at, facts={"number": application.number})
    message = _write(thread, circle, text, mentions, by=by, at=at)
    if asks:
        _tell_office(thread, message, circle, at=at)
    return thread


@transaction.atomic
def say(
    thread: Thread, text: str, *, mentions: Collection[str] = (), corrects: Message | None = None, by, at: datetime
) -> Message:
    """Add a message; `corrects` is an earlier one of the same person."""
    hold(thread, "application__call")
    circle = _circle(thread.application, by, at)
    facts = {"by": by, "audience": thread.audience, "text": text}
    refuse(rules.why_not_say(thread.application, circle.own, circle.phase, **facts))
    if corrects is not None and (corrects.thread_id != thread.pk or corrects.by_id != by.pk):
        refuse([Reason("not-yours", _("You can only correct a message of your own."))])
    message = _write(thread, circle, text, mentions, corrects=corrects, by=by, at=at)
    if thread.asks:
        answers = circle.own is None
        if answers and thread.waits:
            _tell_asker(thread, message, circle, at=at)
        elif not answers and not thread.waits:
            _tell_office(thread, message, circle, at=at)
        thread.waits = not answers
        thread.save(update_fields=["waits"])
    return message


@transaction.atomic
def strike(message: Message, reason: str, *, by, at: datetime) -> None:
    """Strike a message: its words are no longer shown, that it stood there and why it went are."""
    hold(message, "thread__application")
    refuse(rules.why_not_strike(message, by=by, reason=reason))
    message.struck_by, message.struck_at, message.struck_for = by, at, reason.strip()[:300]
    message.save(update_fields=["struck_by", "struck_at", "struck_for"])
    Event.objects.record(message.thread, "strike", by=by, at=at, facts={"reason": reason.strip()[:300]})


@transaction.atomic
def set_lead(application: Application, assignment: Assignment | None, *, by, at: datetime) -> None:
    """Say who leads the discussion of a file and writes its consensus, or that nobody does yet."""
    hold(application)
    refuse(rules.why_not_lead(application, assignment, by=by))
    now = Assignment.objects.filter(application=application, leads=True).first()
    if now == assignment:
        return
    if now is not None:
        now.leads = False
        now.save(update_fields=["leads"])
    if assignment is None:
        Event.objects.record(now, "drop_lead", by=by, at=at)
        return
    hold(assignment)
    assignment.leads = True
    assignment.save(update_fields=["leads"])
    Event.objects.record(assignment, "lead", by=by, at=at)
    words = {"number": application.number}
    notify(
        [assignment.reviewer],
        key=f"leads:{assignment.pk}:{at:%Y%m%d%H%M%S}",
        subject=_("You lead the discussion of a file (%(number)s)") % words,
        body=_(
            "You lead the discussion of %(number)s. You write for each criterion what the jury says together, and the "
            "advice; the other readers confirm it."
        )
        % words,
        link=reverse("reviews:desk"),
        action=_("Go to your files"),
        about=subject_of(assignment),
        at=at,
    )


def _circle(application: Application, by: User, at: datetime) -> Circle:
    return talking.circle_of(application, by, at)


def _write(thread: Thread, circle: Circle, text: str, mentions, *, corrects=None, by, at) -> Message:
    heard = dict(circle.may_hear(thread.audience)) if mentions else {}
    if not set(mentions) <= heard.keys():
        refuse([Reason("not-heard", _("You can only mention who reads along here."), "mentions")])
    message = Message.objects.create(thread=thread, text=text.strip(), corrects=corrects, by=by, at=at)
    people = [heard[key] for key in dict.fromkeys(mentions)]
    if people:
        message.mentions.set(people)
        for person in people:
            _tell_mentioned(person, thread, message, circle, at=at)
    return message


def _link(person: User, circle: Circle, message: Message) -> str:
    reads = any(each.reviewer_id == person.pk for each in circle.readers)
    page = "reviews:talk" if reads else "reviews:staff_talk"
    return f"{reverse(page, args=[circle.application.number])}#bericht-{message.pk}"


def _tell_mentioned(person: User, thread: Thread, message: Message, circle: Circle, *, at: datetime) -> None:
    reads = any(each.reviewer_id == person.pk for each in circle.readers)
    name = circle.name_for_all(circle.viewer) if reads else str(circle.viewer)
    _tell(
        [person],
        f"mention:{message.pk}",
        _("You are mentioned in the discussion of a file (%(number)s)"),
        _("%(name)s mentions you in the discussion of %(number)s."),
        _("Read the message"),
        circle,
        message,
        name,
        at=at,
    )


def _tell_office(thread: Thread, message: Message, circle: Circle, *, at: datetime) -> None:
    _tell(
        team.told_of(circle.application.call, besides=circle.viewer),
        f"asked-office:{message.pk}",
        _("The jury asks something about a file (%(number)s)"),
        _("%(name)s asks the administration something about %(number)s. All readers of the file see the answer."),
        _("Read and answer"),
        circle,
        message,
        str(circle.viewer),
        at=at,
    )


def _tell_asker(thread: Thread, message: Message, circle: Circle, *, at: datetime) -> None:
    readers = {each.reviewer_id: each.reviewer for each in circle.readers}
    asker = [readers[thread.by_id]] if thread.by_id in readers else []
    _tell(
        asker,
        f"answered-office:{message.pk}",
        _("The administration answers on a file (%(number)s)"),
        _("%(name)s answers your question about %(number)s."),
        _("Read the answer"),
        circle,
        message,
        str(circle.viewer),
        at=at,
    )


def _tell(people, key, subject, body, action, circle: Circle, message: Message, name: str, *, at: datetime) -> None:
    """None of the words of the discussion travel in a mail: who may read them changes."""
    words = {"name": name, "number": circle.application.number}
    for person in people:
        notify(
            [person],
            key=key,
            subject=subject % words,
            body=body % words,
            link=_link(person, circle, message),
            action=action,
            about=subject_of(circle.application),
            at=at,
        )
