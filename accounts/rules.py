"""May this happen to a person's roles, and if not, why not? Reads only."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext as _

from accounts import numbers
from accounts.models import FLEMISH_ROLES, Kind, Membership, Organisation, Profile, Role, User
from accounts.states import MailState
from workflow import dutch
from workflow.refusals import Reason, rule

MOST_PENDING = 20  # invitations of one government that nobody answered yet
MOST_CONTACTS = 3
MOST_SIGNATORIES = 4
AGAIN_AFTER = timedelta(hours=1)


def _officer_only(by) -> Iterator[Reason]:
    if Role.OFFICER not in by.roles:
        yield Reason("not-an-officer", _("Only a programme officer can do this."))


@rule
def why_not_grant(user: User, organisation: Organisation, role: str, *, by) -> Iterator[Reason]:
    """An officer gives roles, never to oneself, and each role where it belongs."""
    yield from _officer_only(by)
    if user.pk is not None and user.pk == by.pk:
        yield Reason("own-role", _("You cannot give yourself a role. Ask another officer."), "role")
    yield from role_fits(organisation, role)


def role_fits(organisation: Organisation, role: str) -> Iterator[Reason]:
    """Flemish roles exist in the Flemish administration only, local ones in local governments."""
    if role in FLEMISH_ROLES and organisation.kind != Kind.FLEMISH:
        text = _("The role “%(role)s” exists in the Flemish administration only.")
        yield Reason("role-and-kind", text % {"role": Role(role).label}, "role")
    elif role not in FLEMISH_ROLES and organisation.kind == Kind.FLEMISH:
        text = _("The role “%(role)s” exists in local governments only.")
        yield Reason("role-and-kind", text % {"role": Role(role).label}, "role")


@rule
def why_not_take_away(membership: Membership, *, by) -> Iterator[Reason]:
    """An officer takes roles away, never from oneself, so that somebody is always left who can."""
    yield from _officer_only(by)
    if membership.user_id == by.pk:
        yield Reason("own-role", _("You cannot take a role away from yourself. Ask another officer."))


@rule
def why_not_leave(membership: Membership | None) -> Iterator[Reason]:
    """A role is taken away once."""
    if membership is None:
        yield Reason("gone", _("This role was taken away before."))


@rule
def why_not_settle(mail: models.Model, *, by) -> Iterator[Reason]:
    """An officer says of a mail that perhaps was sent whether it arrived."""
    yield from _officer_only(by)
    if mail.state != MailState.UNCERTAIN:
        yield Reason("not-uncertain", _("This mail was settled before."))


def _submitter_only(organisation: Organisation, by) -> Iterator[Reason]:
    if not by.is_in(organisation.pk, Role.SUBMITTER):
        yield Reason("not-a-submitter", _("Only a submitter of this government can do this."))


@rule
def why_not_invite_colleague(
    user: User | None, organisation: Organisation, role: str, *, by, pending: int
) -> Iterator[Reason]:
    """A submitter gives local roles in the own government.

    Somebody of the Flemish side is refused with the same words as a closed account: a role here would take a juror
    off the files of this government, and the sentence must not tell strangers who is one.
    """
    yield from _submitter_only(organisation, by)
    yield from role_fits(organisation, role)
    if user is not None and (user.is_flemish or not user.is_active):
        yield Reason("ask-us", _("We add this address for you. Write to us, with the name and the role."), "email")
    elif user is not None and user.is_in(organisation.pk, role):
        text = _("%(name)s is %(role)s already.") % {"name": user, "role": Role(role).label}
        yield Reason("already", text, "role")
    if pending >= MOST_PENDING:
        text = _("%(n)s invitations wait for an answer. Take some away first.") % {"n": pending}
        yield Reason("too-many", text)


@rule
def why_not_invite_again(membership: Membership, *, by, at: datetime, last: datetime | None) -> Iterator[Reason]:
    """Who has not chosen a password can be sent a new link; `last` is when the newest went out."""
    yield from _submitter_only(membership.organisation, by)
    if membership.user.has_usable_password():
        yield Reason("has-password", _("%(name)s has chosen a password already.") % {"name": membership.user})
    elif last and at < last + AGAIN_AFTER:
        text = _("An invitation went out at %(clock)s. Wait an hour before you send another.")
        yield Reason("just-invited", text % {"clock": dutch.clock(last)})


@rule
def why_not_dismiss(membership: Membership, *, by, others: list[Membership]) -> Iterator[Reason]:
    """A submitter takes a local role away, one's own too, as long as another submitter who can sign in is left."""
    yield from _submitter_only(membership.organisation, by)
    left = [each for each in others if each.user.is_active and each.user.has_usable_password()]
    if membership.role == Role.SUBMITTER and not left:
        text = _("This is the last submitter who can sign in. Make somebody else submitter first.")
        yield Reason("last-submitter", text)


@rule
def number_faults(organisation: Organisation, said: dict) -> Iterator[Reason]:
    """What is wrong with the numbers of a profile, each beside its field."""
    kbo, iban, bic = said.get("kbo", organisation.kbo), said.get("iban", ""), said.get("bic", "")
    if kbo != organisation.kbo and not may_write_kbo(organisation):
        text = _("The KBO number comes from the register of municipalities. Write to us when it is wrong.")
        yield Reason("kbo-fixed", text, "kbo")
    elif kbo != organisation.kbo and kbo and not numbers.is_kbo(kbo):
        yield Reason("bad-kbo", _("This is not a KBO number: its last two digits do not check."), "kbo")
    if iban and not numbers.is_iban(iban):
        text = _("This is not an account number: its check digits do not fit. Compare it with a bank statement.")
        yield Reason("bad-iban", text, "iban")
    if bic and not numbers.is_bic(bic):
        yield Reason("bad-bic", _("A BIC has 8 or 11 signs, such as GKCCBEBB."), "bic")
    elif bic and not iban:
        yield Reason("bic-alone", _("Fill in the account number that goes with this BIC."), "iban")


@rule
def why_not_save_profile(
    organisation: Organisation, profile: Profile | None, said: dict, *, by, version: int
) -> Iterator[Reason]:
    """A submitter fills in the profile; numbers check, and nobody overwrites a colleague unseen."""
    yield from _submitter_only(organisation, by)
    yield from number_faults(organisation, said)
    if version != (profile.version if profile else 0):
        text = _("A colleague saved these data while you were typing. Compare with what stands there now.")
        yield Reason("edited-meanwhile", text)


def may_write_kbo(organisation: Organisation) -> bool:
    """The register knows the numbers of municipalities, and would put back what somebody else wrote."""
    return organisation.kind != Kind.MUNICIPALITY or not organisation.kbo


@rule
def gaps(organisation: Organisation) -> Iterator[Reason]:
    """What a government has not said of itself yet. Fetch `profile` with its lists."""
    profile = getattr(organisation, "profile", None)
    if not organisation.kbo:
        yield Reason("no-kbo", _("KBO number"), "kbo")
    if profile is None or not profile.contacts.all():
        yield Reason("no-contact", _("contact"), "contacts")
    if profile is None or not profile.address:
        yield Reason("no-address", _("postal address"), "street")
    if profile is None or not profile.iban:
        yield Reason("no-account", _("bank account"), "iban")
    if profile is None or not profile.signatories.all():
        yield Reason("no-signatory", _("signatories"), "signatories")
