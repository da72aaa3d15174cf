"""What awaits a government that takes part in the application of another: its own yes or no."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Role, User
from applications import consent
from applications.models import Application, Confirmation
from applications.states import EDITABLE, ConfirmationState
from portal.awaits.section import call_words, left

MOST = 50


def to_confirm(user: User, at: datetime) -> Iterator[dict]:
    """A row for each question that waits, and for each confirmation that is outdated."""
    mine = [pk for pk in user.organisation_ids if user.is_in(pk, Role.SUBMITTER)]
    if not mine:
        return
    drafts = Application.objects.select_related("call__type", "organisation").prefetch_related(*consent.lists())
    waiting = Confirmation.objects.filter(
        organisation__in=mine,
        state__in=(ConfirmationState.ASKED, ConfirmationState.CONFIRMED),
        application__state__in=EDITABLE,
        application__call__closes_at__gt=at,
    ).order_by("-asked_at")
    for each in waiting.prefetch_related(Prefetch("application", drafts))[:MOST]:
        application = each.application
        voice = next((v for v in consent.voices(application) if v.organisation.pk == each.organisation_id), None)
        if voice is None or voice.standing not in ("asked", "outdated") or not application.is_open_at(at):
            continue
        yield _row(application, voice, at)


def _row(application: Application, voice: consent.Voice, at: datetime) -> dict:
    again = voice.standing == "outdated"
    lead = application.organisation.full_name
    title = _("Confirm again what changed: %(title)s") if again else _("Confirm what your government does: %(title)s")
    text = _("%(lead)s hands in application %(number)s, %(call)s, also for %(government)s.") % {
        "lead": lead[:1].upper() + lead[1:],
        "number": application.number,
        "call": call_words(application.call, inside=True),
        "government": voice.organisation.full_name,
    }
    return {
        "title": title % {"title": application.title},
        "url": reverse("applications:take_part", args=[application.number]),
        "text": text,
        "until": application.closes_at,
    } | left(application.closes_at, at)
