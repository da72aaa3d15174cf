"""The mail of a notice: a text part first, then the same words in the portal's frame."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import Notice


def mail(notice: Notice) -> EmailMultiAlternatives:
    """Compose, do not send."""
    context = {
        "notice": notice,
        "paragraphs": [each for each in notice.body.split("\n\n") if each.strip()],
        "address": settings.BASE_URL + notice.link if notice.link else "",
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
