"""Who asks, and who has a part in a file: what the other rules begin with. Reads only."""

from collections.abc import Iterable, Iterator

from django.db.models import Q
from django.db.models.fields.json import KeyTransform
from django.utils.translation import gettext as _

from accounts.models import Kind, Membership, Organisation, Role
from applications.models import Application, Participant
from workflow.refusals import Reason


def officer_only(by) -> Iterator[Reason]:
    if Role.OFFICER not in by.roles:
        yield Reason("not-an-officer", _("Only a programme officer can do this."))


def governments_of(application: Application) -> set[int]:
    """Who takes part, whatever the role: as handed in, and as it stands in the file."""
    now = {p.organisation_id for p in application.participants.all() if p.organisation_id}
    content = application.submission.content if application.submission else {}
    handed_in = {p["id"] for p in content.get("participants", ()) if "id" in p}
    return {application.organisation_id} | now | handed_in


def interested(application: Application) -> set[int]:
    """The people who work for a government that takes part, or for what it was before or became after a merger."""
    kin = Organisation.objects.kin_of(governments_of(application))
    return set(Membership.objects.filter(organisation__in=kin).values_list("user", flat=True))


def parties_in(files: Iterable[int]) -> dict[int, set[int]]:
    """`governments_of` for many files at once, by their ids. Two queries, whatever the number."""
    parties: dict[int, set[int]] = {}
    rows = Application.objects.filter(pk__in=files).annotate(named=KeyTransform("participants", "submission__content"))
    for pk, organisation, named in rows.order_by().values_list("pk", "organisation", "named"):
        parties[pk] = {organisation} | {each["id"] for each in named or () if "id" in each}
    now = Participant.objects.filter(application__in=parties, organisation__isnull=False).order_by()
    for pk, organisation in now.values_list("application", "organisation"):
        parties[pk].add(organisation)
    return parties


def kin_in(organisations: set[int]) -> dict[int, set[int]]:
    """Each organisation with its predecessors and its successor, by their ids. One query."""
    kin = {pk: {pk} for pk in organisations}
    merged = Organisation.objects.filter(
        Q(pk__in=organisations) | Q(successor__in=organisations), successor__isnull=False
    )
    for old, new in merged.order_by().values_list("pk", "successor"):
        for one, other in ((old, new), (new, old)):
            if one in kin:
                kin[one].add(other)
    return kin


def interested_in(files: Iterable[int]) -> dict[int, set[int]]:
    """`interested` for many files at once, by their ids. Four queries, whatever the number."""
    parties = parties_in(files)
    kin = kin_in(set().union(*parties.values()))
    people: dict[int, set[int]] = {}
    houses = set().union(*kin.values())
    for house, user in Membership.objects.filter(organisation__in=houses).values_list("organisation", "user"):
        people.setdefault(house, set()).add(user)
    return {
        pk: {user for each in parties[pk] for house in kin[each] for user in people.get(house, ())} for pk in parties
    }


def takes_part(application: Application, person) -> bool:
    """The same of one person, and without a query of who works for no local government at all."""
    if all(each.organisation.kind == Kind.FLEMISH for each in person.memberships_held):
        return False
    return person.pk in interested(application)
