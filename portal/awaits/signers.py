"""What awaits who was asked to sign off an application of the own government."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import LOCAL_ROLES, User
from applications import consent, signoff
from applications.models import Answer, Application
from applications.states import EDITABLE, SignOffState
from portal.awaits.section import call_words, left


def to_sign(files: Iterable[Application], user: User, at: datetime) -> Iterator[dict]:
    """A row for each application that waits for this signature, the first time or again.

    `files` come with `sign_off__asked_by`; only what was signed before is read again, to see whether it changed.
    """
    mine = [each for each in files if each.sign_off_id and _asks(each, user, at)]
    outdated = _outdated([each.pk for each in mine if each.sign_off.state == SignOffState.SIGNED])
    for each in mine:
        again = each.sign_off.state == SignOffState.SIGNED
        if again and each.pk not in outdated:
            continue
        title = _("Sign off again what changed: %(title)s") if again else _("Read and sign off: %(title)s")
        text = _("%(who)s asks it, for application %(number)s, %(call)s.") % {
            "who": each.sign_off.asked_by,
            "number": each.number,
            "call": call_words(each.call, inside=True),
        }
        yield {
            "title": title % {"title": each.title},
            "url": reverse("applications:sign_off", args=[each.number]),
            "text": text,
            "until": each.closes_at,
        } | left(each.closes_at, at)


def _asks(application: Application, user: User, at: datetime) -> bool:
    found = application.sign_off
    if found.signer_id != user.pk or found.state not in (SignOffState.ASKED, SignOffState.SIGNED):
        return False
    own = user.is_in(application.organisation_id, *LOCAL_ROLES)
    return own and application.state in EDITABLE and application.is_open_at(at)


def _outdated(ids: list[int]) -> set[int]:
    """Which of these are no longer as they were signed."""
    if not ids:
        return set()
    lists = [*consent.lists(), Prefetch("answers", Answer.objects.current()), "call__criteria", "call__categories"]
    files = Application.objects.select_related("call__type", "call__form__current", "organisation", "focus", "sign_off")
    return {each.pk for each in files.filter(pk__in=ids).prefetch_related(*lists) if not signoff.standing(each).stands}
