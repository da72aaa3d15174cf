"""Lists of lines as they are filled in. A list of hundreds has one set of fields that reads and draws all its rows:
a form of Django for each of them takes a second to build and to draw."""

import re
from decimal import Decimal
from functools import cached_property

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorList
from django.utils.html import conditional_escape as escape
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from applications import rules
from applications.models import Application, PlanLine
from applications.span import years_of
from calls.fields import DayField, MoneyField
from questionnaires.rowset import RowSet
from questionnaires.values import tidy

MOST_PER_LINE = Decimal("99999999.99")  # so that all lines together stay within what is kept


def written(organisation: Organisation) -> str:
    """At the beginning of a line: Gemeente Halle."""
    return organisation.full_name[:1].upper() + organisation.full_name[1:]


def limits(most: int) -> dict:
    """What a list of so many rows is made with."""
    return {"extra": 0, "can_delete": True, "max_num": most, "absolute_max": 2 * most, "validate_max": True}


class LineField(forms.CharField):
    """One line of text, its spaces tidied."""

    def to_python(self, value):
        return " ".join(tidy(super().to_python(value)).split())


class UidField(forms.CharField):
    """The name of a row for the machine, so that two people can change one list; a strange one becomes a new one."""

    widget = forms.HiddenInput

    def to_python(self, value):
        return value if isinstance(value, str) and re.fullmatch("[0-9a-f]{12}", value) else ""


class Rows(RowSet):
    """Rows of a draft, of which some may be unreadable for a while."""

    def rows(self) -> list[dict]:
        """What was typed, without empty and removed rows."""
        kept = [form for form in self.forms if not self._should_delete_form(form)]
        return [form.row() for form in kept if not form.is_blank()]

    def readable_rows(self, there: dict[str, dict]) -> list[dict]:
        """The same while some rows cannot be read: those stay as they are `there`, by uid."""
        rows = []
        for form in self.forms:
            if self._should_delete_form(form) or not hasattr(form, "cleaned_data"):
                continue
            uid = form.cleaned_data.get("uid", "")
            if form.is_valid():
                rows += [] if form.is_blank() else [form.row()]
            elif uid in there:
                rows.append(there[uid])
        return rows


class Cell:
    """One control of a lean row. To the summary of errors it is what a bound field is of a form."""

    def __init__(self, row: "LeanRow", name: str):
        self.row, self.name, self.field = row, name, row.fields[name]
        self.label, self.is_hidden = self.field.label, self.field.widget.is_hidden
        self.html_name = row.add_prefix(name)
        self.auto_id = f"id_{self.html_name}"

    @property
    def errors(self) -> ErrorList:
        return self.row.errors.get(self.name) or ErrorList()

    @property
    def value(self) -> str:
        given = self.row.typed(self.name) if self.row.data is not None else self.row.initial.get(self.name)
        return "" if given is None else str(self.field.prepare_value(given))

    @property
    def css(self) -> str:
        return "num" if isinstance(self.field, MoneyField) else ""

    @property
    def control(self) -> SafeString:
        """The control as HTML; what is the same on every row is made once a list."""
        wrong = self.name in self.row.errors
        marks = f' aria-invalid="true" aria-describedby="{self.auto_id}_error"' if wrong else ""
        label = escape(self.row.list.label_of(self.name, self.row.line))
        start, end = self.row.list.drawn(self.name)
        attrs = f'name="{self.html_name}" id="{self.auto_id}" aria-label="{label}"{marks}'
        css = " is-invalid" if wrong else ""
        if isinstance(self.field, forms.ChoiceField):
            options = self.row.list.options(self.name, self.value)
            return mark_safe(f'<select class="form-select{css}" {attrs}{end}>{options}</select>')  # noqa: S308
        value = escape(self.value)
        if isinstance(self.field.widget, forms.Textarea):
            return mark_safe(f'<textarea class="form-control{css}" {attrs}{end}>\n{value}</textarea>')  # noqa: S308
        return mark_safe(f'<input{start} class="form-control{css}" value="{value}" {attrs}{end}>')  # noqa: S308


