"""Who works on a call, and who is told what happens to it."""

from django.db.models import QuerySet

from accounts.models import Membership, Role, User
from calls.models import Call


def officers() -> QuerySet[User]:
    """Everybody who is a programme officer now."""
    held = Membership.objects.filter(role=Role.OFFICER).values("user")
    return User.objects.filter(pk__in=held, is_active=True).order_by("last_name", "first_name", "pk")


def told_of(call: Call, *, besides=None) -> QuerySet[User]:
    """Who gets the officers' notices about a call: its team, or all officers when that leaves nobody.

    `besides` is the person whose act the notice is about.
    """
    everybody = officers().exclude(pk=besides.pk) if besides else officers()
    team = everybody.filter(pk__in=call.team.values("user"))
    return team if team.exists() else everybody
