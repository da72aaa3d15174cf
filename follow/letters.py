"""The mails to who follows: each says why it comes and how to stop it, also for the button of a mail program."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from accounts import letters
from follow import tokens
from follow.models import Mailing

CONFIRM = "confirm"


def mail(mailing: Mailing) -> EmailMultiAlternatives:
    """Compose, do not send. The signed address of a confirmation is made here, so that no row ever holds one."""
    subscription = mailing.subscription
    asks = mailing.key.startswith(f"{CONFIRM}:")
    stop = settings.BASE_URL + tokens.path_to("stop", subscription)
    path = tokens.path_to("confirm", subscription) if asks else mailing.link
    context = {
        "mailing": mailing,
        "subscription": subscription,
        "asks": asks,
        "address": settings.BASE_URL + path if path else "",
        "action": mailing.action,
        "stop": stop,
    }
    # RFC 8058: the mail program may post to this address at once, without a page in between.
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return letters.compose(
        "mail/follow",
        context,
        subject=mailing.subject,
        body=mailing.body,
        to=subscription.address,
        name=f"mailing-{mailing.pk}",
        headers={"Auto-Submitted": "auto-generated"} if asks else headers,
    )
