"""Adding and removing rows of a form without a script: the page comes back with all that was typed, unjudged."""

from dataclasses import dataclass

from django.forms import BaseForm, BaseFormSet


@dataclass(frozen=True)
class Change:
    """Add one empty row to a list of rows; or remove row `index` of it, or move that `step` places."""

    prefix: str
    index: int | None = None
    step: int = 0


def wanted_change(data) -> Change | None:
    """The change asked for by a button: `add=criteria`, `remove=criteria-2` or `up=criteria-2`."""
    if prefix := data.get("add"):
        return Change(prefix)
    for name, step in (("remove", 0), ("up", -1), ("down", 1)):
        prefix, _dash, index = data.get(name, "").rpartition("-")
        if prefix and index.isascii() and index.isdigit() and len(index) < 5:
            return Change(prefix, int(index), step)
    return None


def typed_in(form: BaseForm, data) -> dict:
    """What was typed in the controls of a form, as the initial values of a new one."""
    return {
        name: field.widget.value_from_datadict(data, {}, form.add_prefix(name)) for name, field in form.fields.items()
    }


def with_change(kind: type[BaseFormSet], prefix: str, data, change: Change | None) -> BaseFormSet:
    """The rows as typed, with the change made if it is theirs; rows that a script marked as removed are gone."""
    change = change or Change("")
    bound = kind(data, prefix=prefix)
    rows, moved = [], None
    for index in range(bound.total_form_count()):
        form = bound.forms[index]
        typed = typed_in(form, data)
        ours = change.prefix == prefix and change.index == index
        if not typed.pop("DELETE", None) and not (ours and not change.step):
            rows.append(typed)
            moved = len(rows) - 1 if ours else moved
    if moved is not None and 0 <= moved + change.step < len(rows):
        rows.insert(moved + change.step, rows.pop(moved))
    if change.prefix == prefix and change.index is None:
        rows.append({})
    return kind(initial=rows, prefix=prefix)
