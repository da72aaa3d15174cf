"""The life of a subscription, from the address somebody typed to the last mail. Its mails live as those of notices."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from workflow.moves import Move


class State(TextChoices):
    ASKED = "asked", _("waits for confirmation")
    CONFIRMED = "confirmed", _("confirmed")
    ENDED = "ended", _("ended")


S = State
MOVES = {
    "confirm-address": Move((S.ASKED,), S.CONFIRMED, stamp="confirmed_at"),
    "unsubscribe": Move((S.ASKED, S.CONFIRMED), S.ENDED, stamp="ended_at"),
}
