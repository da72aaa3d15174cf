"""What did somebody type who wants to follow? Shape only."""

from django import forms
from django.utils.translation import gettext_lazy as _


class FollowForm(forms.Form):
    address = forms.CharField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"required": _("Type your e-mail address."), "max_length": _("This address is too long.")},
    )
