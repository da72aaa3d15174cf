"""The public catalogue: announced awards, and how many there are on each side of each filter."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.http import QueryDict
from django.utils.translation import gettext as _

from applications.models import Continuation, Participant
from calls.models import Call, Focus, Type
from decisions.models import Decision

# Each filter: its name in an address, the field it asks, what it is called.
FOCUS, TYPE, CALL, BOOST = "focus", "type", "oproep", "boost"
ASKS = {
    FOCUS: "application__focus__code__in",
    TYPE: "call__type__code__in",
    CALL: "call__slug__in",
    BOOST: "boosted__in",
}
GROUPS = {
    FOCUS: "application__focus__code",
    TYPE: "call__type__code",
    CALL: "call__slug",
    BOOST: "boosted",
}
MOST = 40  # words of a name are short; a longer question is cut


def approved() -> QuerySet[Decision]:
    """Projects the world may know of: awards that are announced."""
    return Decision.objects.announced().awards()


def told() -> QuerySet[Decision]:
    """Approved projects with all that a row of the catalogue says, as it was handed in."""
    content = "application__submission__content"
    others = Participant.objects.filter(application=OuterRef("application"), organisation__isnull=False).order_by()
    return (
        approved()
        .select_related("application__organisation", "application__focus", "call__type", "call__programme", "boost")
        .annotate(
            others=Subquery(others.values("application").annotate(n=Count("pk")).values("n")),
            project=KeyTextTransform("title", content),
            about=KeyTextTransform("summary", content),
            ends_on=KeyTextTransform("ends_on", KeyTransform("letter", "document__snapshot")),
        )
    )


@dataclass(frozen=True)
class Choice:
    """One side of a filter. `count` is what it holds under the other filters; `address` leaves it out."""

    value: str
    label: str
    count: int = 0
    chosen: bool = False
    address: str = ""


@dataclass
class Asked:
    """What somebody looks for, read from an address that can be shared."""

    q: str = ""
    chosen: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, data: QueryDict) -> "Asked":
        chosen = {name: list(dict.fromkeys(v for v in data.getlist(name) if v))[:30] for name in ASKS}
        if chosen[BOOST]:
            chosen[BOOST] = ["1"]
        return cls(" ".join(data.get("q", "").split())[:MOST], {k: v for k, v in chosen.items() if v})

    def address(self, without: tuple[str, str] | None = None) -> str:
        """The query string of this question, or of the same one less one choice."""
        data = QueryDict(mutable=True)
        if self.q and without != ("q", self.q):
            data["q"] = self.q
        for name, values in self.chosen.items():
            data.setlist(name, [value for value in values if (name, value) != without])
        return f"?{data.urlencode()}"

    def search(self, rows: QuerySet) -> QuerySet:
        """Every word stands in the name of the project or of its lead government."""
        for word in self.q.split():
            rows = rows.filter(
                Q(application__title__icontains=word) | Q(application__organisation__name__icontains=word)
            )
        return rows

    def narrow(self, rows: QuerySet) -> QuerySet:
        for name, values in self.chosen.items():
            rows = rows.filter(**{ASKS[name]: [True] if name == BOOST else values})
        return rows


def _boosted(rows: QuerySet) -> QuerySet:
    return rows.annotate(boosted=Q(boost__isnull=False))


def found(asked: Asked) -> QuerySet[Decision]:
    """What the question finds, newest award first."""
    return asked.narrow(_boosted(asked.search(told()))).order_by("-announced_at", "-pk")


def facets(asked: Asked) -> dict[str, list[Choice]]:
    """The sides of each filter with their counts. One grouped query, whatever the number of projects, and three
    for the names."""
    rows = _boosted(asked.search(approved()).order_by())
    combinations = list(rows.values_list(*GROUPS.values()).annotate(n=Count("pk")))
    counts = {name: Counter() for name in GROUPS}
    for *values, n in combinations:
        here = dict(zip(GROUPS, values, strict=True))
        misses = [name for name, chosen in asked.chosen.items() if str(_side(here[name])) not in chosen]
        for name in GROUPS:
            if not misses or misses == [name]:
                counts[name][str(_side(here[name]))] += n
    some = {name: {_side(row[i]) for row in combinations} for i, name in enumerate(GROUPS)}
    names = {
        FOCUS: [(each.code, each.name) for each in Focus.objects.order_by("position", "pk")],
        TYPE: [(each.code, each.name) for each in Type.objects.order_by("position", "pk")],
        CALL: _calls(some[CALL] | set(asked.chosen.get(CALL, ()))),
        BOOST: [("1", _("Boost projects only"))],
    }
    return {name: list(_choices(name, names[name], counts[name], asked)) for name in GROUPS}


def _side(value) -> str:
    return "1" if value is True else "" if value is False else value


def _calls(slugs: Iterable[str]) -> list[tuple[str, str]]:
    calls = Call.objects.published().filter(slug__in=slugs).select_related("programme")
    return [(call.slug, call.title) for call in calls.order_by("programme", "number")]


def _choices(name: str, sides, counts: Counter, asked: Asked):
    chosen = asked.chosen.get(name, ())
    for value, label in sides:
        yield Choice(value, label, counts[value], value in chosen, asked.address(without=(name, value)))


def chips(asked: Asked, sides: dict[str, list[Choice]]) -> list[Choice]:
    """What was chosen, each with the address that leaves it out."""
    words = [Choice(asked.q, f"“{asked.q}”", address=asked.address(without=("q", asked.q)))] if asked.q else []
    return words + [choice for choices in sides.values() for choice in choices if choice.chosen]


def totals() -> dict[str, int]:
    """How many projects there are, and how many of them are boost-projects."""
    return approved().aggregate(approved=Count("pk"), boosted=Count("boost"))


DEEPEST = 5  # projects before and after one


def lineage(project: Decision) -> list[Decision]:
    """The approved projects that this one builds on and that build on it, the oldest first; empty without any.

    Only what the world may know of: what was refused, withdrawn or is not announced leaves no trace.
    """
    before, after = [], []
    here = Continuation.objects.filter(application=project.application_id).values_list("origin", flat=True).first()
    while here and len(before) < DEEPEST and (found := told().filter(application=here).first()):
        before.insert(0, found)
        here = Continuation.objects.filter(application=here).values_list("origin", flat=True).first()
    layer = [project.application_id]
    while layer and len(after) < DEEPEST:
        found = list(
            told().filter(application__continuation__origin__in=layer).order_by("announced_at", "pk")[:DEEPEST]
        )
        after += found
        layer = [each.application_id for each in found]
    return [*before, project, *after] if before or after else []
