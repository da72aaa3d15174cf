"""What a decider typed about a project. Shape only."""

from django import forms

from projects.models import Boost


class BoostForm(forms.ModelForm):
    class Meta:
        model = Boost
        fields = ["reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 4})}
