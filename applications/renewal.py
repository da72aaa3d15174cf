"""What a new version of a form would mean for who is filling in the old one: numbers, never what was written."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from applications.models import Answer, Application, Attachment
from calls.asking import definition_of
from calls.models import Call
from questionnaires.changes import ADDED, REMOVED, Change, changes
from questionnaires.definition import Definition, is_empty
from questionnaires.values import fitted

MOST_LINES = 20


@dataclass
class Effect:
    """One change, how many open applications answered the question, and in how many that no longer fits."""

    change: Change
    answered: int = 0
    apart: int = 0


def open_in(call: Call):
    """Applications that are still being filled in: drafts, and submitted files that were reopened."""
    return Application.objects.filter(call=call).unsubmitted()


def effects(call: Call) -> list[Effect]:
    """Every change since the current version, with its numbers. Two queries, however many applications."""
    new = definition_of(call)
    found = {each.key: Effect(each) for each in changes(call.form.current.definition, new)}
    asked = [key for key, each in found.items() if each.change.is_question and each.change.what != ADDED]
    answers = Answer.objects.current().filter(application__in=open_in(call), key__in=asked)
    for answer in answers.only("key", "value", "asked"):
        if not is_empty(answer.value):
            effect = found[answer.key]
            effect.answered += 1
            effect.apart += not _fits(new, answer)
    files = Attachment.objects.current().filter(application__in=open_in(call), question__in=asked)
    for key, _application in set(files.order_by().values_list("question", "application")):
        found[key].answered += 1
        found[key].apart += found[key].change.what == REMOVED
    return list(found.values())


def _fits(new: Definition, answer: Answer) -> bool:
    question = new.question(answer.key)
    return question is not None and fitted(question, answer.stored) is not None


def in_short(found: list[Change]) -> str:
    """The changes of questions as the lines of a message."""
    return "\n".join(list(_lines(found))[:MOST_LINES])


def _lines(found: list[Change]) -> Iterator[str]:
    for each in found:
        if each.is_question:
            words = {"label": each.label}
            if each.what == ADDED:
                yield _("– New: “%(label)s”") % words
            elif each.what == REMOVED:
                yield _("– No longer asked: “%(label)s”") % words
            else:
                yield _("– Changed: “%(label)s”") % words
