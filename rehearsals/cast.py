"""The invented people and governments of a rehearsal. They exist inside its transaction only."""

import string
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from accounts import actions as account_actions
from accounts.models import Kind, Organisation, Role, User

# Places that are not on the map, and who hands in there.
PLACES = (
    ("Oefendam", "Ann", "Oefenaar"),
    ("Proefbeke", "Bart", "Proefmans"),
    ("Testegem", "Chris", "Testaert"),
    ("Speelhoven", "Dina", "Speelman"),
    ("Waagrode", "Erik", "Waagschaal"),
    ("Veinzele", "Fatma", "Veinsman"),
    ("Doenberg", "Geert", "Doenaers"),
    ("Nadoeningen", "Hilde", "Nadoener"),
)
STAFF = (
    ("officer", Role.OFFICER, "Olga", "Oproeper"),
    ("second", Role.OFFICER, "Otto", "Tweedehand"),
    ("reviewer-1", Role.REVIEWER, "Rita", "Rechter"),
    ("reviewer-2", Role.REVIEWER, "Ruben", "Raad"),
    ("reviewer-3", Role.REVIEWER, "Rosa", "Rede"),
    ("decider", Role.DECIDER, "Dirk", "Beslist"),
)
PREFIX = {Kind.OCMW: "OCMW", Kind.AGB: "AGB", Kind.IGS: "IGS", Kind.WELFARE: "Welzijnsvereniging"}
DIGITS = string.digits + string.ascii_uppercase


@dataclass
class Cast:
    """Everybody, by the name that the story knows them under; `towns` in the order of the story."""

    people: dict[str, User] = field(default_factory=dict)
    towns: list[Organisation] = field(default_factory=list)
    follower: str = ""  # the address of somebody who follows the call by mail
    kept: dict[int, str] = field(default_factory=dict)  # what a person is, for the report

    def __getitem__(self, key: str) -> User:
        return self.people[key]

    @property
    def reviewers(self) -> list[User]:
        return [self.people[f"reviewer-{n}"] for n in (1, 2, 3)]

    def who(self, user: User | None) -> str:
        """Ann Oefenaar (Oefendam)"""
        return f"{user} ({self.kept.get(user.pk, '')})" if user else _("the clock")


def gather(mark: int, kinds: list[str], *, at: datetime, signers: bool = False) -> Cast:
    """Make them all. Kinds that may apply take turns; `mark` keeps two rehearsals out of each other's way. With
    `signers` each government has a second person who signs off.
    """
    cast = Cast()
    home = Organisation.objects.create(kind=Kind.FLEMISH, name=_("Rehearsal team"))
    for key, role, first, last in STAFF:
        _add(cast, key, role, home, (first, last), mark, at, Role(role).label)
    for n, (name, first, last) in enumerate(PLACES):
        kind = kinds[n % len(kinds)]
        prefix = PREFIX.get(kind, "")
        town = Organisation.objects.create(
            kind=kind,
            name=f"{prefix} {name}".strip(),
            nis=_nis(mark * len(PLACES) + n),
            kbo=f"0999{(mark * len(PLACES) + n) % 1_000_000:06}",
            province="Vlaams-Brabant",
            population=9_000 + 4_000 * n,
        )
        cast.towns.append(town)
        _add(cast, f"town-{n}", Role.SUBMITTER, town, (first, last), mark, at, town.name)
        if signers:
            _add(cast, f"signer-{n}", Role.DRAFTER, town, ("Sander", f"{last}-Tekent"), mark, at, town.name)
    _add(cast, "drafter", Role.DRAFTER, cast.towns[0], ("Aïcha", "Meeschrijver"), mark, at, cast.towns[0].name)
    cast.follower = f"volger.{mark}@repetitie.invalid"
    return cast


def _add(cast: Cast, key: str, role, organisation, names: tuple[str, str], mark: int, at: datetime, label) -> None:
    address = f"{key}.{mark}@repetitie.invalid"  # no mail can be delivered there, whatever happens
    user = User.objects.create_user(address, first_name=names[0], last_name=names[1])
    account_actions.join(user, organisation, role, by=None, at=at)
    cast.people[key], cast.kept[user.pk] = user, str(label)


def _nis(number: int) -> str:
    """Five signs that are no NIS code: those are digits only."""
    signs = ""
    for _n in range(4):
        number, rest = divmod(number, len(DIGITS))
        signs = DIGITS[rest] + signs
    return f"R{signs}"
