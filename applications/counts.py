"""How many files a call has. Before the seal this is all that the Flemish side may know of them."""

from dataclasses import dataclass

from django.db.models import Count
from django.db.models.fields.json import KeyTextTransform

from applications.models import Application
from applications.states import State
from calls.models import Call


@dataclass(frozen=True)
class Counts:
    """Drafts never handed in, valid submissions, and those by focus as they were handed in, most first."""

    drafts: int
    submitted: int
    by_focus: list[tuple[str, int]]


def of(call: Call) -> Counts:
    """Count the files of a call; two queries."""
    files = Application.objects.filter(call=call)
    handed_in = files.handed_in().annotate(about=KeyTextTransform("focus", "submission__content"))
    by_focus = list(handed_in.values_list("about").annotate(n=Count("pk")).order_by("-n", "about"))
    drafts = files.filter(state=State.DRAFT).count()
    return Counts(drafts, sum(n for _about, n in by_focus), by_focus)
