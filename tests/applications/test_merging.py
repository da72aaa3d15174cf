"""Two people on one draft: nothing that either typed is lost, and only what both changed is a conflict."""

from hypothesis import given
from hypothesis import strategies as st

from applications.merging import merge, same

texts = st.sampled_from(["", "a", "b", "c"])
parts = st.fixed_dictionaries({"title": texts, "goals": texts})
rows = st.dictionaries(
    st.sampled_from("uvwxyz"), st.fixed_dictionaries({"text": texts, "cost": texts}), max_size=4
).map(lambda found: [{"uid": uid} | row for uid, row in found.items()])


@given(parts, parts, parts)
def test_every_field_has_the_value_of_who_changed_it(base, theirs, mine):
    merged = merge(base, theirs, mine)
    for name, value in merged.values.items():
        assert value in (theirs[name], mine[name])
        if mine[name] == base[name]:
            assert value == theirs[name]
        elif theirs[name] == base[name]:
            assert value == mine[name]
        else:
            assert (name in merged.conflicts) is (mine[name] != theirs[name])


@given(parts, parts)
def test_who_is_alone_gets_what_was_sent(base, mine):
    merged = merge(base, base, mine)
    assert merged.values == mine
    assert merged.conflicts == {}


@given(rows, rows, rows)
def test_no_row_that_somebody_wrote_or_changed_disappears(base, theirs, mine):
    merged = merge({"rows": base}, {"rows": theirs}, {"rows": mine})
    if not mine:
        return  # an empty list has no rows to put together: it is one value
    old = {row["uid"]: row for row in base}
    kept = {row["uid"]: row for row in merged.values["rows"]}
    for side, other in ((theirs, mine), (mine, theirs)):
        there = {row["uid"] for row in other}
        for row in side:
            if row["uid"] in there or row != old.get(row["uid"]):
                assert row["uid"] in kept
    for uid, row in kept.items():
        written = [each for each in (*theirs, *mine) if each["uid"] == uid]
        for name, cell in row.items():
            assert any(same(cell, each.get(name)) for each in written)


def test_cells_of_one_row_are_put_together():
    base = [{"uid": "u", "text": "Ontwerp", "cost": "1.00"}]
    theirs = [{"uid": "u", "text": "Ontwerp en bouw", "cost": "1.00"}, {"uid": "v", "text": "Opleiding", "cost": ""}]
    mine = [{"uid": "w", "text": "Licenties", "cost": ""}, {"uid": "u", "text": "Ontwerp", "cost": "2.00"}]
    merged = merge({"rows": base}, {"rows": theirs}, {"rows": mine})
    assert merged.conflicts == {}
    assert merged.values["rows"] == [
        {"uid": "w", "text": "Licenties", "cost": ""},
        {"uid": "u", "text": "Ontwerp en bouw", "cost": "2.00"},
        {"uid": "v", "text": "Opleiding", "cost": ""},
    ]
