"""What stands in a part of a draft, as values by field that can be compared, put together and kept as history."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import uuid4

from applications.models import Answer, Application, CostLine, Entry, Participant, PlanLine

ROWS = "rows"  # the one field of a part that is a list
_ROW = {
    "costs": ("uid", "description", "category", "year", "organisation_id", "cost", "subsidy"),
    "participants": ("uid", "part", "organisation_id", "name"),
    "planning": ("uid", "kind", "name", "description", "organisation_id", "starts_on", "ends_on"),
}
_MODELS = {"costs": CostLine, "participants": Participant, "planning": PlanLine}
_AMOUNTS, _DAYS = ("cost", "subsidy"), ("starts_on", "ends_on")


@dataclass(frozen=True)
class Clash:
    """A field that two people changed: what stands there now, by whom and since when, and what was sent."""

    theirs: object
    mine: object
    entry: Entry | None = None


@dataclass(frozen=True)
class Saved:
    """What saving came to: the version of the part, what a colleague changed meanwhile, and what clashes with it."""

    edit: int
    news: dict[str, object] = field(default_factory=dict)
    clashes: dict[str, Clash] = field(default_factory=dict)


def new_uid() -> str:
    return uuid4().hex[:12]


def sent(part: str, fields: Mapping | None, rows: list | None, answers: Mapping | None) -> dict[str, object]:
    """What was sent, as values."""
    if rows is not None:
        return {ROWS: _apart([_row(part, row) for row in rows])}
    if answers is not None:
        return dict(answers)
    return {name: _plain(value) for name, value in (fields or {}).items()}


def things_of(application: Application, part: str, names) -> dict[str, CostLine | Participant | PlanLine | Answer]:
    """The rows of a list by their uid, or the answers by their key, as they stand now; one query at most."""
    if part in _ROW:
        rows = sorted(getattr(application, part).all(), key=lambda each: each.position)
        return {each.uid or f"-{each.pk}": each for each in rows}
    if part == "project":
        return {}
    return {each.key: each for each in application.answers.current().filter(key__in=list(names))}


def values_of(application: Application, part: str, names, things: Mapping) -> dict[str, object]:
    """What stands in these fields of a part now; no queries."""
    if part in _ROW:
        return {ROWS: [_row(part, vars(each)) for each in things.values()]}
    if part == "project":
        return {name: _plain(getattr(application, f"{name}_id" if name == "focus" else name)) for name in names}
    return {key: each.value for key, each in things.items()}


def write_rows(application: Application, part: str, rows: list[dict], there: Mapping) -> None:
    """Make a list of these rows. `there` are those that stand there, by uid: only what differs is written."""
    model = _MODELS[part]
    new, changed, kept = [], [], set()
    for position, row in enumerate(rows, 1):
        thing = there.get(row.get("uid"))
        if thing is None or thing.pk in kept:
            new.append(thing := model(application=application, position=position, **row))
        else:
            kept.add(thing.pk)
            if all(getattr(thing, name) == value for name, value in row.items()) and thing.position == position:
                continue
            for name, value in (row | {"position": position}).items():
                setattr(thing, name, value)
            changed.append(thing)
        thing.clean_fields(exclude=["application", "organisation"])
    if gone := [each.pk for each in there.values() if each.pk not in kept]:
        model.objects.filter(pk__in=gone).delete()
    if changed:
        model.objects.bulk_update(changed, [*_ROW[part], "position"])
    if new:
        model.objects.bulk_create(new)
    getattr(application, "_prefetched_objects_cache", {}).pop(part, None)


def values_at(application: Application, part: str, edit: int) -> dict[str, object]:
    """What stood there when the part had this version."""
    entries = application.entries.filter(part=part, edit__lte=edit, aside=False)
    return dict(entries.order_by("field", "-edit", "-id").distinct("field").values_list("field", "value"))


def rows_from(part: str, values: list[dict]) -> list[dict]:
    """Rows as the models take them. A government stands in a consortium once, whoever named it first."""
    rows, seen = [], set()
    for value in values:
        row = {name: value.get(name) for name in _ROW[part]}
        row |= {name: Decimal(row[name]) for name in _AMOUNTS if name in row}
        row |= {name: date.fromisoformat(row[name]) for name in _DAYS if row.get(name)}
        if part == "participants" and (pk := row["organisation_id"]) is not None:
            if pk in seen:
                continue
            seen.add(pk)
        rows.append(row)
    return rows


def lines_from(part: str, said: Iterable[Mapping]) -> list[dict]:
    """Lines of a version that was handed in, as the models take them."""
    return [{name: line[name] for name in _ROW[part] if name in line} for line in said]


def _apart(rows: list[dict]) -> list[dict]:
    """Each row its own uid, also when one was sent twice."""
    seen: set[str] = set()
    for row in rows:
        if row["uid"] in seen:
            row["uid"] = new_uid()
        seen.add(row["uid"])
    return rows


def _row(part: str, given: Mapping) -> dict[str, object]:
    row = {name: _plain(given.get(name)) for name in _ROW[part]}
    if (organisation := given.get("organisation")) is not None:
        row["organisation_id"] = organisation.pk
    row["uid"] = row["uid"] or new_uid()
    blank = {name: "" for name in ("description", "category", "name", "part") if name in row}
    blank |= {"kind": PlanLine.Kind.PACKAGE.value} if "kind" in row else {}
    return row | {name: row[name] or empty for name, empty in blank.items()}


def _plain(value):
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, date):
        return value.isoformat()
    return value.pk if hasattr(value, "pk") else value


def as_saved(entry: Entry) -> dict:
    """The value of an entry as `actions.save` takes it: by the name of its argument."""
    if entry.field == ROWS:
        return {"rows": rows_from(entry.part, entry.value or [])}
    if entry.part != "project":
        return {"answers": {entry.field: entry.value}}
    value = entry.value
    if entry.field in ("starts_on", "ends_on"):
        value = date.fromisoformat(value) if value else None
    if entry.field == "focus":
        value = next((each for each in entry.application.call.focuses.all() if each.pk == value), None)
    return {"fields": {entry.field: value if value is not None or entry.field.endswith(("_on", "focus")) else ""}}
