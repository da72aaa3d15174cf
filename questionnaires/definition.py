"""What a form asks, as a value: sections of questions, each with a key that never changes."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(TextChoices):
    SHORT = "short", _("short text")
    LONG = "long", _("long text")
    CHOICE = "choice", _("one choice")
    CHOICES = "choices", _("several choices")
    NUMBER = "number", pgettext_lazy("kind of answer", "number")
    MONEY = "money", _("amount in euro")
    DATE = "date", _("date")
    YES_NO = "yes-no", _("yes or no")
    TABLE = "table", _("table")
    FILE = "file", _("file")
    STATEMENT = "statement", _("statement to agree to")


class Privacy(TextChoices):
    PUBLIC = "public", _("public")
    CONFIDENTIAL = "confidential", _("confidential")
    PERSONAL = "personal", _("personal data")


YES, NO = "yes", "no"
# Kinds whose answer can decide whether a later question is asked.
DECIDING = frozenset({Kind.CHOICE, Kind.CHOICES, Kind.YES_NO, Kind.STATEMENT})
CELLS = (Kind.SHORT, Kind.NUMBER, Kind.MONEY, Kind.DATE)


@dataclass(frozen=True)
class Option:
    key: str
    label: str


@dataclass(frozen=True)
class Column:
    """A column of a table; `total` adds its numbers or amounts up."""

    key: str
    label: str
    kind: str = Kind.SHORT
    total: bool = False


@dataclass(frozen=True)
class Condition:
    """Asked only when the answer to the earlier question `key` is (or holds) one of `values`."""

    key: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """One question. `words` is the most that a text may have; `criterion` the key of the criterion it serves."""

    key: str
    kind: str
    label: str
    help: str = ""
    required: bool = True
    words: int | None = None
    options: tuple[Option, ...] = ()
    columns: tuple[Column, ...] = ()
    condition: Condition | None = None
    for_reviewers: bool = True
    privacy: str = Privacy.PUBLIC
    criterion: str = ""

    def as_json(self) -> dict:
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping) -> "Question":
        """Read what `as_json` wrote."""
        return _read(cls, value)

    @property
    def holds(self) -> dict[str, str]:
        """The labels of the values that an answer can have, for kinds that choose."""
        if self.kind == Kind.YES_NO:
            return {YES: str(_("yes")), NO: str(_("no"))}
        if self.kind == Kind.STATEMENT:
            return {YES: str(_("agreed"))}
        return {each.key: each.label for each in self.options}


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    intro: str = ""
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class Definition:
    """A whole form, in order."""

    sections: tuple[Section, ...] = ()

    def questions(self) -> Iterator[Question]:
        for section in self.sections:
            yield from section.questions

    def question(self, key: str) -> Question | None:
        return next((each for each in self.questions() if each.key == key), None)

    def asked(self, answers: Mapping[str, object]) -> set[str]:
        """Keys of the questions that these answers lead to. A condition looks back only, so one pass is enough."""
        asked: set[str] = set()
        for each in self.questions():
            if each.condition is None or (
                each.condition.key in asked and _has(answers.get(each.condition.key), each.condition.values)
            ):
                asked.add(each.key)
        return asked

    def shown(self, answers: Mapping[str, object]) -> set[str]:
        """What stands on the page: what is asked, and a required question that was answered before it fell away."""
        given = {each.key for each in self.questions() if each.required and not is_empty(answers.get(each.key))}
        return self.asked(answers) | given

    def as_json(self) -> dict:
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping) -> "Definition":
        """Read what `as_json` wrote. What is unknown is left out, what is absent has its default."""
        return _read(cls, value)


_INSIDE = {"sections": Section, "questions": Question, "options": Option, "columns": Column}


def _read(kind, value: Mapping):
    known = {}
    for field in fields(kind):
        if field.name not in value:
            continue
        part = value[field.name]
        if field.name in _INSIDE:
            part = tuple(_read(_INSIDE[field.name], each) for each in part)
        elif field.name == "condition" and part is not None:
            part = Condition(part["key"], tuple(part["values"]))
        known[field.name] = part
    return kind(**known)


def is_empty(value) -> bool:
    """Nothing was answered: None, blank text, an empty list, a table of blank rows."""
    if value is None or isinstance(value, str):
        return not (value or "").strip()
    if isinstance(value, list):
        return all(is_empty(list(row.values())) if isinstance(row, Mapping) else is_empty(row) for row in value)
    return False


def _has(value, wanted: tuple[str, ...]) -> bool:
    return any(each in wanted for each in value) if isinstance(value, list) else value in wanted
