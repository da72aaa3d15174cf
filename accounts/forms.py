"""What somebody typed about a person or a government. Shape only; the rules say what it means."""

import re

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import numbers, rules
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


class ColleagueForm(forms.Form):
    """A colleague in the own government."""

    first_name = forms.CharField(label=_("First name"), max_length=60)
    last_name = forms.CharField(label=_("Last name"), max_length=60)
    email = forms.EmailField(
        label=_("E-mail address"), help_text=_("The person gets a mail here with a link to choose a password.")
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(role.value, role.label) for role in ORDER if role in LOCAL_ROLES],
        widget=forms.RadioSelect,
        help_text=_("A drafter writes applications; a submitter may also hand them in and withdraw them."),
    )


def _text(label, most: int, help_text="", css="", kind=forms.TextInput, **attrs):
    widget = kind(attrs=attrs | ({"class": css} if css else {}))
    return forms.CharField(label=label, max_length=most, required=False, help_text=help_text, widget=widget)


class ProfileForm(forms.Form):
    """What a government says of itself; all of it may come later, so nothing is required."""

    kbo = _text(_("KBO number"), 20, _("Ten digits, for instance 0207.509.031."), "w-m", inputmode="numeric")
    street = _text(_("Street and number"), 120, autocomplete="street-address")
    postcode = _text(_("Postcode"), 4, css="w-s", inputmode="numeric", autocomplete="postal-code")
    town = _text(_("Town"), 60, autocomplete="address-level2")
    iban = _text(_("Account number (IBAN)"), 50, _("For instance BE71 0961 2345 6769."), "w-m", autocomplete="off")
    bic = _text(_("BIC"), 15, _("Only for an account outside Belgium."), "w-s", autocomplete="off")

    def __init__(self, *args, organisation: Organisation, **kwargs):
        super().__init__(*args, **kwargs)
        if not rules.may_write_kbo(organisation):
            del self.fields["kbo"]
        for field in self.fields.values():
            field.needed = True  # in the end
        self.fields["bic"].needed = False

    def clean_kbo(self) -> str:
        return numbers.tidy_kbo(self.cleaned_data["kbo"])

    def clean_iban(self) -> str:
        return numbers.bare(self.cleaned_data["iban"])

    def clean_bic(self) -> str:
        return numbers.bare(self.cleaned_data["bic"])

    def clean_postcode(self) -> str:
        typed = self.cleaned_data["postcode"].strip()
        if typed and not re.fullmatch(r"[1-9]\d{3}", typed, re.ASCII):
            raise forms.ValidationError(_("A postcode has four digits."))
        return typed


class _Row(forms.Form):
    """A line that may stay empty; what is begun is finished."""

    both: dict = {}

    def clean(self):
        said = super().clean()
        if any(said.values()):
            for name, text in self.both.items():
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, text)
        return said


class ContactRow(_Row):
    both = {"function": _("Fill in the function."), "email": _("Fill in an e-mail address.")}

    function = _text(_("Function"), 80)
    email = forms.EmailField(label=_("E-mail address"), required=False)
    phone = _text(_("Telephone"), 30, autocomplete="off", inputmode="tel")

    def clean_phone(self) -> str:
        typed = " ".join(self.cleaned_data["phone"].split())
        if typed and (not re.fullmatch(r"[\d +/.()-]*", typed, re.ASCII) or sum(map(str.isdigit, typed)) < 8):
            raise forms.ValidationError(_("This is not a telephone number."))
        return typed


class SignatoryRow(_Row):
    both = {"name": _("Fill in the name."), "function": _("Fill in the function.")}

    name = _text(_("Name"), 120)
    function = _text(_("Function"), 80)


class _Rows(forms.BaseFormSet):
    def said(self) -> list[dict]:
        """The lines that say something."""
        return [row.cleaned_data for row in self.forms if any(row.cleaned_data.values())]


def _rows(row, most: int):
    return forms.formset_factory(row, formset=_Rows, extra=most, max_num=most, absolute_max=most, validate_max=True)


ContactRows = _rows(ContactRow, rules.MOST_CONTACTS)
SignatoryRows = _rows(SignatoryRow, rules.MOST_SIGNATORIES)
