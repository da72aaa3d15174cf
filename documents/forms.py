"""What did the person type? A verification code, in any shape people copy it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.models import tidy_code


class VerifyForm(forms.Form):
    code = forms.CharField(
        label=_("Verification code"),
        help_text=_("Twelve signs, at the foot of each page: for instance 7F3K-Q2MD-9XBA."),
        max_length=200,
        error_messages={"required": _("Type the code of the document.")},
        widget=forms.TextInput(attrs={"class": "w-m", "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_code(self):
        """Take the code out of what was typed: bare, with dashes, or the whole address of the QR code."""
        typed = self.cleaned_data["code"].rstrip("/").rpartition("/")[2]
        if code := tidy_code(typed):
            return code
        raise forms.ValidationError(
            _(
                "Type the code of twelve signs that stands at the foot of the document. The number alone is not enough:"
                " whoever holds the document knows the code."
            ),
            code="no-code",
        )
