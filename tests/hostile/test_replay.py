"""A key that comes twice, from somebody else, or at another address; and a broker that is gone."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from applications.models import Application
from tests import factories
from tests.applications import typed
from tests.judging import decision_typed, scores_typed
from workflow.models import Event
from workflow.once import new_key

pytestmark = pytest.mark.django_db


def test_the_key_of_one_act_does_not_answer_another(world, signed_in):
    """Handed in with a key; the same key withdraws, and is not answered with the page of the receipt."""
    key = {"_key": new_key()}
    page = f"/aanvragen/{world.draft.number}/"
    sent = signed_in["applicant"].post(f"{page}indienen/", key)
    assert sent["Location"] == f"{page}ontvangen/1/"
    assert signed_in["applicant"].post(f"{page}indienen/", key)["Location"] == sent["Location"]
    assert signed_in["applicant"].post(f"{page}heropenen/", key)["Location"] == f"{page}project/"
    world.draft.refresh_from_db()
    assert (world.draft.state, world.draft.versions.count()) == ("reopened", 1)


def test_the_key_of_somebody_else_gives_nothing_away(world, signed_in):
    key = {"_key": new_key()}
    page = f"/aanvragen/{world.draft.number}/indienen/"
    signed_in["applicant"].post(page, key)
    answer = signed_in["stranger"].post(page, key)
    assert (answer.status_code, world.draft.number.encode() in answer.content) == (404, False)


def test_who_lost_the_right_between_two_clicks_learns_only_where_it_went(world, signed_in, applicant):
    """A repeated key answers with the old address; that page asks anew who may see it."""
    key = {"_key": new_key()}
    page = f"/aanvragen/{world.draft.number}/indienen/"
    signed_in["applicant"].post(page, key)
    applicant.memberships.all().delete()
    again = signed_in["applicant"].post(page, key)
    assert signed_in["applicant"].get(again["Location"]).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_whole_line_goes_on_without_a_broker(client, applicant, officer, reviewer, decider, government, broker):
    """Every act of the line that asks a worker for something answers at once, and what is owed stands in the books."""
    broker("redis://127.0.0.1:1/0")
    now = timezone.now()
    call = factories.open_call(slug="open")
    took = []

    def post(person, address, data):
        client.force_login(person)
        begun = time.perf_counter()
        answer = client.post(address, {"_key": new_key()} | data)
        took.append((time.perf_counter() - begun, address))
        assert answer.status_code == 302, (address, answer.status_code)

    post(applicant, "/aanvragen/nieuw/open/", {"organisation": government.pk, "title": "Zonder makelaar"})
    file = factories.draft(call, applicant, at=now)
    post(applicant, f"/aanvragen/{file.number}/project/", typed.project(file))
    post(applicant, f"/aanvragen/{file.number}/indienen/", {})
    post(officer, "/beheer/mensen/nieuw/", {"first_name": "An", "last_name": "Maes", "email": "an@halle.example",
                                            "organisation": government.pk, "role": "drafter"})  # fmt: skip
    post(applicant, "/accounts/password/reset/", {"email": applicant.email})
    call.closes_at = now + timedelta(seconds=1)
    type(call).objects.filter(pk=call.pk).update(closes_at=call.closes_at)
    factories.seal(call)
    Application.objects.filter(call=call, state="draft").update(state="lapsed")
    page = f"/beheer/aanvragen/{file.number}/"
    post(officer, f"{page}ontvankelijkheid/", {"outcome": "yes", "motivation": "In orde."})
    post(officer, "/beheer/oproepen/open/juryleden/vragen/", {"do": "choose", "people": reviewer.pk})
    post(reviewer, "/jury/open/antwoord/", {"answer": "yes"})
    post(officer, f"{page}jury/", {"reviewer": reviewer.pk})
    post(reviewer, f"/dossiers/{file.number}/verklaring/", {"interest": "none"})
    post(reviewer, f"/dossiers/{file.number}/", scores_typed(call, do="submit", version=0))
    post(officer, "/beheer/oproepen/open/rangschikking/", {})
    post(decider, f"/beslissingen/open/{file.number}/", decision_typed(call))
    post(decider, "/beslissingen/open/bekendmaken/", {})
    post(decider, f"/projecten/{file.number}/boost/", {"reason": "Nuttig voor alle besturen."})
    file.refresh_from_db()
    assert (file.state, file.decision.document.state) == ("finished", "owed")
    assert max(took)[0] < 4, max(took)  # two seconds, on a machine that does nothing else
    assert Event.objects.filter(verb="announce").exists()
