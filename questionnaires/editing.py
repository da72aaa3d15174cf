"""Changing a form as a value: each function takes a definition and gives the next one. Keys are made here, once."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from django.utils.text import slugify
from django.utils.translation import gettext as _

from questionnaires.definition import Column, Condition, Definition, Kind, Option, Question, Section
from questionnaires.rules import CHOOSING, same
from workflow.refusals import Reason, Refused

# Keys that the floor above makes itself, for the section and the questions of the criteria.
NOT_OURS = "criteri"
LONGEST = 40


class Keys:
    """Every key that this form ever gave out. A key comes from the first words of a label and is never given twice."""

    def __init__(self, used: Iterable[str]):
        self.used = set(used)

    def make(self, label: str, inside: str = "") -> str:
        """A new key; options and columns have theirs `inside` their question."""
        word = slugify(label)[:LONGEST].strip("-") or "x"
        if not inside and word.startswith(NOT_OURS):
            word = f"q-{word}"
        space = f"{inside}/" if inside else ""
        n, key = 1, word
        while f"{space}{key}" in self.used:
            n += 1
            key = f"{word}-{n}"
        self.used.add(f"{space}{key}")
        return key


# One step of editing: from a form to the next one, and the key it was about.
Step = Callable[[Definition, Keys], tuple[Definition, str]]


def keys_of(definition: Definition) -> set[str]:
    """All keys in a form, those of options and columns with the key of their question before them."""
    keys = {each.key for each in definition.sections}
    for each in definition.questions():
        keys |= {each.key} | {f"{each.key}/{part.key}" for part in (*each.options, *each.columns)}
    return keys


def _gone() -> Refused:
    return Refused(Reason("gone", _("This part of the form was removed in the meantime.")))


def section_of(definition: Definition, key: str) -> Section:
    """The section with this key, or the section that has this question. Raises Refused (`gone`)."""
    for section in definition.sections:
        if section.key == key or any(each.key == key for each in section.questions):
            return section
    raise _gone()


def question_of(definition: Definition, key: str) -> Question:
    """The question with this key. Raises Refused (`gone`)."""
    if (found := definition.question(key)) is None:
        raise _gone()
    return found


def _with_section(definition: Definition, new: Section) -> Definition:
    sections = tuple(new if each.key == new.key else each for each in definition.sections)
    return replace(definition, sections=sections)


# Sections -----------------------------------------------------------------------------------------------------------


def add_section(definition: Definition, title: str, intro: str, keys: Keys) -> tuple[Definition, str]:
    """A new section, at the end."""
    section = Section(keys.make(title), title, intro)
    return replace(definition, sections=(*definition.sections, section)), section.key


def change_section(definition: Definition, key: str, title: str, intro: str) -> Definition:
    return _with_section(definition, replace(_own_section(definition, key), title=title, intro=intro))


def remove_section(definition: Definition, key: str) -> Definition:
    """Without this section and its questions."""
    gone = _own_section(definition, key)
    return replace(definition, sections=tuple(each for each in definition.sections if each.key != gone.key))


def place_section(definition: Definition, key: str, place: int) -> Definition:
    """Put a section at this place, counted from 0 without itself."""
    moved = _own_section(definition, key)
    rest = [each for each in definition.sections if each.key != key]
    rest.insert(min(max(place, 0), len(rest)), moved)
    return replace(definition, sections=tuple(rest))


def _own_section(definition: Definition, key: str) -> Section:
    found = next((each for each in definition.sections if each.key == key), None)
    if found is None:
        raise _gone()
    return found


# Questions ----------------------------------------------------------------------------------------------------------


def add_question(definition: Definition, section: str, values: dict, keys: Keys) -> tuple[Definition, str]:
    """A new question at the end of a section; `values` as in `made`."""
    into = _own_section(definition, section)
    question = made(keys.make(values["label"]), values, keys)
    return _with_section(definition, replace(into, questions=(*into.questions, question))), question.key


def change_question(definition: Definition, key: str, values: dict, keys: Keys) -> Definition:
    old = question_of(definition, key)
    return _replaced(definition, made(key, values | {"criterion": old.criterion}, keys, old))


def _replaced(definition: Definition, new: Question) -> Definition:
    section = section_of(definition, new.key)
    questions = tuple(new if each.key == new.key else each for each in section.questions)
    return _with_section(definition, replace(section, questions=questions))


def copy_question(definition: Definition, key: str, keys: Keys) -> tuple[Definition, str]:
    """The same question once more, right after it, with keys and a label of its own."""
    old = question_of(definition, key)
    taken = {same(each.label) for each in definition.questions()}
    label = old.label
    while same(label) in taken:
        label = _("%(label)s (copy)") % {"label": label}
    new = keys.make(label)
    for part in (*old.options, *old.columns):  # inside the new question their keys are free
        keys.used.add(f"{new}/{part.key}")
    copy = replace(old, key=new, label=label)
    section = section_of(definition, key)
    place = [each.key for each in section.questions].index(key) + 1
    questions = (*section.questions[:place], copy, *section.questions[place:])
    return _with_section(definition, replace(section, questions=questions)), new


def remove_question(definition: Definition, key: str) -> Definition:
    question_of(definition, key)
    section = section_of(definition, key)
    return _with_section(
        definition, replace(section, questions=tuple(each for each in section.questions if each.key != key))
    )


def place_question(definition: Definition, key: str, section: str, place: int) -> Definition:
    """Put a question at this place of a section, counted from 0 without itself."""
    moved = question_of(definition, key)
    without = remove_question(definition, key)
    into = _own_section(without, section)
    questions = list(into.questions)
    questions.insert(min(max(place, 0), len(questions)), moved)
    return _with_section(without, replace(into, questions=tuple(questions)))


def shift(definition: Definition, key: str, step: int) -> Definition:
    """Move a section or a question one place up (-1) or down (1); a question goes on into the next section."""
    keys = [each.key for each in definition.sections]
    if key in keys:
        return place_section(definition, key, keys.index(key) + step)
    section = section_of(definition, key)
    place = [each.key for each in section.questions].index(key) + step
    if 0 <= place < len(section.questions):
        return place_question(definition, key, section.key, place)
    beside = keys.index(section.key) + step
    if not 0 <= beside < len(keys):
        return definition
    other = definition.sections[beside]
    return place_question(definition, key, other.key, len(other.questions) if step < 0 else 0)


def made(key: str, values: dict, keys: Keys, old: Question | None = None) -> Question:
    """A question from what was typed; what does not belong to its kind is left out.

    `options` and `columns` are rows of `key` (empty for a new one), `label` and for columns `kind` and `total`.
    A row keeps its key only when the question had it before.
    """
    kind = values["kind"]
    condition = values.get("condition")
    return Question(
        key=key,
        kind=str(kind),
        label=values["label"],
        help=values.get("help", ""),
        required=values.get("required", True),
        words=values.get("words") if kind == Kind.LONG else None,
        options=_options(key, values.get("options", ()), keys, old) if kind in CHOOSING else (),
        columns=_columns(key, values.get("columns", ()), keys, old) if kind == Kind.TABLE else (),
        condition=Condition(condition[0], tuple(condition[1])) if condition else None,
        for_reviewers=values.get("for_reviewers", True),
        privacy=str(values.get("privacy", "public")),
        criterion=values.get("criterion", ""),
    )


def _key_of_row(inside: str, row: dict, known: set[str], keys: Keys) -> str:
    return row["key"] if row.get("key") in known else keys.make(row["label"], inside)


def _options(key: str, rows: Iterable[dict], keys: Keys, old: Question | None) -> tuple[Option, ...]:
    known = {each.key for each in old.options} if old else set()
    return tuple(Option(_key_of_row(key, row, known, keys), row["label"]) for row in rows)


def _columns(key: str, rows: Iterable[dict], keys: Keys, old: Question | None) -> tuple[Column, ...]:
    known = {each.key for each in old.columns} if old else set()
    return tuple(
        Column(_key_of_row(key, row, known, keys), row["label"], str(row["kind"]), bool(row.get("total")))
        for row in rows
    )
