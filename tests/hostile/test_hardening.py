"""Around the pages: caches, cookies, forged requests and hosts, and addresses that no database can hold."""

import re
import subprocess
import sys

import pytest
from django.conf import settings as portal_settings
from django.core import mail
from django.test import Client
from django.urls import get_resolver

from tests.factories import PASSWORD
from tests.portal.test_security_headers import SAFE
from workflow.once import new_key

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/start/", "/aanvragen/", "/berichten/", "/oproepen/", "/", "/bestaat-niet/"])
def test_what_somebody_sees_who_is_signed_in_is_kept_by_no_cache(client, applicant, address):
    client.force_login(applicant)
    assert client.get(address)["Cache-Control"] == "private, no-store"


def test_the_pages_of_the_door_itself_are_kept_by_no_cache(client):
    assert "no-store" in client.get("/accounts/login/")["Cache-Control"]


def test_a_public_page_says_that_it_differs_per_person(client):
    assert "Cookie" in client.get("/oproepen/")["Vary"]


@pytest.mark.parametrize(
    "path",
    ["/aanvragen/%00/", "/oproepen/%00/", "/projecten/a%00b/", "/controle/%00/", "/%00", "/dossiers/%ED%A0%80/",
     "/besluiten/%ff%fe/", "/beslissingen/x/%00/", "/beheer/aanvragen/%00/jury/", "/berichten/" + "9" * 5000 + "/",
     "/beheer/mensen/99999999999999999999/", "/controle/" + "a" * 5000 + "/", "/aanvragen/%2e%2e%2f%2e%2e/"],
)  # fmt: skip
def test_an_address_that_nothing_can_have_is_not_found(client, officer, reviewer, applicant, path):
    for somebody in (None, officer, reviewer, applicant):
        if somebody:
            client.force_login(somebody)
        assert client.get(path).status_code in {302, 400, 404}


@pytest.mark.parametrize(
    "name", [portal_settings.SESSION_COOKIE_NAME, portal_settings.CSRF_COOKIE_NAME, "messages", "x"]
)
@pytest.mark.parametrize("value", ['"a\\000b"', "a" * 3000, '"\\355\\240\\200"', "é", "[1,2]", '"\\ud800"'])
def test_a_cookie_with_anything_in_it_is_only_a_wrong_cookie(client, name, value):
    for address in ("/", "/start/", "/accounts/login/"):
        assert client.get(address, headers={"cookie": f"{name}={value}"}).status_code in {200, 302, 400}
    answer = client.post("/accounts/login/", {"login": "a@b.example"}, headers={"cookie": f"{name}={value}"})
    assert answer.status_code in {200, 302, 400, 403}


@pytest.mark.parametrize(
    "headers",
    [{"X-Forwarded-For": "\x00, kwaad"}, {"X-Request-Start": "t=1e999"}, {"X-Request-Start": "t=nan"},
     {"X-Forwarded-Proto": "kwaad"}, {"Accept-Language": "x" * 5000}, {"Accept": "\xff"}, {"Referer": "\x00"},
     {"If-Modified-Since": "9999"}, {"If-None-Match": '"' * 2000}, {"HX-Request": "true", "HX-Target": "'\"<"},
     {"Range": "bytes=-1"}, {"User-Agent": "'\"<script>"}, {"X-Real-IP": "kwaad"}],
    ids=str,
)  # fmt: skip
def test_no_header_is_trusted_into_a_fault(client, applicant, settings, headers):
    settings.TRUST_REQUEST_START = True
    client.force_login(applicant)
    for address in ("/", "/start/", "/oproepen/"):
        assert client.get(address, headers=headers).status_code == 200


def test_a_form_from_another_site_is_refused_in_dutch(applicant):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(applicant)
    for address in (
        "/aanvragen/nieuw/x/",
        "/aanvragen/x/indienen/",
        "/accounts/logout/",
        "/beslissingen/x/bekendmaken/",
    ):
        answer = browser.post(address, {"_key": new_key()})
        assert (answer.status_code, b'lang="nl' in answer.content) == (403, True), address


