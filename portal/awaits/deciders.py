"""What awaits who decides."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from applications.models import Application
from applications.states import State
from decisions.states import State as DecisionState
from portal.awaits.section import Section
from workflow import dutch


def decider(user: User, at: datetime) -> Iterator[Section]:
    files = Application.objects.sealed().exclude(state=State.FINISHED).order_by()
    counted = files.values("call__slug", "call__title", "call__decision_by").annotate(
        n=Count("pk"),
        undecided=Count("pk", filter=Q(decision=None)),
        judged=Count("pk", filter=Q(decision=None, state__in=(State.ADMITTED, State.INADMISSIBLE))),
        taken=Count("pk", filter=Q(decision__state=DecisionState.TAKEN)),
    )
    rows = [
        _decidable(row) for row in counted.order_by("call__decision_by", "call__slug") if row["judged"] or row["taken"]
    ]
    yield Section(
        "taken",
        _("What waits for a decision"),
        rows,
        _("Nothing waits for a decision. A call stands here once its files are checked."),
        reverse("decisions:list"),
        _("See the decisions"),
    )

    yield Section(
        "projecten",
        _("Projects"),
        [
            {
                "title": _("Choose boost projects"),
                "url": reverse("projects:list"),
                "text": _("Open an approved project in the catalogue and say what others can re-use."),
                "urgent": False,
            }
        ],
    )


def _decidable(row: dict) -> dict:
    ready = row["undecided"] == 0
    facts = {"call": row["call__title"], "n": row["undecided"], "all": row["n"]}
    due = row["call__decision_by"]
    return {
        "title": (_("Announce: %(call)s") if ready else _("Decide: %(call)s")) % facts,
        "url": reverse("decisions:call", args=[row["call__slug"]]),
        "text": (
            _("All %(all)s files have their decision. Announce them together.")
            if ready
            else _("%(n)s of %(all)s files have no decision yet.")
        )
        % facts,
        "kind": "soon" if ready else "busy",
        "badge": _("Ready to announce") if ready else _("To decide"),
        "icon": "mail" if ready else "pen",
        "when": _("at the latest on %(day)s") % {"day": dutch.weekday(due)} if due else "",
    }
