"""The evening of a reviewer in a browser: six files, one conflict, one given back, a session that ends, all by keys."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from reviews import actions
from reviews.models import Assignment, Phase
from tests import factories
from tests.factories import PASSWORD
from tests.look.conftest import AXE

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = (1280, 820, 390)
FAULTS = """() => axe.run({resultTypes: ['violations'], preload: false}).then(found => found.violations
    .filter(each => ['serious', 'critical'].includes(each.impact)).map(each => each.id + ' ' + each.nodes[0].html))"""


@pytest.fixture
def evening(settings):
    """A jury that meets in ten days, and six files of a reviewer."""
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    now = timezone.now()
    opened = {"opens_at": now - timedelta(days=30), "closes_at": now - timedelta(days=3)}
    facts = {"jury_on": now.date() + timedelta(days=10), "decision_by": now.date() + timedelta(days=60)}
    call = factories.CallFactory(**opened | facts)
    officer, reviewer = factories.UserFactory(role="officer"), factories.UserFactory(role="reviewer")
    files = []
    for n in range(6):
        applicant = factories.UserFactory(role="submitter")
        files.append(factories.submitted(call, applicant, at=now - timedelta(days=9), title=f"Project {n + 1}"))
    factories.seal(call)
    for each in files:
        each.refresh_from_db()
        actions.judge_admissibility(each, admissible=True, motivation="In orde.", by=officer, at=now)
        each.refresh_from_db()
        factories.assign(each, reviewer, officer, at=now)
    call.files, call.reviewer, call.officer = files, reviewer, officer
    return call


@pytest.fixture
def page(chromium, live_server, evening, settings):
    context = chromium.new_context(locale="nl-BE", base_url=live_server.url, viewport={"width": 1280, "height": 900})
    client = Client()
    client.force_login(evening.reviewer)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.wrong = []
    page.on("pageerror", lambda fault: page.wrong.append(str(fault)))
    yield page
    context.close()
    assert page.wrong == []


def saved(page):
    expect(page.locator("form[data-keys]")).not_to_have_attribute("data-waiting", "", timeout=20_000)
    expect(page.locator("form[data-keys] .saved")).to_contain_text("bewaard om")


def by_keyboard(page, values, word):
    """Score every criterion and write why, without the mouse."""
    page.locator("form[data-keys]").wait_for()
    for value in values:
        page.keyboard.press("n")
        page.keyboard.press(str(value))
        page.keyboard.press("m")
        page.keyboard.type(f"{word}: 5 redenen, n en s horen bij de tekst?", delay=0)
        page.keyboard.press("Escape")


def barriers(page) -> list[str]:
    found = []
    page.evaluate(AXE)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{page.url} scrolls sideways at {width}")
        found += [f"{page.url} at {width}: {fault}" for fault in page.evaluate(FAULTS)]
    page.set_viewport_size(page.viewport_size | {"width": 1280})
    return found


def test_the_evening_of_a_reviewer(page, evening):
    numbers = [each.number for each in evening.files]
    page.goto("/dossiers/")
    assert barriers(page) == []

    # One is refused for an interest, the rest opens.
    for n, number in enumerate(numbers):
        page.goto(f"/dossiers/{number}/verklaring/")
        if n == 1:
            page.get_by_label("Ik heb een belang").check()
            page.get_by_label("Welk belang").fill("Mijn zus werkt er.")
        else:
            page.get_by_label("Ik heb geen belang").check()
        page.get_by_role("button", name="Verklaar").click()
        page.wait_for_url("**/dossiers/" if n == 1 else f"**/dossiers/{number}/")

    # One cannot be judged.
    page.goto(f"/dossiers/{numbers[2]}/")
    page.get_by_role("link", name="Ik kan dit dossier niet beoordelen").click()
    page.get_by_label("Reden").fill("Buiten mijn vak.")
    page.get_by_role("button", name="Geef dit dossier terug").click()
    expect(page.get_by_text("U beoordeelt")).to_be_visible()

    # The others by keyboard; in the middle the session ends, and nothing that was typed is lost.
    page.goto(f"/dossiers/{numbers[0]}/")
    for n in (0, 3, 4, 5):
        expect(page.locator("h1")).to_have_text(f"Project {n + 1}")
        by_keyboard(page, (4, 3, n % 6), f"dossier {n + 1}")
        saved(page)
        if n == 3:
            Session.objects.all().delete()
            page.get_by_label("Uw eigen notities").fill("Morgen nabellen.")
            panel = page.locator(".login-again")
            expect(panel).to_be_visible()
            panel.locator("[name=password]").fill(PASSWORD)
            panel.get_by_role("button", name="Meld u aan en bewaar").click()
            expect(panel).to_have_count(0)
            expect(page.locator(".own-notes .saved")).to_contain_text("bewaard om")
            saved(page)
        if n == 0:
            assert barriers(page) == []
        page.get_by_role("button", name="Dien in en ga naar het volgende dossier").click()
        page.wait_for_url("**/dossiers/" if n == 5 else f"**/dossiers/{numbers[n + 1 if n else 3]}/")

    states = {each.application.number: each for each in Assignment.objects.filter(reviewer=evening.reviewer)}
    assert [states[number].state for number in numbers] == [
        "submitted", "conflicted", "unable", "submitted", "submitted", "submitted",
    ]  # fmt: skip
    for n in (0, 3, 4, 5):
        scores = list(states[numbers[n]].scores.order_by("criterion__position"))
        assert [each.value for each in scores] == [4, 3, n % 6]
        assert {each.motivation for each in scores} == {f"dossier {n + 1}: 5 redenen, n en s horen bij de tekst?"}
    assert actions.read_note(states[numbers[3]].note) == "Morgen nabellen."
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('typed:')).length") == 0


def opened(evening, n=0) -> str:
    number = evening.files[n].number
    mine = Assignment.objects.get(application__number=number, reviewer=evening.reviewer)
    actions.declare(mine, by=evening.reviewer, at=timezone.now())
    return number


def test_keys_that_are_switched_off_stay_off_and_the_list_opens_with_a_question_mark(page, evening):
    page.goto(f"/dossiers/{opened(evening)}/")
    page.locator("h1").click()
    page.keyboard.press("?")
    switch = page.get_by_label("Gebruik sneltoetsen in deze browser")
    expect(switch).to_be_visible()
    switch.uncheck()
    page.keyboard.press("4")
    page.reload()
    page.locator("form[data-keys]").wait_for()
    page.keyboard.press("n")
    page.keyboard.press("4")
    assert page.locator(".scale input:checked").count() == 0
    page.keyboard.press("?")
    expect(switch).not_to_be_visible()


def test_keys_with_ctrl_or_alt_belong_to_somebody_else(page, evening):
    page.goto(f"/dossiers/{opened(evening)}/")
    page.locator("form[data-keys]").wait_for()
    page.keyboard.press("n")
    for key in ("Control+4", "Alt+4"):
        page.keyboard.press(key)
    assert page.locator(".scale input:checked").count() == 0


def test_without_a_connection_the_review_is_kept_and_sent_later(page, evening):
    number = opened(evening)
    page.goto(f"/dossiers/{number}/")
    page.context.set_offline(True)
    by_keyboard(page, (4, 3, 2), "offline")
    expect(page.locator("form[data-keys] .saved")).to_contain_text("geen verbinding")
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    saved(page)
    mine = Assignment.objects.get(application__number=number)
    assert [each.value for each in mine.scores.order_by("criterion__position")] == [4, 3, 2]


def test_on_a_tablet_the_scores_stay_in_sight_while_one_reads(page, evening):
    page.set_viewport_size({"width": 820, "height": 900})
    page.goto(f"/dossiers/{opened(evening)}/")
    page.locator("#c-bijlagen").scroll_into_view_if_needed()
    page.mouse.move(200, 400)
    page.mouse.wheel(0, 4000)
    expect(page.locator(".scale").first).to_be_in_viewport()


def test_the_discussion_and_the_consensus_have_no_barrier(page, evening):
    number = opened(evening)
    file, now = evening.files[0], timezone.now()
    shown = {"names_shown": True, "others_scores": "always", "discussion_open": True}
    Phase.objects.create(call=evening, name="Samen", starts_at=now - timedelta(days=1), **shown)
    actions.open_thread(file, "Budget", "Klopt dit?", audience="office", asks=True, by=evening.reviewer, at=now)
    mine = file.assignments.get(reviewer=evening.reviewer)
    actions.set_lead(file, mine, by=evening.officer, at=now)
    for address in ("bespreking", "advies", "notities", "teruggeven"):
        page.goto(f"/dossiers/{number}/{address}/")
        assert barriers(page) == []
