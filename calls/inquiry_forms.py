"""What was typed about questions: shape only."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calls.inquiry_rules import LONGEST
from calls.models import Inquiry


class QuestionForm(forms.Form):
    """A question of a local official."""

    text = forms.CharField(
        label=gettext_lazy("Your question"),
        help_text=gettext_lazy(
            "The question and its answer are shown to everybody, without your name or your government. Write nothing "
            "about your own project that others may not know."
        ),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 6}),
        error_messages={
            "required": gettext_lazy("Write your question."),
            "max_length": gettext_lazy("Write your question in at most 2.000 characters."),
        },
    )


class AnswerForm(forms.Form):
    """The public words of a question, and the answer so far."""

    wording = forms.CharField(
        label=gettext_lazy("The question as everybody reads it"),
        help_text=gettext_lazy("Leave out whatever tells who asks: names, places, projects."),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": gettext_lazy("Write the question as everybody may read it.")},
    )
    answer = forms.CharField(
        label=gettext_lazy("Answer"),
        required=False,
        help_text=gettext_lazy("Nobody reads it until you publish the answers that are ready, all at once."),
        max_length=10_000,
        widget=forms.Textarea({"rows": 8}),
    )
    answer.needed = True  # in the end: a question is saved without one, and not published
    edit = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)


class CorrectForm(forms.Form):
    """A better answer."""

    answer = forms.CharField(
        label=gettext_lazy("Answer"),
        help_text=gettext_lazy("The old answer stays readable under the new one, with the moment of this change."),
        max_length=10_000,
        widget=forms.Textarea({"rows": 8}),
        error_messages={"required": gettext_lazy("Write the answer.")},
    )
    edit = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)


class _QuestionChoice(forms.ModelChoiceField):
    def label_from_instance(self, inquiry: Inquiry) -> str:
        words = " ".join(inquiry.wording.split())
        words = f"{words[:90]}…" if len(words) > 91 else words
        return f"{inquiry}: {words}" if inquiry.number else _("Waiting: %(words)s") % {"words": words}


class ReferForm(forms.Form):
    """The question that asks the same."""

    same_as = _QuestionChoice(
        queryset=Inquiry.objects.none(),
        label=gettext_lazy("Asks the same as"),
        empty_label=gettext_lazy("Choose a question"),
        error_messages={
            "required": gettext_lazy("Choose the question that asks the same."),
            "invalid_choice": gettext_lazy("Choose the question that asks the same."),
        },
    )

    def __init__(self, *args, others, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["same_as"].queryset = others


class TurnDownForm(forms.Form):
    """Why there is no public answer."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        error_messages={
            "required": gettext_lazy("Write why this question gets no public answer. Only who asked reads it.")
        },
    )
