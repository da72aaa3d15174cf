"""All files of my governments: those they hold the pen of or take part in, also of a government that became theirs.

A filter asks only what a badge may say: whether a file was admitted or what was decided before that is announced, no
filter tells.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from accounts.models import Organisation
from applications.models import ApplicationQuerySet, Participant
from applications.states import HANDED_IN, State

TREATED = tuple(state for state in HANDED_IN if state != State.FINISHED)


@dataclass
class Asked:
    """What the list is asked for; what makes no sense is left out."""

    stand: str = ""
    rol: str = ""
    bestuur: int = 0
    zoek: str = ""
    governments: list[Organisation] = field(default_factory=list)

    @property
    def any(self) -> bool:
        return bool(self.stand or self.rol or self.bestuur or self.zoek)


STANDS = ("klad", "ingediend", "behandeling", "beslist", "gestopt")


def asked(params, governments: list[Organisation]) -> Asked:
    known = {str(each.pk): each.pk for each in governments}
    return Asked(
        stand=params.get("stand", "") if params.get("stand") in STANDS else "",
        rol=params.get("rol", "") if params.get("rol") in ("penhouder", "deelnemer") else "",
        bestuur=known.get(params.get("bestuur", ""), 0),
        zoek=" ".join(params.get("zoek", "").split())[:100],
        governments=governments,
    )


def filtered(rows: ApplicationQuerySet, want: Asked, at: datetime) -> ApplicationQuerySet:
    """The files that were asked for, among those that may be read."""
    if want.stand:
        rows = rows.filter(_stand(want.stand, at))
    ids = [want.bestuur] if want.bestuur else [each.pk for each in want.governments]
    part = Q(pk__in=Participant.objects.filter(organisation__in=ids).values("application"))
    if want.rol == "penhouder":
        rows = rows.filter(organisation__in=ids)
    elif want.rol == "deelnemer":
        rows = rows.filter(part)
    elif want.bestuur:
        rows = rows.filter(part | Q(organisation__in=ids))
    if want.zoek:
        named = Q(title__icontains=want.zoek) | Q(organisation__name__icontains=want.zoek)
        rows = rows.filter(named | Q(number__startswith=want.zoek.upper()))
    return rows


def _stand(stand: str, at: datetime) -> Q:
    """The states as an applicant is told them: open or closed by the clock, decided once it is announced."""
    still_open = Q(call__closes_at__gt=at) | Q(extended_until__gt=at)
    if stand == "klad":
        return Q(state=State.DRAFT) & still_open
    if stand == "ingediend":
        return Q(state__in=(State.SUBMITTED, State.REOPENED)) & still_open
    if stand == "behandeling":
        return Q(state__in=TREATED) & ~still_open
    if stand == "beslist":
        return Q(state=State.FINISHED)
    return Q(state__in=(State.WITHDRAWN, State.LAPSED)) | Q(state=State.DRAFT) & ~still_open
