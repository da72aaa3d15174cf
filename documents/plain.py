"""Snapshots as plain JSON and back, strictly."""

import types
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, Self, Union, get_args, get_origin, get_type_hints


class Snapshot:
    """To plain JSON and back, strictly: a missing or an unknown key is an error."""

    def to_json(self) -> dict:
        return _plain(self)

    @classmethod
    def from_json(cls, data: dict) -> Self:
        """Raises ValueError, naming the field, when the data do not fit."""
        return _build(cls, data, "")


@cache
def _hints(cls) -> dict[str, Any]:
    return {each.name: get_type_hints(cls)[each.name] for each in fields(cls)}


def _plain(value):
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, date):  # and datetime
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _build(kind, value, path: str):
    """Make a value of the annotated kind; ValueError names the field."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return None if value is None else _build(inner[0], value, path)
    if origin is list:
        if not isinstance(value, list):
            raise ValueError(f"{path}: not a list")
        return [_build(inner[0], each, f"{path}.{n}") for n, each in enumerate(value)]
    if is_dataclass(kind):
        hints = _hints(kind)
        if not isinstance(value, dict) or set(value) != set(hints):
            odd = ", ".join(sorted(set(value) ^ set(hints))) if isinstance(value, dict) else "not an object"
            raise ValueError(f"{path or kind.__name__}: {odd}")
        return kind(**{name: _build(hint, value[name], f"{path}.{name}".lstrip(".")) for name, hint in hints.items()})
    try:
        if kind is Decimal:
            if not isinstance(value, str) or not (number := Decimal(value)).is_finite():
                raise ValueError("not a number in a string")
            return number
        if kind in (date, datetime):
            return kind.fromisoformat(value)
    except (ValueError, TypeError, InvalidOperation) as fault:
        raise ValueError(f"{path}: {fault}") from fault
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ValueError(f"{path}: not {kind.__name__}")
    return value


def leaves(value, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value with its path; a list comes itself, and then its things."""
    if is_dataclass(value):
        for each in fields(value):
            yield from leaves(getattr(value, each.name), f"{path}.{each.name}".lstrip("."))
    elif isinstance(value, list):
        yield path, value
        for number, each in enumerate(value):
            yield from leaves(each, f"{path}.{number}")
    else:
        yield path, value
