"""What staff see of a call, edit, publish and decline."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from calls import actions, rules
from calls.models import Call
from tests.factories import CLOSES, DURING, CallFactory, draft, open_call, seal, submitted
from workflow.models import Event
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db


def url(name: str, call: Call, *more) -> str:
    app = "follow" if name == "publish" else "calls"  # a floor higher, for it tells who follows
    return reverse(f"{app}:{name}", args=[call.slug, *more])


def coming_draft(**fields) -> Call:
    call = open_call(state="draft", **fields)
    call.opens_at = call.opens_at.replace(second=0, microsecond=0) + timedelta(days=25)
    call.closes_at = call.closes_at.replace(second=0, microsecond=0) + timedelta(days=60)
    call.save()
    return call


@pytest.fixture
def desk(client, officer):
    client.force_login(officer)
    return client


# Publishing -----------------------------------------------------------------------------------------------------------


def test_a_complete_call_is_published_and_the_world_can_read_it(desk, officer):
    call = coming_draft()
    response = desk.post(url("publish", call), {"_key": str(uuid4())})
    call.refresh_from_db()
    assert response.status_code == 302
    assert call.state == "published"
    assert call.published_at is not None
    assert [(e.verb, e.by) for e in Event.objects.of(call)] == [("publish", officer)]
    desk.logout()
    assert desk.get(call.get_absolute_url()).status_code == 200


def test_the_page_lists_what_is_missing_and_publishing_is_refused_with_the_same_sentences(desk, officer):
    call = coming_draft(
        summary="", purpose=" ", regulation="", legal_grounds="", budget_article="", decider_title="", eligible_kinds=[]
    )
    call.focuses.clear()
    call.criteria.all().delete()
    call.instalments.all().delete()
    call.categories.all().delete()
    at = call.opens_at
    codes = [reason.code for reason in rules.why_not_publish(call, by=officer, at=at)]
    assert codes == [
        "no-summary", "no-purpose", "no-regulation", "no-legal-grounds", "no-budget-article", "no-decider",
        "no-focus", "nobody-may-apply", "weights", "no-category", "instalments",
    ]  # fmt: skip
    page = desk.get(url("staff_detail", call))
    refused = desk.post(url("publish", call), {"_key": str(uuid4())})
    assert refused.status_code == 409
    for reason in rules.why_not_publish(call, by=officer, at=at):
        assert reason.text in page.content.decode()
        assert reason.text in refused.content.decode()
    assert "Publiceer de oproep" not in page.content.decode()
    call.refresh_from_db()
    assert call.state == "draft"


def test_a_call_that_closes_in_the_past_is_not_published(officer):
    call = CallFactory(state="draft")
    with pytest.raises(Refused) as refusal:
        actions.publish(call, by=officer, at=CLOSES)
    assert [reason.code for reason in refusal.value.reasons] == ["closes-in-the-past"]
    actions.publish(call, by=officer, at=CLOSES - timedelta(microseconds=1))


def test_publishing_twice_with_one_key_says_the_same_twice(desk):
    call = coming_draft()
    data = {"_key": str(uuid4())}
    assert desk.post(url("publish", call), data).status_code == 302
    assert desk.post(url("publish", call), data).status_code == 302
    assert Event.objects.of(call).count() == 1
    again = desk.post(url("publish", call), {"_key": str(uuid4())})
    assert again.status_code == 409
    assert "Deze oproep was al gepubliceerd." in again.content.decode()


# Reading --------------------------------------------------------------------------------------------------------------


def test_the_list_shows_drafts_first_and_what_waits_for_a_second_officer(desk, officer):
    call = open_call(title="Open oproep")
    coming_draft(title="Klad van een oproep")
    actions.change_term(call, call.closes_at - timedelta(days=1), "Vroeger.", by=officer, at=call.opens_at)
    text = desk.get("/beheer/oproepen/").content.decode()
    assert text.index("Klad van een oproep") < text.index("Open oproep")
    assert "Wacht op tweede beheerder" in text


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_list_costs_the_same_for_any_number_of_calls(desk, django_assert_num_queries, count):
    for _each in range(count):
        CallFactory()
    with django_assert_num_queries(7):
        assert desk.get("/beheer/oproepen/").status_code == 200


def test_deciders_and_auditors_read_along_without_buttons(client, decider, auditor):
    call = coming_draft()
    for person in (decider, auditor):
        client.force_login(person)
        assert client.get("/beheer/oproepen/").status_code == 200
        text = client.get(url("staff_detail", call)).content.decode()
        assert "<form" not in text.split("<main", 1)[1]
        assert url("clone", call) not in text
        assert client.get(url("clone", call)).status_code == 404
        assert client.post(url("publish", call)).status_code == 404


def test_strangers_find_no_staff_pages(client, applicant, reviewer):
    call = coming_draft()
    change_url = url("decline", call, 1)
    for address in ("/beheer/oproepen/", url("staff_detail", call), url("clone", call)):
        assert client.get(address)["Location"].startswith(reverse("account_login"))
    for person in (applicant, reviewer):
        client.force_login(person)
        for address in ("/beheer/oproepen/", url("staff_detail", call), url("clone", call)):
            assert client.get(address).status_code == 404
        for address in (url("publish", call), url("clone", call), change_url):
            assert client.post(address).status_code == 404


def test_staff_see_how_many_applications_there_are_but_not_whose(desk, applicant):
    call = open_call()
    at = call.opens_at + timedelta(days=1)
    submitted(call, applicant, at=at, title="Een geheim plan")
    draft(call, applicant, at=at, title="Nog een geheim plan")
    text = desk.get(url("staff_detail", call)).content.decode()
    assert "geheim plan" not in text
    assert '<dt>Ingediend</dt><dd class="num">1</dd>' in text


def test_a_sealed_call_shows_its_seal_and_leads_to_its_applications(desk, auditor, applicant, call):
    submitted(call, applicant, title="Meldingen")
    seal(call)
    for person in (None, auditor):
        if person:
            desk.force_login(person)
        text = desk.get(url("staff_detail", call)).content.decode()
        assert call.seal["sha256"] in text
        assert reverse("applications:staff_list") + f"?oproep={call.slug}" in text
        assert reverse("reviews:ranking", args=[call.slug]) in text


@pytest.mark.parametrize("moves", [1, 3])
def test_the_page_of_a_call_costs_the_same_however_often_its_closing_moved(
    desk, officer, django_assert_num_queries, moves
):
    call = open_call()
    for days in range(1, moves + 1):
        actions.change_term(call, call.closes_at + timedelta(days=days), "Later.", by=officer, at=call.opens_at)
    with django_assert_num_queries(19):
        desk.get(url("staff_detail", call))


# Declining ------------------------------------------------------------------------------------------------------------


def test_a_proposed_shortening_is_declined_and_stays_in_the_ledger(client, call, officer, second_officer):
    change = actions.change_term(call, CLOSES - timedelta(days=7), "Vroeger klaar.", by=officer, at=DURING)
    client.force_login(second_officer)
    assert client.post(url("decline", call, change.pk), {"_key": str(uuid4())}).status_code == 302
    change.refresh_from_db()
    call.refresh_from_db()
    assert (change.state, call.closes_at) == ("declined", CLOSES)
    assert "Vroeger klaar." in client.get(url("staff_detail", call)).content.decode()
    again = client.post(url("decline", call, change.pk), {"_key": str(uuid4())})
    assert again.status_code == 409
