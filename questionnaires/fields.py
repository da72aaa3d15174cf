"""Questions as form fields: what a person types, shown back as it was typed, cleaned by `questionnaires.values`."""

from dataclasses import dataclass, field

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from questionnaires import values
from questionnaires.definition import DECIDING, YES, Column, Kind, Question, Section

PREFIX = "answer"
MOST_RADIOS = 8  # beyond that a list that folds out is easier
_ROWS = 2 * values.MOST_ROWS  # of a table, that are read at all


def name_of(key: str) -> str:
    """The name of the control of a question."""
    return f"{PREFIX}-{key}"


def has_several(question: Question) -> bool:
    """Is it drawn as radios or boxes, of which a link names the first?"""
    return question.kind == Kind.CHOICES or (
        question.kind in (Kind.CHOICE, Kind.YES_NO) and len(question.holds) <= MOST_RADIOS
    )


class TableWidget(forms.Widget):
    """Reads the rows of a grid: `answer-key-0-column`. A removed row is left out, an empty one stays where it was."""

    def __init__(self, columns: tuple[Column, ...]):
        super().__init__()
        self.columns = columns

    def value_from_datadict(self, data, files, name):
        if not isinstance(total := data.get(f"{name}-TOTAL_FORMS"), str):
            return None
        count = min(int(total), _ROWS) if total.isascii() and total.isdigit() and len(total) < 6 else 0
        return [
            {each.key: data.get(f"{name}-{n}-{each.key}", "") for each in self.columns}
            for n in range(count)
            if not data.get(f"{name}-{n}-DELETE")
        ]

    def value_omitted_from_data(self, data, files, name):
        return f"{name}-TOTAL_FORMS" not in data


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class _Agreed(forms.CheckboxInput):
    """A statement: the box carries "yes", and nothing when it is not ticked."""

    def __init__(self):
        super().__init__({"value": YES}, check_test=lambda value: value == YES)

    def format_value(self, value):
        return YES

    def value_from_datadict(self, data, files, name):
        return YES if data.get(name) else ""


def widget_of(question: Question) -> forms.Widget:
    kind = question.kind
    if kind == Kind.LONG:
        return forms.Textarea({"rows": 8 if (question.words or 999) > 150 else 5})
    if kind == Kind.CHOICES:
        return forms.CheckboxSelectMultiple(choices=list(question.holds.items()))
    if kind in (Kind.CHOICE, Kind.YES_NO):
        options = [(key, label[:1].upper() + label[1:]) for key, label in question.holds.items()]
        if not has_several(question):
            return forms.Select(choices=[("", _("Choose")), *options])
        return forms.RadioSelect(choices=options if question.required else [*options, ("", _("No answer"))])
    if kind == Kind.DATE:
        return forms.DateInput({"type": "date", "class": "w-s"}, format="%Y-%m-%d")
    if kind in (Kind.NUMBER, Kind.MONEY):
        return forms.TextInput({"inputmode": "decimal", "autocomplete": "off", "class": "w-s"})
    if kind == Kind.TABLE:
        return TableWidget(question.columns)
    if kind == Kind.FILE:
        return _Files()
    return _Agreed() if kind == Kind.STATEMENT else forms.TextInput()


@dataclass(frozen=True)
class Cell:
    column: Column
    name: str
    value: str
    label: str
    error: str = ""

    @property
    def is_number(self) -> bool:
        return self.column.kind in (Kind.NUMBER, Kind.MONEY)


@dataclass(frozen=True)
class Row:
    """A line of a table; `line` and `index` are marks to fill in for the empty row that a script copies."""

    index: int | str
    line: int | str
    cells: list[Cell] = field(default_factory=list)

    @property
    def errors(self) -> list[str]:
        return [f"{each.column.label}: {each.error}" for each in self.cells if each.error]


