"""A rehearsal that was played; letters are drawn for real only where a test is about them."""

import pytest
from django.utils import timezone

from rehearsals import actions
from rehearsals.models import Rehearsal


@pytest.fixture
def played(call, officer):
    """The report of a whole rehearsal of a published call."""
    rehearsal = actions.ask(call, by=officer, at=timezone.now())
    assert actions.play(rehearsal.pk, at=timezone.now()), Rehearsal.objects.get(pk=rehearsal.pk).fault
    return Rehearsal.objects.select_related("call").get(pk=rehearsal.pk)
