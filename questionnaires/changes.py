"""What is different between two versions of a form, in words that an officer and an applicant understand."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from questionnaires.definition import Column, Definition, Kind, Privacy, Question, Section
from workflow import dutch

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True)
class Change:
    """What became of one section or question; a question says in which section it stands (`where`)."""

    what: str
    key: str
    label: str
    where: str = ""
    words: tuple[str, ...] = ()

    @property
    def is_question(self) -> bool:
        return bool(self.where)


def changes(old: Definition, new: Definition) -> list[Change]:
    """Every difference, in the order of the new form; what was removed stands at the end."""
    return [*_sections(old, new), *_questions(old, new)]


def _sections(old: Definition, new: Definition) -> Iterator[Change]:
    before = {each.key: each for each in old.sections}
    after = {each.key: each for each in new.sections}
    moved = _moved([each for each in before if each in after], [each for each in after if each in before])
    for key, section in after.items():
        if key not in before:
            yield Change(ADDED, key, section.title)
            continue
        words = list(_of_section(before[key], section))
        if key in moved:
            words.append(_("The section stands in another place."))
        if words:
            yield Change(CHANGED, key, section.title, words=tuple(words))
    for key, section in before.items():
        if key not in after:
            yield Change(REMOVED, key, section.title)


def _of_section(old: Section, new: Section) -> Iterator[str]:
    if old.title != new.title:
        yield _("The title was “%(old)s”.") % {"old": old.title}
    if old.intro != new.intro:
        yield _("The introduction has other words.")


def _questions(old: Definition, new: Definition) -> Iterator[Change]:
    before = {each.key: (section, each) for section in old.sections for each in section.questions}
    after = {each.key: (section, each) for section in new.sections for each in section.questions}
    moved = _moved([each for each in before if each in after], [each for each in after if each in before])
    for key, (section, question) in after.items():
        if key not in before:
            required = _("required") if question.required else _("not required")
            words = (f"{Kind(question.kind).label}, {required}",)
            yield Change(ADDED, key, question.label, section.title, words)
            continue
        was_in, was = before[key]
        words = list(_of_question(was, question, new))
        if was_in.key != section.key:
            words.append(_("The question moved from the section “%(old)s”.") % {"old": was_in.title})
        elif key in moved:
            words.append(_("The question stands in another place."))
        if words:
            yield Change(CHANGED, key, question.label, section.title, tuple(words))
    for key, (section, question) in before.items():
        if key not in after:
            yield Change(REMOVED, key, question.label, section.title)


def _moved(before: list[str], after: list[str]) -> set[str]:
    """Of the keys in both, those that no longer stand in line with the others."""
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    return set(before) - {key for block in blocks for key in before[block.a : block.a + block.size]}


def _of_question(old: Question, new: Question, form: Definition) -> Iterator[str]:
    if old.label != new.label:
        yield _("The question read “%(old)s”.") % {"old": old.label}
    if old.kind != new.kind:
        words = {"old": Kind(old.kind).label, "new": Kind(new.kind).label}
        yield _("The kind of answer was %(old)s and is now %(new)s.") % words
    if old.help != new.help:
        yield _("The explanation has other words.")
    if old.required != new.required:
        yield _("An answer is now required.") if new.required else _("An answer is no longer required.")
    if old.words != new.words and new.words:
        text = ngettext("At most %(n)s word is allowed.", "At most %(n)s words are allowed.", new.words)
        yield text % {"n": new.words}
    elif old.words and new.kind == old.kind and not new.words:
        yield _("The number of words is no longer limited.")
    yield from _of_parts(old, new)
    if old.condition != new.condition:
        words = condition_in_words(new, form)
        yield _("It is now asked: %(when)s.") % {"when": words} if words else _("It is now always asked.")
    if old.for_reviewers != new.for_reviewers:
        yield _("Reviewers now see the answer.") if new.for_reviewers else _("Reviewers no longer see the answer.")
    if old.privacy != new.privacy:
        yield _("The answer is now: %(class)s.") % {"class": Privacy(new.privacy).label}


def _of_parts(old: Question, new: Question) -> Iterator[str]:
    """Options and columns: added, removed, renamed, of another kind, in another order."""
    if old.kind != new.kind and not (old.options and new.options):
        return
    before = {each.key: each for each in (*old.options, *old.columns)}
    after = {each.key: each for each in (*new.options, *new.columns)}
    if added := [f"“{each.label}”" for key, each in after.items() if key not in before]:
        yield _("Added: %(names)s.") % {"names": dutch.enumerate_names(added)}
    if removed := [f"“{each.label}”" for key, each in before.items() if key not in after]:
        yield _("Removed: %(names)s.") % {"names": dutch.enumerate_names(removed)}
    both = [key for key in before if key in after]
    for key in both:
        was, each = before[key], after[key]
        if was.label != each.label:
            yield _("“%(old)s” is now called “%(new)s”.") % {"old": was.label, "new": each.label}
        if isinstance(was, Column) and was.kind != each.kind:
            words = {"name": each.label, "old": Kind(was.kind).label, "new": Kind(each.kind).label}
            yield _("The column “%(name)s” held %(old)s and now holds %(new)s.") % words
        elif isinstance(was, Column) and was.total != each.total:
            text = _("The column “%(name)s” is now added up.") if each.total else _("“%(name)s” is no longer added up.")
            yield text % {"name": each.label}
    if _moved(both, [key for key in after if key in before]):
        yield _("The order of its parts is different.")


def condition_in_words(question: Question, form: Definition) -> str:
    """When a question is asked: alleen na “ja” op “Werkt u samen?”; empty when always."""
    if question.condition is None or (other := form.question(question.condition.key)) is None:
        return ""
    holds = other.holds
    values = [f"“{holds[value]}”" for value in question.condition.values if value in holds]
    words = {"values": _(" or ").join(values), "label": other.label}
    return _("only after the answer %(values)s to “%(label)s”") % words
