"""What is answered to a question, as a value: cleaned from what was typed, judged, written in words, carried along."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from questionnaires.definition import Column, Definition, Kind, Question, is_empty
from workflow import dutch
from workflow.refusals import Reason

MOST_SIGNS = {Kind.SHORT: 300, Kind.LONG: 40_000}  # so that a row of a draft stays within what a page can show
MOST_ROWS = 60
HIGHEST = Decimal("9999999999.99")
FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")

_DUTCH = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?", re.ASCII)
_PLAIN = re.compile(r"(\d+)\.(\d+)", re.ASCII)
_SPACES = re.compile(r"[\s\u00a0\u202f]")
_TURNING = frozenset("\u200e\u200f\u061c\u2028\u2029") | {
    chr(c) for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
}


class Unreadable(Exception):
    """What was typed is no answer to the question. `cells` says it of each cell of a table: (row, column) to text."""

    def __init__(self, text: str, cells: Mapping[tuple[int, str], str] | None = None):
        super().__init__(text)
        self.text, self.cells = text, dict(cells or {})


def tidy(text: str) -> str:
    """Text as it was meant: line ends of one kind, no control signs and none that turn the direction of reading."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in "\n\t" or not (unicodedata.category(c) in ("Cc", "Cs") or c in _TURNING))


def decimal_of(text: str) -> Decimal | None:
    """150.000,00 · 150000 · 150000.00; None for anything else."""
    bare = _SPACES.sub("", text)
    if len(bare) > 30:
        return None
    found = _DUTCH.fullmatch(bare) or _PLAIN.fullmatch(bare)
    return Decimal(f"{found[1].replace('.', '')}.{found[2] or 0}") if found else None


# Typed to kept


def clean(question: Question, typed) -> object:
    """What was typed, as the JSON value that is kept; None or something empty when nothing was.

    Text is a string, a choice its key, choices a list of keys, a number or an amount a decimal in a string, a date
    ISO 8601, a table a list of rows that map columns to such strings. Raises Unreadable with a sentence.
    """
    if question.kind == Kind.FILE:
        return None
    if question.kind == Kind.TABLE:
        return _clean_table(question, typed)
    if question.kind == Kind.CHOICES:
        wanted = [typed] if isinstance(typed, str) else list(typed or ())
        if any(each not in question.holds for each in wanted if each):
            raise Unreadable(_("Choose from the list."))
        return [key for key in question.holds if key in wanted]
    if question.kind in (Kind.CHOICE, Kind.YES_NO, Kind.STATEMENT):
        if typed and (not isinstance(typed, str) or typed not in question.holds):
            raise Unreadable(_("Choose from the list."))
        return typed or ""
    return _clean_line(question.kind, typed if isinstance(typed, str) else "")


def _clean_line(kind: str, typed: str) -> str:
    text = tidy(typed).strip()
    if kind == Kind.LONG:
        return _within(kind, text)
    text = " ".join(text.split())
    if not text:
        return ""
    if kind == Kind.SHORT:
        return _within(kind, text)
    if kind == Kind.DATE:
        return _clean_day(text)
    number = decimal_of(text.replace("€", "") if kind == Kind.MONEY else text)
    if number is None:
        raise Unreadable(
            _("Write an amount in euro, such as 150.000,00.")
            if kind == Kind.MONEY
            else _("Write a number, such as 1.250 or 12,5.")
        )
    if number != number.quantize(Decimal("0.01")):
        raise Unreadable(_("Write at most two decimals."))
    if number > HIGHEST:
        written = dutch.money if kind == Kind.MONEY else dutch.number
        raise Unreadable(_("Write at most %(highest)s.") % {"highest": written(HIGHEST)})
    return f"{number.quantize(Decimal('0.01')):f}" if kind == Kind.MONEY else f"{number.normalize():f}"


def _within(kind: str, text: str) -> str:
    if len(text) > (most := MOST_SIGNS[kind]):
        facts = {"n": dutch.number(len(text)), "most": dutch.number(most)}
        raise Unreadable(_("This text has %(n)s characters. Shorten it to %(most)s.") % facts)
    return text


