"""The calendar of a call: valid for the strictest program, and a moment that moves keeps its identity."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from applications import actions as application_actions
from tests import factories
from tests.follow import ical

pytestmark = pytest.mark.django_db
ADDRESS = "/oproepen/open/agenda.ics"


@pytest.fixture
def call(db):
    now = timezone.now()
    return factories.open_call(
        slug="open", title="Één oproep; met komma, en \\ schuin", questions_close_at=now + timedelta(days=5)
    )


def events(client, address=ADDRESS) -> dict:
    """By the middle of their identity, read by the strict reader and by the library, which must agree."""
    body = client.get(address).content
    strict = ical.read(body)
    library = Calendar.from_ical(body)
    assert library.errors == []
    assert [str(each["UID"]) for each in library.walk("VEVENT")] == [each["UID"] for each in strict]
    return {each["UID"].split("@")[0].split("-", 2)[2]: each for each in strict}


def test_all_moments_of_a_call_are_there(client, call):
    answer = client.get(ADDRESS)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    found = events(client)
    day = call.jury_days.get()
    jury = f"jury-{day.pk}"
    assert list(found) == ["opens", "questions", "closes", jury, "decision"]
    assert found["closes"]["DTSTART"] == call.closes_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    assert found[jury]["DTSTART"] == day.starts_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    assert found[jury]["DTEND"] == day.ends_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    assert found["closes"]["alarms"] == ["-P7D", "-P1D"]
    assert found["opens"]["alarms"] == []
    assert "\u00a0uur (Belgische\u00a0tijd)" in found["closes"]["DESCRIPTION"]
    assert found["closes"]["SUMMARY"] == r"Sluit: Één oproep\; met komma\, en \\ schuin"


@pytest.mark.parametrize("moves", [1, 2])
def test_a_moment_that_moves_keeps_its_uid_and_gets_a_higher_sequence(client, call, officer, moves):
    before = events(client)
    for n in range(moves):
        new = call.closes_at + timedelta(days=7)
        at = timezone.now() + timedelta(seconds=n)
        application_actions.move_deadline(call, new, "Meer tijd.", by=officer, at=at)
        call.refresh_from_db()
    after = events(client)
    assert {name: each["UID"] for name, each in after.items()} == {name: e["UID"] for name, e in before.items()}
    assert int(after["closes"]["SEQUENCE"]) == int(before["closes"]["SEQUENCE"]) + moves
    assert after["closes"]["DTSTART"] == call.closes_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    assert after["closes"]["DTSTAMP"] > before["closes"]["DTSTAMP"]


def test_a_shortening_that_waits_shows_nothing(client, call, officer):
    before = client.get(ADDRESS).content
    new = call.closes_at - timedelta(days=2)
    application_actions.move_deadline(call, new, "Vroeger.", by=officer, at=timezone.now())
    assert client.get(ADDRESS).content == before


def test_who_has_this_version_gets_nothing_more(client, call, officer):
    first = client.get(ADDRESS)
    again = client.get(ADDRESS, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    since = {"If-Modified-Since": first["Last-Modified"]}
    assert client.get(ADDRESS, headers=since).status_code == 304
    later = timezone.now() + timedelta(seconds=2)
    application_actions.move_deadline(call, call.closes_at + timedelta(days=1), "Later.", by=officer, at=later)
    assert client.get(ADDRESS, headers={"If-None-Match": first["ETag"]}).status_code == 200
    assert client.get(ADDRESS, headers=since).status_code == 200
    assert "public" in first["Cache-Control"]


def test_it_costs_two_queries(client, call, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.get(ADDRESS)


def test_a_call_in_preparation_has_no_calendar(client, officer):
    factories.CallFactory(state="draft", slug="geheim")
    client.force_login(officer)
    assert client.get("/oproepen/geheim/agenda.ics").status_code == 404


@pytest.mark.parametrize(
    "title",
    [
        "x" * 120,
        "é" * 120,
        "😀" * 60,
        "a\x0bb\x1fc\x85",
        "END:VEVENT\nBEGIN:VALARM",
        "\r\nX-EVIL:1",
        "komma,;\\n\\\\",
        "\t",
    ],
)
def test_no_title_breaks_the_file(client, title):
    factories.open_call(slug="open", title=title)
    assert len(events(client)) == 4


def test_the_hour_of_winter_and_of_summer(client):
    factories.CallFactory(slug="open", closes_at=datetime(2022, 7, 1, 21, 59, tzinfo=UTC), jury_on=date(2022, 7, 9))
    closes = events(client)["closes"]
    assert closes["DTSTART"] == "20220701T215900Z"
    assert "vrijdag 1\u00a0juli\u00a02022 om 23.59\u00a0uur" in closes["DESCRIPTION"]
    assert "20220625T" not in closes["DESCRIPTION"]


def test_the_strict_reader_sees_faults(client, call):
    good = client.get(ADDRESS).content
    for bad in (
        good.replace(b"\r\n", b"\n"),
        good.replace(b"UID:", b"X-UID:"),
        good.replace(b"SEQUENCE:0", b"SEQUENCE:0\r\nSEQUENCE:1"),
        good.replace(b"\\;", b";"),
        good.replace(b"\r\n ", b""),
        good.replace(b"END:VEVENT\r\n", b"", 1),
    ):
        with pytest.raises(AssertionError):
            ical.read(bad)
