"""What can be done by who follows, and what is said to them: the only writer."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import actions as account_actions
from accounts.models import User
from calls import actions as call_actions
from calls.models import Call, Programme
from follow import letters, rules
from follow.models import CalendarKey, Mailing, Subscription
from follow.states import State
from workflow import dutch
from workflow.later import ask_later
from workflow.models import Event
from workflow.moves import hold, hold_name, move
from workflow.refusals import refuse


@transaction.atomic
def ask(address: str, *, call: Call | None = None, programme: Programme | None = None, at: datetime) -> None:
    """Ask for mails on one call, on a programme or on all calls. Whoever asks learns nothing of who follows already.

    The address gets a mail in any case: with a link to confirm, or saying that it follows already.
    """
    address = address.strip().lower()
    refuse(rules.why_not_ask(address, call))
    hold_name("follow.ask", address)
    scope = {"address": address, "call": call, "programme": programme}
    found = Subscription.objects.live().filter(**scope).first()
    if found is None:
        found = Subscription.objects.create(**scope, asked_at=at)
        Event.objects.record(found, "ask", by=None, at=at)
    elif found.state == State.ASKED:
        found.asked_at = at
        found.save(update_fields=["asked_at"])
    _answer(found, at=at)


def _answer(subscription: Subscription, *, at: datetime) -> None:
    facts = {"scope": subscription.scope}
    if subscription.state == State.ASKED:
        key, action = f"{letters.CONFIRM}:{at:%Y%m%d%H%M%S%f}", _("See what you confirm")
        subject = _("Confirm that you want to follow %(scope)s") % facts
        body = _(
            "Somebody, probably you, asked to get a mail at this address when there is news about %(scope)s.\n\n"
            "Confirm within three days. If it was not you, do nothing: you get no further mail."
        )
    else:
        key, action = f"already:{at:%Y%m%d%H%M%S%f}", _("See the calls")
        subject = _("You already follow %(scope)s") % facts
        body = _("You asked again for mails about %(scope)s. You get them already: you need not do anything.")
    Mailing.objects.create(
        subscription=subscription, key=key, subject=subject[:200], body=body % facts, action=action,
        link=page_of(subscription), at=at,
    )  # fmt: skip
    ask_later(Mailing.DELIVERY)


def page_of(subscription: Subscription) -> str:
    """The page of what is followed."""
    return subscription.call.get_absolute_url() if subscription.call else reverse("calls:list")


@transaction.atomic
def confirm(subscription: Subscription, *, at: datetime) -> None:
    """The address is who it says it is; twice is once."""
    hold(subscription)
    refuse(rules.why_not_confirm(subscription, at=at))
    if subscription.state == State.ASKED:
        move(subscription, "confirm-address", by=None, at=at)


@transaction.atomic
def stop(subscription: Subscription, *, at: datetime) -> None:
    """No more mail, from this moment on; twice is once."""
    hold(subscription)
    if subscription.state != State.ENDED:
        move(subscription, "unsubscribe", by=None, at=at)


def tell_followers(call: Call, *, key: str, subject: str, body: str, link: str, at: datetime, action="") -> int:
    """Owe a mail to everyone who follows this call, its programme or all calls: once per key, and once per address.

    `link` is a path in the portal, `action` the words on its button. Answers how many were told. Two queries.
    """
    told = Mailing.objects.bulk_create(
        [
            Mailing(
                subscription=each, key=key[:120], subject=subject[:200], body=body, link=link,
                action=action or _("See the call"), at=at,
            )
            for each in Subscription.objects.told_of(call).only("pk")
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    if told:
        ask_later(Mailing.DELIVERY)
    return len(told)


@transaction.atomic
def publish(call: Call, *, by, at: datetime) -> None:
    """Show a call to the world, and tell who follows its programme or all calls."""
    call_actions.publish(call, by=by, at=at)
    facts = {"call": call.title, "opens": dutch.moment(call.opens_at), "closes": dutch.moment(call.closes_at)}
    told = _("The call “%(call)s” is published. It opens on %(opens)s and closes on %(closes)s.") % facts
    tell_followers(
        call,
        key=f"published:{call.pk}",
        subject=_("New call: %(call)s") % facts,
        body=f"{told}\n\n{call.summary}" if call.summary else told,
        link=call.get_absolute_url(),
        at=at,
    )


@transaction.atomic
def erase(subscription: Subscription, *, at: datetime) -> bool:
    """Forget an address that has no purpose any more, with what was sent to it."""
    gone = Subscription.objects.to_erase(at).select_for_update(skip_locked=True).filter(pk=subscription.pk).first()
    if gone is None:
        return False
    Event.objects.record(gone, "erase", by=None, at=at)
    gone.delete()
    return True


@transaction.atomic
def make_calendar(user: User, *, at: datetime) -> CalendarKey:
    """Give somebody's calendar an address, or a new one: the old one stops working."""
    hold_name("follow.calendar", str(user.pk))
    key, fresh = CalendarKey.objects.update_or_create(user=user, defaults={"name": uuid4(), "made_at": at})
    Event.objects.record(user, "make-calendar" if fresh else "renew-calendar", by=user, at=at)
    return key


@transaction.atomic
def revoke_calendar(user: User, *, at: datetime) -> None:
    """Take the address away; twice is once."""
    gone, _kinds = CalendarKey.objects.filter(user=user).delete()
    if gone:
        Event.objects.record(user, "revoke-calendar", by=user, at=at)


def settle(mailing: Mailing, *, arrived: bool, by, at: datetime) -> None:
    """End the doubt about a mail to a follower."""
    account_actions.settle(mailing, arrived=arrived, by=by, at=at)


def deliver(mailing_id: int, *, at: datetime, through=None) -> bool:
    """Send one mail to a follower, `through` another backend than that of the settings if one is given."""
    return account_actions.send(Mailing, mailing_id, compose=letters.mail, at=at, through=through)
