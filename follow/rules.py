"""May this address follow, and if not, why not? Reads only."""

import re
from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from calls.models import Call
from calls.states import CallState
from follow.models import CONFIRM_WITHIN, Subscription
from follow.states import State
from workflow.refusals import Reason, rule

# An ordinary address. Quoted names, addresses of machines and lists of addresses are lawful mail, and never a follower.
PLAIN = re.compile(
    r"[a-z0-9.!#$&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z][a-z0-9-]{0,61}[a-z0-9]", re.ASCII
)


@rule
def why_not_ask(address: str, call: Call | None) -> Iterator[Reason]:
    """An address one can write to, and a call that the world may know of."""
    if len(address) > 254 or not PLAIN.fullmatch(address):
        text = _("We cannot write to this address. Type one e-mail address, such as naam@gemeente.be.")
        yield Reason("address", text, "address")
    if call is not None and call.state == CallState.DRAFT:
        yield Reason("not-published", _("This call is not published yet."))


@rule
def why_not_confirm(subscription: Subscription, *, at: datetime) -> Iterator[Reason]:
    """Within three days after it was asked."""
    if subscription.state == State.ENDED:
        yield Reason("ended", _("You stopped following. Ask again if you want these mails."))
    elif subscription.state == State.ASKED and at >= subscription.asked_at + CONFIRM_WITHIN:
        yield Reason("too-late", _("This link worked for three days and is over. Ask for a new one."))
