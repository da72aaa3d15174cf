"""One's own calendar: a signed address that can be taken away, with what one may see at the moment it is fetched."""

from datetime import timedelta

import pytest
from django.utils import timezone

from applications import actions as application_actions
from follow import actions, tokens
from follow.models import CalendarKey
from reviews import actions as review_actions
from tests import factories
from tests.follow import ical
from workflow.models import Event

pytestmark = pytest.mark.django_db
PAGE = "/mijn-agenda/"


def address_of(user) -> str:
    key = CalendarKey.objects.filter(user=user).first() or actions.make_calendar(user, at=timezone.now())
    return f"/agenda/{tokens.calendar_token(key)}.ics"


def summaries(client, user) -> list[str]:
    body = client.get(address_of(user)).content
    return [each["SUMMARY"].replace("\\,", ",") for each in ical.read(body)]


@pytest.fixture
def call(db):
    return factories.open_call(slug="open", title="Open oproep")


class TestTheAddress:
    def test_is_made_renewed_and_revoked_on_the_page(self, client, applicant):
        client.force_login(applicant)
        assert "Maak een adres" in client.get(PAGE).content.decode()
        client.post(PAGE, {"answer": "make"})
        first = address_of(applicant)
        assert first in client.get(PAGE).content.decode()
        client.post(PAGE, {"answer": "make"})
        second = address_of(applicant)
        client.logout()
        assert (client.get(first).status_code, client.get(second).status_code) == (404, 200)
        client.force_login(applicant)
        client.post(PAGE, {"answer": "revoke"})
        client.post(PAGE, {"answer": "revoke"})
        client.logout()
        assert client.get(second).status_code == 404
        verbs = [each.verb for each in Event.objects.of(applicant)]
        assert verbs == ["make-calendar", "renew-calendar", "revoke-calendar"]

    def test_works_without_signing_in_and_is_kept_by_no_shared_cache(self, client, applicant):
        answer = client.get(address_of(applicant))
        assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
        assert answer["Cache-Control"] == "private, no-cache"
        again = client.get(address_of(applicant), headers={"If-None-Match": answer["ETag"]})
        assert again.status_code == 304

    def test_a_forged_or_foreign_token_is_404(self, client, applicant):
        good = address_of(applicant)
        name = CalendarKey.objects.get().name
        wrong = ["x", name.hex, f"{name.hex}.x", good[8:-5] + ("A" if good[-5] != "A" else "B"), "é", "." * 99, "a.b.c"]
        wrong.append(tokens._signer("stop").sign(name.hex))
        for token in wrong:
            assert client.get(f"/agenda/{token}.ics").status_code == 404, token

    def test_of_a_closed_account_does_not_work(self, client, applicant):
        address = address_of(applicant)
        applicant.is_active = False
        applicant.save()
        assert client.get(address).status_code == 404

    def test_nothing_in_the_database_opens_it(self, applicant):
        address = address_of(applicant)
        held = [str(value) for value in CalendarKey.objects.values_list().get()]
        signature = address.split(".")[1]
        assert not any(signature in value for value in held)


class TestWhatIsInIt:
    def test_an_applicant_has_the_closing_of_a_draft_then_jury_and_decision(self, client, call, applicant):
        draft = factories.draft(call, applicant, at=timezone.now(), title="Slim, en snel")
        assert summaries(client, applicant) == [f"Indienen: Slim, en snel ({draft.number})"]
        application_actions.submit(draft, by=applicant, at=timezone.now())
        assert summaries(client, applicant) == ["Jury: Open oproep", "Beslissing uiterlijk: Open oproep"]

    def test_a_moved_closing_keeps_the_uid_with_a_higher_sequence(self, client, call, applicant, officer):
        factories.draft(call, applicant, at=timezone.now())
        (before,) = ical.read(client.get(address_of(applicant)).content)
        new = call.closes_at + timedelta(days=7)
        application_actions.move_deadline(call, new, "Meer tijd.", by=officer, at=timezone.now())
        (after,) = ical.read(client.get(address_of(applicant)).content)
        assert after["UID"] == before["UID"]
        assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
        assert after["DTSTART"] > before["DTSTART"]

    def test_others_and_withdrawn_files_are_not_in_it(self, client, call, applicant, partner, stranger):
        mine = factories.draft(call, applicant, at=timezone.now())
        factories.draft(call, stranger, at=timezone.now(), title="Van een ander")
        assert len(summaries(client, applicant)) == 1
        assert summaries(client, partner) == []
        application_actions.withdraw(mine, "Toch niet.", by=applicant, at=timezone.now())
        assert summaries(client, applicant) == []

    def test_a_role_that_was_taken_away_is_felt_at_once(self, client, call, applicant):
        factories.draft(call, applicant, at=timezone.now())
        address = address_of(applicant)
        applicant.memberships.all().delete()
        assert ical.read(client.get(address).content) == []

    def test_a_reviewer_has_the_jury_and_no_name_of_a_file(self, client, world):
        text = client.get(address_of(world.reviewer)).content.decode()
        found = summaries(client, world.reviewer)
        assert found[0] == f"Uw beoordelingen moeten klaar zijn: {world.call.title}"
        assert world.file.number not in text
        assert "Halle" not in text
        review_actions.revoke(world.assignment, "Ziek.", by=world.officer, at=world.now)
        assert summaries(client, world.reviewer) == []

    def test_an_officer_has_the_moments_of_published_calls_alone(self, client, call, officer, decider):
        factories.CallFactory(state="draft", title="Geheim", opens_at=timezone.now(), closes_at=call.closes_at)
        found = summaries(client, officer)
        assert found[:2] == ["Opent: Open oproep", "Sluit: Open oproep"]
        assert not any("Geheim" in each for each in found)
        assert summaries(client, decider) == ["Beslissing uiterlijk: Open oproep"]

    def test_an_outcome_that_is_not_announced_does_not_show(self, client, world):
        """A decided file that is still silent looks like one that waits."""
        text = client.get(address_of(world.applicant)).content.decode()
        for word in ("toegekend", "geweigerd", "40.000"):
            assert word not in text.lower()


@pytest.mark.parametrize(("who", "queries"), [("applicant", 6), ("officer", 4)])
@pytest.mark.parametrize("n", [1, 3])
def test_it_takes_as_many_queries_for_three_as_for_one(
    request, client, applicant, officer, who, queries, n, django_assert_num_queries
):
    for each in range(n):
        factories.draft(factories.open_call(number=30 + each), applicant, at=timezone.now())
    address = address_of(request.getfixturevalue(who))
    with django_assert_num_queries(queries):
        client.get(address)
