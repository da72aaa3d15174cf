"""All decisions of a call are announced together: letters and notices are owed once, and only then they are seen."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Notice
from applications import actions as application_actions
from calls.models import Call
from decisions import actions, rules
from decisions.models import Decision
from documents import actions as document_actions
from documents.models import Document
from reviews import actions as review_actions
from reviews.models import Assignment
from tests import factories
from tests.judging import JURY, codes, take
from workflow.models import Event, subject_of
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db
AT = JURY + timedelta(days=1)


@pytest.fixture
def taken(files, decider):
    """An award, a partial award and a refusal."""
    take(files[0], decider)
    take(files[1], decider, amount="50000.00")
    take(files[2], decider, "refusal")
    return files


def letters() -> list[Document]:
    return list(Document.objects.exclude(kind="receipt").order_by("pk"))


def test_each_file_gets_one_letter_one_notice_and_its_end(taken, call, decider, applicant):
    announced = actions.announce(call, by=decider, at=AT)
    assert [(d.state, d.announced_at) for d in Decision.objects.order_by("pk")] == [("announced", AT)] * 3
    assert [(d.number, d.kind, d.state) for d in letters()] == [
        (f"B-{taken[0].number}", "award", "owed"),
        (f"B-{taken[1].number}", "award", "owed"),
        (f"B-{taken[2].number}", "refusal", "owed"),
    ]
    told = Notice.objects.filter(to=applicant, key__startswith="decided:")
    assert {(n.document, n.link) for n in told} == {(d.document, f"/besluiten/{d.number}/") for d in announced}
    for file in taken:
        file.refresh_from_db()
        assert file.state == "finished"
    assert all(Event.objects.of(d).last().verb == "announce" for d in announced)


def test_when_the_lead_merged_its_successor_is_told_too(taken, call, decider, applicant, government, stranger):
    heir = factories.UserFactory(role="drafter")
    government.successor = heir.organisations[0]
    government.valid_until = AT.date() - timedelta(days=1)
    government.save()
    actions.announce(call, by=decider, at=AT)
    for who, count in ((applicant, 3), (heir, 3), (stranger, 0)):
        assert Notice.objects.filter(to=who, key__startswith="decided:").count() == count
    for decision in Decision.objects.all():
        assert Decision.objects.visible_to(heir).filter(pk=decision.pk).exists()


def test_the_notice_does_not_give_the_outcome_away(taken, call, decider, applicant):
    actions.announce(call, by=decider, at=AT)
    for notice in Notice.objects.filter(to=applicant, key__startswith="decided:"):
        for word in ("toegekend", "geweigerd", "67.200", "50.000"):
            assert word not in f"{notice.subject} {notice.body}".lower()


def test_older_mail_on_the_file_is_overtaken(taken, call, decider, applicant):
    queued = Notice.objects.filter(to=applicant, about=subject_of(taken[0]))
    assert {notice.state for notice in queued} == {"queued"}
    actions.announce(call, by=decider, at=AT)
    assert {notice.state for notice in queued.all()} == {"superseded"}


def test_a_second_announcement_is_refused_and_owes_nothing(taken, call, decider):
    actions.announce(call, by=decider, at=AT)
    with pytest.raises(Refused) as refusal:
        actions.announce(call, by=decider, at=AT)
    assert codes(refusal) == ["nothing-to-announce"]
    assert (len(letters()), Notice.objects.filter(key__startswith="decided:").count()) == (3, 3)


def test_a_file_without_a_decision_stops_all(files, call, decider):
    take(files[0], decider)
    with pytest.raises(Refused) as refusal:
        actions.announce(call, by=decider, at=AT)
    assert codes(refusal) == ["undecided"]
    assert "2 dossiers" in refusal.value.reasons[0].text
    assert (letters(), Decision.objects.get().state) == ([], "taken")


def test_a_file_that_nobody_judged_stops_all(call, applicant, officer, reviewer, decider):
    first, _second = factories.submitted(call, applicant), factories.submitted(call, applicant)
    factories.seal(call)
    factories.reviewed(factories.admit(first, officer), reviewer, officer)
    first.refresh_from_db()
    take(first, decider)
    assert [r.code for r in rules.why_not_announce(call, by=decider, at=AT)] == ["undecided"]


def test_a_file_withdrawn_after_its_decision_is_dropped_first(taken, call, decider, applicant):
    application_actions.withdraw(taken[0], "Geen middelen.", by=applicant, at=AT)
    with pytest.raises(Refused) as refusal:
        actions.announce(call, by=decider, at=AT)
    assert codes(refusal) == ["stale-ranking", "withdrawn"]
    actions.drop(taken[0].decision, by=decider, at=AT)
    factories.fix(call)
    assert len(actions.announce(call, by=decider, at=AT)) == 2


def test_reviews_that_changed_after_the_decision_ask_for_a_new_one(taken, call, decider, officer):
    factories.reviewed(taken[0], factories.UserFactory(role="reviewer"), officer, 5)
    with pytest.raises(Refused) as refusal:
        actions.announce(call, by=decider, at=AT)
    assert codes(refusal) == ["stale-ranking"]
    factories.fix(call)
    assert [r.code for r in rules.why_not_announce(call, by=decider, at=AT)] == ["points-changed"]
    take(taken[0], decider, at=AT)
    assert len(actions.announce(call, by=decider, at=AT)) == 3


def test_a_review_taken_back_after_the_decision_asks_for_a_new_one(taken, call, decider, officer):
    review_actions.revoke(Assignment.objects.get(application=taken[1]), "Belang.", by=officer, at=AT)
    assert [r.code for r in rules.why_not_announce(call, by=decider, at=AT)] == ["stale-ranking"]
    factories.fix(call)
    assert [r.code for r in rules.why_not_announce(call, by=decider, at=AT)] == ["points-changed"]


def test_a_decider_who_reviews_afterwards_hands_the_decision_over(taken, call, decider, officer):
    factories.give_role(decider, "reviewer")
    factories.reviewed(taken[0], decider, officer, 4)
    factories.fix(call)
    found = rules.why_not_announce(call, by=decider, at=AT)
    assert [r.code for r in found] == ["reviewed-it"]
    take(taken[0], factories.UserFactory(role="decider"), at=AT)
    assert rules.why_not_announce(call, by=decider, at=AT) == []


def test_only_a_decider_announces(taken, call, officer):
    with pytest.raises(Refused) as refusal:
        actions.announce(call, by=officer, at=AT)
    assert codes(refusal) == ["not-a-decider"]


def test_an_announced_decision_is_neither_taken_again_nor_dropped(taken, call, decider):
    decision, *_others = actions.announce(call, by=decider, at=AT)
    file = taken[0]
    file.refresh_from_db()
    with pytest.raises(Refused) as refusal:
        take(file, decider, "refusal")
    assert "announced" in codes(refusal)
    with pytest.raises(Refused) as refusal:
        actions.drop(decision, by=decider, at=AT)
    assert codes(refusal) == ["announced"]


def test_each_file_costs_the_same_few_queries(taken, call, decider, django_assert_max_num_queries):
    with django_assert_max_num_queries(25 + 3 * 15):
        actions.announce(call, by=decider, at=AT)


# The pages ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(client, decider):
    client.force_login(decider)
    return client


def test_the_table_says_what_stands_in_the_way(desk, files, call, decider):
    take(files[0], decider)
    page = desk.get(reverse("decisions:call", args=[call.slug])).content.decode()
    assert "Over 2 dossiers is nog niet beslist." in page and "Maak de beslissingen bekend" not in page
    assert desk.get(reverse("decisions:announce", args=[call.slug])).status_code == 302
    response = desk.post(reverse("decisions:announce", args=[call.slug]))
    assert (response.status_code, "Over 2 dossiers is nog niet beslist." in response.content.decode()) == (409, True)


def test_it_asks_once_more_and_then_announces(desk, taken, call):
    assert "Maak de beslissingen bekend" in desk.get(reverse("decisions:call", args=[call.slug])).content.decode()
    page = desk.get(reverse("decisions:announce", args=[call.slug]))
    assert "3 beslissingen bekendmaken?" in page.content.decode()
    data = {"_key": "6f1f4f0e-6d52-4bd6-9b53-6f9a0f6f3a51"}
    for _again in range(2):
        response = desk.post(reverse("decisions:announce", args=[call.slug]), data)
        assert response["Location"] == reverse("decisions:call", args=[call.slug])
    assert len(letters()) == 3
    assert "Bekendgemaakt" in desk.get(reverse("decisions:call", args=[call.slug])).content.decode()


def test_a_withdrawn_file_shows_with_a_way_to_drop_its_decision(desk, taken, call, applicant):
    application_actions.withdraw(taken[0], "Geen middelen.", by=applicant, at=AT)
    page = desk.get(reverse("decisions:call", args=[call.slug])).content.decode()
    assert "Ingetrokken na de beslissing" in page
    assert reverse("decisions:drop", args=[call.slug, taken[0].number]) in page


def test_a_call_leaves_the_list_once_it_is_announced(desk, taken, call, decider):
    address = reverse("decisions:to_decide")
    assert "3 van 3" in desk.get(address).content.decode()
    actions.announce(Call.objects.get(pk=call.pk), by=decider, at=AT)
    assert call.title not in desk.get(address).content.decode()


# Before and after, for who it is about --------------------------------------------------------------------------------


def test_the_applicant_sees_nothing_before_and_everything_after(client, taken, call, decider, applicant):
    client.force_login(applicant)
    decision = Decision.objects.get(application=taken[0])
    addresses = [reverse(f"decisions:{name}", args=[decision.number]) for name in ("detail", "letter")]
    assert [client.get(address).status_code for address in addresses] == [404, 404]
    assert list(Decision.objects.visible_to(applicant)) == []
    actions.announce(call, by=decider, at=AT)
    page = client.get(addresses[0]).content.decode()
    assert "€\u00a067.200,00" in page and "Afdoende onderbouwd." in page and "28,0 op 35" in page
    assert "Het besluit wordt opgemaakt." in page
    assert client.get(addresses[1]).status_code == 404  # not made yet


def test_who_takes_part_sees_it_and_a_stranger_never(client, call, applicant, partner, stranger, officer, decider):
    file = factories.draft(call, applicant)
    rows = [{"part": "initiator", "organisation": partner.organisations[0]}]
    application_actions.save(file, "participants", rows=rows, by=applicant, at=factories.DURING)
    application_actions.submit(file, by=applicant, at=factories.DURING)
    factories.seal(call)
    factories.reviewed(factories.admit(file, officer), factories.UserFactory(role="reviewer"), officer)
    file.refresh_from_db()
    decision = take(file, decider)
    address = reverse("decisions:detail", args=[decision.number])
    found = {}
    for moment in ("before", "after"):
        for name, person in (("partner", partner), ("stranger", stranger)):
            client.force_login(person)
            found[moment, name] = client.get(address).status_code
        if moment == "before":
            actions.announce(call, by=decider, at=AT)
    assert found == {
        ("before", "partner"): 404,
        ("before", "stranger"): 404,
        ("after", "partner"): 200,
        ("after", "stranger"): 404,
    }


def test_the_letter_is_downloaded_once_it_is_made(client, taken, call, decider, applicant, stranger):
    decision, *_others = actions.announce(call, by=decider, at=AT)
    assert document_actions.make(decision.document.pk, at=AT)
    address = reverse("decisions:letter", args=[decision.number])
    client.force_login(applicant)
    answer = client.get(address)
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "Download het besluit" in client.get(decision.get_absolute_url()).content.decode()
    client.force_login(stranger)
    assert client.get(address).status_code == 404