def _clean_day(text: str) -> str:
    for form in DAYS:
        try:
            day = datetime.strptime(text, form).date()  # noqa: DTZ007 a day has no time zone
        except ValueError:
            continue
        if not FIRST <= day <= LAST:
            raise Unreadable(_("Write a date between 2000 and 2100."))
        return day.isoformat()
    raise Unreadable(_("Write a date, such as 25/3/2022."))


def _clean_table(question: Question, typed) -> list[dict[str, str]]:
    """Rows without anything in them are left out; the faults name the rows as they stood."""
    rows, cells = [], {}
    for n, given in enumerate(typed or ()):
        row = {}
        for column in question.columns:
            try:
                row[column.key] = _clean_line(column.kind, given.get(column.key) or "")
            except Unreadable as fault:
                cells[n, column.key] = fault.text
                row[column.key] = given.get(column.key)
        if any(row.values()):
            rows.append(row)
    if cells:
        labels = {each.key: each.label for each in question.columns}
        said = [
            _("Line %(line)s, %(column)s: %(fault)s") % {"line": n + 1, "column": labels[key], "fault": text}
            for (n, key), text in cells.items()
        ]
        raise Unreadable(" ".join(said), cells)
    if len(rows) > MOST_ROWS:
        facts = {"n": len(rows), "most": MOST_ROWS}
        raise Unreadable(_("This table has %(n)s lines. Keep %(most)s at most.") % facts)
    return rows


def typed_of(kind: str, value: str) -> str:
    """A kept line as a person would type it."""
    if not value:
        return ""
    if kind == Kind.MONEY:
        return dutch.money(Decimal(value)).replace(f"€{dutch.NBSP}", "")
    return dutch.number(Decimal(value)) if kind == Kind.NUMBER else value


# Judged


def faults(question: Question, value) -> list[Reason]:
    """What is missing or wrong in an answer that is to be handed in. For a file, `value` is the list of its files."""
    label = {"name": question.label}
    if is_empty(value):
        return [Reason(*_missing(question, label))] if question.required else []
    if question.words and isinstance(value, str) and (n := len(value.split())) > question.words:
        facts = label | {"n": dutch.number(n), "most": dutch.number(question.words)}
        return [Reason("too-long", _("“%(name)s” has %(n)s words. Shorten it to %(most)s.") % facts)]
    return []


def _missing(question: Question, label: dict) -> tuple[str, str]:
    if question.kind == Kind.FILE:
        return "no-file", _("Add a file to “%(name)s”.") % label
    if question.kind == Kind.STATEMENT:
        return "no-statement", _("Agree to the statement “%(name)s”.") % label
    if question.criterion:
        return "no-answer", _("Answer the criterion “%(name)s”.") % label
    return "no-answer", _("Answer the question “%(name)s”.") % label


# In words


def in_words(question: Question, value) -> str:
    """An answer as people read it; what it says stays the same whatever reads it."""
    if is_empty(value):
        return ""
    if question.kind == Kind.TABLE:
        return "\n".join(
            "; ".join(f"{c.label}: {line_in_words(c.kind, row[c.key])}" for c in question.columns if row.get(c.key))
            for row in value
        )
    if question.kind == Kind.CHOICES:
        return "; ".join(question.holds.get(each, each) for each in value)
    if question.kind in (Kind.CHOICE, Kind.YES_NO, Kind.STATEMENT):
        return question.holds.get(value, value)
    if question.kind == Kind.FILE:
        return "; ".join(str(each) for each in value)
    return line_in_words(question.kind, value)


def line_in_words(kind: str, value: str) -> str:
    if not value:
        return ""
    if kind == Kind.MONEY:
        return dutch.money(Decimal(value))
    if kind == Kind.NUMBER:
        return dutch.number(Decimal(value))
    return dutch.day(date.fromisoformat(value)) if kind == Kind.DATE else value


def totals(columns: Iterable[Column], rows: Iterable[Mapping]) -> dict[str, Decimal]:
    """The sums of the columns that are added up; a cell that cannot be read counts as nothing."""
    rows = list(rows)

    def read(cell: str | None) -> Decimal:
        return decimal_of((cell or "").replace("€", "")) or Decimal(0)

    return {each.key: sum((read(row.get(each.key)) for row in rows), Decimal(0)) for each in columns if each.total}


