"""What did the officer type in the lists of a call? Criteria, cost categories, instalments, days of the jury."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from calls import rules
from calls.fields import CLOCKS, NO_CLOCK, Clock, DayField, PercentField, ScoreField
from calls.models import TOP_SCORE, Condition, CostCategory, Criterion, Instalment
from calls.stepforms import area
from questionnaires.rowset import RowSet
from workflow.moments import instant, wall
from workflow.refusals import Reason, Refused

ROWS = 20


class _Key(forms.CharField):
    """What a row is known by, carried along unseen; anything that is no key counts as none."""

    widget = forms.HiddenInput

    def __init__(self):
        super().__init__(required=False, max_length=None)

    def to_python(self, value):
        key = super().to_python(value)
        fits = len(key) <= 40 and key.isascii() and all(c.isalnum() or c in "-_" for c in key)
        return key if fits else ""


class CriterionForm(forms.ModelForm):
    key = _Key()
    weight = PercentField(label=gettext_lazy("Weight in %"))
    threshold = ScoreField(required=False, label=gettext_lazy("Minimum mean score, out of 5"))

    class Meta:
        model = Criterion
        fields = ["name", "group", "weight", "threshold", "question", "guidance"]
        labels = {
            "name": gettext_lazy("Criterion"),
            "group": gettext_lazy("Group"),
            "question": gettext_lazy("Question to the applicant and the jury"),
            "guidance": gettext_lazy("Guidance for the jury"),
        }
        help_texts = {
            "guidance": gettext_lazy("What the jury looks at. Applicants read it too."),
            "threshold": gettext_lazy("Below it an application gets no subsidy."),
        }
        widgets = {"question": area(2), "guidance": area(3)}

    def __init__(self, *args, initial=None, **options):
        anchors = (initial or {}).get("anchors") or ()
        initial = dict(initial or {}) | {f"anchor_{n}": text for n, text in enumerate(anchors)}
        super().__init__(*args, initial=initial, **options)
        for name in ("weight", "threshold"):
            self.fields[name].widget.attrs["class"] = "w-s"
        for n in range(TOP_SCORE + 1):
            label = _("What a score of %(n)s means") % {"n": n}
            self.fields[f"anchor_{n}"] = forms.CharField(max_length=400, required=False, label=label)

    def anchor_fields(self) -> list:
        return [self[f"anchor_{n}"] for n in range(TOP_SCORE + 1)]

    @property
    def has_anchors(self) -> bool:
        return any(each.value() or each.errors for each in self.anchor_fields())

    def clean(self):
        data = super().clean()
        texts = [data.pop(f"anchor_{n}", "") or "" for n in range(TOP_SCORE + 1)]
        if any(texts):
            for n, text in enumerate(texts):
                if not text and f"anchor_{n}" not in self.errors:
                    said = _("Say of each score from 0 to 5 what it means, or of none.")
                    self.add_error(f"anchor_{n}", ValidationError(said, "anchors"))
            data["anchors"] = texts
        return data


class CategoryForm(forms.ModelForm):
    code = _Key()
    most_share = PercentField(required=False, label=gettext_lazy("Largest share of all costs"))

    class Meta:
        model = CostCategory
        fields = ["name", "explanation", "most_share"]
        labels = {"name": gettext_lazy("Kind of cost"), "explanation": gettext_lazy("Explanation")}


class ConditionForm(forms.ModelForm):
    key = _Key()

    class Meta:
        model = Condition
        fields = ["name", "source"]
        labels = {"name": gettext_lazy("Condition"), "source": gettext_lazy("Where it is written")}


class InstalmentForm(forms.ModelForm):
    percentage = PercentField(label=gettext_lazy("Part in %"))
    on = DayField(required=False, label=gettext_lazy("Date"))

    class Meta:
        model = Instalment
        fields = ["percentage", "event", "on", "trigger"]
        labels = {"event": gettext_lazy("When"), "trigger": gettext_lazy("Is paid, in the words of the decision")}

    def clean(self):
        data = super().clean()
        if data.get("event") == Instalment.Event.DATE:
            if not data.get("on") and "on" not in self.errors:
                self.add_error("on", ValidationError(_("Fill in the date of this instalment."), "no-date"))
        elif "on" in data:
            data["on"] = None
        return data


class JuryDayForm(forms.Form):
    """A day of the jury, as a day and two clock times."""

    day = DayField(label=gettext_lazy("Day"))
    starts = forms.TimeField(
        input_formats=CLOCKS, widget=Clock, label=pgettext_lazy("time", "From"), error_messages={"invalid": NO_CLOCK}
    )
    ends = forms.TimeField(
        input_formats=CLOCKS, widget=Clock, label=pgettext_lazy("time", "To"), error_messages={"invalid": NO_CLOCK}
    )
    place = forms.CharField(max_length=150, required=False, label=gettext_lazy("Where, or how to join online"))

    def __init__(self, *args, initial=None, **options):
        initial = dict(initial or {})
        if starts := initial.get("starts_at"):
            initial |= {"day": wall(starts).date(), "starts": wall(starts).time()}
            initial["ends"] = wall(initial["ends_at"]).time()
        super().__init__(*args, initial=initial, **options)

    def clean(self):
        data = super().clean()
        day, starts, ends = (data.get(name) for name in ("day", "starts", "ends"))
        if day and starts and ends:
            for name, clock in (("starts", starts), ("ends", ends)):
                try:
                    data[f"{name}_at"] = instant(datetime.combine(day, clock))
                except Refused as refusal:
                    self.add_error(name, [ValidationError(each.text, each.code) for each in refusal.reasons])
            if not self.errors and ends <= starts:
                self.add_error("ends", ValidationError(_("A jury day ends after it starts."), "ends-first"))
        return data

    def values(self) -> dict:
        """The fields for `calls.actions`."""
        return {name: self.cleaned_data[name] for name in ("starts_at", "ends_at", "place")}


def _is_removed(form: forms.BaseForm) -> bool:
    return bool(form.cleaned_data.get(DELETION_FIELD_NAME))


class _Rows(RowSet):
    """Rows whose `unique` field is written once, and that are judged as a `whole`."""

    unique = "name"

    def rows(self) -> list[dict]:
        """What was typed, without empty and removed rows."""
        kept = [form.cleaned_data for form in self.forms if form.is_valid() and not _is_removed(form)]
        return [{k: v for k, v in row.items() if k != DELETION_FIELD_NAME} for row in kept if any(row.values())]

    def whole(self, rows) -> list:
        return []

    def clean(self):
        super().clean()
        self._name_once()
        if any(self.errors):
            return
        rows = self.rows()
        if rows and (reasons := self.whole(rows)):
            raise ValidationError([ValidationError(reason.text, code=reason.code) for reason in reasons])

    def _name_once(self):
        seen = set()
        for form in self.forms:
            name = str(form.cleaned_data.get(self.unique) or "").casefold() if hasattr(form, "cleaned_data") else ""
            if not name or _is_removed(form):
                continue
            if name in seen:
                form.add_error(self.unique, ValidationError(_("This name is used twice. Choose another."), "twice"))
            seen.add(name)


class _Criteria(_Rows):
    def whole(self, rows):
        return rules.why_not_weigh([row["weight"] for row in rows])


class _Instalments(_Rows):
    unique = ""  # what is paid on may be said twice

    def whole(self, rows):
        return rules.why_not_pay([row["percentage"] for row in rows])


class _JuryDays(_Rows):
    unique = ""  # said of the whole below

    def rows(self):
        names = ("starts_at", "ends_at", "place")
        return [{name: row[name] for name in names} for row in super().rows() if "ends_at" in row]

    def whole(self, rows):
        starts = [row["starts_at"] for row in rows]
        twice = len(set(starts)) < len(starts)
        return [Reason("twice", _("The jury meets already at that moment."))] if twice else []


_LIMITS = {"extra": 0, "can_delete": True, "max_num": ROWS, "absolute_max": 2 * ROWS, "validate_max": True}
CriteriaFormSet = forms.formset_factory(CriterionForm, formset=_Criteria, **_LIMITS)
CategoriesFormSet = forms.formset_factory(CategoryForm, formset=_Rows, **_LIMITS)
ConditionsFormSet = forms.formset_factory(ConditionForm, formset=_Rows, **_LIMITS)
JuryDaysFormSet = forms.formset_factory(JuryDayForm, formset=_JuryDays, **_LIMITS)
InstalmentsFormSet = forms.formset_factory(InstalmentForm, formset=_Instalments, **_LIMITS)
