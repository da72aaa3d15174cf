"""May a juror say this of his interest in a file, and may an officer take a doubt away? Reads only."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from reviews.models import Interest, Juror
from reviews.rules.parties import officer_only
from reviews.states import JurorState
from workflow.refusals import Reason, rule

if TYPE_CHECKING:  # it asks these rules who takes part
    from reviews.interests import Line

Answer = Interest.Answer


@rule
def why_not_answer_at_all(juror: Juror, *, by) -> Iterator[Reason]:
    """Only the juror himself answers, and only who takes part."""
    if juror.user_id != by.pk:
        yield Reason("not-yours", _("Everyone answers for himself."))
    elif juror.state != JurorState.SITTING:
        yield Reason("not-in-jury", _("First say that you take part in the jury."))


@rule
def why_not_answer(line: "Line | None", answer: str, remark: str) -> Iterator[Reason]:
    """An answer is one of three; a conflict or a doubt says which, and against what the portal knows a no says why."""
    if line is None or line.known or line.interest and line.interest.is_blocking:
        yield Reason("no-such-file", _("This file does not stand in your list."))
        return
    if answer not in Answer.values:
        yield Reason("no-answer", _("Choose one of the three answers."), f"answer-{line.pk}")
    elif answer != Answer.NONE and not remark.strip() and not line.hints:
        yield Reason("no-remark", _("Write what your interest is."), f"remark-{line.pk}")
    elif answer == Answer.NONE and line.hints and not remark.strip():
        text = _("Write why this is no interest: %(hint)s.") % {"hint": line.hints[0]}
        yield Reason("hint-not-met", text, f"remark-{line.pk}")
    if len(remark) > 300:
        yield Reason("too-long", _("Shorten this to 300 characters."), f"remark-{line.pk}")


@rule
def why_not_resolve(interest: Interest, resolution: str, *, by, reason: str = "-") -> Iterator[Reason]:
    """An officer takes a doubt away or makes it a conflict, once, and says why."""
    yield from officer_only(by)
    if interest.answer != Answer.DOUBT or interest.resolution:
        yield Reason("no-doubt", _("There is no doubt here that waits for an answer."))
    if resolution not in (Answer.NONE, Answer.CONFLICT):
        yield Reason("no-answer", _("Choose what you decide."), "resolution")
    if not reason.strip():
        yield Reason("no-reason", _("Write why you decide so. The juror reads it."), "reason")


@rule
def why_not_ask_again(interest: Interest, *, by, reason: str = "-") -> Iterator[Reason]:
    """An answer that was given by mistake is asked again, by an officer and with a reason."""
    yield from officer_only(by)
    if not interest.is_blocking:
        yield Reason("not-blocking", _("This answer closes no file, and the juror can change it himself."))
    if not reason.strip():
        yield Reason("no-reason", _("Write why you ask again. The juror reads it."), "reason")
