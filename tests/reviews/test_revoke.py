"""An officer takes an assignment back, with a reason."""

from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import Notice
from reviews import actions
from reviews.ranking import standings
from tests import factories
from tests.judging import LATER, codes, scores
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db


def url(assignment) -> str:
    return reverse("reviews:revoke", args=[assignment.application.call.slug, assignment.pk])


def test_scores_that_were_given_no_longer_count(opened, call, reviewer, officer):
    actions.save_scores(opened, scores(call), by=reviewer, at=LATER)
    actions.submit(opened, by=reviewer, at=LATER)
    actions.revoke(opened, "Ziek.", by=officer, at=LATER)
    assert [(row.total, row.reviews, row.points) for row in standings(call).places] == [(None, 0, {})]


def test_the_file_closes_and_the_reviewer_reads_why(client, opened, reviewer, officer):
    client.force_login(officer)
    response = client.post(url(opened), {"_key": str(uuid4()), "reason": "U bent met verlof."})
    assert response["Location"] == reverse("reviews:assign_file", args=[opened.application.number])
    opened.refresh_from_db()
    assert (opened.state, opened.remark) == ("revoked", "U bent met verlof.")
    assert "U bent met verlof." in Notice.objects.get(to=reviewer, key=f"revoked:{opened.pk}").body
    client.force_login(reviewer)
    assert client.get(reverse("reviews:review", args=[opened.application.number])).status_code == 404


def test_a_reason_is_asked_for(client, opened, officer):
    client.force_login(officer)
    response = client.post(url(opened), {"reason": "  "})
    page = response.content.decode()
    assert (response.status_code, "Schrijf waarom u deze toewijzing terugneemt." in page) == (422, True)
    assert "<title>Fout: " in page
    with pytest.raises(Refused) as refusal:
        actions.revoke(opened, " ", by=officer, at=LATER)
    assert codes(refusal) == ["no-reason"]


def test_only_an_officer_takes_back_and_only_once(opened, officer, decider):
    with pytest.raises(Refused) as refusal:
        actions.revoke(opened, "Ziek.", by=decider, at=LATER)
    assert codes(refusal) == ["not-an-officer"]
    actions.revoke(opened, "Ziek.", by=officer, at=LATER)
    with pytest.raises(Refused) as refusal:
        actions.revoke(opened, "Ziek.", by=officer, at=LATER)
    assert codes(refusal) == ["wrong-state"]


def test_the_reviews_behind_an_announced_decision_are_history(opened, officer, reviewer):
    factories.application_actions.finish(opened.application, by=officer, at=LATER)
    for act in (
        lambda: actions.revoke(opened, "Ziek.", by=officer, at=LATER),
        lambda: actions.recuse(opened, "Belang.", by=reviewer, at=LATER),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert codes(refusal) == ["not-under-review"]
