"""The page of a local government: what it is, what it says of itself, and who works there."""

from itertools import groupby

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions, rules
from accounts.access import for_roles
from accounts.forms import ColleagueForm, ContactRows, ProfileForm, SignatoryRows
from accounts.models import LOCAL_ROLES, Membership, Organisation, Role
from accounts.views.people import _number
from workflow.moments import received_at
from workflow.once import once
from workflow.refusals import Refused

LABELS = {
    "kbo": gettext_lazy("KBO number"),
    "street": gettext_lazy("Street and number"),
    "postcode": gettext_lazy("Postcode"),
    "town": gettext_lazy("Town"),
    "iban": gettext_lazy("Account number (IBAN)"),
    "bic": gettext_lazy("BIC"),
    "contacts": gettext_lazy("Contacts"),
    "signatories": gettext_lazy("Signatories"),
}


def _with_profiles(ids):
    found = Organisation.objects.filter(pk__in=ids).select_related("profile__saved_by")
    return found.prefetch_related("profile__contacts", "profile__signatories")


@require_safe
@for_roles(*LOCAL_ROLES)
def organisation(request):
    """My governments: what they say of themselves, and who works there on applications."""
    order = {pk: n for n, pk in enumerate(request.user.organisation_ids)}
    mine = sorted(_with_profiles(order), key=lambda each: order[each.pk])
    held = (
        Membership.objects.filter(organisation__in=mine, role__in=LOCAL_ROLES, user__is_active=True)
        .select_related("user")
        .order_by("organisation", "user__last_name", "user__first_name", "user", "role")
    )
    people = {each.pk: [] for each in mine}
    for (where, user), group in groupby(held, key=lambda m: (m.organisation_id, m.user)):
        roles = list(group)
        person = {"user": user, "roles": [m.get_role_display() for m in roles], "memberships": roles}
        people[where].append(person | {"waits": not user.has_usable_password()})
    governments = [
        {
            "organisation": each,
            "people": people[each.pk],
            "submitter": request.user.is_in(each.pk, Role.SUBMITTER),
            "profile": getattr(each, "profile", None),
            "gaps": [str(gap) for gap in rules.gaps(each)],
        }
        for each in mine
    ]
    return render(request, "accounts/organisation.html", {"governments": governments})


@require_safe
@for_roles(Role.OFFICER, Role.DECIDER, Role.AUDITOR)
def staff(request, pk):
    """What a local government says of itself, for the administration."""
    found = get_object_or_404(_with_profiles([pk]).local())
    context = {"organisation": found, "profile": getattr(found, "profile", None)}
    context["gaps"] = [str(gap) for gap in rules.gaps(found)]
    return render(request, "accounts/government.html", context)


def _as_submitter(request, pk: int) -> Organisation:
    """The government, when this person is a submitter there; to others the page does not exist."""
    if not request.user.is_in(pk, Role.SUBMITTER):
        raise Http404
    return next(each for each in request.user.organisations if each.pk == pk)


def _whole(organisation: Organisation):
    found = _with_profiles([organisation.pk]).get()
    return found, getattr(found, "profile", None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.SUBMITTER)
@once
def profile(request, pk):
    """Fill in what a government says of itself, once for all applications."""
    organisation, stored = _whole(_as_submitter(request, pk))
    if request.method != "POST":
        return _form(request, organisation, stored, *_unbound(organisation, stored))
    form = ProfileForm(request.POST, organisation=organisation)
    contacts, signatories = ContactRows(request.POST, prefix="contacts"), SignatoryRows(request.POST, prefix="signs")
    if not all([form.is_valid(), contacts.is_valid(), signatories.is_valid()]):
        for reason in rules.number_faults(organisation, form.cleaned_data):  # all at once, not a second round
            if reason.field not in form.errors:
                form.add_error(reason.field, reason.text)
        return _form(request, organisation, stored, form, contacts, signatories, status=422)
    try:
        actions.save_profile(
            organisation, form.cleaned_data, contacts.said(), signatories.said(),
            version=_number(request.POST.get("version")), by=request.user, at=received_at(request),
        )  # fmt: skip
    except Refused as refusal:
        beside = [reason for reason in refusal.reasons if reason.field in form.fields]
        for reason in beside:
            form.add_error(reason.field, reason.text)
        reasons = [reason for reason in refusal.reasons if reason not in beside]
        organisation, stored = _whole(organisation)
        return _form(
            request, organisation, stored, form, contacts, signatories, reasons, status=409 if reasons else 422
        )
    messages.success(request, _("The data of your government are saved."))
    return redirect("accounts:organisation")


