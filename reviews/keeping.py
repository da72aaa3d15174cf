"""What stands in a review, as values by field that can be compared, put together and kept as history."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import OuterRef, Subquery

from applications.merging import Merged, merge, same
from calls.models import Criterion
from reviews.models import Assignment, Score, Written


@dataclass(frozen=True)
class Clash:
    """A field that two windows changed: what stands there now and what was sent."""

    theirs: object
    mine: object


@dataclass(frozen=True)
class Saved:
    """What saving came to: the version, what another window changed meanwhile, and what clashes with it."""

    edit: int
    at: datetime | None
    news: dict[str, object] = field(default_factory=dict)
    clashes: dict[str, Clash] = field(default_factory=dict)


@dataclass(frozen=True)
class Put:
    """What was sent, put together with what stood there: what changes, what lost, and what the page must hear."""

    changed: dict[str, object]
    merged: Merged
    news: dict[str, object]
    clashes: dict[str, Clash]


def value_of(criterion) -> str:
    return f"value-{getattr(criterion, 'pk', criterion)}"


def motivation_of(criterion) -> str:
    return f"motivation-{getattr(criterion, 'pk', criterion)}"


def criteria_with_scores(assignment: Assignment) -> list[Criterion]:
    """The criteria of the call, each with what this review says of it (`value`, `text`; no text without a row)."""
    said = Score.objects.filter(assignment=assignment, criterion=OuterRef("pk"))
    criteria = Criterion.objects.filter(call=assignment.application.call_id)
    return list(criteria.annotate(value=Subquery(said.values("value")), text=Subquery(said.values("motivation"))))


def values_of(criteria: list[Criterion]) -> dict[str, object]:
    """What stands in the review now, by field."""
    values: dict[str, object] = {value_of(each): each.value for each in criteria}
    return values | {motivation_of(each): each.text or "" for each in criteria}


def values_at(assignment: Assignment, edit: int, names: Collection[str]) -> dict[str, object]:
    """What stood in these fields when the review had this version."""
    rows = Written.objects.filter(assignment=assignment, field__in=list(names), edit__lte=edit, aside=False)
    return dict(rows.order_by("field", "-edit", "-id").distinct("field").values_list("field", "value"))


def put_together(now: Mapping, mine: Mapping, base: Mapping | None, held=(), chosen=()) -> Put:
    """`base` is what stood on the page when it was opened; None when nothing was saved since."""
    merged = Merged(dict(mine))
    if base is not None:
        merged = merge({**base, **{name: now.get(name) for name in chosen}}, now, mine)
    merged = merged.holding(held, now)
    return Put(
        changed={name: value for name, value in merged.values.items() if not same(value, now.get(name))},
        merged=merged,
        news={name: value for name, value in merged.values.items() if not same(value, mine[name])},
        clashes={name: Clash(now.get(name), value) for name, value in merged.conflicts.items()},
    )


def remember(assignment: Assignment, put: Put, *, edit: int, at: datetime) -> None:
    """Keep what came to stand there, and what lost, as history."""
    Written.objects.bulk_create(
        Written(assignment=assignment, edit=edit, field=name, value=value, at=at, aside=aside)
        for values, aside in ((put.changed, False), (put.merged.conflicts, True))
        for name, value in values.items()
    )
