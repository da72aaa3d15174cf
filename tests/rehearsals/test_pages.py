"""The pages of a rehearsal: asking, waiting, and reading the report without a script."""

import pytest
from django.urls import reverse
from django.utils import timezone

from rehearsals import actions
from rehearsals.models import Rehearsal
from tests import factories
from tests.rehearsals.reports import written


def url(rehearsal, name="report", **more) -> str:
    return reverse(f"rehearsals:{name}", args=[rehearsal.call.slug, rehearsal.pk, *more.values()])


@pytest.fixture
def report(call, officer):
    return written(call, officer)


@pytest.fixture
def desk(client, officer):
    client.force_login(officer)
    return client


def test_an_officer_asks_and_is_shown_that_it_is_played(desk, call):
    page = desk.get(reverse("rehearsals:list", args=[call.slug]))
    assert "Repeteer deze oproep" in page.text
    answer = desk.post(reverse("rehearsals:list", args=[call.slug]))
    rehearsal = Rehearsal.objects.get()
    assert answer["Location"] == rehearsal.get_absolute_url()
    waiting = desk.get(answer["Location"]).text
    assert "De repetitie wordt gespeeld" in waiting
    assert "data-again" in waiting
    assert f'href="{rehearsal.get_absolute_url()}"' in waiting  # without a script one looks again
    assert desk.get(url(rehearsal, "clock")).status_code == 404  # there is no report yet


def test_a_second_rehearsal_of_the_same_call_waits_with_a_sentence(desk, call, officer):
    actions.ask(call, by=officer, at=timezone.now())
    answer = desk.post(reverse("rehearsals:list", args=[call.slug]))
    assert answer.status_code == 409
    assert "Deze oproep wordt al gerepeteerd. Wacht op dat verslag." in answer.text
    assert Rehearsal.objects.count() == 1


def test_what_cannot_be_assumed_is_asked_first(desk):
    call = factories.CallFactory(state="draft")
    call.criteria.first().delete()
    page = desk.get(reverse("rehearsals:list", args=[call.slug])).text
    assert "Dit moet er zijn voor deze oproep gerepeteerd kan worden:" in page
    assert desk.post(reverse("rehearsals:list", args=[call.slug])).status_code == 409


def test_what_can_be_assumed_is_said_before_asking(desk):
    call = factories.CallFactory(state="draft", purpose="")
    page = desk.get(reverse("rehearsals:list", args=[call.slug])).text
    assert "Voor wat ontbreekt neemt de repetitie iets aan" in page
    assert desk.post(reverse("rehearsals:list", args=[call.slug])).status_code == 302


def test_who_reads_along_cannot_ask(client, call, auditor, decider):
    for user in (auditor, decider):
        client.force_login(user)
        page = client.get(reverse("rehearsals:list", args=[call.slug]))
        assert page.status_code == 200
        assert "<form" not in page.text.split("<main", 1)[1]
        assert client.post(reverse("rehearsals:list", args=[call.slug])).status_code == 404
    assert not Rehearsal.objects.exists()


def test_the_summary_begins_with_what_deserves_attention(desk, report):
    page = desk.get(url(report)).text
    assert (
        page.index("Wat uw aandacht vraagt") < page.index("De oproep sluit in een weekend.") < page.index("Het ging.")
    )
    assert f'href="{url(report)}verloop/#stap-3"' in page


def test_the_buttons_move_the_clock_from_moment_to_moment(desk, report):
    first = desk.get(url(report, "clock")).text
    assert "Eerst dit." in first
    assert 'href="?stap=2"' in first
    second = desk.get(url(report, "clock") + "?stap=2").text
    assert 'href="?stap=1"' in second
    assert 'href="?stap=3"' in second
    assert "Goed nieuws" in second
    assert "Tot dit moment: 1 mail, 1 brief." in second
    last = desk.get(url(report, "clock") + "?stap=99").text
    assert "“Te laat.”" in last
    assert "Oefendam" in last  # the situation is that of the step before, for nothing changed
    assert "Dit is het einde van de repetitie." in last


@pytest.mark.parametrize("stap", ["", "0", "-1", "x", "99999999999", "２"])
def test_a_step_that_is_none_shows_the_nearest(desk, report, stap):
    assert desk.get(url(report, "clock"), {"stap": stap}).status_code == 200


def test_the_clock_is_set_by_hand_to_a_wall_time_in_between(desk, report):
    page = desk.get(url(report, "clock"), {"op_0": "2021-12-20", "op_1": "12:00"})
    assert page.status_code == 200
    assert "Laatst: De oproep opent." in page.text
    assert "maandag 20" in page.text
    early = desk.get(url(report, "clock"), {"op_0": "2021-01-01", "op_1": "12:00"}).text
    assert "Er is nog niets gebeurd." in early


@pytest.mark.parametrize(
    ("day", "clock", "said"),
    [
        ("2022-03-27", "02:30", "Dit tijdstip bestaat niet"),
        ("2022-10-30", "02:30", "Dit tijdstip bestaat twee keer"),
        ("morgen", "12:00", "25/3/2022"),
        ("", "", "Kies een dag en een tijd"),
    ],
)
def test_a_time_that_cannot_be_is_a_sentence_beside_the_field(desk, report, day, clock, said):
    page = desk.get(url(report, "clock"), {"op_0": day, "op_1": clock})
    assert page.status_code == 422
    assert f'value="{day}"' in page.text or not day


def test_all_steps_stand_in_order_with_what_was_refused(desk, report):
    page = desk.get(url(report, "steps")).text
    assert page.index("Eerst dit.") < page.index("De oproep opent.") < page.index("Dan dat.")
    assert "Geweigerd, zoals het hoort" in page


def test_a_mail_is_read_as_text_and_looks_as_in_a_mail_program(desk, report):
    assert "Goed nieuws" in desk.get(url(report, "mails")).text
    assert "In de echte oproep krijgen ook 2 echte mensen deze mail." in desk.get(url(report, "mail", n=1)).text
    look = desk.get(url(report, "mail_look", n=1))
    assert look.content == b'<p style="color:red">Tekst.</p>'
    policy = look["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert desk.get(url(report, "mail", n=9)).status_code == 404


def test_a_letter_opens_in_the_browser_and_downloads_under_a_name_that_says_what_it_is(desk, report):
    assert "R-1/1" in desk.get(url(report, "papers")).text
    answer = desk.get(url(report, "paper", n=1))
    assert answer.content == b"%PDF"
    assert answer["Content-Disposition"] == 'inline; filename="repetitie-ontvangstbewijs-r-1-1.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_report_is_found_beneath_its_own_call_only(desk, report):
    other = factories.CallFactory()
    assert desk.get(reverse("rehearsals:report", args=[other.slug, report.pk])).status_code == 404


def test_a_rehearsal_that_broke_off_says_what_to_do(desk, call, officer):
    broken = written(call, officer, state="failed", fault="ValueError: x", report=None)
    page = desk.get(url(broken)).text
    assert "De repetitie is afgebroken" in page
    assert "ValueError: x" in page


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(desk, call, officer, n, django_assert_num_queries):
    for _each in range(n):
        written(call, officer)
    desk.get(reverse("rehearsals:list", args=[call.slug]))
    with django_assert_num_queries(9):
        desk.get(reverse("rehearsals:list", args=[call.slug]))


def test_the_page_of_the_call_leads_here(desk, call):
    assert (
        reverse("rehearsals:list", args=[call.slug]) in desk.get(reverse("calls:staff_detail", args=[call.slug])).text
    )
