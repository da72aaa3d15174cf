"""What did the officer type who asks to complete a file? Shape only."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications import reopened
from applications.models import Application
from applications.progress import ATTACHMENTS, COSTS, PARTICIPANTS, PLANNING, PROJECT
from calls.fields import WallTimeField
from reviews.forms import TextField


@dataclass(frozen=True)
class Choice:
    """A part that can be named; of a section `under` has its questions."""

    name: str
    label: str


@dataclass(frozen=True)
class Group:
    """Parts under a heading."""

    title: str
    choices: list[Choice]


def groups_of(application: Application) -> list[Group]:
    """What this file consists of, as it was handed in: the parts of every application, then section by section."""
    core = [Choice(each.name, str(each.title)) for each in (PROJECT, PARTICIPANTS, COSTS, PLANNING, ATTACHMENTS)]
    groups = [Group(_("Parts of every application"), core)]
    for section in application.submission.content["form"]["sections"]:
        whole = Choice(f"{reopened.SECTION}{section['key']}", _("All of “%(title)s”") % {"title": section["title"]})
        questions = [Choice(f"{reopened.ANSWER}{each['key']}", each["label"]) for each in section["questions"]]
        groups.append(Group(section["title"], [whole, *questions]))
    return groups


class CompletionForm(forms.Form):
    """Which parts, what lacks in each, a text for all, and until when."""

    text = TextField(
        label=gettext_lazy("What is missing or unclear"),
        help_text=gettext_lazy("The applicant reads this. Say exactly what you need."),
        rows=5,
        max_length=3000,
        required=False,
    )
    closes_at = WallTimeField(label=gettext_lazy("The applicant can complete until"))

    def __init__(self, *args, groups: list[Group], **options):
        super().__init__(*args, **options)
        self.groups = groups
        self.fields["text"].needed = True
        for group in groups:
            for each in group.choices:
                self.fields[f"ask-{each.name}"] = forms.BooleanField(required=False, label=each.label)
                self.fields[f"lacks-{each.name}"] = forms.CharField(
                    required=False, max_length=300, label=gettext_lazy("What lacks here, in a few words")
                )

    def rows(self) -> list[dict]:
        """Groups with their bound fields, as the page draws them."""
        return [
            {
                "title": group.title,
                "rows": [
                    {"ask": self[f"ask-{each.name}"], "lacks": self[f"lacks-{each.name}"]} for each in group.choices
                ],
            }
            for group in self.groups
        ]

    def parts(self) -> list[dict]:
        """The parts named, as `actions.ask_completion` takes them."""
        data = self.cleaned_data
        return [
            {"name": each.name, "label": each.label, "lacks": data.get(f"lacks-{each.name}", "")}
            for group in self.groups
            for each in group.choices
            if data.get(f"ask-{each.name}")
        ]

    def clean(self):
        data = super().clean()
        for group in self.groups:
            for each in group.choices:
                if data.get(f"lacks-{each.name}") and not data.get(f"ask-{each.name}"):
                    text = _("You wrote what lacks here. Choose the part too, or empty this.")
                    self.add_error(f"lacks-{each.name}", ValidationError(text, code="not-chosen"))
        return data


class CallOffForm(forms.Form):
    reason = TextField(
        label=gettext_lazy("Why you withdraw the request"),
        help_text=gettext_lazy("The applicant reads this reason."),
        rows=3,
        max_length=300,
        required=False,
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["reason"].needed = True
