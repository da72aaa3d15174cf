"""Who asks, and who has a part in a file: what the other rules begin with. Reads only."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from accounts.models import Membership, Organisation, Role
from applications.models import Application
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
