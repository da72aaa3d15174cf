"""What did the decider type? Shape only; what is asked for is the rule's to say."""

from django import forms
from django.utils.translation import gettext_lazy

from calls.fields import MoneyField
from decisions.states import Outcome
from reviews.forms import LONGEST, TextField, add_reasons

__all__ = ["DecisionForm", "add_reasons"]

REASON = 10_000
TOGETHER = 15_000  # a motivation may begin as those of several reviewers; a text of a letter holds 20,000
assert LONGEST < TOGETHER


class DecisionForm(forms.Form):
    """Award or refuse, how much, why as a whole and per criterion. A file that is not admissible has one outcome."""

    outcome = forms.ChoiceField(
        choices=[(Outcome.AWARD, gettext_lazy("Award")), (Outcome.REFUSAL, gettext_lazy("Refuse"))],
        widget=forms.RadioSelect,
        label=gettext_lazy("Decision"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Choose a decision.")),
    )
    amount = MoneyField(
        label=gettext_lazy("Amount that you award, in €"),
        help_text=gettext_lazy("Only counts if you award."),
        required=False,
    )
    conditions = TextField(
        label=gettext_lazy("Special conditions"),
        help_text=gettext_lazy("One on each line, a full sentence. They stand in article 1 of an award."),
        rows=3,
        max_length=5_000,
        required=False,
    )
    reason = TextField(
        label=gettext_lazy("Motivation as a whole"),
        help_text=gettext_lazy(
            "Full sentences, with an empty line between two reasons. A refusal shows the first one on its first page."
        ),
        rows=6,
        max_length=REASON,
        required=False,
    )
    edit = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, criteria, inadmissible=False, **options):
        super().__init__(*args, **options)
        self.criteria = [] if inadmissible else list(criteria)
        self.fields["amount"].widget.attrs["class"] = "w-s"
        for name in ("amount", "reason"):
            self.fields[name].needed = True
        if inadmissible:
            self.fields["outcome"].choices = [(Outcome.INADMISSIBLE, gettext_lazy("Not admissible"))]
            self.fields["outcome"].initial = Outcome.INADMISSIBLE
            del self.fields["amount"], self.fields["conditions"]
        for each in self.criteria:
            self.fields[f"motivation-{each.pk}"] = TextField(
                label=gettext_lazy("Motivation for “%s”") % each.name, rows=6, max_length=TOGETHER, required=False
            )
            self.fields[f"motivation-{each.pk}"].needed = True

    def rows(self) -> list[dict]:
        """Criterion and bound motivation, as the page draws them."""
        return [{"criterion": each, "motivation": self[f"motivation-{each.pk}"]} for each in self.criteria]

    def facts(self) -> dict:
        """The arguments of `actions.decide`."""
        typed = self.cleaned_data
        award = typed["outcome"] == Outcome.AWARD
        return {
            "outcome": typed["outcome"],
            "amount": (typed.get("amount") or 0) if award else 0,
            "reason": typed["reason"],
            "conditions": typed.get("conditions", "") if award else "",
            "motivations": {each.pk: typed[f"motivation-{each.pk}"] for each in self.criteria},
            "edit": typed["edit"] or 0,
        }
