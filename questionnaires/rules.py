"""May a form be so, and if not, why not? Reads only; `field` of a reason is the key of what has to be mended."""

from collections import Counter
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from questionnaires.definition import CELLS, DECIDING, Condition, Definition, Kind, Question, Section
from questionnaires.models import Questionnaire
from workflow import dutch
from workflow.refusals import Reason, rule

SECTIONS, QUESTIONS, OPTIONS, COLUMNS = 20, 100, 40, 8
FEWEST_WORDS, MOST_WORDS = 10, 3000
CHOOSING = (Kind.CHOICE, Kind.CHOICES)
COUNTING = (Kind.NUMBER, Kind.MONEY)
# A form that is being written may have these for a while; a version may not.
FOR_LATER = {"empty-section"}


def same(label: str) -> str:
    """Labels that a reader would call the same are equal here."""
    return " ".join(label.split()).casefold()


def _twice(labels: Iterable[str]) -> set[str]:
    return {label for label, n in Counter(map(same, labels)).items() if n > 1}


def _quoted(questions: Iterable[Question]) -> str:
    return dutch.enumerate_names([f"“{each.label}”" for each in questions])


@rule
def faults(definition: Definition) -> Iterator[Reason]:
    """All that is wrong with a form, each with the key of the section or the question where it is mended."""
    questions = list(definition.questions())
    if len(definition.sections) > SECTIONS:
        yield Reason("too-many-sections", _("A form has at most %(n)s sections.") % {"n": SECTIONS}, "sections")
    if len(questions) > QUESTIONS:
        yield Reason("too-many-questions", _("A form has at most %(n)s questions.") % {"n": QUESTIONS}, "sections")
    keys = Counter([each.key for each in definition.sections] + [each.key for each in questions])
    for key, n in keys.items():
        if n > 1:
            yield Reason("same-key", _("This part of the form stands in it twice. Remove one of the two."), key)
    titles = _twice(each.title for each in definition.sections)
    labels = _twice(each.label for each in questions)
    for section in definition.sections:
        yield from _faults_of_section(section, titles)
        for each in section.questions:
            yield from _faults_of_question(each, labels)
            if each.condition:
                yield from _faults_of_condition(each, each.condition, questions)


def _faults_of_section(section: Section, twice: set[str]) -> Iterator[Reason]:
    words = {"title": section.title}
    if not section.title.strip():
        yield Reason("no-title", _("Give this section a title."), section.key)
    elif same(section.title) in twice:
        text = _("Two sections are called “%(title)s”. Give one of them another title.") % words
        yield Reason("same-title", text, section.key)
    if not section.questions:
        text = _("The section “%(title)s” has no question yet. Add one, or remove the section.") % words
        yield Reason("empty-section", text, section.key)


def _faults_of_question(question: Question, twice: set[str]) -> Iterator[Reason]:
    words = {"label": question.label, "fewest": FEWEST_WORDS, "most": MOST_WORDS}
    if question.kind not in Kind:
        yield Reason("kind", _("Choose what kind of answer “%(label)s” asks for.") % words, question.key)
    if not question.label.strip():
        yield Reason("no-label", _("Write the question."), question.key)
    elif same(question.label) in twice:
        text = _("Two questions read “%(label)s”. Word one of them differently.") % words
        yield Reason("same-label", text, question.key)
    if question.words is not None and not FEWEST_WORDS <= question.words <= MOST_WORDS:
        text = _("Let “%(label)s” take %(fewest)s to %(most)s words.") % words
        yield Reason("words", text, question.key)
    if question.kind in CHOOSING:
        yield from _faults_of_options(question, words)
    if question.kind == Kind.TABLE:
        yield from _faults_of_columns(question, words)


def _faults_of_options(question: Question, words: dict) -> Iterator[Reason]:
    if len(question.options) < 2:
        yield Reason("no-options", _("Give at least two options for “%(label)s”.") % words, question.key)
    if len(question.options) > OPTIONS:
        text = _("“%(label)s” has at most %(n)s options.") % (words | {"n": OPTIONS})
        yield Reason("too-many-options", text, question.key)
    if _twice(each.label for each in question.options) or _twice(each.key for each in question.options):
        text = _("Two options of “%(label)s” are the same. Change or remove one.") % words
        yield Reason("same-option", text, question.key)


