"""May this happen to an application, and if not, why not? Reads only."""

from collections.abc import Iterator
from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models import Organisation, Role
from applications.models import Application, Participant
from applications.money import most_for, totals
from applications.states import EDITABLE, State
from calls.models import Call
from workflow import dutch
from workflow.moments import wall
from workflow.refusals import Reason, rule


def project_term(call: Call, starts_on: date | None) -> date:
    """The last day a project of this call may end.

    A term in months counts from the award, which is not known yet: from the day the decision is due, or else from
    the start of the project, whichever is later.
    """
    known = [day for day in (call.decision_by, starts_on, wall(call.closes_at).date()) if day]
    return call.type.ends_by(max(known))


@rule
def why_not_start(call: Call, organisation: Organisation, *, by, at: datetime) -> Iterator[Reason]:
    """May this person start an application for this government?"""
    if not by.is_in(organisation.pk, Role.DRAFTER, Role.SUBMITTER):
        yield Reason("not-yours", _("You do not work for this government in the portal."), "organisation")
    if not call.is_open_at(at):
        yield Reason("call-closed", _("This call is not open."))
    if organisation.kind not in call.eligible_kinds:
        yield Reason("not-eligible", _("This kind of government cannot apply in this call."), "organisation")
    day = wall(at).date()
    if (organisation.valid_until and organisation.valid_until < day) or (
        organisation.valid_from and organisation.valid_from > day
    ):
        yield Reason(
            "not-valid", _("This government does not exist at this moment. Apply with its successor."), "organisation"
        )


def _own(application: Application, by, *roles: str) -> Iterator[Reason]:
    if not by.is_in(application.organisation_id, *roles):
        yield Reason("not-yours", _("Only the lead government can do this."))


@rule
def why_not_edit(
    application: Application, *, by, at: datetime, part: str = "", edit: int | None = None
) -> Iterator[Reason]:
    """Drafts and reopened files are edited by their own government while the call is open.

    `edit` is the version of this part that the person had before them; another one means a colleague saved it.
    """
    yield from _own(application, by, Role.DRAFTER, Role.SUBMITTER)
    if application.state not in EDITABLE:
        yield Reason("not-editable", _("This application is handed in or ended. It cannot be changed now."))
    elif not application.call.is_open_at(at):
        moment = dutch.moment(application.call.closes_at)
        yield Reason(
            "call-closed", _("The call closed on %(moment)s. Nothing can be changed any more.") % {"moment": moment}
        )
    if edit is not None and edit != application.edits.get(part, 0):
        text = _(
            "A colleague saved this part while you were typing. Compare with the newest text below and save again."
        )
        yield Reason("edited-meanwhile", text)


@rule
def why_not_submit(application: Application, *, by, at: datetime) -> Iterator[Reason]:
    """Everything that stands between a draft and its receipt, each with the field it is about."""
    call = application.call
    if not by.is_in(application.organisation_id, Role.SUBMITTER):
        text = _("Only somebody with the role “submitter” in your government can hand in.")
        yield Reason("not-a-submitter", text)
    if application.state not in EDITABLE:
        yield Reason("wrong-state", _("This application is not a draft."))
    if at < call.opens_at:
        moment = dutch.moment(call.opens_at)
        yield Reason("call-not-open", _("The call opens on %(moment)s.") % {"moment": moment})
    elif not call.is_open_at(at):
        text = _("The call closed on %(moment)s. Your request arrived on %(arrived)s at %(clock)s.")
        facts = {
            "moment": dutch.moment(call.closes_at),
            "arrived": dutch.weekday(at),
            "clock": dutch.clock(at, seconds=True),
        }
        yield Reason("call-closed", text % facts)
    yield from _incomplete(application)


def _incomplete(application: Application) -> Iterator[Reason]:
    yield from _project_reasons(application)
    yield from _cost_reasons(application)
    answered = {a.criterion_id for a in application.answers.all() if a.text.strip()}
    for criterion in application.call.criteria.all():
        if criterion.pk not in answered:
            text = _("Answer the criterion “%(name)s”.") % {"name": criterion.name}
            yield Reason("no-answer", text, f"answers-{criterion.pk}")
    if application.organisation.kind not in application.call.eligible_kinds:
        yield Reason("not-eligible", _("This kind of government cannot apply in this call."), "organisation")


