"""What can be done with people and with what is said to them."""

from datetime import datetime

from django.core.mail import EmailMultiAlternatives
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import letters, rules
from accounts.models import Membership, Notice, Organisation, Role, User
from accounts.states import MailState
from workflow.later import ask_later
from workflow.models import Event, subject_of
from workflow.moves import hold, hold_name, move
from workflow.refusals import refuse


@transaction.atomic
def join(user: User, organisation: Organisation, role: str, *, by, at: datetime) -> Membership:
    """Give a person a role. Flemish roles exist in the Flemish administration only, local ones in local governments."""
    refuse(list(rules.role_fits(organisation, role)))
    membership, fresh = Membership.objects.get_or_create(user=user, organisation=organisation, role=role)
    if fresh:
        Event.objects.record(user, "join", by=by, at=at, facts={"organisation": organisation.pk, "role": role})
    user.__dict__.pop("memberships_held", None)
    return membership


@transaction.atomic
def leave(membership: Membership, *, by, at: datetime) -> None:
    """Take a role away."""
    refuse(rules.why_not_leave(Membership.objects.select_for_update().filter(pk=membership.pk).first()))
    facts = {"organisation": membership.organisation_id, "role": membership.role}
    Event.objects.record(membership.user, "leave", by=by, at=at, facts=facts)
    membership.delete()


@transaction.atomic
def grant(user: User, organisation: Organisation, role: str, *, by, at: datetime) -> Membership:
    """Give a person a role, as an officer."""
    refuse(rules.why_not_grant(user, organisation, role, by=by))
    return join(user, organisation, role, by=by, at=at)


@transaction.atomic
def take_away(membership: Membership, *, by, at: datetime) -> None:
    """Take a role away, as an officer. Two officers cannot take each other's away: one of them is no longer one."""
    list(Membership.objects.select_for_update().filter(role=Role.OFFICER).order_by("pk"))
    by = User.objects.get(pk=by.pk)  # with the roles that are left
    refuse(rules.why_not_take_away(membership, by=by))
    leave(membership, by=by, at=at)


@transaction.atomic
def invite(
    email: str, first_name: str, last_name: str, organisation: Organisation, role: str, *, by, at: datetime
) -> User:
    """Make an account for a person, or find it, with a first role; tell so, with a link to choose a password."""
    email = email.strip().lower()
    hold_name("accounts.invite", email)
    user = User.objects.filter(email=email).first()
    refuse(rules.why_not_grant(user or User(email=email), organisation, role, by=by))
    if fresh := user is None:
        user = User.objects.create_user(email, first_name=first_name.strip(), last_name=last_name.strip())
        Event.objects.record(user, "invite", by=by, at=at)
    membership = join(user, organisation, role, by=by, at=at)
    facts = {"role": Role(role).label, "organisation": organisation.full_name}
    if fresh:
        subject = _("You have an account in the subsidy desk")
        body = _(
            "You are now %(role)s for %(organisation)s.\n\nChoose a password first. The link works for three days; "
            "after that you ask for a new one on the page where you sign in."
        )
        link, action, key = reverse("account_reset_password"), _("Choose a password"), letters.INVITED
    else:
        subject = _("You have a new role in the subsidy desk")
        body = _("You are now %(role)s for %(organisation)s.")
        link, action, key = reverse("start"), _("See what awaits you"), "joined"
    notify(
        [user], key=f"{key}:{membership.pk}", subject=subject, body=body % facts, link=link, action=action,
        about=subject_of(user), at=at,
    )  # fmt: skip
    return user


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
    """Send the mail of one notice."""
    return send(Notice, notice_id, compose=letters.mail, at=at)


def send(model: type[models.Model], pk: int, *, compose, at: datetime) -> bool:
    """Send one mail that stands owed as a row of `model`; `compose` writes it. Exactly-once does not exist for mail,
    so doubt is kept as doubt.

    queued → sending is committed before the server is spoken to; a crash between leaves `sending`, which the clock
    turns into `uncertain`, shown to staff and never sent again by itself. Raises OSError when nothing was sent.
    """
    with transaction.atomic():
        owed = model.objects.owed().select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
        if owed is None:
            return False
        move(owed, "send", by=None, at=at)
    message: EmailMultiAlternatives = compose(owed)
    try:
        connection = message.get_connection()
        connection.open()
    except OSError:  # no server, so nothing was sent: owed again
        with transaction.atomic():
            hold(owed)
            move(owed, "requeue", by=None, at=at)
        raise
    try:
        message.send()
        verb = "arrive"
    except OSError:  # smtplib's errors are OSErrors; it may have been taken or not
        verb = "doubt"
    finally:
        connection.close()
    with transaction.atomic():
        hold(owed)
        move(owed, verb, by=None, at=at)
    return verb == "arrive"


@transaction.atomic
def settle(mail: models.Model, *, arrived: bool, by, at: datetime) -> None:
    """End the doubt about a mail, of a notice or to a follower: it arrived, or it goes out again."""
    hold(mail)
    refuse(rules.why_not_settle(mail, by=by))
    move(mail, "arrive" if arrived else "requeue", by=by, at=at)
    if not arrived:
        ask_later(mail.DELIVERY)


def read(notice: Notice, *, at: datetime) -> None:
    """Note that a person opened a notice, the first time only."""
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=at)
