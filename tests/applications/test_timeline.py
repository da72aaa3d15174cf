"""Where is my application: who acts, since when, what is expected when; and no word of an outcome before its time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from applications import actions, standing
from applications.models import Application
from tests import factories
from tests.factories import CLOSES, DURING


def steps_of(application, at, **kwargs) -> list[dict]:
    application = Application.objects.select_related("call", "organisation").get(pk=application.pk)
    versions = application.versions.order_by("version")
    first = versions[0].received_at if versions else None
    steps = standing.timeline(application, at, first, standing.moments_of(application), **kwargs)
    return [{name: said.replace("\u00a0", " ") for name, said in step.items()} for step in steps]


def here(application, at, **kwargs) -> tuple[str, str, str]:
    (step,) = [each for each in steps_of(application, at, **kwargs) if each["state"] == "here"]
    return step["title"], step["who"], step["begun"]


def titles(application, at) -> list[tuple[str, str]]:
    return [(step["state"], step["title"]) for step in steps_of(application, at)]


def test_a_draft_says_who_fills_it_in_and_until_when(call, applicant):
    draft = factories.draft(call, applicant)
    assert here(draft, DURING) == (
        "U vult de aanvraag in",
        "uw bestuur",
        "1 februari 2022 om 13.00 uur",
    )
    assert here(draft, DURING, ours=False)[:2] == ("De penhouder vult de aanvraag in", "gemeente Halle")
    coming = [step["text"] for step in steps_of(draft, DURING) if not step["state"]]
    assert coming == [
        "uiterlijk vrijdag 25 maart 2022 om 23.59 uur (Belgische tijd)",
        "dinsdag 26 april 2022",
        "uiterlijk vrijdag 24 juni 2022",
    ]


def test_what_was_handed_in_and_is_being_changed_says_since_when(call, applicant):
    file = factories.submitted(call, applicant)
    later = DURING + timedelta(days=2)
    actions.reopen(file, by=applicant, at=later)
    assert here(file, later)[2] == "3 februari 2022 om 13.00 uur"
    actions.submit(file, by=applicant, at=later + timedelta(hours=1))
    assert ("past", "Opnieuw ingediend") in titles(file, later + timedelta(hours=2))


def test_after_the_closing_the_calendar_of_the_call_says_what_goes_on(call, applicant):
    file = factories.submitted(call, applicant)
    title, who, begun = here(file, CLOSES + timedelta(days=5))
    assert (title, who) == ("In behandeling bij de administratie en de jury", "de administratie en de jury")
    assert begun == "25 maart 2022 om 23.59 uur"
    after_jury = CLOSES + timedelta(days=40)
    assert here(file, after_jury) == (
        "De beslissing wordt voorbereid",
        "de Vlaamse minister van Binnenlands Bestuur",
        "26 april 2022",
    )
    assert ("past", "Dag van de jury") in titles(file, after_jury)
    late = steps_of(file, CLOSES + timedelta(days=120))[-1]
    assert late["text"] == "verwacht op vrijdag 24 juni 2022; het duurt langer"


@pytest.mark.parametrize("days", [3, 6, 20, 40, 70, 120])
def test_no_step_differs_by_what_the_flemish_side_did(call, applicant, officer, reviewer, days):
    """Four files of one call, treated differently: until the announcement their pages say the same."""
    at = CLOSES + timedelta(days=days)
    files = [factories.submitted(call, applicant, title=f"Plan {n}") for n in range(4)]
    factories.seal(call)
    waiting, admitted, reviewed, refused = (Application.objects.get(pk=each.pk) for each in files)
    factories.admit(admitted, officer)
    factories.admit(reviewed, officer)
    reviewed.refresh_from_db()
    factories.reviewed(reviewed, reviewer, officer)
    facts = {"motivation": "Te laat.", "condition": "de aanvraag is volledig", "source": "artikel 5"}
    factories.reject(refused, officer, **facts)
    said = [(steps_of(each, at), standing.of(each, at)) for each in (waiting, admitted, reviewed, refused)]
    assert said[1:] == said[:1] * 3


def test_a_withdrawn_file_says_when_and_why(call, applicant):
    file = factories.submitted(call, applicant)
    actions.withdraw(file, "De raad koos anders.", by=applicant, at=DURING + timedelta(days=1))
    last = steps_of(file, DURING + timedelta(days=2))[-1]
    assert (last["title"], last["text"]) == ("Ingetrokken", "De raad koos anders.")
    assert last["begun"] == "2 februari 2022 om 13.00 uur"


def test_the_page_says_who_acts_since_when_and_what_the_government_lacks(client, applicant, colleague):
    draft = factories.draft(factories.open_call(), applicant, at=timezone.now())
    for who, words in ((applicant, "De gegevens aanvullen"), (colleague, "Bekijk de pagina van uw bestuur")):
        client.force_login(who)
        text = client.get(draft.get_absolute_url()).content.decode()
        assert "Sinds" in text
        assert "Aan zet: uw bestuur" in text
        assert "Uw bestuur vulde nog niet in: contact, postadres, bankrekening en ondertekenaars." in text
        assert words in text


def test_a_partner_is_not_told_what_the_lead_lacks(client, applicant, partner):
    now = timezone.now()
    draft = factories.draft(factories.open_call(), applicant, at=now)
    rows = [{"part": "partner", "organisation": partner.organisations[0], "name": ""}]
    actions.save(draft, "participants", rows=rows, by=applicant, at=now)
    client.force_login(partner)
    assert "vulde nog niet in" not in client.get(draft.get_absolute_url()).content.decode()
