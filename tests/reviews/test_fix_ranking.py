"""Fixing the ranking of a call: what it holds, when it is stale, and that decisions rest on it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from applications import actions as application_actions
from decisions import actions as decision_actions
from reviews import actions
from reviews.models import Ranking
from reviews.ranking import inputs_of, is_stale, is_whole, latest, standings, standings_of
from tests import factories
from tests.judging import JURY, LATER, codes, take
from workflow.models import Event
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db
LATE = LATER + timedelta(days=20)


@pytest.fixture
def files(call, applicant, officer):
    """Three admitted files, with two reviews each."""
    made = [factories.submitted(call, applicant, title=f"Project {n}") for n in range(3)]
    factories.seal(call)
    people = [factories.UserFactory(role="reviewer") for _n in range(2)]
    for file, values in zip(made, ((5, 4), (3, 3), (2, 5)), strict=True):
        factories.admit(file, officer)
        for person, value in zip(people, values, strict=True):
            factories.reviewed(file, person, officer, value)
    return made


@pytest.fixture
def fixed(call, files, officer):
    return actions.fix_ranking(call, by=officer, at=LATE)


def test_it_holds_the_list_the_formula_and_every_score_that_counts(call, fixed, files):
    assert standings_of(fixed) == standings(call)
    assert is_whole(fixed) and not is_stale(fixed)
    assert standings(call).inputs == fixed.inputs == inputs_of(call)
    first = fixed.content["files"][0]
    assert (first["number"], first["total"]) == (files[0].number, "90.0")
    assert sorted(tuple(set(each["values"].values())) for each in first["scores"]) == [(4,), (5,)]
    assert [each["weight"] for each in fixed.content["formula"]["criteria"]] == ["35.00", "40.00", "25.00"]
    event = Event.objects.of(call).last()
    assert (event.verb, event.facts["sha256"]) == ("fix-ranking", fixed.sha256)


def test_the_database_refuses_to_change_or_delete_it(fixed):
    for change in (lambda: Ranking.objects.update(reason="Anders."), lambda: Ranking.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_review_that_is_taken_back_makes_it_stale(call, fixed, files, officer):
    assignment = files[0].assignments.first()
    actions.revoke(assignment, "Te laat gemeld belang.", by=officer, at=LATE)
    assert is_stale(latest(call))


def test_scores_that_change_places_make_it_stale_though_no_total_changes(call, fixed, files):
    one, two = (assignment.scores.order_by("criterion").first() for assignment in files[0].assignments.order_by("pk"))
    one.value, two.value = two.value, one.value
    one.save()
    two.save()
    assert [each.total for each in standings(call).places] == [each.total for each in standings_of(fixed).places]
    assert is_stale(latest(call))


@pytest.mark.parametrize("change", [{"budget": 800_000}, {"threshold": 60}])
def test_another_budget_or_minimum_makes_it_stale(call, fixed, change):
    type(call).objects.filter(pk=call.pk).update(**change)
    assert is_stale(latest(type(call).objects.get(pk=call.pk)))


def test_a_file_that_is_withdrawn_makes_it_stale(call, fixed, files, applicant):
    application_actions.withdraw(files[2], "Geen middelen.", by=applicant, at=LATE)
    assert is_stale(latest(call))


def test_it_is_fixed_again_with_a_reason_once_something_changed(call, fixed, files, officer):
    with pytest.raises(Refused) as refusal:
        actions.fix_ranking(call, "Zomaar.", by=officer, at=LATE)
    assert codes(refusal) == ["unchanged"]
    actions.revoke(files[0].assignments.first(), "Belang.", by=officer, at=LATE)
    with pytest.raises(Refused) as refusal:
        actions.fix_ranking(call, " ", by=officer, at=LATE)
    assert codes(refusal) == ["no-reason"]
    again = actions.fix_ranking(call, "Een belang kwam later aan het licht.", by=officer, at=LATE)
    assert (again.number, latest(call)) == (2, again)


def test_only_an_officer_fixes_it_and_only_when_a_review_counts(call, applicant, officer, decider):
    factories.submitted(call, applicant)
    factories.seal(call)
    with pytest.raises(Refused) as refusal:
        actions.fix_ranking(call, by=decider, at=LATE)
    assert codes(refusal) == ["not-an-officer", "not-reviewed"]


# What rests on it -----------------------------------------------------------------------------------------------------


def test_nothing_is_decided_before_it_is_fixed_or_once_it_is_stale(call, files, officer, decider, monkeypatch):
    monkeypatch.setattr(factories, "fix", lambda call: call)
    with pytest.raises(Refused) as refusal:
        take(files[0], decider)
    assert "no-ranking" in codes(refusal)
    actions.fix_ranking(call, by=officer, at=LATE)
    assert take(files[0], decider).ranking.number == 1
    actions.revoke(files[1].assignments.first(), "Belang.", by=officer, at=LATE)
    with pytest.raises(Refused) as refusal:
        take(files[2], decider)
    assert codes(refusal) == ["stale-ranking"]


def test_a_decision_stays_when_the_list_is_fixed_again_and_its_points_are_the_same(call, files, officer, decider):
    for file in files:
        take(file, decider, outcome="refusal")
    actions.revoke(files[1].assignments.first(), "Belang.", by=officer, at=LATE)
    with pytest.raises(Refused) as refusal:
        decision_actions.announce(call, by=decider, at=JURY)
    assert "stale-ranking" in codes(refusal)
    factories.fix(call)
    take(files[1], decider, outcome="refusal", edit=1)
    assert len(decision_actions.announce(call, by=decider, at=JURY)) == 3


# The pages ------------------------------------------------------------------------------------------------------------


def test_an_officer_fixes_it_on_the_page_and_reads_it_back(client, call, files, officer):
    client.force_login(officer)
    page = reverse("reviews:ranking", args=[call.slug])
    text = client.get(page).content.decode()
    assert "Nog niet vastgelegd" in text
    response = client.post(page, {"_key": str(uuid4())}, follow=True)
    text = response.content.decode()
    assert response.redirect_chain[-1][0] == reverse("reviews:frozen", args=[call.slug, 1])
    assert latest(call).sha256 in text and "De inhoud is wat is vastgelegd" in text
    content = client.get(reverse("reviews:download", args=[call.slug, 1]))
    assert content.json() == latest(call).content


def test_the_page_says_what_changed_since_and_asks_why_it_is_fixed_again(client, call, fixed, files, officer):
    actions.revoke(files[0].assignments.order_by("pk").first(), "Belang.", by=officer, at=LATE)
    client.force_login(officer)
    page = reverse("reviews:ranking", args=[call.slug])
    text = client.get(page).content.decode()
    assert "Gewijzigd sinds de vastlegging" in text
    assert f"{files[0].number}: rang 1 bleef 1" not in text
    assert "90,0 punten werd 80,0" in text
    response = client.post(page, {"_key": str(uuid4()), "reason": ""})
    assert response.status_code == 422
    assert "Schrijf waarom de rangschikking opnieuw wordt vastgelegd." in response.content.decode()
    client.post(page, {"_key": str(uuid4()), "reason": "Een belang."})
    assert latest(call).reason == "Een belang."
    assert "Vervangen" in client.get(fixed.get_absolute_url()).content.decode()


def test_the_page_of_a_file_draws_and_tells_each_score(client, call, files, auditor):
    client.force_login(auditor)
    text = client.get(reverse("reviews:spread", args=[call.slug, files[2].number])).content.decode()
    assert text.count('r="6"') == 6
    assert "2 – 5" in text and "3,50" in text


def test_the_page_of_the_reviewers_tells_who_is_lenient(client, call, files, officer):
    client.force_login(officer)
    text = client.get(reverse("reviews:readers", args=[call.slug])).content.decode()
    assert "+6,7" in text and "\u22126,7" in text or "-6,7" in text


def test_the_page_costs_twelve_queries(client, call, fixed, officer, django_assert_num_queries):
    client.force_login(officer)
    page = reverse("reviews:ranking", args=[call.slug])
    client.get(page)
    with django_assert_num_queries(12):
        client.get(page)
