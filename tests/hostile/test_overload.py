"""More than anybody needs: refused in Dutch, and soon."""

import time
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.utils import timezone

from tests import factories
from tests.applications import typed
from tests.typed import rows, step_form

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def draft(applicant, client):
    client.force_login(applicant)
    return factories.draft(factories.open_call(), applicant, at=timezone.now())


def in_time(seconds, act):
    begun = time.process_time()
    answer = act()
    assert time.process_time() - begun < seconds
    return answer


def test_too_many_fields_get_a_page(client, draft):
    body = "&".join(f"a{n}=1" for n in range(3_100))
    answer = in_time(2, lambda: client.post(f"/aanvragen/{draft.number}/project/", body, content_type=FORM))
    assert answer.status_code == 400
    assert b'lang="nl' in answer.content
    assert b"subsidies@" in answer.content


def test_too_much_text_gets_a_page(client, draft):
    body = "title=" + "x" * 5_000_000
    answer = in_time(2, lambda: client.post(f"/aanvragen/{draft.number}/project/", body, content_type=FORM))
    assert answer.status_code in {400, 413}
    assert b'lang="nl' in answer.content


def test_broken_parts_get_a_page(client, draft):
    kind = "multipart/form-data; boundary=x"
    answer = client.post(f"/aanvragen/{draft.number}/bijlagen/", b"--x\r\nkapot", content_type=kind)
    assert answer.status_code in {400, 422}
    assert b'lang="nl' in answer.content


@pytest.mark.parametrize("count", [201, 300, 401, 999])
def test_more_lines_than_an_application_has(client, draft, count):
    line = {"description": "x" * 150, "category": "staff", "cost": "1.234,56", "subsidy": "1"}
    data = typed.costs(draft, [line] * min(count, 500))
    data["costs-TOTAL_FORMS"] = count
    body = urlencode(data)
    answer = in_time(8, lambda: client.post(f"/aanvragen/{draft.number}/kosten/", body, content_type=FORM))
    assert answer.status_code == 422
    assert draft.costs.count() == 2


def test_more_names_than_governments(client, draft):
    """Each name that is unknown is compared with all names that come near."""
    factories.OrganisationFactory.create_batch(300)
    given = [
        {"part": "partner", "name": f"Gemente Dorrp {n} op de Heide aan de Schelde bij Brugge"} for n in range(120)
    ]
    data = typed.participants(draft, given)
    answer = in_time(10, lambda: client.post(f"/aanvragen/{draft.number}/samenwerking/", data))
    assert answer.status_code == 422


def test_more_criteria_than_a_call_has(client, officer):
    client.force_login(officer)
    call = factories.CallFactory(state="draft", slug="ontwerp")
    row = {"name": "x", "group": "focus", "question": "x", "weight": "1"}
    data = step_form(call, "criteria") | rows("criteria", [row] * 200)
    answer = in_time(8, lambda: client.post("/beheer/oproepen/ontwerp/stap/criteria/", data))
    assert answer.status_code == 422


@pytest.mark.parametrize("page", ["/projecten/", "/oproepen/", "/cijfers/", "/controle/"])
def test_a_long_question_is_cut_and_answered(client, db, page):
    asked = {"q": "de " * 2_000, "focus": [f"f{n}" for n in range(900)], "code": "x" * 5_000, "page": "9" * 300}
    assert in_time(2, lambda: client.get(page, asked)).status_code in {200, 404}


def test_a_search_of_many_words_does_not_multiply_the_roles_of_a_person(client, officer):
    """Four roles and thirty words: as joins that would be more rows than there are grains of sand."""
    client.force_login(officer)
    person = factories.UserFactory(first_name="Aaltje", last_name="Aarts")
    for n in range(4):
        factories.give_role(person, "drafter", factories.OrganisationFactory(name=f"Aalst {n}"))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '5s'")
    answer = client.get("/beheer/mensen/", {"q": "a " * 30})
    assert answer.content.count(b"Aaltje") == 1
