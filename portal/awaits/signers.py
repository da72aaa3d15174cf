"""What awaits who was asked to sign off an application of the own government."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from applications import consent, signoff
from applications.models import Answer, Application, SignOff
from applications.states import EDITABLE, SignOffState
from portal.awaits.section import call_words, left

MOST = 20


def to_sign(user: User, at: datetime) -> Iterator[dict]:
    """A row for each application that waits for this signature, the first time or again."""
    lists = [*consent.lists(), Prefetch("answers", Answer.objects.current()), "call__criteria", "call__categories"]
    files = Application.objects.select_related("call__type", "call__form__current", "organisation", "focus")
    waiting = SignOff.objects.filter(
        signer=user,
        state__in=(SignOffState.ASKED, SignOffState.SIGNED),
        application__state__in=EDITABLE,
        application__organisation__in=user.organisation_ids,
        application__call__closes_at__gt=at,
    )
    prefetched = Prefetch("application", files.select_related("sign_off").prefetch_related(*lists))
    for each in waiting.select_related("asked_by").prefetch_related(prefetched).order_by("-asked_at")[:MOST]:
        application = each.application
        again = each.state == SignOffState.SIGNED
        if not application.is_open_at(at) or again and signoff.standing(application).stands:
            continue
        title = _("Sign off again what changed: %(title)s") if again else _("Read and sign off: %(title)s")
        text = _("%(who)s asks it, for application %(number)s, %(call)s.") % {
            "who": each.asked_by,
            "number": application.number,
            "call": call_words(application.call, inside=True),
        }
        yield {
            "title": title % {"title": application.title},
            "url": reverse("applications:sign_off", args=[application.number]),
            "text": text,
            "until": application.closes_at,
        } | left(application.closes_at, at)
