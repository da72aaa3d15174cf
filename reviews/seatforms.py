"""What did an officer or a juror type about a seat in the jury? Shape only."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import GovernmentChoice
from accounts.models import Organisation, User
from calls.fields import WallTimeField
from calls.models import Call
from reviews import days
from reviews.forms import TextField, area
from reviews.models import Juror, Phase
from workflow.moments import wall
from workflow.refusals import Refused

MOST_FILES = 1000


class _People(forms.ModelMultipleChoiceField):
    def label_from_instance(self, user) -> str:
        return f"{user} ({user.email})"


class ChooseForm(forms.Form):
    """Reviewers that have an account."""

    people = _People(
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        label=_("Reviewers who have an account"),
        error_messages={
            "required": _("Choose at least one reviewer."),
            "invalid_choice": _("Choose at least one reviewer."),
            "invalid_pk_value": _("Choose at least one reviewer."),
        },
    )

    def __init__(self, *args, people, **options):
        super().__init__(*args, **options)
        self.fields["people"].queryset = people


class OutsiderForm(forms.Form):
    """Somebody who is not here yet."""

    first_name = forms.CharField(label=_("First name"), max_length=60)
    last_name = forms.CharField(label=_("Last name"), max_length=60)
    email = forms.EmailField(
        label=_("E-mail address"), help_text=_("The person gets a mail here with a link to choose a password.")
    )


class _Calls(forms.ModelChoiceField):
    def label_from_instance(self, call) -> str:
        return f"{call.title} ({call}): {call.members}"


class SameJuryForm(forms.Form):
    """The jury of another call."""

    call = _Calls(
        queryset=Call.objects.none(),
        label=_("The same jury as"),
        empty_label=_("Choose a call"),
        help_text=_("The number behind each call tells how many sit in its jury."),
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose a call from the list.")),
    )

    def __init__(self, *args, calls, **options):
        super().__init__(*args, **options)
        self.fields["call"].queryset = calls


class OwnSeatForm(forms.Form):
    """What a juror says of himself."""

    employer = forms.CharField(
        label=_("Employer"),
        max_length=150,
        required=False,
        help_text=_("The name of the company, school or administration. It is compared with who takes part in a file."),
    )
    employer_organisation = GovernmentChoice(
        queryset=Organisation.objects.none(),
        label=_("Is your employer one of these governments?"),
        empty_label=_("No, none of these"),
        required=False,
        error_messages={"invalid_choice": _("Choose a government from the list.")},
    )
    unavailable = forms.CharField(
        label=_("Days you are not available"),
        widget=area(4),
        max_length=4000,
        required=False,
        help_text=_("A line for each day or stretch, for instance 24/12/2026 or 24/12/2026 - 3/1/2027."),
    )

    def __init__(self, *args, juror: Juror, **options):
        initial = {
            "employer": juror.employer,
            "employer_organisation": juror.employer_organisation,
            "unavailable": days.typed(juror.unavailable),
        }
        super().__init__(*args, initial=initial | options.pop("initial", {}), **options)
        today = wall(timezone.now()).date()
        known = Organisation.objects.filter(pk=juror.employer_organisation_id)
        self.fields["employer_organisation"].queryset = (Organisation.objects.valid_on(today).local() | known).by_name()

    def clean_unavailable(self):
        try:
            return days.read(self.cleaned_data["unavailable"])
        except Refused as refusal:
            raise ValidationError([ValidationError(r.text, code=r.code) for r in refusal.reasons]) from None

    def clean_employer(self) -> str:
        return " ".join(self.cleaned_data["employer"].split())


class SeatForm(OwnSeatForm):
    """What an officer says of a juror: the same, and what he knows and how much he reads."""

    focuses = forms.ModelMultipleChoiceField(
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        label=_("Expertise"),
        required=False,
        help_text=_("Files with one of these focuses go to this person first."),
        error_messages=dict.fromkeys(("invalid_choice", "invalid_pk_value"), _("Choose a focus from the list.")),
    )
    capacity = forms.IntegerField(
        label=_("Files at most"),
        required=False,
        min_value=0,
        max_value=MOST_FILES,
        widget=forms.TextInput({"inputmode": "numeric", "class": "w-s", "autocomplete": "off"}),
        help_text=_("In this call. Leave it empty if there is no limit."),
        error_messages={
            "invalid": _("Write a whole number."),
            "min_value": _("Write a number from 0 to 1000."),
            "max_value": _("Write a number from 0 to 1000."),
        },
    )
    field_order = ["focuses", "capacity", "employer", "employer_organisation", "unavailable"]

    def __init__(self, *args, juror: Juror, **options):
        held = {"capacity": juror.capacity, "focuses": list(juror.focuses.all())}
        super().__init__(*args, juror=juror, initial=held, **options)
        self.fields["focuses"].queryset = juror.call.focuses.order_by("position")
        self.fields["employer_organisation"].label = _("Is the employer one of these governments?")
        self.fields["unavailable"].label = _("Days not available")


class ReasonForm(forms.Form):
    """A reason, for whoever reads it as the page says."""

    reason = TextField(label=_("Reason"), rows=3, max_length=300, error_messages={"required": _("Write the reason.")})


class InvolvementForm(forms.Form):
    """A tie with a government from before."""

    organisation = GovernmentChoice(
        queryset=Organisation.objects.none(),
        label=_("Government"),
        empty_label=_("Choose a government"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose a government from the list.")),
    )
    why = forms.CharField(
        label=_("What was it, and when?"),
        max_length=200,
        help_text=_("For instance: coached the project on open data in 2024."),
        error_messages={"required": _("Write what the tie with this government is.")},
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["organisation"].queryset = Organisation.objects.local().by_name()


class ResolveForm(ReasonForm):
    """What an officer decides on a doubt."""

    resolution = forms.ChoiceField(
        choices=[
            ("none", _("No interest: the file opens for this juror")),
            ("conflict", _("A conflict: the file stays closed for this juror")),
        ],
        widget=forms.RadioSelect,
        label=_("What you decide"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose what you decide.")),
    )
    field_order = ["resolution", "reason"]


class PhaseForm(forms.Form):
    """From when who sees whom and what."""

    name = forms.CharField(label=_("Name"), max_length=80)
    starts_at = WallTimeField(label=_("Starts"))
    others_scores = forms.ChoiceField(
        label=_("Scores and motivations of others"),
        choices=Phase.Scores.choices,
        widget=forms.RadioSelect,
        help_text=_("Only reviews that were handed in are ever shown."),
    )
    names_shown = forms.BooleanField(label=_("Jurors see who wrote what"), required=False)
    may_edit = forms.BooleanField(label=_("Reviews can be written and handed in"), required=False)
    discussion_open = forms.BooleanField(label=_("The discussion is open"), required=False)

    def __init__(self, *args, phase: Phase | None = None, **options):
        names = ("name", "starts_at", "others_scores", "names_shown", "may_edit", "discussion_open")
        start = phase or Phase()
        super().__init__(*args, initial={name: getattr(start, name) for name in names}, **options)
