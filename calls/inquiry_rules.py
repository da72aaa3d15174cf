"""May this question be asked, answered, referred or declined, and if not, why not? Reads only."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import LOCAL_ROLES, Role
from calls.models import Call, Inquiry
from calls.states import CallState, InquiryState
from workflow import dutch
from workflow.refusals import Reason, rule

LONGEST = 2000
WAITING = 10  # questions of one person in one call that may wait at the same time


def questions_until(call: Call) -> datetime:
    """The moment from which no question is taken any more."""
    return call.questions_close_at or call.closes_at


@rule
def why_not_ask_now(call: Call, *, by, at: datetime) -> Iterator[Reason]:
    """Local officials ask, about a published call, until the questions close."""
    if not by.roles & LOCAL_ROLES:
        yield Reason("not-local", _("Only people who work for a local government ask questions here."))
    if call.state == CallState.DRAFT:
        yield Reason("not-published", _("This call is not published yet."))
    elif at >= questions_until(call):
        text = _("Questions could be asked until %(moment)s.") % {"moment": dutch.moment(questions_until(call))}
        yield Reason("questions-closed", text)


@rule
def why_not_ask(call: Call, text: str, *, by, at: datetime) -> Iterator[Reason]:
    """One question of some length, and not too many at once."""
    yield from why_not_ask_now(call, by=by, at=at)
    if not text.strip():
        yield Reason("empty", _("Write your question."), "text")
    if len(text) > LONGEST:
        yield Reason("too-long", _("Write your question in at most 2.000 characters."), "text")
    if call.inquiries.waiting().filter(asked_by=by).count() >= WAITING:
        text = _("Ten questions of yours wait for an answer. Wait for those first.")
        yield Reason("too-many", text)


def _officer_only(by) -> Iterator[Reason]:
    if Role.OFFICER not in by.roles:
        yield Reason("not-an-officer", _("Only a programme officer can do this."))


def _waiting(inquiry: Inquiry) -> Iterator[Reason]:
    if inquiry.state != InquiryState.ASKED:
        yield Reason(
            "settled", _("This question was settled before: %(state)s.") % {"state": inquiry.get_state_display()}
        )


def _not_over_another(inquiry: Inquiry, edit: int | None) -> Iterator[Reason]:
    if edit is not None and edit != inquiry.edit:
        text = _("A colleague saved this answer while you were typing. Compare it with yours and save again.")
        yield Reason("edited-meanwhile", text)


@rule
def why_not_draft(inquiry: Inquiry, wording: str, *, by, edit: int | None = None) -> Iterator[Reason]:
    """Words are weighed while the question waits, and never over a colleague's newer ones."""
    yield from _officer_only(by)
    yield from _waiting(inquiry)
    yield from _not_over_another(inquiry, edit)
    if not wording.strip():
        yield Reason("no-wording", _("Write the question as everybody may read it."), "wording")


def _nobody_refers(inquiry: Inquiry) -> Iterator[Reason]:
    if inquiry.referring.exists():
        yield Reason("referred-to", _("Other questions refer to this one. Answer it."))


@rule
def why_not_refer(inquiry: Inquiry, to: Inquiry | None, *, by) -> Iterator[Reason]:
    """To another question of the same call that has an answer or gets one."""
    yield from _officer_only(by)
    yield from _waiting(inquiry)
    yield from _nobody_refers(inquiry)
    good = to is not None and to.call_id == inquiry.call_id and to.pk != inquiry.pk
    if not good or to.state not in (InquiryState.ASKED, InquiryState.PUBLISHED):
        yield Reason("no-such-question", _("Choose the question that asks the same."), "same_as")


@rule
def why_not_turn_down(inquiry: Inquiry, reason: str, *, by) -> Iterator[Reason]:
    """A question without a public answer gets a reason."""
    yield from _officer_only(by)
    yield from _waiting(inquiry)
    yield from _nobody_refers(inquiry)
    if not reason.strip():
        yield Reason(
            "no-reason", _("Write why this question gets no public answer. Only who asked reads it."), "reason"
        )


@rule
def why_not_publish_answers(call: Call, ready: list[Inquiry], *, by) -> Iterator[Reason]:
    """There is something to publish."""
    yield from _officer_only(by)
    if not ready:
        yield Reason("none-ready", _("No answer is ready. Write one first."))


@rule
def why_not_correct(inquiry: Inquiry, answer: str, *, by, edit: int | None = None) -> Iterator[Reason]:
    """A published answer, by something else."""
    yield from _officer_only(by)
    if inquiry.state != InquiryState.PUBLISHED:
        yield Reason("not-published", _("This answer is not published yet."))
    yield from _not_over_another(inquiry, edit)
    if not answer.strip():
        yield Reason("no-answer", _("Write the answer."), "answer")
    elif answer.strip() == inquiry.answer:
        yield Reason("same-answer", _("This is the answer as it is. Change it, or leave it."), "answer")
