"""What did an officer type about the panel day? Shape only."""

from django import forms
from django.utils.translation import gettext_lazy as _

from calls.fields import CLOCKS, NO_CLOCK, Clock, WallTimeField
from reviews.forms import TextField
from reviews.models import Agenda
from reviews.models.panels import LONGEST

MINUTES = _("A defence takes 5 to 240 minutes.")


class _Minutes(forms.IntegerField):
    def __init__(self, **options):
        said = dict.fromkeys(("required", "invalid", "min_value", "max_value"), options.pop("said"))
        widget = forms.NumberInput({"class": "w-s", "inputmode": "numeric"})
        super().__init__(max_value=LONGEST, widget=widget, error_messages=said, **options)


class AgendaForm(forms.Form):
    """How long a defence and the deliberation take, and when there is a break."""

    talk = _Minutes(label=_("Minutes of defence"), min_value=5, said=MINUTES)
    deliberation = _Minutes(
        label=_("Minutes of deliberation"),
        help_text=_("After the defence, without the applicant."),
        min_value=0,
        said=_("The deliberation takes 0 to 240 minutes."),
    )
    break_from = forms.TimeField(
        label=_("Break from"),
        input_formats=CLOCKS,
        widget=Clock,
        required=False,
        error_messages={"invalid": NO_CLOCK},
    )
    break_until = forms.TimeField(
        label=_("Break until"),
        input_formats=CLOCKS,
        widget=Clock,
        required=False,
        error_messages={"invalid": NO_CLOCK},
    )

    def clean(self):
        data = super().clean()
        begins, ends = data.get("break_from"), data.get("break_until")
        odd = (begins is None) != (ends is None) or (begins and ends and begins >= ends)
        if odd and not {"break_from", "break_until"} & set(self.errors):
            text = _("A break ends after it begins. Without a break, leave both empty.")
            self.add_error("break_until", forms.ValidationError(text, code="break"))
        return data


def said_by(agenda: Agenda) -> dict:
    return {name: getattr(agenda, name) for name in ("talk", "deliberation", "break_from", "break_until")}


class MoveSlotForm(forms.Form):
    """Another moment, and why."""

    starts_at = WallTimeField(label=_("Begins"))
    reason = TextField(
        label=_("Reason"), help_text=_("The applicant and the jury read it."), rows=2, max_length=300, required=False
    )


class DropSlotForm(forms.Form):
    reason = TextField(
        label=_("Reason"), help_text=_("The applicant and the jury read it."), rows=2, max_length=300, required=False
    )


class MinutesForm(forms.Form):
    """What was said, and who was there."""

    edit = forms.IntegerField(widget=forms.HiddenInput, required=False)
    present = forms.MultipleChoiceField(label=_("Who was there"), widget=forms.CheckboxSelectMultiple, required=False)
    text = TextField(label=_("Minutes"), rows=12, max_length=20_000, required=False)

    def __init__(self, *args, jurors, **options):
        super().__init__(*args, **options)
        self.fields["present"].choices = [(each.pk, str(each)) for each in jurors]
        for field in self.fields.values():
            field.needed = True