def test_no_view_is_exempt_from_the_check_on_forged_forms():
    def walk(patterns):
        for each in patterns:
            if hasattr(each, "url_patterns"):
                yield from walk(each.url_patterns)
            elif getattr(each.callback, "csrf_exempt", False):
                yield str(each.pattern)

    # A mail program stops the mails of who asked for it (RFC 8058): the signed address is the permission, no session.
    assert list(walk(get_resolver().url_patterns)) == ["volgen/stoppen/<str:token>/"]


def test_signing_in_starts_a_new_session_and_signing_out_ends_it(client, applicant):
    client.get("/accounts/login/")
    session = client.session
    session["mark"] = "planted"
    session.save()
    planted = session.session_key
    client.cookies[portal_settings.SESSION_COOKIE_NAME] = planted
    client.post("/accounts/login/", {"login": applicant.email, "password": PASSWORD})
    ours = client.cookies[portal_settings.SESSION_COOKIE_NAME].value
    assert ours != planted
    thief = Client()
    thief.cookies[portal_settings.SESSION_COOKIE_NAME] = planted
    assert thief.get("/start/").status_code == 302
    client.post("/accounts/logout/")
    thief.cookies[portal_settings.SESSION_COOKIE_NAME] = ours
    assert thief.get("/start/").status_code == 302


def test_another_password_ends_the_other_sessions(client, applicant):
    other = Client()
    other.force_login(applicant)
    client.force_login(applicant)
    fresh = "een-ander-lang-wachtwoord-9"
    data = {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh}
    assert client.post("/accounts/password/change/", data).status_code == 302
    assert other.get("/start/").status_code == 302


AWAY = ["https://kwaad.example/", "//kwaad.example/", "\\\\kwaad.example", "/\\kwaad.example", "javascript:alert(1)",
        "https:kwaad.example", "http:///kwaad.example", "\thttps://kwaad.example",
        "https://testserver@kwaad.example/"]  # fmt: skip


@pytest.mark.parametrize("away", AWAY)
def test_nobody_is_led_away_by_an_address(client, applicant, away):
    answer = client.post("/accounts/login/", {"login": applicant.email, "password": PASSWORD, "next": away})
    assert answer["Location"] == "/start/"
    assert client.get("/accounts/login/", {"next": away})["Location"] == "/start/"
    left = client.post("/accounts/logout/", {"next": away})
    assert left["Location"] == "/"


@pytest.mark.parametrize(
    "host", ["kwaad.example", "testserver.kwaad.example", "testserver:80@kwaad.example", "x y", ""]
)
def test_a_foreign_host_gets_no_mail_with_its_name(client, applicant, host):
    headers = {"HTTP_HOST": host, "HTTP_X_FORWARDED_HOST": "kwaad.example"}
    answer = client.post("/accounts/password/reset/", {"email": applicant.email}, **headers)
    assert answer.status_code == 400
    assert mail.outbox == []


def test_a_forwarded_host_does_not_stand_in_the_mail(client, applicant):
    client.post("/accounts/password/reset/", {"email": applicant.email}, HTTP_X_FORWARDED_HOST="kwaad.example")
    assert "kwaad" not in mail.outbox[0].body
    assert re.search(r"https?://[^/]+/", mail.outbox[0].body)


def test_cookies_in_production():
    said = (
        "import portal.settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY)"
    )
    begun = subprocess.run(
        [sys.executable, "-c", said],
        env=SAFE | {"PATH": ""},
        cwd=portal_settings.BASE_DIR,
        capture_output=True,
        text=True,
    )
    assert begun.stdout == "True True True\n", begun.stderr
    assert portal_settings.SESSION_COOKIE_SAMESITE == portal_settings.CSRF_COOKIE_SAMESITE == "Lax"


def test_the_throttle_knows_people_apart_behind_the_proxy(client, applicant, settings):
    """Without this, twenty failures of one stranger would keep everybody out, for all come from the proxy."""
    settings.ALLAUTH_TRUSTED_CLIENT_IP_HEADER = "X-Real-IP"
    for n in range(22):
        data = {"login": f"iemand{n}@bestuur.example", "password": "mis"}
        client.post("/accounts/login/", data, headers={"X-Real-IP": "192.0.2.1"})
    good = {"login": applicant.email, "password": PASSWORD}
    assert client.post("/accounts/login/", good, headers={"X-Real-IP": "192.0.2.1"}).status_code != 302
    assert client.post("/accounts/login/", good, headers={"X-Real-IP": "192.0.2.2"}).status_code == 302
