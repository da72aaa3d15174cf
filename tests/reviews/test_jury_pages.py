"""What the pages of a review cost, and that nothing of a file leaks to who may not read it."""

import pytest
from django.urls import reverse

from applications import actions as application_actions
from reviews import actions
from tests import factories
from tests.judging import LATER, scores

pytestmark = pytest.mark.django_db


def many(count, officer, reviewer, at=factories.DURING):
    """A sealed call of so many files, each of its own government with a partner, each with one opened assignment."""
    call = factories.CallFactory(budget=5_000_000)
    for _n in range(count):
        applicant = factories.UserFactory(role="submitter")
        file = factories.draft(call, applicant, at=at)
        rows = [{"part": "partner", "organisation": factories.OrganisationFactory()}]
        application_actions.save(file, "participants", rows=rows, by=applicant, at=at)
        application_actions.submit(file, by=applicant, at=at)
    factories.seal(call)
    for file in call.applications.all():
        factories.admit(file, officer)
        file.refresh_from_db()
        assignment = factories.assign(file, reviewer, officer, at=LATER)
        actions.declare(assignment, by=reviewer, at=LATER)
        actions.save_scores(assignment, scores(call), by=reviewer, at=LATER)
        actions.submit(assignment, by=reviewer, at=LATER)
    return call


# Session, person, memberships and unread notices are four of each.
LISTS = {"assign": 12, "ranking": 12}


@pytest.mark.parametrize("count", [3, 30])
def test_the_lists_cost_the_same_at_three_and_at_thirty_files(
    client, officer, reviewer, django_assert_num_queries, count
):
    call = many(count, officer, reviewer)
    client.force_login(officer)
    client.get(reverse("reviews:ranking", args=[call.slug]))  # what a process reads once
    for name, queries in LISTS.items():
        with django_assert_num_queries(queries):
            page = client.get(reverse(f"reviews:{name}", args=[call.slug])).content.decode()
        assert page.count(call.applications.first().title) == count
    client.force_login(reviewer)
    with django_assert_num_queries(10):
        page = client.get(reverse("reviews:desk")).content.decode()
    assert page.count("Beoordeling ingediend") == count
    with django_assert_num_queries(13):
        client.get(reverse("reviews:review", args=[call.applications.first().number]))


# Canaries -------------------------------------------------------------------------------------------------------------

SCORE, WRITING, GOALS, OTHER = "kanarie-score", "kanarie-klad", "kanarie-doel", "kanarie-elders"
MINE = ("applications:list", "start", "accounts:inbox")


@pytest.fixture
def canaries(call, applicant, partner, officer):
    """A file full of canaries: in its goals, in a review that is handed in, and in one that is being written."""
    file = factories.draft(call, applicant, goals=GOALS)
    rows = [{"part": "partner", "organisation": partner.organisations[0]}]
    application_actions.save(file, "participants", rows=rows, by=applicant, at=factories.DURING)
    application_actions.submit(file, by=applicant, at=factories.DURING)
    factories.seal(call)
    factories.admit(file, officer)
    file.refresh_from_db()
    for text, hand_in in ((SCORE, True), (WRITING, False)):
        person = factories.UserFactory(role="reviewer")
        assignment = factories.assign(file, person, officer, at=LATER)
        actions.declare(assignment, by=person, at=LATER)
        actions.save_scores(assignment, scores(call, 4, text), by=person, at=LATER)
        if hand_in:
            actions.submit(assignment, by=person, at=LATER)
    return file


def leaks(client, person, file, words) -> list[tuple[str, str]]:
    """Which of the words show on which page that this person can ask for."""
    client.force_login(person)
    call, number = file.call.slug, file.number
    pages = [reverse(name) for name in (*MINE, "reviews:desk", "decisions:to_decide", "decisions:list")]
    pages += [
        reverse(f"reviews:{name}", args=[number]) for name in ("review", "declare", "admissibility", "assign_file")
    ]
    pages += [reverse(f"reviews:{name}", args=[call]) for name in ("ranking", "assign")]
    pages += [reverse("decisions:call", args=[call]), reverse("decisions:decide", args=[call, number])]
    pages += [reverse(f"applications:{name}", args=[number]) for name in ("detail", "staff_detail")]
    found = []
    for page in pages:
        text = client.get(page, follow=True).content.decode()
        found += [(page, word) for word in words if word in text]
    return found


def test_no_reviewer_reads_the_scores_of_another(client, canaries, officer, reviewer):
    assignment = factories.assign(canaries, reviewer, officer, at=LATER)
    assert leaks(client, reviewer, canaries, (SCORE, WRITING, GOALS)) == []
    actions.declare(assignment, by=reviewer, at=LATER)
    assert {word for _page, word in leaks(client, reviewer, canaries, (SCORE, WRITING, GOALS))} == {GOALS}
    actions.save_scores(assignment, scores(canaries.call), by=reviewer, at=LATER)
    actions.submit(assignment, by=reviewer, at=LATER)
    assert leaks(client, reviewer, canaries, (SCORE, WRITING)) == []


def test_a_reviewer_of_another_file_reads_nothing(client, canaries, reviewer):
    assert leaks(client, reviewer, canaries, (SCORE, WRITING, GOALS, canaries.title)) == []


def test_a_recused_and_a_revoked_reviewer_read_nothing_any_more(client, canaries, officer):
    for end in (
        lambda assignment, person: actions.recuse(assignment, "Belang.", by=person, at=LATER),
        lambda assignment, person: actions.revoke(assignment, "Ziek.", by=officer, at=LATER),
    ):
        person = factories.UserFactory(role="reviewer")
        assignment = factories.assign(canaries, person, officer, at=LATER)
        actions.declare(assignment, by=person, at=LATER)
        assert leaks(client, person, canaries, (GOALS,)) != []
        end(assignment, person)
        assert leaks(client, person, canaries, (SCORE, WRITING, GOALS)) == []


def test_the_applicant_who_takes_part_and_a_stranger_see_no_scores(client, canaries, applicant, partner, stranger):
    for person in (applicant, partner):
        found = leaks(client, person, canaries, (SCORE, WRITING, GOALS, "80,0"))
        assert {word for _page, word in found} <= {GOALS}
    assert leaks(client, stranger, canaries, (SCORE, WRITING, GOALS, canaries.title)) == []


def test_the_officer_and_the_decider_see_no_review_that_is_still_being_written(client, canaries, officer, decider):
    assert leaks(client, officer, canaries, (SCORE, WRITING)) == []
    assert {word for _page, word in leaks(client, decider, canaries, (SCORE, WRITING))} == {SCORE}
