"""May the advice on a file be written, proposed, agreed with or written again? Reads only."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from applications.models import Application
from applications.states import State as ApplicationState
from reviews.models import Advice, Assignment, Phase
from reviews.rules.talk import why_not_read_talk
from reviews.states import AdviceState
from workflow import dutch
from workflow.refusals import Reason, rule


@rule
def why_not_advise(application: Application, own: Assignment | None, phase: Phase) -> Iterator[Reason]:
    """The lead writes, while the discussion is open and the file is under review."""
    if application.state != ApplicationState.ADMITTED:
        yield Reason("not-under-review", _("This file is no longer under review."))
    yield from why_not_read_talk(own, phase)
    if own is not None and not own.leads:
        yield Reason("not-the-lead", _("Only who leads the discussion writes the consensus and the advice."))


@rule
def why_not_write_advice(advice: Advice, *, edit: int | None = None) -> Iterator[Reason]:
    """It is written until it is given to the others; `edit` is a version that it had."""
    if advice.state != AdviceState.WRITING:
        yield Reason("wrong-state", _("The other readers are looking at this text. Take it back first to write on."))
    if edit is not None and not 0 <= edit <= advice.edit:
        yield Reason("edited-meanwhile", _("This page does not fit the advice any more. Compare and save again."))


@rule
def why_not_propose(advice: Advice, texts: dict[int, str], criteria, asked: Decimal) -> Iterator[Reason]:
    """Everything is there: a text per criterion, an advice, and an amount within what was asked."""
    for each in criteria:
        if not texts.get(each.pk, "").strip():
            text = _("Write what the jury says together on “%(name)s”.") % {"name": each.name}
            yield Reason("no-consensus", text, f"consensus-{each.pk}")
    if not advice.verdict:
        yield Reason("no-verdict", _("Choose the advice."), "verdict")
    elif advice.verdict == Advice.Verdict.UNFAVOURABLE:
        if advice.amount is not None:
            yield Reason("amount-without-award", _("An unfavourable advice has no amount."), "amount")
    elif advice.amount is None:
        yield Reason("no-amount", _("Write the amount that you advise."), "amount")
    elif advice.amount > asked:
        words = {"asked": dutch.money(asked)}
        yield Reason("above-asked", _("Advise at most what was asked: %(asked)s.") % words, "amount")
    elif advice.verdict == Advice.Verdict.PARTIAL and advice.amount == asked:
        yield Reason("not-partial", _("This is all that was asked. Choose “favourable”, or a lower amount."), "amount")


@rule
def why_not_agree(
    application: Application, advice: Advice, own: Assignment | None, phase: Phase, answers: dict
) -> Iterator[Reason]:
    """Another reader answers to each text that was proposed; other words are written out."""
    if application.state != ApplicationState.ADMITTED:
        yield Reason("not-under-review", _("This file is no longer under review."))
    yield from why_not_read_talk(own, phase)
    if own is not None and own.leads:
        yield Reason("own-text", _("You wrote this yourself. The other readers answer."))
    if advice.state != AdviceState.PROPOSED:
        yield Reason("wrong-state", _("There is nothing to confirm at this moment."))
    for pk, (agrees, other) in answers.items():
        if not agrees and not other.strip():
            yield Reason("no-words", _("Write what should stand there instead."), f"other-{pk or 'advice'}")
