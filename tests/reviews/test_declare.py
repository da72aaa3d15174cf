"""A reviewer declares to have no interest, which opens the file, or an interest, which closes it."""

from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import Notice
from reviews import actions, rules
from reviews.models import Assignment
from reviews.ranking import standings
from tests import factories
from tests.judging import LATER, codes, scores
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db


def url(name, assignment) -> str:
    return reverse(f"reviews:{name}", args=[assignment.application.number])


def test_without_an_interest_the_file_opens(client, assignment, reviewer):
    client.force_login(reviewer)
    assert client.get(url("review", assignment))["Location"] == url("declare", assignment)
    response = client.post(url("declare", assignment), {"_key": str(uuid4()), "interest": "none"})
    assert response["Location"] == url("review", assignment)
    assignment.refresh_from_db()
    assert (assignment.state, assignment.declared_at is not None) == ("declared", True)
    assert factories.PROJECT["goals"] in client.get(url("review", assignment)).content.decode()


def test_before_the_declaration_only_title_and_governments_show(client, assignment, reviewer):
    client.force_login(reviewer)
    page = client.get(url("declare", assignment)).content.decode()
    assert "Meldingen die zichzelf opvolgen" in page and "emeente Halle" in page
    for hidden in (factories.PROJECT["goals"], factories.PROJECT["summary"], "Ons antwoord op", "67.200"):
        assert hidden not in page


def test_an_interest_closes_the_file_and_the_officer_is_told(client, assignment, reviewer, officer):
    client.force_login(reviewer)
    data = {"_key": str(uuid4()), "interest": "some", "remark": "Mijn broer werkt in Halle."}
    assert client.post(url("declare", assignment), data)["Location"] == reverse("reviews:desk")
    assignment.refresh_from_db()
    assert (assignment.state, assignment.remark) == ("conflicted", "Mijn broer werkt in Halle.")
    assert "Mijn broer werkt in Halle." in Notice.objects.get(to=officer, key=f"recused:{assignment.pk}").body
    for name in ("review", "declare"):
        assert client.get(url(name, assignment)).status_code == 404
    assert "Meldingen" not in client.get(reverse("reviews:desk")).content.decode()


def test_an_interest_is_named(client, assignment, reviewer):
    client.force_login(reviewer)
    response = client.post(url("declare", assignment), {"interest": "some", "remark": " "})
    page = response.content.decode()
    assert (response.status_code, "Schrijf welk belang u hebt." in page) == (422, True)
    assert "<title>Fout: " in page
    assert Assignment.objects.get().state == "assigned"


def test_a_choice_is_asked_for_and_the_remark_stays(client, assignment, reviewer):
    client.force_login(reviewer)
    response = client.post(url("declare", assignment), {"remark": "Ik twijfel nog."})
    page = response.content.decode()
    assert (response.status_code, "Kies wat u verklaart." in page, "Ik twijfel nog." in page) == (422, True, True)


def test_one_declares_once(opened, reviewer):
    with pytest.raises(Refused) as refusal:
        actions.declare(opened, by=reviewer, at=LATER)
    assert codes(refusal) == ["wrong-state"]


def test_nobody_declares_for_somebody_else(assignment):
    other = factories.UserFactory(role="reviewer")
    for rule in (rules.why_not_declare, rules.why_not_recuse):
        assert [r.code for r in rule(assignment, by=other)] == ["not-yours"]


def test_who_began_to_work_there_cannot_declare_to_have_no_interest(assignment, reviewer, government):
    factories.give_role(reviewer, "drafter", government)
    with pytest.raises(Refused) as refusal:
        actions.declare(assignment, by=reviewer, at=LATER)
    assert codes(refusal) == ["takes-part"]


def test_an_interest_found_later_takes_the_scores_out_of_the_ranking(opened, reviewer, call):
    actions.save_scores(opened, scores(call), by=reviewer, at=LATER)
    actions.submit(opened, by=reviewer, at=LATER)
    assert [(row.reviews, row.total) for row in standings(call).places] == [(1, 80)]
    actions.recuse(opened, "Mijn zus solliciteerde er.", by=reviewer, at=LATER)
    assert [(row.reviews, row.total) for row in standings(call).places] == [(0, None)]
    with pytest.raises(Refused) as refusal:
        actions.recuse(opened, "Nog eens.", by=reviewer, at=LATER)
    assert codes(refusal) == ["wrong-state"]


def test_the_desk_says_what_to_do_first(client, assignment, reviewer):
    client.force_login(reviewer)
    page = client.get(reverse("reviews:desk")).content.decode()
    assert "Verklaar of u een belang hebt bij dit dossier" in page
    assert "Wacht op de verklaring" in page
