"""Adding and removing rows of a form without a script: the page comes back with all that was typed, unjudged."""

from dataclasses import dataclass

from django.forms import BaseForm, BaseFormSet


@dataclass(frozen=True)
class Change:
    """`add` one empty row to a list of rows, or `remove` row `index` of it."""

    prefix: str
    index: int | None = None


def wanted_change(data) -> Change | None:
    """The change asked for by a button: `add=criteria` or `remove=criteria-2`."""
    if prefix := data.get("add"):
        return Change(prefix)
    prefix, _dash, index = data.get("remove", "").rpartition("-")
    return Change(prefix, int(index)) if prefix and index.isascii() and index.isdigit() and len(index) < 5 else None


def typed_in(form: BaseForm, data) -> dict:
    """What was typed in the controls of a form, as the initial values of a new one."""
    return {
        name: field.widget.value_from_datadict(data, {}, form.add_prefix(name)) for name, field in form.fields.items()
    }


def with_change(kind: type[BaseFormSet], prefix: str, data, change: Change) -> BaseFormSet:
    """The rows as typed, with the change made if it is theirs; rows that a script marked as removed are gone."""
    bound = kind(data, prefix=prefix)
    rows = []
    for index in range(bound.total_form_count()):
        form = bound.forms[index]
        typed = typed_in(form, data)
        if not typed.pop("DELETE", None) and not (change.prefix == prefix and change.index == index):
            rows.append(typed)
    if change.prefix == prefix and change.index is None:
        rows.append({})
    return kind(initial=rows, prefix=prefix)
