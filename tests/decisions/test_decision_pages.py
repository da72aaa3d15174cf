"""What the pages of decisions cost, and that a decision shows to nobody before it is announced."""

from datetime import timedelta

import pytest
from django.urls import reverse

from applications import actions as application_actions
from decisions import actions
from tests import factories
from tests.judging import JURY, motivations, take

pytestmark = pytest.mark.django_db
AT = JURY + timedelta(days=1)


def many(count, officer, reviewer, decider):
    call = factories.CallFactory(budget=5_000_000)
    for _n in range(count):
        factories.submitted(call, factories.UserFactory(role="submitter"))
    factories.seal(call)
    for file in call.applications.order_by("pk"):
        factories.reviewed(factories.admit(file, officer), reviewer, officer)
        file.refresh_from_db()
        take(file, decider)
    return call


@pytest.mark.parametrize("count", [3, 30])
def test_the_lists_cost_the_same_at_three_and_at_thirty_files(
    client, officer, reviewer, decider, django_assert_num_queries, count
):
    call = many(count, officer, reviewer, decider)
    client.force_login(decider)
    with django_assert_num_queries(5):
        page = client.get(reverse("decisions:to_decide")).content.decode()
    assert f"{count} van {count}" in page
    with django_assert_num_queries(6):
        page = client.get(reverse("decisions:list")).content.decode()
    assert page.count("Niet bekendgemaakt") == count
    with django_assert_num_queries(16):
        page = client.get(reverse("decisions:call", args=[call.slug])).content.decode()
    assert page.count("Toegekend</span>") == count


def test_the_list_goes_on_by_keys_and_back(client, officer, reviewer, decider, monkeypatch):
    call = many(5, officer, reviewer, decider)
    monkeypatch.setattr("decisions.views.letters.PAGE", 2)
    client.force_login(decider)
    numbers = sorted((d.number for d in call.decisions.all()), reverse=True)

    def shown(response):
        return [row["decision"].number for row in response.context["rows"]]

    first = client.get(reverse("decisions:list"))
    assert (shown(first), first.context["previous"]) == (numbers[:2], "")
    second = client.get(reverse("decisions:list") + first.context["next"])
    assert shown(second) == numbers[2:4]
    third = client.get(reverse("decisions:list") + second.context["next"])
    assert (shown(third), third.context["next"]) == (numbers[4:], "")
    back = client.get(reverse("decisions:list") + third.context["previous"])
    assert shown(back) == numbers[2:4]
    again = client.get(reverse("decisions:list") + back.context["previous"])
    assert (shown(again), again.context["previous"]) == (numbers[:2], "")


@pytest.mark.parametrize(
    "mark", ["x", "_", "2022-01-01_1", "2022-13-45T00:00:00Z_1", "2022-01-01T00:00:00Z_x", "\x00_1"]
)
def test_a_broken_key_shows_the_first_page(client, decider, file, mark):
    take(file, decider)
    client.force_login(decider)
    response = client.get(reverse("decisions:list"), {"na": mark})
    assert response.status_code in (200, 400)


def test_the_list_of_one_call(client, decider, file):
    take(file, decider)
    client.force_login(decider)
    address = reverse("decisions:list")
    assert f"B-{file.number}" in client.get(address, {"oproep": file.call.slug}).content.decode()
    other = factories.CallFactory()
    assert f"B-{file.number}" not in client.get(address, {"oproep": other.slug}).content.decode()


CANARY, CONDITION = "kanarie-motivering", "kanarie-voorwaarde"


@pytest.fixture
def decided(call, applicant, partner, officer, reviewer, decider):
    file = factories.draft(call, applicant)
    rows = [{"part": "initiator", "organisation": partner.organisations[0]}]
    application_actions.save(file, "participants", rows=rows, by=applicant, at=factories.DURING)
    application_actions.submit(file, by=applicant, at=factories.DURING)
    factories.seal(call)
    factories.reviewed(factories.admit(file, officer), reviewer, officer)
    file.refresh_from_db()
    take(file, decider, amount="12345.67", reason=CANARY, conditions=CONDITION, motivations=motivations(call, CANARY))
    return file


