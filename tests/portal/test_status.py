"""The status page tells from the rows whether somebody does the work."""

from datetime import timedelta

from django.utils import timezone

from accounts.actions import notify
from portal import health
from tests import factories


def states(at) -> dict[str, bool]:
    return {str(part["name"]): part["ok"] for part in health.parts(at)}


def test_all_is_well_when_nothing_is_owed(client, db):
    assert all(states(timezone.now()).values())
    assert "Alles werkt" in client.get("/status/").content.decode()


def test_mail_that_waits_too_long_is_told(client, applicant):
    now = timezone.now()
    notify([applicant], key="x", subject="X", body="…", at=now)
    assert states(now + timedelta(minutes=10))["Mail"]
    assert not states(now + timedelta(minutes=10, seconds=1))["Mail"]


def test_a_call_that_is_not_sealed_is_told_and_changes_nothing(client, db):
    now = timezone.now()
    factories.CallFactory(opens_at=now - timedelta(days=9), closes_at=now - timedelta(minutes=13))
    assert not states(now)["Sluiten van oproepen"]
    page = client.get("/status/").content.decode()
    assert "het moment van sluiten blijft exact" in page


def test_the_web_says_it_lives(client, db):
    assert client.get("/gezond/").content == b"ok"
