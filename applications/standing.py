"""How an application stands, as the people of its governments see it, and as the Flemish side does.

Until a decision is announced the first see that it is being treated, and no more: whether it was admitted, what the
jury thinks or what was decided shows in no word, no button and no date. The outcome is told by the floor of decisions.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from applications.models import Application
from applications.states import State
from workflow import dutch


@dataclass(frozen=True)
class Standing:
    """A badge, who is to act, and until when; `until` may be empty."""

    kind: str
    icon: str
    badge: str
    actor: str
    until: str = ""
    code: str = ""


def of(application: Application, at: datetime, *, ours: bool = True) -> Standing:
    """How it stands for its governments; `ours` when the reader works for the lead government."""
    call, state = application.call, application.state
    actor = _("Your government") if ours else application.organisation.full_name
    until = dutch.moment(call.closes_at)
    if state == State.WITHDRAWN:
        return Standing("quiet", "undo", _("Withdrawn"), _("Nobody"), code="withdrawn")
    if state == State.LAPSED or (state == State.DRAFT and call.is_closed_at(at)):
        return Standing("quiet", "lock", _("Not handed in"), _("Nobody"), code="lapsed")
    if state == State.DRAFT:
        return Standing("quiet", "half", _("Draft"), actor, until, code="draft")
    if not call.is_closed_at(at):
        if state == State.REOPENED:
            return Standing("soon", "pen", _("Handed in, being changed"), actor, until, code="reopened")
        nobody = _("Nobody; you may still change it") if ours else _("Nobody")
        return Standing("busy", "check", _("Handed in"), nobody, until, code="submitted")
    by = _("at the latest %(day)s") % {"day": dutch.weekday(call.decision_by)} if call.decision_by else ""
    return Standing("busy", "circle", _("Being treated"), _("The administration and the jury"), by, code="treated")


STAFF_BADGES = {
    State.SUBMITTED: ("soon", "clock"),
    State.REOPENED: ("soon", "clock"),
    State.ADMITTED: ("busy", "circle"),
    State.INADMISSIBLE: ("bad", "cross"),
    State.FINISHED: ("good", "check"),
    State.WITHDRAWN: ("quiet", "undo"),
}


def for_staff(application: Application) -> dict:
    """The badge on the Flemish side: `kind`, `icon`, `text`."""
    kind, icon = STAFF_BADGES.get(application.state, ("quiet", "circle"))
    words = {
        State.SUBMITTED: _("To check"),
        State.REOPENED: _("To check"),
        State.ADMITTED: _("Admissible"),
        State.INADMISSIBLE: _("Not admissible"),
        State.FINISHED: _("Decided"),
        State.WITHDRAWN: _("Withdrawn"),
    }
    return {"kind": kind, "icon": icon, "text": words.get(application.state, application.get_state_display())}


def timeline(application: Application, at: datetime, first_received: datetime | None) -> list[dict]:
    """Where is my application: what passed, where it is now, what comes, without a hint of the outcome."""
    call, standing = application.call, of(application, at)
    steps = [("past", _("Started"), dutch.short_moment(application.created_at))]
    if first_received:
        steps.append(("past", _("Handed in"), dutch.moment(first_received)))
    if standing.code == "withdrawn":
        return _drawn([*steps, ("here", _("Withdrawn"), application.withdrawal)])
    if standing.code == "lapsed":
        closed = _("The call closed on %(moment)s.") % {"moment": dutch.moment(call.closes_at)}
        return _drawn([*steps, ("here", _("Not handed in"), closed)])
    if standing.code == "draft":
        steps.append(("here", _("You are filling it in"), ""))
        steps.append(("", _("Hand in"), _("at the latest %(moment)s") % {"moment": dutch.moment(call.closes_at)}))
    elif standing.code in ("submitted", "reopened"):
        steps.append(("here", _("Handed in; the call is still open"), _("You may change it until the closing.")))
        steps.append(("", _("The call closes"), dutch.moment(call.closes_at)))
    else:
        steps.append(("past", _("The call closed"), dutch.moment(call.closes_at)))
    if application.state == State.FINISHED:
        return _drawn([*steps, ("here", _("Decided"), "")])
    if standing.code == "treated":
        steps.append(("here", _("Being treated by the administration and the jury"), ""))
    elif call.jury_on:
        steps.append(("", _("The jury meets"), dutch.weekday(call.jury_on)))
    until = _("at the latest %(day)s") % {"day": dutch.weekday(call.decision_by)} if call.decision_by else ""
    return _drawn([*steps, ("", _("You hear the decision"), until)])


def _drawn(steps) -> list[dict]:
    return [{"state": state, "title": title, "text": text} for state, title, text in steps]
