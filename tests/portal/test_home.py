"""The front page: what can be asked, what it is for, and what came of it."""

from tests import factories


def test_an_empty_portal_says_what_will_come(client, db):
    page = client.get("/").content.decode()
    assert "geen oproep open" in page
    assert "Innovatieve dienstverlening" in page
    assert "Grootschalige transformatie" in page


def test_it_tells_the_exact_closing_of_the_call_that_closes_first(client, db):
    later = factories.open_call(title="Sluit later")
    factories.CallFactory(state="draft", title="Geheim", slug="geheim")
    page = client.get("/")
    assert page.context["open"] == [later]
    text = page.content.decode()
    assert "Sluit later" in text
    assert "(Belgische\u00a0tijd)" in text
    assert "Geheim" not in text


def test_it_says_the_figures_in_one_sentence(client, world):
    text = " ".join(client.get("/").content.decode().replace("\u00a0", " ").split())
    assert "<b>1 lokaal bestuur</b> diende <b>1 aanvraag</b> in over <b>1 oproep</b>." in text
    assert "<b>1 project</b> is goedgekeurd." in text


def test_it_leads_somebody_who_is_signed_in_to_his_work(client, applicant):
    assert 'href="/accounts/login/"' in client.get("/").content.decode()
    client.force_login(applicant)
    assert 'href="/start/">Naar wat op u wacht' in client.get("/").content.decode()


def test_its_cost_does_not_grow(client, world, django_assert_num_queries):
    with django_assert_num_queries(12):
        client.get("/")
    for n in range(3):
        factories.open_call(programme=world.call.programme, number=100 + n)
    with django_assert_num_queries(12):
        client.get("/")
