"""What an officer typed about a person. Shape only; the rules say what it means."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import FLEMISH_ROLES, LOCAL_ROLES, Kind, Organisation, Role
from workflow.moments import wall

ORDER = (Role.DRAFTER, Role.SUBMITTER, Role.REVIEWER, Role.OFFICER, Role.DECIDER, Role.AUDITOR)


def _role_choices():
    def labels(roles):
        return [(role.value, role.label) for role in ORDER if role in roles]

    return [
        (_("In a local government"), labels(LOCAL_ROLES)),
        (_("In the Flemish administration"), labels(FLEMISH_ROLES)),
    ]


class GovernmentChoice(forms.ModelChoiceField):
    def label_from_instance(self, organisation) -> str:
        return organisation.name if organisation.kind == Kind.MUNICIPALITY else organisation.full_name


class RoleForm(forms.Form):
    organisation = GovernmentChoice(
        queryset=Organisation.objects.none(),
        label=_("Government"),
        empty_label=_("Choose a government"),
        help_text=_("Type the first letters of the name while the list is open."),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=_role_choices,
        help_text=_("A drafter writes applications; a submitter may also hand them in and withdraw them."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        today = wall(timezone.now()).date()
        self.fields["organisation"].queryset = Organisation.objects.valid_on(today).by_name()


class PersonForm(RoleForm):
    first_name = forms.CharField(label=_("First name"), max_length=60)
    last_name = forms.CharField(label=_("Last name"), max_length=60)
    email = forms.EmailField(
        label=_("E-mail address"), help_text=_("The person gets a mail here with a link to choose a password.")
    )

    field_order = ["first_name", "last_name", "email", "organisation", "role"]