class BoundAnswer(forms.BoundField):
    """A question on a page: with its condition, its rows and its totals."""

    @property
    def question(self) -> Question:
        return self.field.question

    @property
    def is_shown(self) -> bool:
        """Asked, answered before it fell away, or wrong: nothing that needs mending hides."""
        return self.form.shows(self.question.key) or bool(self.errors)

    @property
    def was_asked(self) -> bool:
        """Answered, and no longer asked."""
        return self.question.key not in self.form.asked and self.form.shows(self.question.key)

    @property
    def deciding(self) -> Question | None:
        """The question of this page or an earlier one whose answer leads to this one."""
        condition = self.question.condition
        return self.form.decider(condition.key) if condition else None

    @property
    def watches(self) -> str:
        """The name of the control whose answer decides, and the values that lead here, for the script."""
        condition = self.question.condition
        return name_of(condition.key) if condition and name_of(condition.key) in self.form.fields else ""

    @property
    def wanted(self) -> str:
        return " ".join(self.question.condition.values)

    @property
    def files(self) -> list:
        return self.form.files_of.get(self.question.key, [])

    @cached_property
    def _typed(self) -> list[dict]:
        if self.form.is_bound or self.form.is_raw:
            return (self.data if self.form.is_bound else self.initial) or [{}]
        return [
            {each.key: values.typed_of(each.kind, row.get(each.key, "")) for each in self.question.columns}
            for row in self.initial or [{}]
        ]

    @property
    def rows(self) -> list[Row]:
        faults = {}
        for error in self.errors.as_data():
            faults |= getattr(error, "cells", {})
        return [self._row(n, n + 1, given, faults) for n, given in enumerate(self._typed)]

    @property
    def empty_row(self) -> Row:
        return self._row("__prefix__", "__line__", {}, {})

    def _row(self, index, line, given: dict, faults: dict) -> Row:
        return Row(
            index,
            line,
            [
                Cell(
                    each,
                    f"{self.html_name}-{index}-{each.key}",
                    given.get(each.key) or "",
                    _("%(label)s, line %(line)s") % {"label": each.label, "line": line},
                    faults.get((index, each.key), ""),
                )
                for each in self.question.columns
            ],
        )

    @property
    def has_totals(self) -> bool:
        return any(each.total for each in self.question.columns)

    @property
    def foot(self) -> list[dict]:
        """Per column its sum as people read it; empty where nothing is added up."""
        sums = values.totals(self.question.columns, self._typed)
        return [
            {
                "column": each,
                "sum": values.line_in_words(each.kind, str(sums[each.key])) if each.key in sums else "",
                "name": f"{self.html_name}-{each.key}",
            }
            for each in self.question.columns
        ]


def _in_euro(question: Question) -> str:
    """An amount says what it is counted in, unless the officer's words do."""
    says = any(word in question.label.casefold() for word in ("€", "euro"))
    return question.label if question.kind != Kind.MONEY or says else f"{question.label} (€)"


class AnswerField(forms.Field):
    """One question. A draft may leave it open; `needed` tells the page that it must be answered in the end."""

    def __init__(self, question: Question):
        super().__init__(label=_in_euro(question), help_text=question.help, required=False, widget=widget_of(question))
        self.question = question
        self.needed = question.required
        self.max_words = question.words if question.kind in (Kind.SHORT, Kind.LONG) else None

    def get_bound_field(self, form, field_name):
        return BoundAnswer(form, self, field_name)

    def prepare_value(self, value):
        return value

    def clean(self, value):
        try:
            return values.clean(self.question, value)
        except values.Unreadable as fault:
            error = ValidationError(fault.text, code="unreadable")
            error.cells = fault.cells
            raise error from None


class QuestionsForm(forms.Form):
    """The questions of one section. `cleaned_data` has the values by control; `answers` the same by key.

    `given` are the values that are kept, of all sections; `asked` and `shown` the keys that those lead to, all of
    them when left out, which is how an officer sees a form before anybody answered. `files` are the files of each
    question, `decider` finds a question of another section. `typed` has what was typed by control, to show unjudged.
    """

    def __init__(
        self, data=None, *, section: Section, given=None, asked=None, shown=None, files=None, decider=None, typed=None
    ):
        self.section, self.given = section, dict(given or {})
        self.asked = {each.key for each in section.questions} if asked is None else set(asked)
        self.shown = set(shown) if shown is not None else self.asked
        self.files_of = files or {}
        self._decider = decider
        self.is_raw = typed is not None
        initial = typed if self.is_raw else {name_of(each.key): self._initial(each) for each in section.questions}
        super().__init__(data, initial=initial)
        for each in section.questions:
            self.fields[name_of(each.key)] = AnswerField(each)

    def _initial(self, question: Question):
        return self._as_typed(question, self.given.get(question.key))

    @staticmethod
    def typed_as(section: Section, key: str, value):
        """A value as the control of its question holds it."""
        return QuestionsForm._as_typed(next(each for each in section.questions if each.key == key), value)

    @staticmethod
    def _as_typed(question: Question, value):
        if question.kind in (Kind.NUMBER, Kind.MONEY) and value:
            return values.typed_of(question.kind, value)
        return value

    @classmethod
    def typed_in(cls, data, section: Section) -> dict[str, object]:
        """What was typed, by control, unjudged."""
        return {
            (name := name_of(each.key)): widget_of(each).value_from_datadict(data, {}, name)
            for each in section.questions
            if each.kind != Kind.FILE
        }

    def shows(self, key: str) -> bool:
        return key in self.shown

    def decider(self, key: str) -> Question | None:
        """A question that decides whether others are asked, of any section."""
        found = self._decider(key) if self._decider else None
        return found or next((q for q in self.section.questions if q.key == key and q.kind in DECIDING), None)

    @property
    def answers(self) -> dict[str, object]:
        """What was cleaned, by the key of its question; files are no values."""
        return {
            each.key: self.cleaned_data[name]
            for each in self.section.questions
            if each.kind != Kind.FILE and (name := name_of(each.key)) in self.cleaned_data
        }
