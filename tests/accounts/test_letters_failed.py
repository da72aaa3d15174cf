"""A letter that could not be made: an officer sees which, and has it made again."""

import pytest

from documents.models import Document
from documents.states import State
from tests.documents.conftest import owe

ADDRESS = "/beheer/brieven/"
__all__ = ["owe"]


@pytest.fixture
def failed(owe):  # noqa: F811
    def fail(number="A-1/1", fault="OSError: no room for “kanarie”"):
        document = owe("receipt", number)
        Document.objects.filter(pk=document.pk).update(state=State.FAILED, attempts=5, fault=fault)
        return document

    return fail


def test_an_officer_sees_what_failed_and_has_it_made_again(client, officer, failed):
    document = failed()
    client.force_login(officer)
    assert ADDRESS in client.get("/start/").content.decode()
    page = client.get(ADDRESS).content.decode()
    assert "Ontvangstbewijs A-1/1" in page and "OSError" in page
    answer = client.post(ADDRESS, {"document": document.pk}, follow=True)
    assert "A-1/1 wordt opnieuw gemaakt." in answer.content.decode()
    document.refresh_from_db()
    assert (document.state, document.attempts) == (State.OWED, 0)
    assert "Elke brief kon gemaakt worden." in answer.content.decode()


def test_the_fault_is_named_and_not_quoted(client, officer, failed):
    failed()
    client.force_login(officer)
    assert "kanarie" not in client.get(ADDRESS).content.decode()


def test_a_letter_that_did_not_fail_is_left_alone(client, officer, owe):  # noqa: F811
    document = owe("receipt", "A-1/1")
    client.force_login(officer)
    client.post(ADDRESS, {"document": document.pk})
    document.refresh_from_db()
    assert document.state == State.OWED
    assert client.post(ADDRESS, {"document": "x"}).status_code == 404


def test_the_list_costs_the_same_with_more_letters(client, officer, failed, django_assert_num_queries):
    client.force_login(officer)
    for numbers in (("A-1/1",), ("A-2/1", "A-3/1")):
        for number in numbers:
            failed(number)
        with django_assert_num_queries(6):
            client.get(ADDRESS)
