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
    context = {
        "notice": notice,
        "paragraphs": [each for each in notice.body.split("\n\n") if each.strip()],
        "address": settings.BASE_URL + path if (path := link_of(notice)) else "",
        "sender": settings.SENDER,
    }
    with translation.override("nl"):
        message = EmailMultiAlternatives(
            subject=" ".join(notice.subject.split()),
            body=render_to_string("mail/notice.txt", context),
            to=[notice.to.email],
            headers={"Message-ID": f"<notice-{notice.pk}@{settings.BASE_URL.split('//')[-1].split(':')[0]}>"},
        )
        message.attach_alternative(render_to_string("mail/notice.html", context), "text/html")
    return message
