"""Pages of text, and the way in."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("accessibility", "Toegankelijkheidsverklaring"),
        ("privacy", "Wat we met uw gegevens doen"),
        ("help", "Hoe kunnen we helpen?"),
        ("status", "Status van het loket"),
        ("account_login", "Aanmelden"),
        ("account_reset_password", "Vraag een nieuw wachtwoord"),
    ],
)
def test_everybody_can_read_it(client, name, title):
    page = client.get(reverse(name)).content.decode()
    assert f"<h1>{title}</h1>" in page


def test_an_address_that_does_not_exist_says_so(client):
    answer = client.get("/bestaat-niet/")
    assert answer.status_code == 404
    assert "Deze pagina bestaat niet" in answer.content.decode()


def test_signing_in_with_a_wrong_password_says_what_to_do(client, applicant):
    page = client.post(reverse("account_login"), {"login": applicant.email, "password": "fout"}).content.decode()
    assert "<title>Fout: Aanmelden" in page
    assert "Dit e-mailadres en wachtwoord horen niet bij elkaar. Kijk ze na." in page


def test_signing_in_leads_to_the_work_area(client, applicant):
    answer = client.post(reverse("account_login"), {"login": applicant.email, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, reverse("start"))


def test_an_account_cannot_be_made_by_oneself(client):
    assert "U kunt zelf geen account maken" in client.get(reverse("account_signup")).content.decode()


def test_a_new_password_goes_through_the_mail(client, applicant):
    client.post(reverse("account_reset_password"), {"email": applicant.email})
    (message,) = mail.outbox
    assert message.subject.endswith("Kies een nieuw wachtwoord voor het subsidieloket")
    address = re.search(r"https?://\S+", message.body).group()
    page = client.get(address.split("testserver", 1)[1], follow=True).content.decode()
    assert "<h1>Kies een nieuw wachtwoord</h1>" in page


def test_asking_a_password_for_an_unknown_address_tells_the_page_nothing(client, applicant):
    known = client.post(reverse("account_reset_password"), {"email": applicant.email})
    unknown = client.post(reverse("account_reset_password"), {"email": "niemand@bestuur.example"})
    assert known["Location"] == unknown["Location"]


def test_the_page_to_sign_out_asks_first(client, applicant):
    client.force_login(applicant)
    assert "Wilt u zich afmelden?" in client.get(reverse("account_logout")).content.decode()
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session
