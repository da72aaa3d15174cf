"""What did the officer type? A section, a question with what its kind needs, and the rows of its options or columns."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from questionnaires.definition import CELLS, DECIDING, Definition, Kind, Privacy, Question
from questionnaires.rowset import RowSet
from questionnaires.rules import CHOOSING, COLUMNS, COUNTING, FEWEST_WORDS, MOST_WORDS, OPTIONS

ALWAYS = ""
USUAL_WORDS = 300

EXPLAINED = {
    Kind.SHORT: gettext_lazy("One line, such as a name or a place."),
    Kind.LONG: gettext_lazy("Some paragraphs, with a number of words that you choose."),
    Kind.CHOICE: gettext_lazy("The applicant picks one of your options."),
    Kind.CHOICES: gettext_lazy("The applicant picks one or more of your options."),
    Kind.NUMBER: gettext_lazy("A number, such as 12 or 3,5."),
    Kind.MONEY: gettext_lazy("An amount, to the cent."),
    Kind.DATE: gettext_lazy("A day."),
    Kind.YES_NO: gettext_lazy("Later questions can depend on it."),
    Kind.TABLE: gettext_lazy("Rows under columns that you choose; amounts are added up."),
    Kind.FILE: gettext_lazy("A document or a picture, such as a signed letter."),
    Kind.STATEMENT: gettext_lazy("A sentence that the applicant ticks to agree to."),
}
PRIVACIES = {
    Privacy.PUBLIC: gettext_lazy("Public: may be shown to everyone once the project is approved"),
    Privacy.CONFIDENTIAL: gettext_lazy("Confidential: only for who handles the application"),
    Privacy.PERSONAL: gettext_lazy("Personal data: is about a person; never published"),
}


class SectionForm(forms.Form):
    """A section: its title and what stands under it."""

    title = forms.CharField(
        max_length=120,
        label=gettext_lazy("Title of the section"),
        error_messages={"required": gettext_lazy("Give this section a title.")},
    )
    intro = forms.CharField(
        max_length=1000,
        required=False,
        label=gettext_lazy("Introduction"),
        help_text=gettext_lazy("A few sentences under the title, for who fills in the section."),
        widget=forms.Textarea({"rows": 3}),
    )


class QuestionForm(forms.Form):
    """A question of one kind, with only the settings of that kind."""

    label = forms.CharField(
        max_length=300,
        label=gettext_lazy("Question"),
        help_text=gettext_lazy("As the applicant reads it."),
        error_messages={"required": gettext_lazy("Write the question.")},
        widget=forms.Textarea({"rows": 2}),
    )
    help = forms.CharField(
        max_length=1000,
        required=False,
        label=gettext_lazy("Explanation"),
        help_text=gettext_lazy("Stands in small letters under the question."),
        widget=forms.Textarea({"rows": 3}),
    )
    words = forms.IntegerField(
        min_value=FEWEST_WORDS,
        max_value=MOST_WORDS,
        label=gettext_lazy("Number of words at most"),
        error_messages={
            "required": gettext_lazy("Write how many words the answer may have."),
            "invalid": gettext_lazy("Write a whole number, such as 300."),
        },
        widget=forms.NumberInput({"class": "w-s", "inputmode": "numeric"}),
    )
    required = forms.BooleanField(required=False, label=gettext_lazy("An answer is required to hand in"))
    for_reviewers = forms.BooleanField(required=False, label=gettext_lazy("Reviewers see the answer"))
    privacy = forms.ChoiceField(
        choices=list(PRIVACIES.items()),
        label=gettext_lazy("Who may ever read the answer"),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, kind: str, **options):
        super().__init__(*args, **options)
        self.kind = kind
        self.fields["help"].optional = self.fields["required"].optional = True
        if kind != Kind.LONG:
            del self.fields["words"]
        if kind == Kind.STATEMENT:
            self.fields["label"].label = _("Statement")
            self.fields["label"].help_text = _("The sentence beside the box, such as: “We agree to …”.")

    def text(self, name: str) -> str:
        return "\n".join(self.cleaned_data[name].splitlines())


class WhenForm:
    """When a question is asked: always, or only after some answer to one earlier question.

    Each earlier question is a radio with its answers as boxes under it, so it needs no script.
    """

    def __init__(self, form: Definition, place: tuple[str, str | None], data=None, chosen=None):
        """`place` is the section and the question itself (None for a new one); `chosen` a Condition or None."""
        self.is_bound = data is not None
        if self.is_bound:
            chosen_key, ticked = data.get("when", ALWAYS), data
        else:
            chosen_key, ticked = (chosen.key if chosen else ALWAYS), None
        self.choices = []
        self.reason = ""
        self.gone = chosen_key != ALWAYS
        for question in earlier(form, *place):
            name = f"when-{question.key}"
            values = data.getlist(name) if ticked is not None else (chosen.values if chosen else ())
            here = question.key == chosen_key
            self.gone = self.gone and not here
            self.choices.append(
                {
                    "key": question.key,
                    "name": name,
                    "label": question.label,
                    "checked": here,
                    "values": [
                        {"key": key, "label": label, "checked": here and key in values, "id": f"id_{name}-{n}"}
                        for n, (key, label) in enumerate(question.holds.items())
                    ],
                }
            )
        self.chosen_key = chosen_key

    @property
    def is_always(self) -> bool:
        return not any(each["checked"] for each in self.choices)

    def is_valid(self) -> bool:
        picked = next((each for each in self.choices if each["checked"]), None)
        if picked and not any(value["checked"] for value in picked["values"]):
            self.reason = _("Tick at which answers to “%(label)s” this question is asked.") % {"label": picked["label"]}
        elif self.gone:
            self.reason = _("The question it depended on is no longer there. Choose another, or always ask it.")
        return not self.reason

    def value(self) -> tuple[str, list[str]] | None:
        """For `editing.made`."""
        picked = next((each for each in self.choices if each["checked"]), None)
        return picked and (picked["key"], [each["key"] for each in picked["values"] if each["checked"]])

    @property
    def href(self) -> str:
        picked = next((each for each in self.choices if each["checked"]), None)
        return f"#{picked['values'][0]['id']}" if picked else "#id_when"


def earlier(form: Definition, section: str, key: str | None) -> list[Question]:
    """The deciding questions before this one (or, for a new one, before the end of the section)."""
    found = []
    for each in form.sections:
        for question in each.questions:
            if question.key == key:
                return found
            if question.kind in DECIDING:
                found.append(question)
        if key is None and each.key == section:
            break
    return found


class _RowForm(forms.Form):
    key = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)


class OptionForm(_RowForm):
    label = forms.CharField(max_length=200, label=gettext_lazy("Option"))


class ColumnForm(_RowForm):
    label = forms.CharField(max_length=80, label=gettext_lazy("Heading of the column"))
    kind = forms.ChoiceField(
        choices=[(each.value, each.label) for each in CELLS], initial=Kind.SHORT, label=gettext_lazy("What it holds")
    )
    total = forms.BooleanField(required=False, label=gettext_lazy("Total"))

    def clean(self):
        if self.cleaned_data.get("total") and self.cleaned_data.get("kind") not in COUNTING:
            self.add_error("total", _("Only a column of numbers or amounts has a total."))
        return self.cleaned_data

    def has_changed(self):
        return bool(self.data.get(self.add_prefix("label"), "").strip()) or bool(self.data.get(self.add_prefix("key")))


class _Rows(RowSet):
    """Rows with labels that differ, `fewest` of them at least."""

    def rows(self) -> list[dict]:
        kept = [form.cleaned_data for form in self.forms if form.is_valid() and form.cleaned_data]
        return [{k: v for k, v in row.items() if k != DELETION_FIELD_NAME} for row in kept if not row["DELETE"]]

    def clean(self):
        super().clean()
        seen: set[str] = set()
        for form in self.forms:
            label = " ".join(form.cleaned_data.get("label", "").split()).casefold()
            if label and not form.cleaned_data.get("DELETE"):
                if label in seen:
                    form.add_error("label", ValidationError(_("This stands in the list twice."), code="twice"))
                seen.add(label)
        if not any(self.errors) and len(seen) < self.fewest:
            raise ValidationError(self.too_few, code="too-few")


class _Options(_Rows):
    fewest = 2
    too_few = gettext_lazy("Give at least two options.")


class _Columns(_Rows):
    fewest = 1
    too_few = gettext_lazy("Give at least one column.")


def _limits(most: int) -> dict:
    return {"extra": 0, "can_delete": True, "max_num": most, "absolute_max": 2 * most, "validate_max": True}


OptionFormSet = forms.formset_factory(OptionForm, formset=_Options, **_limits(OPTIONS))
ColumnFormSet = forms.formset_factory(ColumnForm, formset=_Columns, **_limits(COLUMNS))


@dataclass
class Typed:
    """All that the page of a question holds: its fields, its rows if its kind has any, and when it is asked."""

    kind: str
    form: QuestionForm
    when: WhenForm
    rows: forms.BaseFormSet | None = None

    def is_valid(self) -> bool:
        parts = [self.form, self.when] + ([self.rows] if self.rows is not None else [])
        judged = [each.is_valid() for each in parts]  # all of them, so that every error shows at once
        return all(judged)

    @property
    def prefix(self) -> str:
        return prefix_of(self.kind)

    def values(self) -> dict:
        """For `questionnaires.actions`."""
        fields = self.form.cleaned_data
        values = {name: fields[name] for name in ("required", "for_reviewers", "privacy")}
        values |= {"kind": self.kind, "label": " ".join(fields["label"].split()), "help": self.form.text("help")}
        values |= {"words": fields.get("words"), "condition": self.when.value()}
        return values | ({self.prefix: self.rows.rows()} if self.rows is not None else {})


def prefix_of(kind: str) -> str:
    """The rows that a kind has: options, columns or none."""
    return "options" if kind in CHOOSING else "columns" if kind == Kind.TABLE else ""


def formset_of(kind: str) -> type[_Rows] | None:
    return {"options": OptionFormSet, "columns": ColumnFormSet}.get(prefix_of(kind))


def blank(kind: str) -> dict:
    """What a new question of a kind begins with."""
    fields = {"required": kind != Kind.FILE, "for_reviewers": True, "privacy": Privacy.PUBLIC}
    return fields | ({"words": USUAL_WORDS} if kind == Kind.LONG else {})


def fields_of(question: Question) -> dict:
    names = ("label", "help", "required", "for_reviewers", "privacy", "words")
    return {name: getattr(question, name) for name in names}


def rows_of(question: Question) -> list[dict]:
    if question.kind in CHOOSING:
        return [{"key": each.key, "label": each.label} for each in question.options]
    return [{"key": each.key, "label": each.label, "kind": each.kind, "total": each.total} for each in question.columns]
