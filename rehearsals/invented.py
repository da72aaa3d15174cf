"""What invented governments write: an answer to every question that a form asks, always the same for the same seed."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from questionnaires.definition import YES, Column, Definition, Kind, Question

# Dutch, as applicants write: what people in a call say is content, not a message of the portal.
SENTENCES = (
    "We werken samen aan een dienst die elke inwoner begrijpt.",
    "Wie een vraag stelt, krijgt binnen twee werkdagen een antwoord.",
    "We meten elk kwartaal wat het oplevert en sturen bij.",
    "De medewerkers aan het loket denken vanaf het begin mee.",
    "Wat we maken, delen we met andere besturen.",
    "De eerste versie testen we met twintig inwoners.",
    "Na de projectperiode nemen we de kosten op in onze eigen begroting.",
    "Gegevens komen uit de bron en worden nergens dubbel bewaard.",
)


def text(words: int, seed: int = 0) -> str:
    """A text of at most so many words, in whole sentences where they fit."""
    said: list[str] = []
    for n in range(words):
        sentence = SENTENCES[(seed + n) % len(SENTENCES)].split()
        if said and len(said) + len(sentence) > words:
            break
        said += sentence
    return " ".join(said[:words])


def answers_for(definition: Definition, seed: int, *, day: date) -> dict[str, object]:
    """An answer by key to each question that is asked, given the answers before it. Files are for `files_for`."""
    answers: dict[str, object] = {}
    for question in definition.questions():
        if question.kind != Kind.FILE and question.key in definition.asked(answers):
            answers[question.key] = answer(question, seed, day=day)
    return answers


def answer(question: Question, seed: int, *, day: date):
    """One answer, of the shape that its kind asks."""
    keys = [each.key for each in question.options]
    match question.kind:
        case Kind.LONG:
            return text(min(question.words or 120, 60 + 15 * (seed % 5)), seed)
        case Kind.CHOICE:
            return keys[seed % len(keys)] if keys else None
        case Kind.CHOICES:
            return [key for n, key in enumerate(keys) if (n + seed) % 2 == 0] or keys[:1]
        case Kind.YES_NO | Kind.STATEMENT:
            return YES
        case Kind.TABLE:
            return [{c.key: cell(c, seed + row, day=day) for c in question.columns} for row in range(2)]
    most = min(question.words or 5, 5)
    return cell(Column(question.key, question.label, question.kind), seed, day=day, words=most)


def cell(column: Column, seed: int, *, day: date, words: int = 3):
    """What stands in one cell, or in a question of one line."""
    match column.kind:
        case Kind.NUMBER:
            return str(10 + seed % 90)
        case Kind.MONEY:
            return str(Decimal(1_000 + 250 * (seed % 40)).quantize(Decimal("0.01")))
        case Kind.DATE:
            return (day + timedelta(days=30 + seed)).isoformat()
    return text(words, seed).rstrip(".")


def title(place: str, seed: int) -> str:
    names = (_("A desk without queues"), _("Reports that answer"), _("The digital village square"), _("Move in one go"))
    return _("%(name)s in %(place)s") % {"name": names[seed % len(names)], "place": place}
