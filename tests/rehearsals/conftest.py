"""A rehearsal that was played; its letters are all drawn for real only where a test is about them."""

import pytest
from django.utils import timezone

from documents import letters
from rehearsals import actions
from rehearsals.models import Rehearsal

DRAWN: dict[str, letters.Letter] = {}


@pytest.fixture
def quick(monkeypatch):
    """One drawing of each kind serves all letters of that kind; ask for it before `played`."""
    draw = letters.draw

    def once(kind, snapshot):
        if kind not in DRAWN:
            DRAWN[kind] = draw(kind, snapshot)
        return DRAWN[kind]

    monkeypatch.setattr(letters, "draw", once)


@pytest.fixture
def played(call, officer):
    """The report of a whole rehearsal of a published call."""
    rehearsal = actions.ask(call, by=officer, at=timezone.now())
    assert actions.play(rehearsal.pk, at=timezone.now()), Rehearsal.objects.get(pk=rehearsal.pk).fault
    return Rehearsal.objects.select_related("call").get(pk=rehearsal.pk)
