"""How pages say what was decided."""

from django.utils.translation import gettext as _

from decisions.models import Decision
from decisions.states import Outcome
from documents.states import State as Paper


def badge_of(decision: Decision | None, asked=None) -> dict:
    """The badge of a decision; `asked` tells a whole award from a part of it."""
    if decision is None:
        return {"kind": "", "text": _("To decide")}
    if decision.outcome == Outcome.AWARD:
        if asked is not None and decision.amount < asked:
            return {"kind": "soon", "text": _("Partly awarded"), "icon": "half"}
        return {"kind": "good", "text": _("Awarded")}
    if decision.outcome == Outcome.REFUSAL:
        return {"kind": "bad", "text": _("Refused")}
    return {"kind": "bad", "text": _("Not admissible")}


def letter_of(decision: Decision) -> dict:
    """The state of the letter, for staff."""
    if decision.document is None:
        return {"kind": "quiet", "text": _("Not announced")}
    if decision.document.state == Paper.MADE:
        return {"kind": "good", "text": _("Letter made")}
    if decision.document.state == Paper.FAILED:
        return {"kind": "bad", "text": _("Letter failed")}
    return {"kind": "busy", "text": _("Letter being made")}