def _unbound(organisation, stored):
    facts = {name: getattr(stored, name) for name in ("street", "postcode", "town", "bic")} if stored else {}
    facts |= {"kbo": organisation.kbo_written, "iban": stored.iban_written if stored else ""}
    contacts = [{n: getattr(c, n) for n in ("function", "email", "phone")} for c in _rows_of(stored, "contacts")]
    signs = [{n: getattr(c, n) for n in ("name", "function")} for c in _rows_of(stored, "signatories")]
    return (
        ProfileForm(initial=facts, organisation=organisation),
        _short(ContactRows, contacts, "contacts"),
        _short(SignatoryRows, signs, "signs"),
    )


def _short(rows, said, prefix):
    """As many lines as there may be, the filled ones first."""
    formset = rows(initial=said, prefix=prefix)
    formset.extra = formset.max_num - len(said)
    return formset


def _rows_of(stored, name):
    return sorted(getattr(stored, name).all(), key=lambda each: each.position) if stored else []


def _form(request, organisation, stored, form, contacts, signatories, reasons=(), status=200):
    newest = []
    if any(reason.code == "edited-meanwhile" for reason in reasons):
        facts = actions.profile_facts(organisation, stored)
        newest = [(LABELS[name], text or "–") for name, text in facts.items()]
    context = {
        "organisation": organisation,
        "version": stored.version if stored else 0,
        "saved": stored,
        "form": form,
        "contacts": contacts,
        "signatories": signatories,
        "newest": newest,
        "reasons": reasons,
        "has_errors": status != 200,
    }
    return render(request, "accounts/profile.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.SUBMITTER)
@once
def colleague_new(request, pk):
    """Invite a colleague."""
    organisation = _as_submitter(request, pk)
    form = ColleagueForm(request.POST or None, initial={"role": Role.DRAFTER})
    refused, status = (), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                user = actions.invite_colleague(
                    **form.cleaned_data, organisation=organisation, by=request.user, at=received_at(request)
                )
            except Refused as refusal:
                refused, status = refusal.reasons, 409
            else:
                messages.success(request, _("%(name)s has a role and gets a mail.") % {"name": user})
                return redirect("accounts:organisation")
    context = {"organisation": organisation, "form": form, "refused": refused, "has_errors": bool(refused)}
    return render(request, "accounts/colleague_new.html", context, status=status)


def _colleague(request, pk) -> Membership:
    """A local role in a government where this person is submitter."""
    found = Membership.objects.select_related("user", "organisation").filter(role__in=LOCAL_ROLES)
    membership = get_object_or_404(found, pk=pk)
    _as_submitter(request, membership.organisation_id)
    return membership


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.SUBMITTER)
@once
def colleague_remove(request, pk):
    """The question before a role is taken away."""
    membership = _colleague(request, pk)
    refused, status = (), 200
    if request.method == "POST":
        try:
            actions.dismiss(membership, by=request.user, at=received_at(request))
        except Refused as refusal:
            refused, status = refusal.reasons, 409
        else:
            messages.success(request, _("The role was taken away."))
            gone = membership.user_id == request.user.pk
            return redirect("start" if gone else "accounts:organisation")
    context = {"membership": membership, "refused": refused, "self": membership.user_id == request.user.pk}
    return render(request, "accounts/colleague_remove.html", context, status=status)


@require_POST
@for_roles(Role.SUBMITTER)
@once
def colleague_again(request, pk):
    """Send the invitation again."""
    membership = _colleague(request, pk)
    try:
        actions.invite_again(membership, by=request.user, at=received_at(request))
    except Refused as refusal:
        messages.error(request, " ".join(reason.text for reason in refusal.reasons))
    else:
        said = _("%(name)s gets a new mail with a link to choose a password.")
        messages.success(request, said % {"name": membership.user})
    return redirect("accounts:organisation")
