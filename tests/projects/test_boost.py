"""Choosing a boost-project: by a decider, among announced awards, once, with a reason."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from projects import actions
from projects.models import Boost
from tests import factories
from workflow.models import Event
from workflow.refusals import Refused

AT = datetime(2024, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def award(world, town):
    call = world.call()
    application = world.file(call, "Verhuizen in één keer", town("Mechelen"))
    return world.decide(call, {application: 60_000})[0]


def codes(refusal) -> list[str]:
    return [reason.code for reason in refusal.value.reasons]


def test_a_decider_chooses_a_boost_project(award, decider):
    chosen = actions.boost(award, " De code is open. ", by=decider, at=AT)
    assert (chosen.reason, chosen.by, chosen.at) == ("De code is open.", decider, AT)
    assert Event.objects.of(award).last().verb == "boost"


@pytest.mark.parametrize("who", ["officer", "auditor", "applicant", "reviewer"])
def test_nobody_else_does(award, who, request):
    with pytest.raises(Refused) as refusal:
        actions.boost(award, "Open.", by=request.getfixturevalue(who), at=AT)
    assert codes(refusal) == ["not-a-decider"]


def test_once_and_with_a_reason(award, decider):
    with pytest.raises(Refused) as refusal:
        actions.boost(award, "  ", by=decider, at=AT)
    assert codes(refusal) == ["no-reason"]
    actions.boost(award, "Open.", by=decider, at=AT)
    with pytest.raises(Refused) as refusal:
        actions.boost(award, "Nog eens.", by=decider, at=AT)
    assert codes(refusal) == ["boosted"]


def test_only_an_announced_award(world, town, decider):
    call = world.call()
    a, b = world.file(call, "Eén", town("Halle")), world.file(call, "Twee", town("Gooik"))
    award, refused = world.take(call, {a: 60_000, b: 0})
    for decision in (award, refused):
        with pytest.raises(Refused) as refusal:
            actions.boost(decision, "Open.", by=decider, at=AT)
        assert codes(refusal) == ["not-approved"]


def test_the_page_offers_it_to_a_decider_only(client, award, decider, officer):
    address = f"/projecten/{award.application.number}/"
    for user, offered in ((None, False), (officer, False), (decider, True)):
        if user:
            client.force_login(user)
        assert ("Kies als boost-project" in client.get(address).content.decode()) is offered


def test_the_form_chooses_once_however_often_it_is_sent(client, award, decider):
    client.force_login(decider)
    address = f"/projecten/{award.application.number}/"
    form = {"reason": "De code staat open.", "_key": str(uuid4())}
    for _n in range(2):
        answer = client.post(f"{address}boost/", form, follow=True)
        assert answer.status_code == 200
    assert Boost.objects.count() == 1
    assert "De code staat open." in client.get(address).content.decode()
    assert "Kies als boost-project" not in client.get(address).content.decode()


def test_a_form_without_a_reason_says_what_to_do(client, award, decider):
    client.force_login(decider)
    answer = client.post(f"/projecten/{award.application.number}/boost/", {"reason": " ", "_key": str(uuid4())})
    assert answer.status_code == 422
    assert "<title>Fout: " in answer.content.decode()
    assert not Boost.objects.exists()


def test_a_second_decider_gets_a_sentence(client, award, decider):
    actions.boost(award, "Open.", by=decider, at=AT)
    client.force_login(factories.UserFactory(role="decider"))
    answer = client.post(f"/projecten/{award.application.number}/boost/", {"reason": "Ook.", "_key": str(uuid4())})
    assert answer.status_code == 409
    assert "Dit project is al een boost-project." in answer.content.decode()
