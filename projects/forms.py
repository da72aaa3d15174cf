"""What was typed about a project: by a decider, or by a government that goes on. Shape only."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.models import Boost
from questionnaires.values import tidy
from workflow import dutch


class BoostForm(forms.ModelForm):
    class Meta:
        model = Boost
        fields = ["reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 4})}


def _facts(call) -> dict:
    return {"title": call.title, "type": str(call.type).lower(), "moment": dutch.short_moment(call.closes_at)}


class GoOnForm(forms.Form):
    """In which call, and under which name."""

    call = forms.TypedChoiceField(
        label=gettext_lazy("In which call?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose a call."),
            "invalid_choice": gettext_lazy("Choose a call from the list."),
        },
    )
    title = forms.CharField(
        label=gettext_lazy("Name of the project"),
        max_length=120,
        error_messages={"required": gettext_lazy("Give the project a name.")},
    )

    def __init__(self, *args, calls, **options):
        super().__init__(*args, **options)
        self.fields["call"].choices = [
            (each.pk, _("%(title)s (%(type)s, closes %(moment)s)") % _facts(each)) for each in calls
        ]
        if len(calls) == 1:
            self.fields["call"].initial = calls[0].pk

    def clean_title(self) -> str:
        title = " ".join(tidy(self.cleaned_data["title"]).split())
        if not title:
            raise forms.ValidationError(self.fields["title"].error_messages["required"], code="required")
        return title
