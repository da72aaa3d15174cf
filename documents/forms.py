"""What did the person type? A verification code or a fingerprint, in any shape people copy them."""

import re

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


class FingerprintForm(forms.Form):
    """A SHA-256 that somebody computed on their own computer."""

    afdruk = forms.CharField(
        label=_("Fingerprint of your file (SHA-256)"),
        help_text=_("64 signs, as your computer gives them. Spaces and capitals do not matter."),
        max_length=500,
        error_messages={"required": _("Type or paste the fingerprint of your file.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_afdruk(self) -> str:
        typed = re.sub(r"[\s:-]", "", self.cleaned_data["afdruk"]).lower()
        if re.fullmatch(r"[0-9a-f]{64}", typed):
            return typed
        raise forms.ValidationError(
            _("A SHA-256 has exactly 64 digits and letters from a to f. Copy all of it."), code="no-fingerprint"
        )
