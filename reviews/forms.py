"""What did the officer or the reviewer type? Shape only."""

from django import forms
from django.utils.translation import gettext_lazy

from calls.models import TOP_SCORE
from reviews.checklist import Checklist, Found, Given

LONGEST = 6_000  # characters of a motivation; a letter takes no more than 20,000 in one text


def area(rows: int) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


class TextField(forms.CharField):
    """Text of several lines; the line ends of a browser become those of a letter."""

    default_error_messages = {
        "max_length": gettext_lazy("Shorten this to %(limit_value)s characters; there are %(show_value)s now."),
    }

    def __init__(self, *, rows=4, max_length=LONGEST, **options):
        super().__init__(widget=area(rows), max_length=max_length, **options)
        del self.widget.attrs["maxlength"]  # a browser would cut off what was pasted, without a word

    def to_python(self, value):
        return "\n".join(super().to_python(value).splitlines())


class AdmissibilityForm(forms.Form):
    """The checklist, and admissible or not with why; what is asked for is the rule's to say."""

    outcome = forms.ChoiceField(
        choices=[("yes", gettext_lazy("Admissible")), ("no", gettext_lazy("Not admissible"))],
        widget=forms.RadioSelect,
        label=gettext_lazy("Outcome"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Choose an outcome.")),
    )
    motivation = TextField(
        label=gettext_lazy("Motivation"),
        help_text=gettext_lazy("Stands in the decision if the file is not admissible. Write for the applicant."),
        required=False,
    )
    condition = forms.CharField(
        label=gettext_lazy("Condition that is not met"),
        help_text=gettext_lazy("Only if the file is not admissible. A full sentence, without a full stop."),
        max_length=300,
        required=False,
    )
    source = forms.CharField(
        label=gettext_lazy("Where that condition is written"),
        help_text=gettext_lazy("For example: article 5 of the rules of the call."),
        max_length=200,
        required=False,
    )

    def __init__(self, *args, checklist: Checklist, outcome=True, **options):
        super().__init__(*args, **options)
        self.fields["outcome"].required = outcome
        for field in self.fields.values():
            field.needed = True
        self.lines = checklist.asked
        for line in self.lines:
            self.fields[f"found-{line.key}"] = forms.ChoiceField(
                choices=[(each.value, each.label.capitalize()) for each in Found],
                widget=forms.RadioSelect,
                label=line.name,
                required=False,
                initial=line.answer.found if line.answer else None,
                error_messages={"invalid_choice": gettext_lazy("Choose an answer.")},
            )
            self.fields[f"found-{line.key}"].needed = True
            self.fields[f"remark-{line.key}"] = forms.CharField(
                label=gettext_lazy("Remark"),
                max_length=500,
                required=False,
                initial=line.answer.remark if line.answer else "",
            )

    def rows(self) -> list[dict]:
        """The lines with their bound fields, as the page draws them."""
        return [
            {"line": each, "found": self[f"found-{each.key}"], "remark": self[f"remark-{each.key}"]}
            for each in self.lines
        ]

    def answers(self) -> dict[str, Given]:
        """What was answered, by key; a condition that was left open is not in it."""
        data = self.cleaned_data
        return {
            each.key: Given(data[f"found-{each.key}"], data.get(f"remark-{each.key}", ""))
            for each in self.lines
            if data.get(f"found-{each.key}")
        }

    def facts(self) -> dict:
        """The arguments of `actions.judge_admissibility`."""
        data = self.cleaned_data
        said = {name: data[name] for name in ("motivation", "condition", "source")}
        return said | {"admissible": data["outcome"] == "yes", "answers": self.answers()}


class SendBackForm(forms.Form):
    remark = TextField(
        label=gettext_lazy("What your colleague has to look at again"),
        rows=3,
        max_length=1000,
        required=False,
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["remark"].needed = True


class PlanForm(forms.Form):
    """How many reviewers read each file."""

    wanted = forms.IntegerField(
        label=gettext_lazy("Reviewers per file"),
        min_value=1,
        max_value=9,
        widget=forms.NumberInput({"class": "w-s", "inputmode": "numeric"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), gettext_lazy("A file is read by 1 to 9 reviewers.")
        ),
    )


class RevokeForm(forms.Form):
    reason = TextField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The reviewer reads this reason."),
        rows=3,
        max_length=300,
        error_messages={"required": gettext_lazy("Write why you take this assignment back.")},
    )


class DeclarationForm(forms.Form):
    """No interest, or an interest and which."""

    interest = forms.ChoiceField(
        choices=[
            ("none", gettext_lazy("I have no interest in this file and can judge it independently")),
            ("some", gettext_lazy("I have an interest, or I am not sure: somebody else has to review this file")),
        ],
        widget=forms.RadioSelect,
        label=gettext_lazy("Your declaration"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Choose what you declare.")),
    )
    remark = TextField(
        label=gettext_lazy("Which interest"),
        help_text=gettext_lazy("One sentence is enough. The programme officer reads it."),
        rows=3,
        max_length=300,
        required=False,
    )

    def __init__(self, *args, opened=False, **options):
        super().__init__(*args, **options)
        self.fields["remark"].needed = True
        if opened:
            del self.fields["interest"]


class ReviewForm(forms.Form):
    """A score and a motivation per criterion; all of it may be left open until the review is handed in."""

    def __init__(self, *args, criteria, **options):
        super().__init__(*args, **options)
        self.criteria = list(criteria)
        for each in self.criteria:
            self.fields[f"value-{each.pk}"] = forms.TypedChoiceField(
                choices=[(n, n) for n in range(TOP_SCORE + 1)],
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
                label=gettext_lazy("Score for “%s”") % each.name,
                error_messages={"invalid_choice": gettext_lazy("Choose a score from 0 to 5.")},
            )
            self.fields[f"motivation-{each.pk}"] = TextField(
                required=False, label=gettext_lazy("Motivation for “%s”") % each.name
            )

    def rows(self) -> list[dict]:
        """Criterion, bound score and bound motivation, as the page draws them."""
        return [
            {"criterion": each, "value": self[f"value-{each.pk}"], "motivation": self[f"motivation-{each.pk}"]}
            for each in self.criteria
        ]

    def scores(self) -> list[dict]:
        """The argument of `actions.save_scores`."""
        return [
            {
                "criterion": each,
                "value": self.cleaned_data[f"value-{each.pk}"],
                "motivation": self.cleaned_data[f"motivation-{each.pk}"],
            }
            for each in self.criteria
        ]

    def readable(self) -> dict:
        """What can be read of what was typed until now, by field: for a save while typing."""
        self.is_valid()
        return dict(self.cleaned_data)


class ReasonForm(forms.Form):
    """Why a reviewer does not review a file."""

    reason = TextField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("One sentence is enough. The programme officer reads it."),
        rows=3,
        max_length=300,
        required=False,
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["reason"].needed = True


class NoteForm(forms.Form):
    """What a reviewer writes for himself."""

    note = TextField(label=gettext_lazy("Your own notes"), required=False, rows=6, max_length=20_000)


class FixForm(forms.Form):
    """Why the ranking is fixed again; the first time nothing is asked."""

    reason = TextField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Stands beside the ranking, for who defends the decisions later."),
        rows=2,
        max_length=300,
        required=False,
    )

    def __init__(self, *args, again: bool, **options):
        super().__init__(*args, **options)
        self.fields["reason"].needed = True
        if not again:
            del self.fields["reason"]


def add_reasons(form: forms.Form, reasons) -> list:
    """Put each reason of a refusal beside its field; answer those that have none."""
    general = []
    for reason in reasons:
        if reason.field in form.fields:
            form.add_error(reason.field, forms.ValidationError(reason.text, code=reason.code))
        else:
            general.append(reason)
    return general
