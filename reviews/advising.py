"""What stands in the advice on a file: its fields as values, what each reader agreed with, and how a page says it."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from applications.models import Application
from calls.models import Criterion
from reviews.models import Advice, Agreement, Assignment, Consensus
from reviews.states import AdviceState
from reviews.talking import Circle
from workflow import dutch
from workflow.models import fingerprint

WHOLE = ("verdict", "amount", "conditions")
KINDS = {"favourable": "good", "partial": "soon", "unfavourable": "bad"}
TOLD = (AdviceState.PROPOSED, AdviceState.SETTLED)


def field_of(criterion) -> str:
    return f"consensus-{getattr(criterion, 'pk', criterion)}"


def values_of(advice: Advice, texts: dict[int, Consensus], criteria: list[Criterion]) -> dict[str, object]:
    """What stands in the advice now, by field; an amount as text, as it is kept in the history."""
    amount = f"{advice.amount:.2f}" if advice.amount is not None else None
    values = {"verdict": advice.verdict, "amount": amount, "conditions": advice.conditions}
    return values | {field_of(each): texts[each.pk].text if each.pk in texts else "" for each in criteria}


def prints_of(values: dict[str, object], criteria: list[Criterion]) -> dict[int | None, str]:
    """The fingerprint of each text and of the advice itself (None), to agree with."""
    whole = fingerprint([values[name] for name in WHOLE])
    return {each.pk: fingerprint(values[field_of(each)]) for each in criteria} | {None: whole}


@dataclass
class Said:
    """One text of the advice, with what the other readers answered to it."""

    criterion: Criterion | None
    text: str
    agreed: list[Assignment] = field(default_factory=list)
    others: list[Agreement] = field(default_factory=list)
    waiting: list[Assignment] = field(default_factory=list)

    @property
    def is_settled(self) -> bool:
        return not self.others and not self.waiting


def said_in(advice: Advice, criteria: list[Criterion], circle: Circle) -> list[Said]:
    """Each text with its answers, and last the advice itself. An answer to an older text does not count."""
    texts = {each.criterion_id: each for each in advice.texts.all()}
    values = values_of(advice, texts, criteria)
    prints = prints_of(values, criteria)
    answers = {
        (each.criterion_id, each.assignment_id): each
        for each in advice.agreements.select_related("assignment__reviewer").order_by("at")
    }
    asked = [each for each in circle.readers if not each.leads]
    found = []
    for criterion in (*criteria, None):
        pk = criterion.pk if criterion else None
        said = Said(criterion, values[field_of(criterion)] if criterion else "")
        for reader in asked:
            answer = answers.get((pk, reader.pk))
            if answer is None or answer.said != prints[pk]:
                said.waiting.append(reader)
            elif answer.agrees:
                said.agreed.append(reader)
            else:
                said.others.append(answer)
        found.append(said)
    return found


def advice_of(application: Application) -> Advice | None:
    return Advice.objects.filter(application=application).prefetch_related("texts").first()


def told_of(application: Application) -> Advice | None:
    """The advice as officers and deciders may read it: once the lead gave it to the other readers."""
    return Advice.objects.filter(application=application, state__in=TOLD).prefetch_related("texts__criterion").first()


def texts_of(advice: Advice | None) -> dict[int, str]:
    """The consensus per criterion, where there is one."""
    return {each.criterion_id: each.text for each in advice.texts.all() if each.text} if advice else {}


def badge_of(advice: Advice) -> dict:
    """Gunstig · Gunstig voor een deel, € 40.000,00 · Ongunstig"""
    label = Advice.Verdict(advice.verdict).label if advice.verdict else _("no advice yet")
    text = label[:1].upper() + label[1:]
    if advice.amount is not None:
        text = f"{text}, {dutch.money(Decimal(advice.amount))}"
    return {"kind": KINDS.get(advice.verdict, "quiet"), "text": text}


def short_of(advice: Advice | None) -> dict | None:
    """For a list: the badge of an advice that may be told."""
    if advice is None or advice.state not in TOLD:
        return None
    return badge_of(advice) | {"settled": advice.state == AdviceState.SETTLED}
