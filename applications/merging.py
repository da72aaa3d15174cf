"""Two people on one draft: what each changed since both saw the same, put together; what both changed, side by side."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Row = dict[str, object]
EMPTY = (None, "", [])


@dataclass(frozen=True)
class Merged:
    """`values` are to be kept. `conflicts` are fields that both changed: their value stays, mine is named here."""

    values: dict[str, object]
    conflicts: dict[str, object] = field(default_factory=dict)

    def holding(self, held, theirs: Mapping) -> "Merged":
        """The same, with these fields as they stand: their two texts still wait for a choice."""
        waiting = {name: self.values[name] for name in held if name in self.values}
        waiting = {name: mine for name, mine in waiting.items() if not same(mine, theirs.get(name))}
        kept = {name: theirs.get(name) for name in waiting}
        return Merged(self.values | kept, self.conflicts | waiting)


def merge(base: Mapping, theirs: Mapping, mine: Mapping) -> Merged:
    """Put together what stood there (`base`), what stands there now (`theirs`) and what was sent (`mine`), by field.

    A field that only one changed has the value of who changed it; one that both changed alike is no conflict. Fields
    that were not sent stay. Lists of rows (each with a `uid`) are put together row by row and cell by cell.
    """
    values, conflicts = {}, {}
    for name, sent in mine.items():
        before, now = base.get(name), theirs.get(name)
        if _is_rows(sent):
            values[name], clash = _merge_rows(before or [], now or [], sent)
        else:
            values[name], clash = _one(before, now, sent)
        if clash:
            conflicts[name] = sent
    return Merged(values, conflicts)


def _one(before, now, sent) -> tuple[object, bool]:
    if same(sent, before) or same(sent, now):
        return now, False
    if same(now, before):
        return sent, False
    return now, True


def same(one, other) -> bool:
    """Nothing, an empty text and an empty list are one and the same."""
    return one == other or (one in EMPTY and other in EMPTY)


def _is_rows(value) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, Mapping) and "uid" in row for row in value)


def _merge_rows(before: list[Row], now: list[Row], sent: list[Row]) -> tuple[list[Row], bool]:
    """Rows in the order of who sent them, new ones of the other after them. A row that one removed and the other
    changed is kept as changed: text is never thrown away."""
    old, theirs = ({row["uid"]: row for row in rows} for rows in (before, now))
    mine = {row["uid"]: row for row in sent}
    rows, clash = [], False
    for uid, row in mine.items():
        if uid not in theirs:
            if uid not in old or not _same_row(row, old[uid]):
                rows.append(row)  # new, or removed by the other while it was changed here
            continue
        cells = {}
        for name in row | theirs[uid]:
            cells[name], clashed = _one(old.get(uid, {}).get(name), theirs[uid].get(name), row.get(name))
            clash |= clashed
        rows.append(cells)
    for uid, row in theirs.items():
        if uid not in mine and (uid not in old or not _same_row(row, old[uid])):
            rows.append(row)  # new, or changed by the other while it was removed here
    return rows, clash


def _same_row(one: Row, other: Row) -> bool:
    return all(same(one.get(name), other.get(name)) for name in one | other)
