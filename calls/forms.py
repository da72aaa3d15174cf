"""What did the officer type? A call, its criteria, its instalments, and a new closing."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import MaxValueValidator
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Kind
from calls import rules
from calls.fields import DayField, MoneyField, PercentField, WallTimeField
from calls.models import Call, Criterion, Focus, Instalment, Programme, Type
from calls.proposals import next_number
from calls.wording import term_in_words
from workflow import dutch

# Where the sentence of a constraint stands: beside the field that mends it.
PLACES = {
    "number-in-use": "number",
    "closes-before-it-opens": "closes_at",
    "budget-too-small": "budget",
    "share": "flemish_share",
}
NEW = gettext_lazy("A new programme")
ROWS = 20


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


class _TypeChoice(forms.ModelChoiceField):
    """A type with what it means: its maximum and its term."""

    def label_from_instance(self, type: Type) -> str:
        facts = [term_in_words(type)]
        if type.usual_maximum:
            facts.insert(0, _("usually %(sum)s at most") % {"sum": dutch.money(type.usual_maximum)})
        return f"{type.name} ({', '.join(facts)})"


class CallForm(forms.ModelForm):
    """A call in preparation. Only what the database cannot do without is required; publishing asks for the rest."""

    programme = forms.ModelChoiceField(
        Programme.objects.order_by("name"), required=False, label=gettext_lazy("Programme"), empty_label=NEW
    )
    new_programme = forms.CharField(
        max_length=120,
        required=False,
        label=gettext_lazy("Name of the new programme"),
        help_text=gettext_lazy("Only when the programme is not in the list."),
    )
    new_programme_budget = MoneyField(
        required=False,
        label=gettext_lazy("Budget of the new programme, in €"),
        help_text=gettext_lazy("Left empty, it is the budget of this call."),
        highest="999999999999.99",
    )
    number = forms.IntegerField(
        min_value=1,
        max_value=999,
        label=gettext_lazy("Number of the call"),
        help_text=gettext_lazy("The next one in the programme, when left empty."),
        required=False,
    )
    type = _TypeChoice(
        Type.objects.order_by("position"), label=gettext_lazy("Type"), widget=forms.RadioSelect, empty_label=None
    )
    focuses = forms.ModelMultipleChoiceField(
        Focus.objects.order_by("position"),
        required=False,
        label=gettext_lazy("Focuses"),
        help_text=gettext_lazy("An application chooses one of these."),
        widget=forms.CheckboxSelectMultiple,
    )
    eligible_kinds = forms.MultipleChoiceField(
        choices=[(kind.value, kind.label) for kind in Kind if kind != Kind.FLEMISH],
        required=False,
        label=gettext_lazy("Who may apply"),
        widget=forms.CheckboxSelectMultiple,
    )
    opens_at = WallTimeField(label=gettext_lazy("Opens"))
    closes_at = WallTimeField(label=gettext_lazy("Closes"))
    budget = MoneyField(label=gettext_lazy("Budget of the call, in €"))
    max_subsidy = MoneyField(
        label=gettext_lazy("Subsidy per project at most, in €"),
        help_text=gettext_lazy("The usual maximum of the type, when left empty."),
        required=False,
    )
    flemish_share = PercentField(label=gettext_lazy("Flemish share at most, in %"))
    jury_on = DayField(label=gettext_lazy("Day of the jury"), required=False)
    decision_by = DayField(label=gettext_lazy("Decision at the latest on"), required=False)
    edit = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Call
        fields = (
            "programme number type title summary purpose focuses eligible_kinds cooperation_required "
            "opens_at closes_at jury_on decision_by budget max_subsidy flemish_share "
            "regulation legal_grounds budget_article decider_title "
            "recovery start_within_months progress_report_after final_report_within"
        ).split()
        labels = {
            "title": gettext_lazy("Title"),
            "summary": gettext_lazy("In one sentence"),
            "purpose": gettext_lazy("What the call is for"),
            "cooperation_required": gettext_lazy("Cooperation with at least one other government is required"),
            "regulation": gettext_lazy("Rules of the call"),
            "legal_grounds": gettext_lazy("Legal grounds"),
            "budget_article": gettext_lazy("Budget article"),
            "decider_title": gettext_lazy("Who decides"),
            "recovery": gettext_lazy("Legal reference for control and recovery"),
            "start_within_months": gettext_lazy("A project starts within this many months after the first instalment"),
            "progress_report_after": gettext_lazy("Progress report, in months after the award"),
            "final_report_within": gettext_lazy("Final report, in months after the end of the project"),
        }
        help_texts = {
            "summary": gettext_lazy("The sentence under the title of the page."),
            "purpose": gettext_lazy("Leave an empty line between two paragraphs."),
            "legal_grounds": gettext_lazy("One on each line. They stand in the decision as you write them here."),
            "regulation": gettext_lazy("Name and date of the rules."),
        }
        widgets = {"purpose": _area(8), "legal_grounds": _area(4), "summary": _area(2)}

    # Demanded by publishing, so not marked as optional.
    NEEDED = "summary purpose focuses eligible_kinds regulation legal_grounds budget_article decider_title".split()

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for name in self.NEEDED:
            self.fields[name].needed = True
        for name in ("budget", "new_programme_budget", "max_subsidy", "flemish_share", "number"):
            self.fields[name].widget.attrs["class"] = "w-s"
        for name in ("start_within_months", "progress_report_after", "final_report_within"):
            self.fields[name].widget.attrs |= {"class": "w-s", "max": 60}
            self.fields[name].validators.append(MaxValueValidator(60))
        for name in ("programme", "number", "max_subsidy"):
            self.fields[name].needed = True  # chosen in another way, or filled in by us, when left open
        if self.instance.pk:
            for name in ("opens_at", "closes_at"):
                self.fields[name].help_text = _("Now: %(moment)s") % {
                    "moment": dutch.moment(getattr(self.instance, name))
                }
            self.initial.setdefault("edit", self.instance.edit)

    def clean_new_programme(self) -> str:
        name = " ".join(self.cleaned_data["new_programme"].split())
        if name and Programme.objects.filter(name__iexact=name).exists():
            raise ValidationError(_("This programme exists. Choose it in the list."), code="programme-exists")
        return name

    def clean(self):
        data = super().clean()
        if data.get("programme") and data.get("new_programme"):
            self.add_error(
                "new_programme", ValidationError(_("Choose a programme or start a new one, not both."), "two")
            )
        if not data.get("programme") and not data.get("new_programme") and "new_programme" not in self.errors:
            self.add_error("programme", ValidationError(_("Choose a programme, or name a new one."), "no-programme"))
        if data.get("number") is None and "number" not in self.errors:
            data["number"] = next_number(data["programme"]) if data.get("programme") else 1
        if data.get("max_subsidy") is None and data.get("type") and "max_subsidy" not in self.errors:
            data["max_subsidy"] = data["type"].usual_maximum
            if data["max_subsidy"] is None:
                self.add_error("max_subsidy", ValidationError(_("Write the subsidy per project at most."), "required"))
        return data

    def _post_clean(self):
        """Put the sentence of a constraint beside the field that mends it."""
        super()._post_clean()
        general = self._errors.pop(NON_FIELD_ERRORS, None)
        for error in general.as_data() if general else ():
            self.add_error(PLACES.get(error.code), error)

    def values(self) -> dict:
        """The fields for `calls.actions`, without the focuses and a new programme."""
        apart = {"focuses"} | ({"programme"} if self.cleaned_data["programme"] is None else set())
        values = {name: self.cleaned_data[name] for name in self.Meta.fields if name not in apart}
        return {name: "\n".join(v.splitlines()) if isinstance(v, str) else v for name, v in values.items()}

    def new_programme_values(self) -> dict | None:
        """Name and budget of the programme to start, if any."""
        if not self.cleaned_data["new_programme"]:
            return None
        budget = self.cleaned_data["new_programme_budget"] or self.cleaned_data["budget"]
        return {"name": self.cleaned_data["new_programme"], "budget": budget}


class CriterionForm(forms.ModelForm):
    weight = PercentField(label=gettext_lazy("Weight in %"))

    class Meta:
        model = Criterion
        fields = ["name", "group", "question", "weight"]
        labels = {
            "name": gettext_lazy("Criterion"),
            "group": gettext_lazy("Group"),
            "question": gettext_lazy("Question to the applicant and the jury"),
        }
        widgets = {"question": _area(2)}


class InstalmentForm(forms.ModelForm):
    percentage = PercentField(label=gettext_lazy("Part in %"))

    class Meta:
        model = Instalment
        fields = ["percentage", "trigger"]
        labels = {"trigger": gettext_lazy("Is paid")}


def _is_removed(form: forms.BaseForm) -> bool:
    return bool(form.cleaned_data.get(DELETION_FIELD_NAME))


class _Rows(forms.BaseFormSet):
    """Rows in the order they stand; an empty row is no row, and the whole is replaced when it is saved."""

    def initial_form_count(self) -> int:
        return 0  # so that any row may be left empty

    def total_form_count(self) -> int:
        return super().total_form_count() if self.is_bound else len(self.initial or ()) + self.extra

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields[DELETION_FIELD_NAME].widget = forms.HiddenInput()
        line = "__line__" if index is None else index + 1
        for field in form.fields.values():
            words = {"label": field.label, "line": line}
            field.widget.attrs["aria-label"] = _("%(label)s, line %(line)s") % words

    def rows(self) -> list[dict]:
        """What was typed, without empty and removed rows."""
        kept = [form.cleaned_data for form in self.forms if form.is_valid() and not _is_removed(form)]
        return [{k: v for k, v in row.items() if k != DELETION_FIELD_NAME} for row in kept if row]

    def clean(self):
        if any(self.errors):
            return
        rows = self.rows()
        if rows and (reasons := self.whole(rows)):
            raise ValidationError([ValidationError(reason.text, code=reason.code) for reason in reasons])


class _Criteria(_Rows):
    def whole(self, rows):
        return rules.why_not_weigh([row["weight"] for row in rows])

    def clean(self):
        seen = set()
        for form in self.forms:
            name = form.cleaned_data.get("name", "").casefold()
            if not name or _is_removed(form):
                continue
            if name in seen:
                form.add_error("name", ValidationError(_("This name is used twice. Choose another."), code="twice"))
            seen.add(name)
        super().clean()


class _Instalments(_Rows):
    def whole(self, rows):
        return rules.why_not_pay([row["percentage"] for row in rows])


_LIMITS = {"extra": 0, "can_delete": True, "max_num": ROWS, "absolute_max": 2 * ROWS, "validate_max": True}
CriteriaFormSet = forms.formset_factory(CriterionForm, formset=_Criteria, **_LIMITS)
InstalmentsFormSet = forms.formset_factory(InstalmentForm, formset=_Instalments, **_LIMITS)


class TermForm(forms.Form):
    """A new closing and the public reason for it."""

    closes_at = WallTimeField(label=gettext_lazy("New closing"))
    reason = forms.CharField(
        max_length=300,
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Everyone can read this reason on the page of the call and in the message."),
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Write why the closing moves. The reason is public.")},
    )
