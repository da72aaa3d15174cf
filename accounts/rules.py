"""May this happen to a person's roles, and if not, why not? Reads only."""

from collections.abc import Iterator

from django.db import models
from django.utils.translation import gettext as _

from accounts.models import FLEMISH_ROLES, Kind, Membership, Organisation, Role, User
from accounts.states import MailState
from workflow.refusals import Reason, rule


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