def _project_reasons(application: Application) -> Iterator[Reason]:
    call = application.call
    for name, text in {
        "title": _("Give the project a name."),
        "summary": _("Write a summary."),
        "goals": _("Write the goals."),
    }.items():
        if not getattr(application, name).strip():
            yield Reason(f"no-{name}", text, name)
    if application.focus_id is None:
        yield Reason("no-focus", _("Choose a focus."), "focus")
    elif application.focus_id not in {each.pk for each in call.focuses.all()}:
        yield Reason("focus-not-in-call", _("This focus is not part of the call. Choose another one."), "focus")
    if application.starts_on is None:
        yield Reason("no-start", _("Fill in when the project starts."), "starts_on")
    if application.ends_on is None:
        yield Reason("no-end", _("Fill in when the project ends."), "ends_on")
    elif application.ends_on > (last := project_term(call, application.starts_on)):
        text = _("A project of this type ends at the latest on %(day)s. Choose an earlier end.") % {
            "day": dutch.day(last)
        }
        yield Reason("beyond-term", text, "ends_on")


def _cost_reasons(application: Application) -> Iterator[Reason]:
    call = application.call
    lines = list(application.costs.all())
    sums = totals(lines)
    if not lines:
        yield Reason("no-costs", _("Add at least one cost line."), "costs")
    elif sums.subsidy <= 0:
        yield Reason("no-subsidy", _("Ask for a subsidy on at least one cost line."), "costs")
    if sums.subsidy > call.max_subsidy:
        text = _("You ask for %(asked)s together. That can be %(most)s at most.")
        facts = {"asked": dutch.money(sums.subsidy), "most": dutch.money(call.max_subsidy)}
        yield Reason("above-maximum", text % facts, "costs")
    for line in lines:
        most = most_for(line.cost, call.flemish_share)
        if line.subsidy > most:
            text = _("Line %(n)s: the subsidy can be %(most)s at most (%(share)s of the cost).")
            facts = {"n": line.position, "most": dutch.money(most), "share": dutch.percent(call.flemish_share)}
            yield Reason("above-share", text % facts, f"costs-{line.position}")


def advice_before_submitting(application: Application) -> list[Reason]:
    """What does not stop anybody from handing in, but costs points later."""
    governments = [p for p in application.participants.all() if p.part != Participant.Part.SUBCONTRACTOR]
    topics = {a.topic for a in application.attachments.all() if a.removed_at is None}
    advice = []
    if governments and "agreement" not in topics:
        text = _(
            "You work together, but the signed cooperation agreement is missing. Without it the jury ignores the cooperation."
        )
        advice.append(Reason("no-agreement", text, "attachments"))
    if application.call.cooperation_required and not governments:
        text = _(
            "This call asks for cooperation with at least one other government. Without it a positive advice is not possible."
        )
        advice.append(Reason("no-cooperation", text, "participants"))
    return advice


@rule
def why_not_reopen(application: Application, *, by, at: datetime) -> Iterator[Reason]:
    """A submitted file can be changed until the closing; its submitted version stays valid meanwhile."""
    yield from _own(application, by, Role.SUBMITTER)
    if application.state != State.SUBMITTED:
        yield Reason("wrong-state", _("Only an application that was handed in can be changed again."))
    if not application.call.is_open_at(at):
        yield Reason("call-closed", _("The call is closed. What you handed in counts."))


@rule
def why_not_withdraw(application: Application, *, by, reason: str) -> Iterator[Reason]:
    """Withdrawing is possible until the decision is announced."""
    yield from _own(application, by, Role.SUBMITTER)
    if application.state not in Application.MOVES["withdraw"].sources:
        yield Reason("wrong-state", _("This application can no longer be withdrawn."))
    if not reason.strip():
        yield Reason("no-reason", _("Write why you withdraw."), "reason")


@rule
def why_not_lapse(application: Application) -> Iterator[Reason]:
    """Drafts lapse after the drain, never before."""
    if not application.call.is_sealed:
        yield Reason("not-sealed", _("The call is not sealed yet."))
