"""What an officer typed to move the clock of a rehearsal."""

from django import forms
from django.utils.translation import gettext_lazy as _

from calls.fields import WallTimeField


class ClockForm(forms.Form):
    op = WallTimeField(label=_("Set the clock to"), help_text=_("Belgian time."))
