"""Who follows calls by mail, what is owed to them, and whose calendar has an address."""

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.states import MOVES as MAIL_MOVES
from accounts.states import MailState
from calls.models import Call, Programme
from follow.states import MOVES, State

CONFIRM_WITHIN = timedelta(days=3)
ERASE_AFTER = timedelta(days=30)


class SubscriptionQuerySet(models.QuerySet):
    def live(self):
        return self.exclude(state=State.ENDED)

    def to_erase(self, moment):
        """Asked and never confirmed, or ended for a month: the address has no purpose any more."""
        return self.filter(
            Q(state=State.ASKED, asked_at__lte=moment - CONFIRM_WITHIN)
            | Q(state=State.ENDED, ended_at__lte=moment - ERASE_AFTER)
        )

    def told_of(self, call: Call):
        """Confirmed, of this call, of its programme or of all calls; one for each address."""
        scope = Q(call=call) | Q(programme=call.programme_id) | Q(call=None, programme=None)
        return self.filter(scope, state=State.CONFIRMED).order_by("address", "pk").distinct("address")


class Subscription(models.Model):
    """An address that wants mail on one call, on the calls of a programme, or on all. It holds nothing else."""

    MOVES = MOVES

    address = models.EmailField(_("e-mail address"))
    call = models.ForeignKey(Call, on_delete=models.CASCADE, null=True, related_name="subscriptions")
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, null=True, related_name="subscriptions")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(address=Lower("address")), name="follower_in_small_letters"),
            models.CheckConstraint(condition=Q(call=None) | Q(programme=None), name="a_subscription_has_one_scope"),
            models.UniqueConstraint(
                fields=["address", "call", "programme"],
                condition=~Q(state="ended"),
                nulls_distinct=False,
                name="one_live_subscription_per_scope",
            ),
        ]
        indexes = [
            models.Index(fields=["call"], condition=Q(state="confirmed"), name="followers_of_a_call"),
            models.Index(fields=["programme"], condition=Q(state="confirmed"), name="followers_of_a_programme"),
            models.Index(fields=["state", "asked_at"]),
        ]

    def __str__(self):
        return str(self.pk)  # never the address: this may end up in a log

    @property
    def scope(self) -> str:
        """What is followed, in a few words."""
        if self.call:
            return gettext("the call “%(call)s”") % {"call": self.call.title}
        if self.programme:
            return gettext("all calls of %(programme)s") % {"programme": self.programme.name}
        return gettext("all calls")


class MailingQuerySet(models.QuerySet):
    def owed(self):
        """What may go out now: nothing goes to who stopped in the meantime."""
        return self.filter(~Q(subscription__state=State.ENDED), state=MailState.QUEUED).select_related("subscription")


class Mailing(models.Model):
    """A mail owed to a subscriber, with the same life as the mail of a notice."""

    MOVES = MAIL_MOVES
    DELIVERY = "follow.clock.deliver_owed"

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="mailings")
    key = models.CharField(max_length=120)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    link = models.CharField(max_length=300, blank=True)
    action = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=MailState, default=MailState.QUEUED)
    sent_at = models.DateTimeField(null=True)

    objects = MailingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subscription", "key"], name="mailed_once")]
        indexes = [
            models.Index(fields=["id"], condition=Q(state="queued"), name="mailings_owed"),
            models.Index(fields=["at", "id"], condition=Q(state="uncertain"), name="mailings_in_doubt"),
        ]

    def __str__(self):
        return self.subject


class CalendarKey(models.Model):
    """That somebody's calendar has an address. Its name stands in that address, and is worth nothing unsigned."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_key")
    name = models.UUIDField(default=uuid4, unique=True)
    made_at = models.DateTimeField()

    def __str__(self):
        return f"{self.user}"
