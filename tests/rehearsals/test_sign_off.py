"""A rehearsal of a call in which a second person signs off."""

import pytest

from applications.models import SignOff


@pytest.fixture
def call(call):
    call.signer = "algemeen directeur"
    call.save()
    return call


def test_colleagues_sign_off_so_that_all_is_handed_in_and_nothing_stays(played):
    assert played.state == "done"
    assert not SignOff.objects.exists()
