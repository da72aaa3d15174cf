"""A rehearsal of a call in which governments confirm their part."""

import pytest

from calls.models import Unconfirmed


@pytest.fixture
def call(call):
    call.unconfirmed = Unconfirmed.BLOCK
    call.save()
    return call


def test_its_partners_confirm_so_that_all_is_handed_in(played):
    assert played.state == "done"