def _faults_of_columns(question: Question, words: dict) -> Iterator[Reason]:
    if not question.columns:
        yield Reason("no-columns", _("Give the table of “%(label)s” at least one column.") % words, question.key)
    if len(question.columns) > COLUMNS:
        text = _("The table of “%(label)s” has at most %(n)s columns.") % (words | {"n": COLUMNS})
        yield Reason("too-many-columns", text, question.key)
    if _twice(each.label for each in question.columns) or _twice(each.key for each in question.columns):
        text = _("Two columns of “%(label)s” are the same. Change or remove one.") % words
        yield Reason("same-column", text, question.key)
    for each in question.columns:
        if each.kind not in CELLS or (each.total and each.kind not in COUNTING):
            text = _("Only a column of numbers or amounts has a total: look at “%(column)s” in “%(label)s”.")
            yield Reason("column-kind", text % (words | {"column": each.label}), question.key)


def _faults_of_condition(question: Question, condition: Condition, questions: list[Question]) -> Iterator[Reason]:
    places = {each.key: n for n, each in enumerate(questions)}
    words = {"label": question.label}
    if condition.key == question.key:
        text = _("“%(label)s” cannot depend on its own answer. Choose an earlier question.") % words
        yield Reason("condition-itself", text, question.key)
        return
    if condition.key not in places:
        text = _("“%(label)s” depends on a question that was removed. Choose another one, or always ask it.") % words
        yield Reason("condition-gone", text, question.key)
        return
    other = questions[places[condition.key]]
    words["other"] = other.label
    if _leads_back(question, questions):
        text = _("“%(label)s” and “%(other)s” wait for each other. Always ask one of them.") % words
        yield Reason("condition-circular", text, question.key)
    elif places[condition.key] > places[question.key]:
        text = _("“%(label)s” depends on the answer to “%(other)s”, so it has to stand after it.") % words
        yield Reason("condition-later", text, question.key)
    if other.kind not in DECIDING:
        text = _("“%(label)s” can only depend on a choice, a yes or no, or a statement; “%(other)s” is none of these.")
        yield Reason("condition-kind", text % words, question.key)
    elif not condition.values:
        text = _("Choose at which answers to “%(other)s” the question “%(label)s” is asked.") % words
        yield Reason("condition-empty", text, question.key)
    elif set(condition.values) - set(other.holds):
        text = _("“%(label)s” depends on an answer to “%(other)s” that is no longer among its options.") % words
        yield Reason("condition-value", text, question.key)


def _leads_back(question: Question, questions: list[Question]) -> bool:
    """Does following the conditions end where it began?"""
    by_key = {each.key: each for each in questions}
    seen: set[str] = set()
    here = question
    while here.condition and here.condition.key in by_key and here.key not in seen:
        seen.add(here.key)
        here = by_key[here.condition.key]
        if here.key == question.key:
            return True
    return False


@rule
def why_not_edit(form: Questionnaire, *, edit: int) -> Iterator[Reason]:
    """Never over somebody else's newer version (`edit`)."""
    if edit != form.edit:
        text = _("Somebody else changed this form in the meantime. Look at the newest version and do it again.")
        yield Reason("edited-meanwhile", text)


@rule
def why_not_become(before: Definition, after: Definition) -> Iterator[Reason]:
    """An edit may leave the faults that were there, but brings no new one, except what is filled in later."""
    known = {(each.code, each.field) for each in faults(before)}
    for each in faults(after):
        if each.code not in FOR_LATER and (each.code, each.field) not in known:
            yield each


@rule
def why_not_remove(definition: Definition, keys: Iterable[str]) -> Iterator[Reason]:
    """What other questions depend on stays, until they no longer do."""
    keys = set(keys)
    for each in definition.questions():
        waiting = dependents(definition, each.key)
        if each.key in keys and (left := [other for other in waiting if other.key not in keys]):
            text = _("Whether %(others)s is asked depends on “%(label)s”. Change that first.")
            yield Reason("others-depend", text % {"others": _quoted(left), "label": each.label}, left[0].key)


def dependents(definition: Definition, key: str) -> list[Question]:
    """The questions that are asked only after some answer to this one."""
    return [each for each in definition.questions() if each.condition and each.condition.key == key]
