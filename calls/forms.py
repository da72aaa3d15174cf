"""What did the officer type? A new closing."""

from django import forms
from django.utils.translation import gettext_lazy

from calls.fields import WallTimeField


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