class LeanRow:
    """A row of a lean list. What a list of forms asks of a form, it answers."""

    empty_permitted = True

    def __init__(self, rows: "LeanRows", index: int | str, data=None, initial: dict | None = None):
        self.list, self.index, self.data, self.initial = rows, index, data, initial or {}
        self.fields, self.prefix = rows.fields, f"{rows.prefix}-{index}"
        self.line = "__line__" if index == "__prefix__" else index + 1
        self._errors: dict[str, ErrorList] | None = None

    def add_prefix(self, name: str) -> str:
        return f"{self.prefix}-{name}"

    def typed(self, name: str):
        return self.data.get(self.add_prefix(name))

    def __iter__(self):
        return iter(Cell(self, name) for name in self.fields)

    @property
    def cells(self) -> list[Cell]:
        return [Cell(self, name) for name in self.list.shown]

    @property
    def hidden(self) -> SafeString:
        return mark_safe("".join(  # noqa: S308
            f'<input type="hidden" name="{cell.html_name}" id="{cell.auto_id}" value="{escape(cell.value)}">'
            for cell in map(self._cell, self.list.unseen)
        ))  # fmt: skip

    def _cell(self, name: str) -> Cell:
        return Cell(self, name)

    def visible_fields(self) -> list[Cell]:
        return self.cells

    @property
    def errors(self) -> dict[str, ErrorList]:
        if self._errors is None:
            self._errors = {}
            if self.data is not None:
                self._clean()
        return self._errors

    def _clean(self) -> None:
        self.cleaned_data = {}
        for name in self.fields:
            try:
                self.cleaned_data[name] = self.list.clean_one(name, self.typed(name))
            except ValidationError as fault:
                self._errors[name] = ErrorList(fault.error_list)

    def non_field_errors(self) -> list:
        return []

    @property
    def fresh(self) -> bool:
        """It was just pasted, and not saved yet."""
        return bool(self.initial.get("fresh"))

    @property
    def removed(self) -> bool:
        """A script marked it as removed; it is sent along until the list is saved."""
        return self.data is not None and not self.errors.get("DELETE") and bool(self.cleaned_data.get("DELETE"))

    def is_valid(self) -> bool:
        return self.data is not None and not self.errors

    def has_changed(self) -> bool:
        return True

    def is_blank(self) -> bool:
        """Nothing was filled in; what the browser may have chosen itself does not count."""
        if self.data is None:
            return not any(self.initial.get(name) for name in self.list.FILLED)
        _faults = self.errors
        return not any(self.cleaned_data.get(name) for name in self.list.FILLED)

    def row(self) -> dict:
        return self.list.row_of(self.cleaned_data)


class LeanRows(Rows):
    """Subclasses name the fields that make a row more than blank, make `fields`, and read a row."""

    FILLED: tuple[str, ...] = ()

    def make_fields(self, **choices) -> dict[str, forms.Field]:
        raise NotImplementedError

    def row_of(self, data: dict) -> dict:
        raise NotImplementedError

    @cached_property
    def fields(self) -> dict[str, forms.Field]:
        hidden = forms.BooleanField(required=False, widget=forms.HiddenInput)
        return self.make_fields(**self.form_kwargs) | {"DELETE": hidden}

    @cached_property
    def _read(self) -> dict[tuple[str, str | None], object]:
        return {}

    def clean_one(self, name: str, text: str | None):
        """What one control says. Hundreds of lines say much alike, and that is read once."""
        if (name, text) not in self._read:
            self._read[name, text] = self.fields[name].clean(text)
        return self._read[name, text]

    @cached_property
    def shown(self) -> list[str]:
        return [name for name, field in self.fields.items() if not field.widget.is_hidden]

    @cached_property
    def unseen(self) -> list[str]:
        return [name for name, field in self.fields.items() if field.widget.is_hidden]

    @cached_property
    def forms(self) -> list[LeanRow]:
        if self.is_bound:
            return [LeanRow(self, n, self.data) for n in range(self.total_form_count())]
        return [LeanRow(self, n, initial=each) for n, each in enumerate(self.initial or ())]

    @property
    def empty_form(self) -> LeanRow:
        return LeanRow(self, "__prefix__", initial=self.fresh())

    def fresh(self) -> dict:
        """What a new row begins with."""
        return {}

    @cached_property
    def _labels(self) -> dict[str, str]:
        text = _("%(label)s, line %(line)s")
        return {name: text % {"label": self.fields[name].label, "line": "\0"} for name in self.fields}

    def label_of(self, name: str, line: int | str) -> str:
        return self._labels[name].replace("\0", str(line))

    @cached_property
    def _drawn(self) -> dict[str, tuple[str, str]]:
        found = {}
        for name in self.shown:
            widget = self.fields[name].widget
            own = {each: value for each, value in widget.attrs.items() if each not in ("class", "maxlength")}
            kind = own.pop("type", getattr(widget, "input_type", "text"))
            more = "".join(format_html(' {}="{}"', each, value) for each, value in own.items())
            found[name] = (f' type="{kind}"', more)
        return found

    def drawn(self, name: str) -> tuple[str, str]:
        return self._drawn[name]

    @cached_property
    def _options(self) -> dict[tuple[str, str], str]:
        return {}

    def options(self, name: str, value: str) -> str:
        """The options of a select with one chosen, made once for each that is."""
        if (name, value) not in self._options:
            self._options[name, value] = "".join(
                format_html('<option value="{}"{}>{}</option>', key, " selected" if str(key) == value else "", label)
                for key, label in self.fields[name].choices
            )
        return self._options[name, value]


NOT_OFFERED = gettext_lazy("Choose from the list.")


def _choice(label, choices) -> forms.ChoiceField:
    messages = {"invalid_choice": NOT_OFFERED}
    return forms.ChoiceField(required=False, label=label, choices=choices, error_messages=messages)


def _amount(label) -> MoneyField:
    return MoneyField(required=False, lowest="0", highest=MOST_PER_LINE, label=label)


