"""What is done with the advice of a jury: written by its lead, answered by the other readers, agreed."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions import notify
from accounts.models import User
from applications.models import Application
from calls.models import Criterion
from reviews import advising, keeping, rules, talking
from reviews.keeping import Saved
from reviews.models import Advice, Agreement, Consensus
from reviews.states import AdviceState
from reviews.talking import Circle
from workflow.models import subject_of
from workflow.moves import hold, move
from workflow.refusals import Reason, refuse


@transaction.atomic
def save_advice(
    application: Application,
    said: dict[str, object],
    *,
    edit: int | None = None,
    held: Collection[str] = (),
    chosen: Collection[str] = (),
    by: User,
    at: datetime,
) -> Saved:
    """Save what the lead wrote until now, by field: `consensus-<criterion>`, verdict, amount (Decimal), conditions."""
    circle = _circle(application, by, at)
    refuse(rules.why_not_advise(application, circle.own, circle.phase))
    Advice.objects.get_or_create(application=application, defaults={"by": by})
    advice = _held(application)
    refuse(rules.why_not_write_advice(advice, edit=edit))
    criteria = _criteria(application)
    texts = {each.criterion_id: each for each in advice.texts.all()}
    now = advising.values_of(advice, texts, criteria)
    if not said.keys() <= now.keys():
        refuse([Reason("no-such-criterion", _("This criterion is not one of this call."))])
    mine = {name: f"{value:.2f}" if isinstance(value, Decimal) else value for name, value in said.items()}
    base = None
    if edit is not None and edit != advice.edit:
        base = keeping.values_at(circle.own, edit, mine)
    put = keeping.put_together(now, mine, base, held, chosen)
    if put.changed:
        _put(advice, texts, criteria, put.changed)
        advice.edit, advice.saved_at, advice.by = advice.edit + 1, at, by
        advice.save()
    if put.changed or put.clashes:
        keeping.remember(circle.own, put, edit=advice.edit, at=at)
    return Saved(advice.edit, advice.saved_at or at, put.news, put.clashes)


def _put(advice: Advice, texts: dict[int, Consensus], criteria: list[Criterion], changed: dict) -> None:
    for each in criteria:
        if (name := advising.field_of(each)) in changed:
            thing = texts.get(each.pk) or Consensus(advice=advice, criterion=each)
            thing.text = changed[name] or ""
            thing.save()
    if "verdict" in changed:
        advice.verdict = changed["verdict"] or ""
    if "amount" in changed:
        advice.amount = Decimal(changed["amount"]) if changed["amount"] else None
    if "conditions" in changed:
        advice.conditions = changed["conditions"] or ""


@transaction.atomic
def propose_advice(application: Application, *, by: User, at: datetime) -> Advice:
    """Give the texts and the advice to the other readers. Without others it is agreed at once."""
    circle = _circle(application, by, at)
    refuse(rules.why_not_advise(application, circle.own, circle.phase))
    advice = _held(application)
    refuse(rules.why_not_write_advice(advice))
    texts = advising.texts_of(advice)
    refuse(rules.why_not_propose(advice, texts, _criteria(application), application.submission.subsidy))
    move(advice, "propose_advice", by=by, at=at, verdict=advice.verdict, amount=advice.amount)
    if not circle.others:
        move(advice, "settle_advice", by=None, at=at)
    _tell(
        [each.reviewer for each in circle.others],
        f"confirm-advice:{advice.pk}:{advice.edit}",
        _("Confirm what the jury says of a file (%(number)s)"),
        _("The consensus and the advice on %(number)s are written. Say whether you agree, or what should stand there."),
        application,
        at=at,
    )
    return advice


@transaction.atomic
def reopen_advice(application: Application, *, by: User, at: datetime) -> Advice:
    """Write on: what the others answered no longer counts where the text changes."""
    circle = _circle(application, by, at)
    refuse(rules.why_not_advise(application, circle.own, circle.phase))
    advice = _held(application)
    move(advice, "reopen_advice", by=by, at=at, also={"proposed_at": None, "settled_at": None})
    return advice


@transaction.atomic
def agree(
    application: Application, answers: dict[int | None, tuple[bool, str]], *, prints: dict, by: User, at: datetime
) -> Advice:
    """Answer to the texts: per criterion (None is the advice itself) whether one agrees, or the other words.

    `prints` are the fingerprints of what the reader had on the page: who agrees, agrees with that and nothing else.
    The last answer that was waited for settles the advice.
    """
    circle = _circle(application, by, at)
    advice = _held(application)
    refuse(rules.why_not_agree(application, advice, circle.own, circle.phase, answers))
    criteria = _criteria(application)
    now = advising.prints_of(_values(advice, criteria), criteria)
    if any(prints.get(pk) != now.get(pk) for pk in answers):
        refuse([Reason("changed-meanwhile", _("The text changed while you were reading. Read it again."))])
    for pk, (agrees, other) in answers.items():
        facts = {"said": now[pk], "agrees": agrees, "other": "" if agrees else other.strip(), "at": at}
        Agreement.objects.update_or_create(
            advice=advice, assignment=circle.own, criterion_id=pk, defaults=facts, create_defaults=facts
        )
    said = advising.said_in(advice, criteria, circle)
    lead = [circle.lead.reviewer] if circle.lead else []
    if all(each.is_settled for each in said):
        move(advice, "settle_advice", by=by, at=at)
        subject, body = _("The jury agrees on a file (%(number)s)"), _("All readers of %(number)s agree.")
    elif any(not agrees for agrees, _other in answers.values()):
        subject = _("Other words for the consensus of a file (%(number)s)")
        body = _("Another reader proposes other words for %(number)s. Take them over, or write on.")
    else:
        return advice
    _tell(lead, f"answered-advice:{advice.pk}:{circle.own.pk}:{at:%Y%m%d%H%M%S}", subject, body, application, at=at)
    return advice


@transaction.atomic
def adopt_words(application: Application, agreement_id: int, *, by: User, at: datetime) -> Advice:
    """Put the words of another reader in the place of the lead's. Who proposed them agrees; the rest looks again."""
    circle = _circle(application, by, at)
    refuse(rules.why_not_advise(application, circle.own, circle.phase))
    advice = _held(application)
    agreement = Agreement.objects.filter(advice=advice, pk=agreement_id, agrees=False).exclude(criterion=None).first()
    if agreement is None or advice.state != AdviceState.PROPOSED:
        refuse([Reason("gone", _("These words are not there any more. Look at the page again."))])
    criteria = _criteria(application)
    name, words = advising.field_of(agreement.criterion_id), agreement.other
    texts = {each.criterion_id: each for each in advice.texts.all()}
    put = keeping.put_together(advising.values_of(advice, texts, criteria), {name: words}, None)
    _put(advice, texts, criteria, {name: words})
    advice.edit, advice.saved_at = advice.edit + 1, at
    advice.save(update_fields=["edit", "saved_at"])
    keeping.remember(circle.own, put, edit=advice.edit, at=at)
    advice = advising.advice_of(application)
    agreement.said = advising.prints_of(_values(advice, criteria), criteria)[agreement.criterion_id]
    agreement.agrees, agreement.other, agreement.at = True, "", at
    agreement.save()
    if all(each.is_settled for each in advising.said_in(advice, criteria, circle)):
        move(advice, "settle_advice", by=by, at=at)
        return advice
    _tell(
        [each.reviewer for each in circle.others if each.pk != agreement.assignment_id],
        f"confirm-advice:{advice.pk}:{advice.edit}",
        _("The consensus of a file was changed (%(number)s)"),
        _("Other words were taken over in the consensus on %(number)s. Say whether you agree with them."),
        application,
        at=at,
    )
    return advice


def _circle(application: Application, by: User, at: datetime) -> Circle:
    return talking.circle_of(application, by, at)


def _criteria(application: Application) -> list[Criterion]:
    return sorted(application.call.criteria.all(), key=lambda each: each.position)


def _held(application: Application) -> Advice:
    advice = Advice.objects.filter(application=application).first()
    if advice is None:
        refuse([Reason("nothing-written", _("Nothing is written yet."))])
    hold(advice)
    return advice


def _values(advice: Advice, criteria: list[Criterion]) -> dict:
    return advising.values_of(advice, {each.criterion_id: each for each in advice.texts.all()}, criteria)


def _tell(people, key: str, subject: str, body: str, application: Application, *, at: datetime) -> None:
    words = {"number": application.number}
    notify(
        people,
        key=key,
        subject=subject % words,
        body=body % words,
        link=reverse("reviews:advice", args=[application.number]),
        action=_("Go to the consensus and the advice"),
        about=subject_of(application),
        at=at,
    )
