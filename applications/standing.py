"""How an application stands, as the people of its governments see it, and as the Flemish side does.

Until a decision is announced the first see that it is being treated, and no more: whether it was admitted, what the
jury thinks or what was decided shows in no word, no button and no date. The outcome is told by the floor of decisions.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from applications.models import Application, Completion
from applications.states import CompletionState, State
from applications.term import term_of
from workflow import dutch
from workflow.models import Event
from workflow.moments import wall


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
    state = application.state
    actor = _("Your government") if ours else application.organisation.full_name
    until = dutch.moment(application.closes_at)
    if state == State.WITHDRAWN:
        return Standing("quiet", "undo", _("Withdrawn"), _("Nobody"), code="withdrawn")
    if state == State.LAPSED or (state == State.DRAFT and application.is_closed_at(at)):
        return Standing("quiet", "lock", _("Not handed in"), _("Nobody"), code="lapsed")
    if state == State.DRAFT:
        return Standing("quiet", "half", _("Draft"), actor, until, code="draft")
    if not application.is_closed_at(at):
        if state == State.COMPLETING:
            return Standing("soon", "pen", _("To be completed"), actor, until, code="completing")
        if state == State.REOPENED:
            return Standing("soon", "pen", _("Handed in, being changed"), actor, until, code="reopened")
        nobody = _("Nobody; you may still change it") if ours else _("Nobody")
        return Standing("busy", "check", _("Handed in"), nobody, until, code="submitted")
    due = application.decision_by
    by = _("at the latest %(day)s") % {"day": dutch.weekday(due)} if due else ""
    return Standing("busy", "circle", _("Being treated"), _("The administration and the jury"), by, code="treated")


STAFF_BADGES = {
    State.SUBMITTED: ("soon", "clock"),
    State.REOPENED: ("soon", "clock"),
    State.COMPLETING: ("busy", "pen"),
    State.ADMITTED: ("busy", "circle"),
    State.INADMISSIBLE: ("bad", "cross"),
    State.FINISHED: ("good", "check"),
    State.WITHDRAWN: ("quiet", "undo"),
}


STAFF_WORDS = {
    State.SUBMITTED: gettext_lazy("To check"),
    State.REOPENED: gettext_lazy("To check"),
    State.COMPLETING: gettext_lazy("Being completed"),
    State.ADMITTED: gettext_lazy("Admissible"),
    State.INADMISSIBLE: gettext_lazy("Not admissible"),
    State.FINISHED: gettext_lazy("Decided"),
    State.WITHDRAWN: gettext_lazy("Withdrawn"),
}


def for_staff(state: str) -> dict:
    """The badge on the Flemish side of a file in this state: `kind`, `icon`, `text`."""
    kind, icon = STAFF_BADGES.get(state, ("quiet", "circle"))
    return {"kind": kind, "icon": icon, "text": str(STAFF_WORDS.get(state) or State(state).label)}


# Of what is written in the log these are all that an applicant may see a moment of.
TOLD = ("submit", "reopen", "ask_completion", "withdraw", "lapse", "finish")


def moments_of(application: Application) -> dict[str, datetime]:
    """When each of these last happened; nothing of what the Flemish side does. One query."""
    return dict(Event.objects.of(application).filter(verb__in=TOLD).values_list("verb", "at"))


VERBS = {"submitted": "submit", "reopened": "reopen", "completing": "ask_completion", "withdrawn": "withdraw"}


def since(application: Application, at: datetime, moments: dict[str, datetime]) -> str:
    """Since when it stands as it does: the same for all files of a call, once that is closed."""
    code = of(application, at).code
    verb = VERBS.get(code)
    if application.state == State.FINISHED:
        verb = "finish"
    elif code == "treated":
        _title, _who, begun = _stage(application.call, at)
        return begun
    moment = moments.get(verb) if verb else application.closes_at if code == "lapsed" else application.created_at
    return dutch.short_moment(moment) if moment else ""


def _stage(call, at: datetime) -> tuple[str, str, str]:
    """What is going on in a closed call, by its calendar only: no file shows more than another."""
    last = call.jury_done_on
    if last and wall(at).date() > last:
        who = call.decider_title or _("The decider")
        return _("The decision is being prepared"), who, dutch.day(last)
    who = _("The administration and the jury")
    return _("Being treated by the administration and the jury"), who, dutch.short_moment(call.closes_at)


def timeline(
    application: Application,
    at: datetime,
    first_received: datetime | None,
    moments: dict,
    *,
    ours: bool = True,
    completions: Sequence[Completion] = (),
) -> list[dict]:
    """Where is my application: what passed, who acts now and since when, what is expected when, and no outcome."""
    standing = of(application, at, ours=ours)
    begun = since(application, at, moments)
    steps = [_step("past", _("Started"), dutch.short_moment(application.created_at))]
    if first_received:
        steps.append(_step("past", _("Handed in"), dutch.moment(first_received)))
    last = moments.get("submit")
    if first_received and last and last > first_received:
        steps.append(_step("past", _("Handed in again"), dutch.moment(last)))
    if standing.code == "withdrawn":
        return [*steps, _step("here", _("Withdrawn"), application.withdrawal, begun=begun)]
    if standing.code == "lapsed":
        closed = _("The call closed on %(moment)s.") % {"moment": dutch.moment(application.closes_at)}
        return [*steps, _step("here", _("Not handed in"), closed)]
    if standing.code == "draft":
        title = _("You are filling it in") if ours else _("The lead government is filling it in")
        steps.append(_step("here", title, "", standing.actor, begun))
        until = dutch.moment(application.closes_at)
        steps.append(_step("", _("Hand in"), _("at the latest %(moment)s") % {"moment": until}))
    elif standing.code == "reopened":
        title = _("You are changing it") if ours else _("The lead government is changing it")
        said = _("What was handed in counts until it is handed in again.")
        steps.append(_step("here", title, said, standing.actor, begun))
        steps.append(_step("", _("The call closes"), dutch.moment(application.closes_at)))
    elif standing.code == "submitted":
        said = _("You may change it until the closing.") if ours else ""
        steps.append(_step("here", _("Handed in; the call is still open"), said, standing.actor, begun))
        steps.append(_step("", _("The call closes"), dutch.moment(application.closes_at)))
    else:
        steps.append(_step("past", _("The call closed"), dutch.moment(application.closed_at)))
        steps += [_step("past", *past_in_words(each)) for each in completions if not each.is_open_at(at)]
    if standing.code == "completing":
        title = _("You complete what the administration asked") if ours else _("The lead government completes it")
        steps.append(_step("here", title, term_in_words(application, completions, at), standing.actor, begun))
        steps.append(
            _step("", _("Hand in what is completed"), _("at the latest %(moment)s") % {"moment": standing.until})
        )
    if application.state == State.FINISHED:
        return [*steps, _step("here", _("Decided"), "", begun=begun)]
    return steps + _to_come(application, at, completions, treated=standing.code == "treated")


def past_in_words(completion: Completion) -> tuple[str, str]:
    """What came of a request to complete: a title and a sentence."""
    facts = {
        "day": dutch.day(completion.at),
        "moment": dutch.moment(completion.closes_at),
        "ended": dutch.moment(completion.ended_at) if completion.ended_at else "",
        "reason": completion.reason,
    }
    if completion.state == CompletionState.ANSWERED:
        return _("Completed"), _("Asked on %(day)s, received on %(ended)s.") % facts
    if completion.state == CompletionState.CALLED_OFF:
        return _("The request to complete was withdrawn"), _("Asked on %(day)s. %(reason)s") % facts
    text = _("Asked on %(day)s, until %(moment)s. What was handed in before counts.")
    return _("Not completed in time"), text % facts


def term_in_words(application: Application, completions: Iterable[Completion], at: datetime) -> str:
    """How the term to decide stands for this file; nothing when it never stood still."""
    promised = application.call.decision_by
    term = term_of(promised, [each.pause for each in completions])
    facts = {"days": dutch.number(term.days), "due": dutch.weekday(term.due) if term.due else ""}
    if term.still and not application.is_closed_at(at):
        facts |= {"since": dutch.weekday(term.still.since), "again": dutch.weekday(term.still.until)}
        text = _("The term to decide stands still since %(since)s and runs again from %(again)s at the latest.")
        said = [text % facts]
        said += [_("The decision then falls on %(due)s at the latest.") % facts] if term.due else []
    elif term.days:
        text = ngettext(
            "The term to decide stood still for %(days)s day.", "The term to decide stood still for %(days)s days.",
            term.days,
        )  # fmt: skip
        said = [text % facts]
        said += [_("The decision falls on %(due)s at the latest.") % facts] if term.due else []
    else:
        return ""
    return " ".join(said)


def _to_come(application: Application, at: datetime, completions: Sequence[Completion], *, treated: bool) -> list[dict]:
    """From the closing to the announcement, as the calendar of the call has it."""
    call, due, today = application.call, application.decision_by, wall(at).date()
    steps = []
    jury = call.jury_on and _step("", _("The jury meets"), dutch.weekday(call.jury_on))
    met = bool(call.jury_on and today > call.jury_done_on)
    if treated and met:
        steps.append(_step("past", _("Day of the jury"), dutch.weekday(call.jury_on)))
    if treated:
        title, who, begun = _stage(call, at)
        steps.append(_step("here", title, "", who, begun))
    if jury and not (treated and met):
        steps.append(jury)
    said = ""
    if due:
        text = _("at the latest %(day)s") if today <= due else _("was expected %(day)s; it takes longer")
        said = text % {"day": dutch.weekday(due)}
        if treated and (paused := term_in_words(application, completions, at)):
            said = f"{said}. {paused}"
    steps.append(_step("", _("You hear the decision"), said))
    return steps


def _step(state: str, title: str, text: str, who: str = "", begun: str = "") -> dict:
    """One step; `who` acts, `begun` is since when."""
    who = who[:1].lower() + who[1:] if who[1:2].islower() else who  # inside a sentence; OCMW stays OCMW
    return {"state": state, "title": title, "text": text, "who": who, "begun": begun}
