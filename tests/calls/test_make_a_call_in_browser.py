"""An officer makes a call from nothing in a browser, counted: every click, and every field that is typed in."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from playwright.sync_api import Page, expect

from calls.models import Call

pytestmark = pytest.mark.django_db(transaction=True)

MOST = 60


class Hand:
    """A person at the page, whose every click and typed field is counted."""

    def __init__(self, page: Page):
        self.page, self.done = page, 0

    def click(self, selector: str) -> None:
        self.done += 1
        self.page.locator(selector).first.click()

    def type(self, **values: str) -> None:
        for name, value in values.items():
            self.done += 1
            self.page.fill(f"main [name='{name}']", value)

    def save(self) -> None:
        self.click("main .save-bar button.btn-primary")


@pytest.fixture
def page(chromium, live_server, officer):
    session = SessionStore()
    session["_auth_user_id"] = str(officer.pk)
    session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
    session["_auth_user_hash"] = officer.get_session_auth_hash()
    session.save()
    context = chromium.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": live_server.url}])
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    context.close()


def test_a_call_from_nothing_takes_fewer_than_sixty_clicks_and_fields(page, officer):
    today = timezone.localdate()
    hand = Hand(page)
    page.goto("/beheer/oproepen/")
    hand.click("main a[href='/beheer/oproepen/nieuw/']")
    hand.type(new_programme="Digitaal dichtbij", new_programme_budget="35.000.000")
    hand.click("main label:has([name=type]), main [name=type] + label, main label[for=id_type_0]")
    hand.type(title="Van goed idee naar prototype")
    hand.type(opens_at_0=str(today + timedelta(days=14)), closes_at_0=str(today + timedelta(days=90)))
    hand.save()
    hand.type(summary="Een jaar om een idee te testen.", purpose="Een idee dat nog vorm moet krijgen.")
    hand.save()
    expect(page).to_have_url(re.compile("/stap/wie/$"))
    hand.save()
    expect(page).to_have_url(re.compile("/formulier/$"))
    page.goto(page.url.replace("/formulier/", "/stap/criteria/"))
    hand.done += 1  # the link in the list of steps
    hand.save()
    hand.type(budget="900.000,00")
    preview = page.frame_locator(".preview iframe")
    expect(preview.locator("body")).to_contain_text("€ 900.000,00".replace(" ", "\u00a0"))
    expect(preview.locator("h1")).to_contain_text("Van goed idee naar prototype")
    hand.save()
    hand.type(
        regulation="Reglement van de oproep",
        legal_grounds="het decreet van 1 januari 2020 (voorbeeld), artikel 4",
        budget_article="SJ0-1SMC2GG-WT",
    )
    hand.save()
    hand.type(jury_on=str(today + timedelta(days=110)), decision_by=str(today + timedelta(days=150)))
    hand.save()
    hand.save()
    expect(page).to_have_url(re.compile("/beheer/oproepen/[^/]+/$"))
    hand.click("main form[action$='/publiceer/'] button")
    expect(page.locator("main")).to_contain_text("Opent binnenkort")
    call = Call.objects.get()
    assert (call.state, call.budget, call.created_by) == ("published", 900_000, officer)
    assert hand.done < MOST, hand.done
