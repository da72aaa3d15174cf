"""An officer makes a call from nothing in a browser, counted: every click, and every field that is typed in."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from icalendar import Calendar
from playwright.sync_api import Page, expect

from accounts.models import Notice
from calls.models import Call
from tests import factories
from workflow.moments import wall

pytestmark = pytest.mark.django_db(transaction=True)

MOST = 60


class Hand:
    """A person at the page, whose every click and typed field is counted."""

    def __init__(self, page: Page):
        self.page, self.done = page, 0

    def click(self, selector: str) -> None:
        self.done += 1
        self.page.locator(selector).first.click()

    def tick(self, name: str, nth: int = 0) -> None:
        """Tick a box or choose an option, or take the tick away."""
        self.done += 1
        self.page.locator(f"main [name='{name}']").nth(nth).click(force=True)

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


def make(hand: Hand) -> Call:
    """A call from nothing, published."""
    page, today = hand.page, timezone.localdate()
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
    hand.save()  # what an officer looks at is proposed
    hand.type(
        regulation="Reglement van de oproep",
        legal_grounds="het decreet van 1 januari 2020 (voorbeeld), artikel 4",
        budget_article="SJ0-1SMC2GG-WT",
    )
    hand.save()
    hand.type(decision_by=str(today + timedelta(days=150)))
    hand.click("[data-add-row=jury_days]")
    hand.type(**{"jury_days-0-day": str(today + timedelta(days=110))})
    hand.type(**{"jury_days-0-starts": "09:00", "jury_days-0-ends": "17:00"})
    hand.save()
    hand.save()
    expect(page).to_have_url(re.compile("/beheer/oproepen/[^/]+/$"))
    hand.click("main form[action$='/publiceer/'] button")
    expect(page.locator("main")).to_contain_text("Opent binnenkort")
    return Call.objects.get()


def test_a_call_from_nothing_takes_fewer_than_sixty_clicks_and_fields(page, officer):
    hand = Hand(page)
    call = make(hand)
    assert (call.state, call.budget, call.created_by) == ("published", 900_000, officer)
    assert hand.done < MOST, hand.done


def move_closing(hand: Hand, call: Call, days: int, reason: str) -> None:
    """Move the closing through the page; where it warns of the day, the person confirms."""
    call.refresh_from_db()
    hand.page.goto(f"/beheer/oproepen/{call.slug}/")
    hand.click(f"a[href$='/{call.slug}/sluiting/']:visible, a[href$='/verplaatsen/sluiting/']:visible")
    hand.type(new_0=str(wall(call.closes_at).date() + timedelta(days=days)), reason=reason)
    hand.click("main form .actions button.btn-primary")
    if hand.page.get_by_role("button", name="Bevestig").count():
        hand.click("main form .actions button.btn-primary")
    hand.page.wait_for_url(f"**/beheer/oproepen/{call.slug}/")


def test_a_call_is_taken_over_published_moved_twice_and_given_a_focus_while_a_draft_exists(page, officer, applicant):
    hand, today = Hand(page), timezone.localdate()
    first = make(hand)

    page.goto(f"/beheer/oproepen/{first.slug}/")
    hand.click("a[href$='/overnemen/']:visible")
    hand.type(opens_on=str(today - timedelta(days=7)), title="Van goed idee naar prototype, tweede ronde")
    hand.click("main form .actions button.btn-primary")
    call = Call.objects.exclude(pk=first.pk).get()
    assert (wall(call.opens_at).time(), wall(call.closes_at).time()) == (
        wall(first.opens_at).time(),
        wall(first.closes_at).time(),
    )
    page.goto(f"/beheer/oproepen/{call.slug}/stap/wie/")
    hand.tick("focuses", 2)
    hand.save()
    page.goto(f"/beheer/oproepen/{call.slug}/")
    hand.click("main form[action$='/publiceer/'] button")
    expect(page.locator("main")).to_contain_text("Open voor aanvragen")
    call.refresh_from_db()
    assert (call.state, call.focuses.count()) == ("published", 2)
    published = call.sequence

    draft = factories.draft(call, applicant, at=timezone.now())
    before, closing = (draft.title, draft.goals, draft.focus), call.closes_at
    move_closing(hand, call, 7, "De zomer is kort.")
    move_closing(hand, call, 14, "Het platform lag een dag stil.")
    page.goto(f"/beheer/oproepen/{call.slug}/focus/")
    hand.tick("focus")
    hand.type(reason="Er kwam geld bij voor deze focus.")
    hand.click("main form .actions button.btn-primary")
    page.wait_for_url(f"**/beheer/oproepen/{call.slug}/")

    call.refresh_from_db()
    draft.refresh_from_db()
    assert call.closes_at - closing in {timedelta(days=21, hours=h) for h in (-1, 0, 1)}  # a change of clocks between
    assert (call.focuses.count(), call.sequence) == (3, published + 2)  # of its moments; a focus is not one
    assert (draft.state, (draft.title, draft.goals, draft.focus)) == ("draft", before)
    told = list(Notice.objects.filter(to=applicant).order_by("id").values_list("body", flat=True))
    assert len(told) == 3
    assert "De zomer is kort." in told[0]
    assert "Het platform lag een dag stil." in told[1]
    assert "Er kwam geld bij" in told[2]
    assert [change.reason for change in call.term_changes.order_by("id")] == [
        "De zomer is kort.",
        "Het platform lag een dag stil.",
    ]
    ledger = page.locator("main").inner_text()
    assert ledger.count("De zomer is kort.") == ledger.count("Er kwam geld bij voor deze focus.") == 1

    page.goto(call.get_absolute_url())
    public = page.locator("main").inner_text()
    for words in ("De zomer is kort.", "Het platform lag een dag stil.", "Er kwam geld bij voor deze focus."):
        assert words in public
    feed = page.request.get(f"{call.get_absolute_url()}feed.atom").text()
    assert feed.count("<entry>") == 4
    calendar = Calendar.from_ical(page.request.get(f"{call.get_absolute_url()}agenda.ics").body())
    closes = next(e for e in calendar.walk("VEVENT") if e.decoded("DTSTART") == call.closes_at)
    assert int(closes["SEQUENCE"]) == call.sequence
