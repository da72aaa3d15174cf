"""What can be done with people and with what is said to them."""

from datetime import datetime

from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from accounts import letters
from accounts.models import FLEMISH_ROLES, Kind, Membership, Notice, Organisation, Role, User
from accounts.states import MailState
from workflow.later import ask_later
from workflow.models import Event
from workflow.moves import hold, move
from workflow.refusals import Reason, Refused


@transaction.atomic
def join(user: User, organisation: Organisation, role: str, *, by, at: datetime) -> Membership:
    """Give a person a role. Flemish roles exist in the Flemish administration only, local ones in local governments."""
    if (role in FLEMISH_ROLES) != (organisation.kind == Kind.FLEMISH):
        raise Refused(Reason("role-and-kind", f"{Role(role).label} – {organisation}"))
    membership, fresh = Membership.objects.get_or_create(user=user, organisation=organisation, role=role)
    if fresh:
        Event.objects.record(user, "join", by=by, at=at, facts={"organisation": organisation.pk, "role": role})
    user.__dict__.pop("memberships_held", None)
    return membership


@transaction.atomic
def leave(membership: Membership, *, by, at: datetime) -> None:
    """Take a role away."""
    facts = {"organisation": membership.organisation_id, "role": membership.role}
    Event.objects.record(membership.user, "leave", by=by, at=at, facts=facts)
    membership.delete()


def notify(
    people, *, key: str, subject: str, body: str, at: datetime, link="", action="", about="", document=None, mail=True
) -> int:
    """Say something to several people, once per key and person: an inbox line now and a mail later.

    `link` is a path in the portal, `action` the words on its button. With a `document` the mail waits until that is
    made. `mail=False` keeps it to the inbox. Returns how many people were told now. Costs one query.
    """
    state = MailState.QUEUED if mail else MailState.NONE
    notices = [
        Notice(
            to=user, key=key[:120], subject=subject[:200], body=body, link=link, action=action, about=about,
            document=document, at=at, state=state,
        )
        for user in people
    ]  # fmt: skip
    told = Notice.objects.bulk_create(notices, ignore_conflicts=True)
    if told and mail:
        ask_later("accounts.clock.deliver_owed")
    return len(told)


@transaction.atomic
def supersede_notices(about: str, *, at: datetime) -> None:
    """Stop queued mails on an object, because something newer is about to be said."""
    for notice in Notice.objects.select_for_update().filter(about=about, state=MailState.QUEUED):
        move(notice, "supersede", by=None, at=at)


def deliver(notice_id: int, *, at: datetime) -> bool:
    """Send the mail of one notice. Exactly-once does not exist for mail, so doubt is kept as doubt.

    queued → sending is committed before the server is spoken to; a crash between leaves `sending`, which the clock
    turns into `uncertain`, shown to staff and never sent again by itself. Raises OSError when nothing can have been sent.
    """
    with transaction.atomic():
        notice = Notice.objects.owed().select_for_update(skip_locked=True, of=("self",)).filter(pk=notice_id).first()
        if notice is None:
            return False
        move(notice, "send", by=None, at=at)
    message: EmailMultiAlternatives = letters.mail(notice)
    try:
        connection = message.get_connection()
        connection.open()
    except OSError:  # no server, so nothing was sent: owed again
        with transaction.atomic():
            hold(notice)
            move(notice, "requeue", by=None, at=at)
        raise
    try:
        message.send()
        verb = "arrive"
    except OSError:  # smtplib's errors are OSErrors; it may have been taken or not
        verb = "doubt"
    finally:
        connection.close()
    with transaction.atomic():
        hold(notice)
        move(notice, verb, by=None, at=at)
    return verb == "arrive"


def read(notice: Notice, *, at: datetime) -> None:
    """Note that a person opened a notice, the first time only."""
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=at)