# Carried from one version to the next


@dataclass(frozen=True)
class Stored:
    """An answer with the question as it was asked."""

    asked: Question
    value: object

    @property
    def words(self) -> str:
        return in_words(self.asked, self.value)


def carry(definition: Definition, stored: Iterable[Stored]) -> tuple[dict[str, object], list[Stored]]:
    """Answers under a form that may be a newer one: what stands in its place by key, and what no longer fits.

    Every answer is in one of the two and says the same. Nothing is written: who asks again gets the same.
    """
    questions = {each.key: each for each in definition.questions()}
    kept, aside = {}, []
    for each in stored:
        question = questions.get(each.asked.key)
        value = fitted(question, each) if question and each.asked.key not in kept else None
        if value is None:
            aside.append(each)
        else:
            kept[each.asked.key] = value
    return kept, aside


_TO_TEXT = frozenset(Kind) - {Kind.TABLE, Kind.FILE, Kind.STATEMENT}


def fitted(question: Question, stored: Stored) -> object | None:
    """The answer as an answer to this question, which may have changed since; None when it no longer fits."""
    asked, value = stored.asked, stored.value
    if question.kind == Kind.STATEMENT and (asked.kind, asked.label, asked.help) != (
        question.kind,
        question.label,
        question.help,
    ):
        return None  # nobody agreed to the new words
    if question.kind != asked.kind:
        value = _converted(question.kind, stored)
    elif question.kind == Kind.TABLE:
        return _refitted(question, asked, value)
    return value if value is not None and fits(question, value) else None


def _converted(kind: str, stored: Stored) -> object | None:
    asked, value = stored.asked, stored.value
    if kind in (Kind.SHORT, Kind.LONG):
        return stored.words.replace(dutch.NBSP, " ") if asked.kind in _TO_TEXT else None
    match asked.kind, kind:
        case Kind.CHOICE, Kind.CHOICES:
            return [value] if value else []
        case Kind.CHOICES, Kind.CHOICE:
            return value[0] if len(value) == 1 else None
        case Kind.NUMBER, Kind.MONEY:
            return f"{Decimal(value).quantize(Decimal('0.01')):f}" if value else ""
        case Kind.MONEY, Kind.NUMBER:
            return f"{Decimal(value).normalize():f}" if value else ""
    return None


def _refitted(question: Question, asked: Question, value) -> list[dict] | None:
    """A table whose filled columns are all still there and still take what stands in them."""
    old = {each.key: each for each in asked.columns}
    new = {each.key: each for each in question.columns}
    rows = []
    for given in value:
        row = dict.fromkeys(new, "")
        for key, cell in given.items():
            if not cell:
                continue
            if key not in new or key not in old:
                return None
            if (fit := _refitted_cell(old[key].kind, new[key].kind, cell)) is None:
                return None
            row[key] = fit
        rows.append(row)
    return rows


def _refitted_cell(old: str, new: str, cell: str) -> str | None:
    fit = fitted(Question("", new, ""), Stored(Question("", old, ""), cell))
    return fit if isinstance(fit, str) else None


def fits(question: Question, value) -> bool:
    """Is this value one that the question can have, read back as it would be kept?"""
    if question.kind in MOST_SIGNS:
        return (
            isinstance(value, str)
            and len(value) <= MOST_SIGNS[question.kind]
            and (question.kind == Kind.LONG or "\n" not in value.strip())
        )
    if question.kind == Kind.TABLE:
        keys = {each.key for each in question.columns}
        if not isinstance(value, list) or not all(isinstance(row, Mapping) and row.keys() <= keys for row in value):
            return False
    typed = value
    if question.kind in (Kind.NUMBER, Kind.MONEY) and isinstance(value, str):
        typed = typed_of(question.kind, value)
    elif question.kind == Kind.TABLE:
        kinds = {each.key: each.kind for each in question.columns}
        typed = [{key: typed_of(kinds[key], cell) for key, cell in row.items()} for row in value]
    try:
        return clean(question, typed) == value
    except (Unreadable, ValueError, ArithmeticError):
        return False
