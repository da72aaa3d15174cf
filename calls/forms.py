"""What did the officer type about a running call? A new moment, a day of the jury, a focus, each with its reason."""

from datetime import date, datetime

from django import forms
from django.utils.translation import gettext_lazy

from calls import moments
from calls.fields import DayField, WallTimeField
from calls.models import Call, Focus
from calls.rowforms import JuryDayForm

LABELS = {
    "opens": gettext_lazy("New opening"),
    "questions": gettext_lazy("New last moment for questions"),
    "closes": gettext_lazy("New closing"),
    "admissibility": gettext_lazy("New last day of the check of admissibility"),
    "decision": gettext_lazy("New last day for the decision"),
}


class ReasonedForm(forms.Form):
    """An act with a public reason. `warned` names what the warnings that were shown are about."""

    reason = forms.CharField(
        max_length=300,
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Everyone can read this reason on the page of the call and in the message."),
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Write why. The reason is public.")},
    )
    warned = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)


class TermForm(ReasonedForm):
    """A new moment and the public reason for it."""

    field_order = ["new", "reason", "warned"]

    def __init__(self, *args, moment: str, **options):
        super().__init__(*args, **options)
        kind = DayField if moment in moments.DAYS else WallTimeField
        self.fields["new"] = kind(label=LABELS[moment])
        self.order_fields(self.field_order)

    def new_at(self) -> datetime:
        """The new moment as an instant; a day as its first."""
        new: date | datetime = self.cleaned_data["new"]
        return new if isinstance(new, datetime) else moments.first_instant(new)


class JuryChangeForm(JuryDayForm, ReasonedForm):
    """A day of the jury of a published call."""

    field_order = ["day", "starts", "ends", "place", "reason", "warned"]


class FocusForm(forms.Form):
    """A focus to add to a published call, or to stop offering."""

    focus = forms.ModelChoiceField(
        Focus.objects.none(),
        label=gettext_lazy("Focus"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": gettext_lazy("Choose a focus.")},
    )
    reason = forms.CharField(
        max_length=300,
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Everyone can read this reason on the page of the call and in the message."),
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Write why. The reason is public.")},
    )

    def __init__(self, *args, call: Call, **options):
        super().__init__(*args, **options)
        self.fields["focus"].queryset = Focus.objects.exclude(calls=call).order_by("position")
