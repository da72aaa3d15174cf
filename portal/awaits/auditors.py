"""Where an auditor begins."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from calls.models import Call
from calls.states import CallState
from portal.awaits.section import FEW, Section, call_words
from workflow import dutch


def auditor(user: User, at: datetime) -> Iterator[Section]:
    sealed = Call.objects.filter(state=CallState.SEALED).select_related("type").order_by("-sealed_at", "-pk")
    yield Section(
        "dossiers",
        _("Sealed calls"),
        [_sealed(call) for call in sealed[:FEW]],
        _("No call is sealed yet. Files can be read after that."),
        reverse("applications:staff_list"),
        _("See the files"),
    )
    yield Section(
        "logboek",
        _("Log"),
        [
            {
                "title": _("What was done, by whom and when"),
                "url": reverse("log"),
                "text": _("Each line is chained to the one before it, so that a change or a gap shows."),
                "urgent": False,
            }
        ],
    )


def _sealed(call: Call) -> dict:
    n = (call.seal or {}).get("count", 0)
    return {
        "title": call.title,
        "url": f"{reverse('applications:staff_list')}?oproep={call.slug}",
        "text": call_words(call),
        "kind": "quiet",
        "badge": ngettext("%(n)s application", "%(n)s applications", n) % {"n": n},
        "icon": "lock",
        "when": _("sealed on %(moment)s") % {"moment": dutch.short_moment(call.sealed_at)},
        "urgent": False,
    }
