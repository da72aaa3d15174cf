"""What did a reader type in the discussion, in the consensus, or in answer to it? Shape only."""

from django import forms
from django.utils.translation import gettext_lazy

from calls.fields import MoneyField
from reviews.forms import LONGEST, TextField
from reviews.models import Advice, Thread

ASK = "ask"
MOST_MENTIONED = 20


class MessageForm(forms.Form):
    """A message, and whom it is meant for in particular."""

    text = TextField(label=gettext_lazy("Message"), rows=4, required=False)
    mentions = forms.MultipleChoiceField(
        label=gettext_lazy("Mention"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("You can only mention who reads along here.")},
    )

    def __init__(self, *args, people=(), **options):
        super().__init__(*args, **options)
        self.fields["text"].needed = True
        self.fields["mentions"].choices = [(key, f"@{name}") for key, name in people]
        if not people:
            del self.fields["mentions"]


class ThreadForm(MessageForm):
    """A new matter: what about, and who reads along."""

    subject = forms.CharField(
        label=gettext_lazy("What is it about?"),
        max_length=120,
        error_messages={"required": gettext_lazy("Write what it is about.")},
    )
    audience = forms.ChoiceField(
        label=gettext_lazy("Who reads along?"),
        choices=[
            (Thread.Audience.JURY, gettext_lazy("The readers of this file")),
            (Thread.Audience.OFFICE, gettext_lazy("The readers of this file and the administration")),
            (ASK, gettext_lazy("It is a question to the administration: they answer it here")),
        ],
        initial=Thread.Audience.JURY,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Choose who reads along.")),
    )
    field_order = ["subject", "text", "audience", "mentions"]

    def __init__(self, *args, office=False, **options):
        super().__init__(*args, **options)
        if office:
            del self.fields["audience"]

    def facts(self) -> dict:
        """The arguments of `actions.open_thread`."""
        typed = self.cleaned_data
        audience = typed.get("audience", Thread.Audience.OFFICE)
        return {
            "subject": typed["subject"],
            "text": typed["text"],
            "audience": Thread.Audience.OFFICE if audience == ASK else audience,
            "asks": audience == ASK,
            "mentions": typed.get("mentions", ()),
        }


class StrikeForm(forms.Form):
    reason = TextField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Stands where the message stood."),
        rows=2,
        max_length=300,
        required=False,
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["reason"].needed = True


class AdviceForm(forms.Form):
    """What the jury says together per criterion, and the advice; all of it may be left open until it is proposed."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("Advice"),
        choices=Advice.Verdict.choices,
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose the advice.")},
    )
    amount = MoneyField(label=gettext_lazy("Amount that you advise, in €"), required=False)
    conditions = TextField(
        label=gettext_lazy("Conditions"),
        help_text=gettext_lazy("One on each line, a full sentence. They may come to stand in the decision."),
        rows=3,
        max_length=5_000,
        required=False,
    )

    def __init__(self, *args, criteria, **options):
        super().__init__(*args, **options)
        self.criteria = list(criteria)
        self.fields["amount"].widget.attrs["class"] = "w-s"
        for name in ("verdict", "amount"):
            self.fields[name].needed = True
        for each in self.criteria:
            self.fields[f"consensus-{each.pk}"] = TextField(
                label=gettext_lazy("Consensus on “%s”") % each.name, rows=6, max_length=LONGEST, required=False
            )
            self.fields[f"consensus-{each.pk}"].needed = True

    def readable(self) -> dict:
        """What can be read of what was typed until now, by field."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if name in self.data or name == "verdict"}


class AgreeForm(forms.Form):
    """For each text: agreed, or the words that should stand there. `None` is the advice itself."""

    def __init__(self, *args, criteria, **options):
        super().__init__(*args, **options)
        self.keys = {each.pk: str(each.pk) for each in criteria} | {None: "advice"}
        for key in self.keys.values():
            self.fields[f"answer-{key}"] = forms.ChoiceField(
                label=gettext_lazy("Do you agree?"),
                choices=[("yes", gettext_lazy("I agree")), ("no", gettext_lazy("I propose other words"))],
                widget=forms.RadioSelect,
                error_messages=dict.fromkeys(
                    ("required", "invalid_choice"), gettext_lazy("Say whether you agree with this text.")
                ),
            )
            self.fields[f"other-{key}"] = TextField(
                label=gettext_lazy("Other words"), rows=4, max_length=LONGEST, required=False
            )
            self.fields[f"said-{key}"] = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def answers(self) -> dict:
        """The argument of `actions.agree`."""
        typed = self.cleaned_data
        return {pk: (typed[f"answer-{key}"] == "yes", typed[f"other-{key}"]) for pk, key in self.keys.items()}

    def prints(self) -> dict:
        return {pk: self.cleaned_data[f"said-{key}"] for pk, key in self.keys.items()}