def seen(client, person, file) -> set[str]:
    """The words of the decision that this person finds anywhere."""
    client.force_login(person)
    pages = [reverse(name) for name in ("start", "applications:list", "accounts:inbox", "projects:list", "home")]
    pages += [reverse(name) for name in ("decisions:list", "decisions:to_decide", "reviews:desk", "projects:figures")]
    pages += [reverse(f"decisions:{name}", args=[f"B-{file.number}"]) for name in ("detail", "letter")]
    pages += [reverse(f"decisions:{name}", args=[file.call.slug, file.number]) for name in ("decide", "drop")]
    pages += [reverse("decisions:call", args=[file.call.slug]), reverse("applications:detail", args=[file.number])]
    pages += [reverse("reviews:review", args=[file.number]), reverse("calls:detail", args=[file.call.slug])]
    found = set()
    for page in pages:
        text = client.get(page, follow=True).content.decode()
        found |= {w for w in (CANARY, CONDITION, "12.345,67", "Gedeeltelijk toegekend") if w in text}
    return found


def test_nobody_outside_sees_anything_of_a_decision_before_it_is_announced(
    client, decided, applicant, partner, stranger, reviewer
):
    for person in (applicant, partner, stranger, reviewer):
        assert seen(client, person, decided) == set(), person


def test_afterwards_who_takes_part_sees_it_and_a_stranger_and_the_jury_see_no_reasons(
    client, decided, call, applicant, partner, stranger, reviewer, decider
):
    actions.announce(call, by=decider, at=AT)
    for person in (applicant, partner):
        assert {CANARY, CONDITION, "12.345,67"} <= seen(client, person, decided)
    for person in (stranger, reviewer):
        assert seen(client, person, decided) & {CANARY, CONDITION} == set()


def test_staff_reads_along_before_the_announcement(client, decided, officer, auditor):
    for person in (officer, auditor):
        client.force_login(person)
        page = client.get(reverse("decisions:detail", args=[f"B-{decided.number}"])).content.decode()
        assert CANARY in page and "nog niet bekendgemaakt" in page


def test_the_table_of_a_call_goes_on_by_file_with_the_line_of_the_budget_on_one_page(
    client, officer, reviewer, decider, monkeypatch
):
    monkeypatch.setattr("decisions.board.PAGE", 2)
    call = many(5, officer, reviewer, decider)
    call.budget = 3 * 67_200  # each asks € 67.200,00: three lie above the line, and it closes the second page
    call.awarded = 0
    call.save()
    factories.fix(call)
    client.force_login(decider)
    address = reverse("decisions:call", args=[call.slug])
    numbers = sorted(call.applications.values_list("number", flat=True))

    def shown(query):
        answer = client.get(address + query)
        board = answer.context["board"]
        return [row.application.number for row in board.above + board.below], board.line, board

    first, line, board = shown("")
    assert (first, line, board.previous) == (numbers[:2], False, "")
    second, line, board = shown(board.next_page)
    assert (second, line) == (numbers[2:4], True)
    assert [len(board.above), len(board.below)] == [1, 1]
    third, line, board = shown(board.next_page)
    assert (third, line, board.next_page) == (numbers[4:], False, "")
    assert (board.total, board.decided) == (5, 5)  # the sums are of the call, not of the page
    assert shown(board.previous)[0] == numbers[2:4]
    assert shown("?na=bestaat-niet")[0] == numbers[:2]


def test_each_page_of_the_table_costs_the_same(
    client, officer, reviewer, decider, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr("decisions.board.PAGE", 2)
    call = many(5, officer, reviewer, decider)
    client.force_login(decider)
    address = reverse("decisions:call", args=[call.slug])
    numbers = sorted(call.applications.values_list("number", flat=True))
    for query in ("", f"?na={numbers[1]}", f"?na={numbers[3]}"):
        with django_assert_num_queries(16):
            client.get(address + query)