class CostRows(LeanRows):
    """Cost lines; half of one is kept too, and handing in asks for the rest."""

    FILLED = ("description", "category", "cost", "subsidy")
    AXES = ("category", "year", "organisation")  # what the amounts are added up by

    def make_fields(self, *, parties, categories, years) -> dict[str, forms.Field]:
        choose = ("", _("Choose"))
        return {
            "uid": UidField(required=False),
            "description": LineField(max_length=200, required=False, label=_("Description")),
            "category": _choice(_("Category"), [choose, *((each.code, each.name) for each in categories)]),
            "year": _choice(_("Year"), [choose, *((str(each), str(each)) for each in years)]),
            "organisation": _choice(_("Government"), parties),
            "cost": _amount(_("Cost in €")),
            "subsidy": _amount(_("Subsidy in €")),
        }

    def amount(self, name: str, given) -> Decimal | None:
        """An amount that was kept or typed; None when it cannot be read."""
        if isinstance(given, Decimal):
            return given
        try:
            return self.fields[name].clean(given) or Decimal(0)
        except ValidationError:
            return None

    def fresh(self) -> dict:
        """A project of one calendar year leaves nothing to choose."""
        years = self.form_kwargs["years"]
        return {"year": years[0]} if len(years) == 1 else {}

    def row_of(self, data: dict) -> dict:
        return {
            "uid": data["uid"],
            "description": data["description"],
            "category": data["category"],
            "year": int(data["year"]) if data["year"] else None,
            "organisation_id": int(data["organisation"]) if data["organisation"] else None,
            "cost": data["cost"] or Decimal(0),
            "subsidy": data["subsidy"] or Decimal(0),
        }


class PlanRows(LeanRows):
    """Work packages and milestones."""

    FILLED = ("name", "description", "starts_on", "ends_on")

    def make_fields(self, *, parties) -> dict[str, forms.Field]:
        kinds = [(each.value, each.label.capitalize()) for each in PlanLine.Kind]
        words = forms.Textarea({"rows": 2})
        return {
            "uid": UidField(required=False),
            "kind": _choice(_("Kind"), kinds),
            "name": LineField(max_length=120, required=False, label=_("Name")),
            "starts_on": DayField(required=False, label=_("Start, or day of a milestone")),
            "ends_on": DayField(required=False, label=_("End")),
            "organisation": _choice(_("Government"), parties),
            "description": LineField(max_length=500, required=False, label=_("What happens"), widget=words),
        }

    def row_of(self, data: dict) -> dict:
        return {
            "uid": data["uid"],
            "kind": data["kind"] or PlanLine.Kind.PACKAGE,
            "name": data["name"],
            "description": data["description"],
            "organisation_id": int(data["organisation"]) if data["organisation"] else None,
            "starts_on": data["starts_on"],
            "ends_on": data["ends_on"],
        }


CostFormSet = forms.formset_factory(forms.Form, formset=CostRows, **limits(rules.MOST_COSTS))
PlanFormSet = forms.formset_factory(forms.Form, formset=PlanRows, **limits(rules.MOST_ROWS))


def parties_of(application: Application, lines) -> list[tuple[str, str]]:
    """Who can make a cost or lead a work package: the lead first, then who takes part or stands in one of the lines."""
    others = {p.organisation_id: p.organisation for p in application.participants.all() if p.organisation_id}
    for line in lines:
        if line.organisation_id and line.organisation_id not in others:
            others[line.organisation_id] = line.organisation
    others.pop(application.organisation_id, None)
    named = [(str(pk), written(each)) for pk, each in others.items()]
    return [("", written(application.organisation)), *named]


def years_offered(application: Application, lines) -> list[int]:
    """The years of the project, and those that a line still has."""
    return sorted({*years_of(application), *(line.year for line in lines if line.year)})


def _rows(things, rows: list[dict] | None) -> list[dict]:
    return [vars(each) for each in sorted(things, key=lambda line: line.position)] if rows is None else rows


def _party(application: Application, row: dict) -> int | str:
    """The lead has the first choice, which is empty."""
    return row["organisation_id"] if row["organisation_id"] not in (None, application.organisation_id) else ""


def cost_rows_of(application: Application, rows: list[dict] | None = None) -> list[dict]:
    """The lines (or these rows) as initial values; an amount that was never filled in stays empty."""
    return [
        {
            "uid": row["uid"],
            "description": row["description"],
            "category": row["category"],
            "year": row["year"],
            "organisation": _party(application, row),
            "cost": row["cost"] or None,
            "subsidy": row["subsidy"] if row["subsidy"] or row["cost"] else None,
        }
        for row in _rows(application.costs.all(), rows)
    ]


def plan_rows_of(application: Application, rows: list[dict] | None = None) -> list[dict]:
    """The planning (or these rows) as initial values."""
    names = ("uid", "kind", "name", "starts_on", "ends_on", "description")
    return [
        {name: row[name] for name in names} | {"organisation": _party(application, row)}
        for row in _rows(application.planning.all(), rows)
    ]
