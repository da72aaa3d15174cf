"""The mail of a notice: a text part first, then the same words in the portal's frame."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.models import Notice

INVITED = "invited"


def link_of(notice: Notice) -> str:
    """The path in the mail. An invitation gets its key only here, on its way out, so that no row ever holds one."""
    if not notice.key.startswith(f"{INVITED}:"):
        return notice.link
    whose = {"uidb36": user_pk_to_url_str(notice.to), "key": default_token_generator.make_token(notice.to)}
    return reverse("account_reset_password_from_key", kwargs=whose)


def mail(notice: Notice) -> EmailMultiAlternatives:
    """Compose, do not send."""
    context = {"notice": notice, "address": settings.BASE_URL + path if (path := link_of(notice)) else ""}
    said = {"subject": notice.subject, "body": notice.body}
    message = compose("mail/notice", context, **said, to=notice.to.email, name=f"notice-{notice.pk}")
    if notice.calendar:
        message.attach("afspraak.ics", notice.calendar, "text/calendar; method=PUBLISH; charset=utf-8")
    return message


def compose(
    template: str, context: dict, *, subject: str, body: str, to: str, name: str, headers: dict | None = None
) -> EmailMultiAlternatives:
    """A mail in the portal's frame: text first, then the same words as HTML. `name` makes its Message-ID."""
    context = context | {
        "paragraphs": [each for each in body.split("\n\n") if each.strip()],
        "sender": settings.SENDER,
    }
    host = settings.BASE_URL.split("//")[-1].split(":")[0]
    with translation.override("nl"):
        message = EmailMultiAlternatives(
            subject=" ".join(subject.split()),
            body=render_to_string(f"{template}.txt", context),
            to=[to],
            headers={"Message-ID": f"<{name}@{host}>"} | (headers or {}),
        )
        message.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    return message
