"""The home of each role: what awaits me, the most pressing first."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Notice
from accounts.states import MailState
from portal import awaits
from reviews import actions as review_actions
from tests import factories


def sections(client, user) -> dict[str, list[str]]:
    client.force_login(user)
    return {str(s.title): [str(row["title"]) for row in s.rows] for s in client.get("/start/").context["sections"]}


def test_an_applicant_sees_drafts_news_files_and_open_calls(client, world):
    found = sections(client, world.applicant)
    assert found == {
        "Wat er van u verwacht wordt": [
            f"De beslissing over uw aanvraag is er ({world.project.number})",
            "Werk af en dien in: Meldingen die zichzelf opvolgen",
        ],
        "Ingediend": ["Nog stil", "Een project", "Onder beoordeling", "Ingediend en open"],
        "Open voor uw bestuur": ["Open oproep"],
    }
    page = client.get("/start/").content.decode()
    assert page.count('<li class="next">') == 1


def test_what_was_decided_shows_only_once_it_is_announced(client, world):
    client.force_login(world.applicant)
    rows = {row["title"]: row["badge"] for s in client.get("/start/").context["sections"] for row in s.rows}
    assert rows["Nog stil"] == "In behandeling"
    assert rows["Onder beoordeling"] == "In behandeling"
    assert rows["Een project"] in ("Toegekend", "Gedeeltelijk toegekend")
    assert rows["Ingediend en open"] == "Ingediend"


def test_a_partner_sees_what_was_handed_in_and_no_draft_of_another(client, world):
    assert sections(client, world.partner) == {
        "Wat er van u verwacht wordt": [],
        "Ingediend": ["Onder beoordeling"],
        "Open voor uw bestuur": ["Open oproep"],
    }


def test_a_stranger_sees_open_calls_only(client, world):
    assert sections(client, world.stranger) == {
        "Wat er van u verwacht wordt": [],
        "Open voor uw bestuur": ["Open oproep"],
    }


def test_a_drafter_is_told_who_hands_in(client, applicant, colleague):
    factories.draft(factories.open_call(), applicant, at=timezone.now())
    client.force_login(colleague)
    page = client.get("/start/").content.decode()
    assert "Een indiener van uw bestuur dient ze in." in page and "Werk af en dien in" not in page
    client.force_login(applicant)
    assert "Een indiener van uw bestuur dient ze in." not in client.get("/start/").content.decode()


def test_a_draft_of_a_closed_call_waits_for_nobody(client, applicant):
    factories.draft(factories.CallFactory(), applicant)
    assert sections(client, applicant)["Wat er van u verwacht wordt"] == []


def test_a_reviewer_declares_first_and_then_scores(client, world):
    number = world.file.number
    assert sections(client, world.reviewer) == {
        "Dossiers die op uw beoordeling wachten": [f"Verklaar: {number}, gemeente Halle"]
    }
    review_actions.declare(world.assignment, by=world.reviewer, at=world.now)
    assert sections(client, world.reviewer) == {
        "Dossiers die op uw beoordeling wachten": [f"Beoordeel: {number}, gemeente Halle"]
    }


def test_an_officer_sees_terms_files_juries_faults_and_preparations(client, world):
    Notice.objects.filter(key="los").update(state=MailState.UNCERTAIN)
    review_actions.revoke(world.assignment, "Ziek.", by=world.officer, at=world.now)
    found = sections(client, world.officer)
    assert found["Wat op het programmabeheer wacht"] == [
        "Vroegere sluiting voorgesteld: Open oproep",
        "Beantwoord 1 vraag: Open oproep",
        "1 dossier zonder beoordelaar: Onder beoordeling",
        "1 mail kwam misschien niet aan",
        "Bereid voor en publiceer: Van goed idee naar prototype",
    ]
    assert found["Lopende oproepen"] == ["Open oproep"]


def test_an_officer_sees_what_to_check(client, applicant, officer):
    call = factories.CallFactory(title="Oproep vier")
    factories.submitted(call, applicant)
    factories.seal(call)
    assert sections(client, officer)["Wat op het programmabeheer wacht"] == ["Kijk 1 aanvraag na: Oproep vier"]


def test_nothing_of_a_call_that_is_not_sealed_waits_for_the_flemish_side(client, applicant, officer, decider):
    factories.submitted(factories.CallFactory(), applicant)
    assert sections(client, officer)["Wat op het programmabeheer wacht"] == []
    assert sections(client, decider)["Wat op een beslissing wacht"] == []


def test_a_decider_sees_what_to_decide_and_what_to_announce(client, world):
    assert sections(client, world.decider) == {
        "Wat op een beslissing wacht": ["Maak bekend: Beslist, niet bekend", "Beslis: Onder beoordeling"],
        "Projecten": ["Kies boost-projecten"],
    }


def test_an_auditor_sees_sealed_calls_and_the_log(client, world):
    found = sections(client, world.auditor)
    assert set(found["Verzegelde oproepen"]) == {"Onder beoordeling", "Beslist", "Beslist, niet bekend"}
    assert found["Logboek"] == ["Wat er gebeurde, door wie en wanneer"]


def test_somebody_with_two_roles_sees_both(client, world):
    factories.give_role(world.officer, "decider")
    assert set(sections(client, world.officer)) == {
        "Wat op het programmabeheer wacht",
        "Lopende oproepen",
        "Wat op een beslissing wacht",
        "Projecten",
    }


def test_an_account_without_a_role_is_told_so(client, db):
    client.force_login(factories.UserFactory())
    assert "Uw account heeft nog geen rol." in client.get("/start/").content.decode()


# Three more once a jury reads: who fell away or is late is asked of its assignments, plans and days.
@pytest.mark.parametrize(
    ("who", "empty", "full"),
    [("applicant", 7, 8), ("reviewer", 6, 6), ("officer", 18, 21), ("decider", 5, 5), ("auditor", 4, 4)],
)
def test_a_home_costs_the_same_few_queries(client, db, request, who, empty, full, django_assert_num_queries):
    user = request.getfixturevalue(who)
    client.force_login(user)
    with django_assert_num_queries(empty):
        client.get("/start/")
    request.getfixturevalue("world")
    with django_assert_num_queries(full):
        client.get("/start/")


@pytest.mark.parametrize(
    ("hour", "words"), [(5, "Goedenavond"), (6, "Goedemorgen"), (12, "Goedemiddag"), (18, "Goedenavond")]
)
def test_the_greeting_follows_belgian_time(hour, words):
    noon = factories.CLOSES.replace(hour=0, minute=0)  # 1.00 hour in Brussels, in winter
    assert awaits.greeting(noon + timedelta(hours=hour - 1)) == words


def test_the_officer_is_asked_to_fix_the_ranking_once_every_review_is_in(client, call, applicant, officer):
    file = factories.submitted(call, applicant)
    factories.seal(call)
    factories.admit(file, officer)
    factories.reviewed(file, factories.UserFactory(role="reviewer"), officer)
    asked = f"Leg de rangschikking vast: {call.title}"
    client.force_login(officer)
    assert asked in client.get("/start/").content.decode()
    factories.fix(call)
    assert asked not in client.get("/start/").content.decode()
