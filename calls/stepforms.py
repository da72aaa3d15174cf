"""What did the officer type in a step of setting up a call? Shape only; publishing asks for what is missing."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Kind
from calls import team
from calls.fields import DayField, MoneyField, PercentField, WallTimeField
from calls.models import Call, Focus, Programme, TeamMember, Type, Unconfirmed
from calls.proposals import next_number
from calls.wording import term_in_words
from workflow import dutch

# Where the sentence of a constraint stands: beside the field that mends it.
PLACES = {
    "number-in-use": "number",
    "closes-before-it-opens": "closes_at",
    "budget-too-small": "budget",
    "minimum-above-maximum": "min_subsidy",
    "threshold": "threshold",
    "share": "flemish_share",
    "completion-days": "completion_days",
}
NEW = gettext_lazy("A new programme")


def area(rows: int) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


class _TypeChoice(forms.ModelChoiceField):
    """A type with what it means: its maximum and its term."""

    def label_from_instance(self, type: Type) -> str:
        facts = [term_in_words(type)]
        if type.usual_maximum:
            facts.insert(0, _("usually %(sum)s at most") % {"sum": dutch.money(type.usual_maximum)})
        return f"{type.name} ({', '.join(facts)})"


class StepForm(forms.ModelForm):
    """Fields of a call. What only publishing demands is not marked as optional."""

    NEEDED = ""
    NARROW = ""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for name in self.NEEDED.split():
            self.fields[name].needed = True
        for name in self.NARROW.split():
            self.fields[name].widget.attrs["class"] = "w-s"

    def _post_clean(self):
        """Put the sentence of a constraint beside the field that mends it."""
        super()._post_clean()
        general = self._errors.pop(NON_FIELD_ERRORS, None)
        for error in general.as_data() if general else ():
            place = PLACES.get(error.code)
            self.add_error(place if place in self.fields else None, error)

    def values(self) -> dict:
        """The fields for `calls.actions.save`."""
        values = {name: self.cleaned_data[name] for name in self._meta.fields if name in self.cleaned_data}
        return {name: "\n".join(v.splitlines()) if isinstance(v, str) else v for name, v in values.items()}

    def lists(self) -> dict:
        """Rows that this form keeps in fields of its own."""
        return {}

    def arguments(self) -> dict:
        """All that `calls.actions.save` takes of this form."""
        return {"fields": self.values(), "lists": self.lists()}


class _Basics(StepForm):
    """Programme, old or new, and what every call has."""

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
        help_text=gettext_lazy("Of all its calls together."),
        highest="999999999999.99",
    )
    type = _TypeChoice(
        Type.objects.order_by("position"), label=gettext_lazy("Type"), widget=forms.RadioSelect, empty_label=None
    )

    NEEDED = "programme"
    NARROW = "new_programme_budget"

    def clean_new_programme(self) -> str:
        name = " ".join(self.cleaned_data["new_programme"].split())
        if name and Programme.objects.filter(name__iexact=name).exists():
            raise ValidationError(_("This programme exists. Choose it in the list."), code="programme-exists")
        return name

    def clean(self):
        data = super().clean()
        chosen, named = data.get("programme"), data.get("new_programme")
        if chosen and named:
            text = _("Choose a programme or start a new one, not both.")
            self.add_error("new_programme", ValidationError(text, "two-programmes"))
        if not chosen and not named and not {"new_programme", "programme"} & set(self.errors):
            self.add_error("programme", ValidationError(_("Choose a programme, or name a new one."), "no-programme"))
        if named and not data.get("new_programme_budget") and "new_programme_budget" not in self.errors:
            self.add_error("new_programme_budget", ValidationError(_("Write the budget of the programme."), "required"))
        return data

    def values(self) -> dict:
        values = super().values()
        if values["programme"] is None:
            del values["programme"]
        return values

    def new_programme_values(self) -> dict | None:
        """Name and budget of the programme to start, if any."""
        if not self.cleaned_data["new_programme"]:
            return None
        return {
            "name": self.cleaned_data["new_programme"],
            "budget": self.cleaned_data["new_programme_budget"],
        }

    def arguments(self) -> dict:
        return super().arguments() | {"new_programme": self.new_programme_values()}


class NewCallForm(_Basics):
    """As little as a call can exist with; the rest is proposed."""

    opens_at = WallTimeField(label=gettext_lazy("Opens"))
    closes_at = WallTimeField(label=gettext_lazy("Closes"))

    class Meta:
        model = Call
        fields = ["programme", "type", "title", "opens_at", "closes_at"]
        labels = {"title": gettext_lazy("Title")}


class BasicsForm(_Basics):
    number = forms.IntegerField(
        min_value=1,
        max_value=999,
        label=gettext_lazy("Number of the call"),
        help_text=gettext_lazy("The next one in the programme, when left empty."),
        required=False,
    )

    class Meta:
        model = Call
        fields = ["programme", "number", "type", "title", "summary", "purpose"]
        labels = {
            "title": gettext_lazy("Title"),
            "summary": gettext_lazy("In one sentence"),
            "purpose": gettext_lazy("What the call is for"),
        }
        help_texts = {
            "summary": gettext_lazy("The sentence under the title of the page."),
            "purpose": gettext_lazy("Leave an empty line between two paragraphs."),
        }
        widgets = {"purpose": area(8), "summary": area(2)}

    NEEDED = "programme number summary purpose"
    NARROW = "new_programme_budget number"

    def clean(self):
        data = super().clean()
        if data.get("number") is None and "number" not in self.errors:
            data["number"] = next_number(data["programme"]) if data.get("programme") else 1
        return data


class WhoForm(StepForm):
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
    unconfirmed = forms.ChoiceField(
        choices=[
            (Unconfirmed.NOT_ASKED, gettext_lazy("They are not asked: the lead government speaks for all")),
            (Unconfirmed.BLOCK, gettext_lazy("They are asked, and handing in waits until all have confirmed")),
            (
                Unconfirmed.LEAVE_OUT,
                gettext_lazy("They are asked, and who has not confirmed is left out with its costs at handing in"),
            ),
        ],
        required=False,
        label=gettext_lazy("Do governments that take part confirm their share?"),
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Call
        fields = ["focuses", "eligible_kinds", "cooperation_required", "planning_required", "unconfirmed", "signer"]
        labels = {
            "cooperation_required": gettext_lazy("Cooperation with at least one other government is required"),
            "planning_required": gettext_lazy("A planning with at least one work package or milestone is required"),
            "signer": gettext_lazy("Who signs off before handing in?"),
        }
        help_texts = {
            "signer": gettext_lazy(
                "The function of a second person in the lead government, such as algemeen directeur. That person reads "
                "the whole in the portal and signs off. Leave it empty when nobody has to."
            ),
        }

    NEEDED = "focuses eligible_kinds unconfirmed"

    def clean_unconfirmed(self) -> str:
        return self.cleaned_data["unconfirmed"] or self.instance.unconfirmed

    def arguments(self) -> dict:
        values = self.values()
        return {"focuses": values.pop("focuses"), "fields": values}


class CriteriaForm(StepForm):
    threshold = PercentField(
        required=False,
        label=gettext_lazy("Minimum score in all, in %"),
        help_text=gettext_lazy("An application below it gets no subsidy. Leave it empty for no minimum."),
    )

    class Meta:
        model = Call
        fields = ["threshold"]

    NARROW = "threshold"


class AdmissibilityForm(StepForm):
    """How long an applicant gets to complete; the conditions are rows under it."""

    class Meta:
        model = Call
        fields = ["completion_days"]
        labels = {"completion_days": gettext_lazy("Days to complete an application, at least")}
        help_texts = {
            "completion_days": gettext_lazy("What an applicant gets when an officer asks to complete something.")
        }

    NARROW = "completion_days"


class MoneyForm(StepForm):
    """The sums of a call, and an amount for each focus that has one reserved."""

    budget = MoneyField(label=gettext_lazy("Budget of the call, in €"))
    max_subsidy = MoneyField(label=gettext_lazy("Subsidy per project at most, in €"))
    min_subsidy = MoneyField(label=gettext_lazy("Subsidy per project at least, in €"), required=False)
    flemish_share = PercentField(label=gettext_lazy("Flemish share at most, in %"))

    class Meta:
        model = Call
        fields = ["budget", "max_subsidy", "min_subsidy", "flemish_share"]

    NARROW = "budget max_subsidy min_subsidy flemish_share"

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.focuses = {f"reserve-{each.pk}": each for each in self.instance.focuses.order_by("position")}
        kept = {each.focus_id: each.amount for each in self.instance.reserves.all()}
        for name, focus in self.focuses.items():
            self.fields[name] = MoneyField(required=False, label=focus.name)
            self.fields[name].widget.attrs["class"] = "w-s"
            self.initial.setdefault(name, kept.get(focus.pk))

    def reserve_fields(self) -> list:
        return [self[name] for name in self.focuses]

    def lists(self) -> dict:
        given = [(focus, self.cleaned_data.get(name)) for name, focus in self.focuses.items()]
        return {"reserves": [{"focus": focus, "amount": amount} for focus, amount in given if amount]}


class LettersForm(StepForm):
    class Meta:
        model = Call
        fields = (
            "regulation legal_grounds budget_article decider_title "
            "recovery start_within_months progress_report_after final_report_within"
        ).split()
        labels = {
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
            "regulation": gettext_lazy("Name and date of the rules."),
            "legal_grounds": gettext_lazy("One on each line. They stand in the decision as you write them here."),
        }
        widgets = {"legal_grounds": area(4)}

    NEEDED = "regulation legal_grounds budget_article decider_title"
    MONTHS = "start_within_months progress_report_after final_report_within"

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for name in self.MONTHS.split():
            self.fields[name].widget.attrs |= {"class": "w-s", "max": 60}
            self.fields[name].validators.append(MaxValueValidator(60))


class CalendarForm(StepForm):
    opens_at = WallTimeField(label=gettext_lazy("Opens"))
    closes_at = WallTimeField(label=gettext_lazy("Closes"))
    questions_close_at = WallTimeField(
        label=gettext_lazy("Questions until"),
        help_text=gettext_lazy("Until then everybody can ask a public question."),
        required=False,
    )
    admissibility_by = DayField(label=gettext_lazy("Admissibility at the latest on"), required=False)
    decision_by = DayField(label=gettext_lazy("Decision at the latest on"), required=False)

    class Meta:
        model = Call
        fields = ["opens_at", "questions_close_at", "closes_at", "admissibility_by", "decision_by"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for name in ("opens_at", "closes_at", "questions_close_at"):
            if self.instance.pk and (moment := getattr(self.instance, name)):
                self.fields[name].help_text = _("Now: %(moment)s") % {"moment": dutch.moment(moment)}

    def clean(self):
        data = super().clean()
        closes = data.get("closes_at")
        asked = data.get("questions_close_at")
        if closes and asked and asked > closes:
            self.add_error("questions_close_at", _("Questions stop before the call closes. Choose an earlier moment."))
        return data


class _Officer(forms.ModelChoiceField):
    def label_from_instance(self, user) -> str:
        return user.get_full_name()


class _Officers(forms.ModelMultipleChoiceField):
    def label_from_instance(self, user) -> str:
        return user.get_full_name()


class TeamForm(StepForm):
    """Who leads, and who works along."""

    lead = _Officer(None, required=False, label=gettext_lazy("Leads the call"), empty_label=gettext_lazy("Nobody yet"))
    colleagues = _Officers(None, required=False, label=gettext_lazy("Work along"), widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Call
        fields = []

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for name in ("lead", "colleagues"):
            self.fields[name].queryset = team.officers()
            text = _("This person is not a programme officer any more. Choose somebody else.")
            self.fields[name].error_messages["invalid_choice"] = text
        members = list(self.instance.team.all())
        self.initial.setdefault("lead", next((m.user_id for m in members if m.part == TeamMember.Part.LEAD), None))
        self.initial.setdefault("colleagues", [m.user_id for m in members if m.part == TeamMember.Part.COLLEAGUE])

    def lists(self) -> dict:
        lead = self.cleaned_data["lead"]
        members = [{"user": lead, "part": TeamMember.Part.LEAD}] if lead else []
        others = [each for each in self.cleaned_data["colleagues"] if each != lead]
        return {"team": [*members, *({"user": each, "part": TeamMember.Part.COLLEAGUE} for each in others)]}


class CloneForm(forms.Form):
    """When the new call opens, and what it is called."""

    opens_on = DayField(
        label=gettext_lazy("Opens on"),
        help_text=gettext_lazy("All other moments move along by whole weeks, so that they keep their weekday."),
    )
    title = forms.CharField(max_length=120, label=gettext_lazy("Title"))
    number = forms.IntegerField(
        min_value=1,
        max_value=999,
        label=gettext_lazy("Number of the call"),
        widget=forms.NumberInput({"class": "w-s"}),
    )

    def __init__(self, *args, call: Call, **options):
        super().__init__(*args, **options)
        self.call = call

    def clean_number(self) -> int:
        number = self.cleaned_data["number"]
        if self.call.programme.calls.filter(number=number).exists():
            raise ValidationError(_("This number is already in use in the programme."), code="number-in-use")
        return number
