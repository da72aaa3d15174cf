"""How a rule says no: reasons with a code for programs and a sentence for the person who asked."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps


@dataclass(frozen=True)
class Reason:
    """Why something may not happen. `field` names the form field it belongs to, where there is one."""

    code: str
    text: str
    field: str = ""

    def __str__(self) -> str:
        return str(self.text)


class Refused(Exception):
    """An action's refusal; nothing was changed. `reasons` is never empty."""

    def __init__(self, *reasons: Reason):
        super().__init__("; ".join(map(str, reasons)))
        self.reasons = reasons


def rule(question: Callable[..., Iterator[Reason]]) -> Callable[..., list[Reason]]:
    """Let a rule `yield` its reasons and still answer with a list: a bare generator is always true."""

    @wraps(question)
    def ask(*args, **kwargs) -> list[Reason]:
        return list(question(*args, **kwargs))

    return ask


def refuse(reasons: list[Reason]) -> None:
    """Raise `Refused` if there is any reason to."""
    if reasons:
        raise Refused(*reasons)
