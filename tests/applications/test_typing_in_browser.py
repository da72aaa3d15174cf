"""Real browsers on one draft: two people, no connection, a closed window, an ended session. Nothing typed is lost."""

import os
import re
import signal
from datetime import date
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from applications import actions
from applications.models import Application, Entry
from tests import factories
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)
EMPTY = {"summary": "", "focus": None, "starts_on": None, "ends_on": None, "goals": ""}
LONG = "Wat wij willen bereiken, schrijven wij hier uit. " * 40


@pytest.fixture
def draft(settings):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    call = factories.open_call()
    government = factories.OrganisationFactory(name="Halledorp")
    people = [factories.UserFactory(role="submitter", role__organisation=government) for _ in range(2)]
    draft = factories.draft(call, people[0], at=timezone.now())
    draft.people = people
    return draft


@pytest.fixture
def browse(chromium, live_server, draft, settings):
    """Opens the project page of the draft as the first or the second of the two."""
    opened = []

    def browse(who=0, context=None, script=True):
        if context is None:
            context = chromium.new_context(java_script_enabled=script, locale="nl-BE", base_url=live_server.url)
            client = Client()  # each their own session
            client.force_login(draft.people[who])
            cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
            opened.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.goto(f"/aanvragen/{draft.number}/project/")
        return page

    yield browse
    for context in opened:
        context.close()


def saved(page):
    expect(page.locator("form[data-autosave]")).not_to_have_attribute("data-waiting", "", timeout=15_000)
    expect(page.locator(".saved")).to_contain_text("bewaard om")


def kept(draft, name):
    return getattr(Application.objects.get(pk=draft.pk), name)


def type_at_the_end(page, name, text):
    page.focus(f"[name={name}]")
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(text)


def test_what_is_typed_is_saved_without_a_button(browse, draft):
    page = browse()
    type_at_the_end(page, "goals", LONG)
    saved(page)
    assert LONG.strip() in kept(draft, "goals")
    assert page.evaluate("localStorage.length") == 0
    key = page.evaluate("document.querySelector('[data-autosave]').dataset.keep")
    assert page.evaluate(f"typedKept.disk('typed:{key}:/aanvragen/{draft.number}/project/')") is None


def test_two_people_in_two_fields_both_keep_every_character(browse, draft):
    mine, theirs = browse(0), browse(1)
    type_at_the_end(mine, "goals", " Van mij.")
    saved(mine)
    type_at_the_end(theirs, "summary", " Van hen.")
    saved(theirs)
    expect(theirs.locator("[name=goals]")).to_have_value(kept(draft, "goals"))
    assert kept(draft, "goals").endswith("Van mij.")
    assert kept(draft, "summary").endswith("Van hen.")
    expect(theirs.locator("[data-others]")).to_contain_text(str(draft.people[0]))


@pytest.mark.parametrize(
    ("choice", "ends"),
    [("Behoud mijn tekst", "Van hen."), ("Neem deze tekst", "Van mij."), ("Zet beide onder elkaar", "Van mij.")],
)
def test_two_people_in_one_field_see_both_texts_and_choose(browse, draft, choice, ends):
    mine, theirs = browse(0), browse(1)
    type_at_the_end(mine, "goals", " Van mij.")
    saved(mine)
    type_at_the_end(theirs, "goals", " Van hen.")
    clash = theirs.locator(".clash")
    expect(clash).to_contain_text("Van mij.", timeout=15_000)
    expect(clash).to_contain_text(str(draft.people[0]))
    type_at_the_end(theirs, "summary", " Intussen verder.")
    saved_meanwhile = theirs.wait_for_function("document.querySelector('.saved').textContent.includes('Kies')")
    assert saved_meanwhile
    theirs.get_by_role("button", name=choice).click()
    saved(theirs)
    expect(clash).to_have_count(0)
    assert kept(draft, "goals").endswith(ends)
    assert kept(draft, "summary").endswith("Intussen verder.")
    if choice.startswith("Zet"):
        assert "Van hen." in kept(draft, "goals")
    texts = "".join(str(value) for value in Entry.objects.filter(field="goals").values_list("value", flat=True))
    assert "Van mij." in texts
    assert "Van hen." in texts


def test_without_a_connection_typing_goes_on_and_arrives_later(browse, draft):
    page = browse()
    page.context.set_offline(True)
    type_at_the_end(page, "goals", LONG)
    expect(page.locator(".saved")).to_contain_text("geen verbinding")
    type_at_the_end(page, "goals", "Tot het laatste woord.")
    page.get_by_role("button", name="Bewaar", exact=True).click()
    expect(page.locator("[name=goals]")).to_have_value(page.input_value("[name=goals]"))
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    saved(page)
    assert kept(draft, "goals").endswith("Tot het laatste woord.")


def test_a_browser_that_is_closed_before_it_could_save_has_the_text_again(browse, draft):
    page = browse()
    context = page.context
    context.set_offline(True)
    type_at_the_end(page, "goals", "Nooit verzonden.")
    expect(page.locator(".saved")).to_contain_text("geen verbinding")
    page.close(run_before_unload=False)
    context.set_offline(False)
    again = browse(context=context)
    expect(again.locator("[name=goals]")).to_have_value(again.input_value("[name=goals]"))
    expect(again.get_by_text("staat hier weer")).to_be_visible()
    saved(again)
    assert kept(draft, "goals").endswith("Nooit verzonden.")


def test_somebody_whose_session_ended_signs_in_over_the_form_and_goes_on(browse, draft):
    page = browse()
    Session.objects.all().delete()
    type_at_the_end(page, "goals", "Na het aanmelden.")
    panel = page.locator(".login-again")
    expect(panel).to_be_visible()
    panel.locator("[name=password]").fill("verkeerd")
    panel.get_by_role("button", name="Meld u aan en bewaar").click()
    expect(panel).to_contain_text("Dat lukte niet")
    panel.locator("[name=password]").fill(PASSWORD)
    panel.get_by_role("button", name="Meld u aan en bewaar").click()
    saved(page)
    assert kept(draft, "goals").endswith("Na het aanmelden.")
    page.get_by_role("button", name="Bewaar en ga verder").click()
    page.wait_for_url("**/samenwerking/")


def test_a_line_that_a_colleague_adds_survives_mine(browse, draft):
    mine, theirs = browse(0), browse(1)
    for page in (mine, theirs):
        page.goto(f"/aanvragen/{draft.number}/kosten/")
    mine.get_by_role("button", name="Voeg een regel toe").click()
    mine.fill("[name='costs-2-description']", "Van mij")
    saved(mine)
    theirs.fill("[name='costs-0-description']", "Van hen")
    saved(theirs)
    expect(theirs.get_by_text("Toon alle regels")).to_be_visible()
    theirs.fill("[name='costs-1-description']", "Nog eens")
    saved(theirs)
    theirs.wait_for_timeout(1_500)
    lines = kept(draft, "costs").order_by("position").values_list("description", flat=True)
    assert list(lines) == ["Van hen", "Nog eens", "Van mij"]


def test_without_a_script_the_button_saves_all(browse, draft):
    page = browse(script=False)
    page.fill("[name=goals]", LONG)
    page.get_by_role("button", name="Bewaar en ga verder").click()
    page.wait_for_url("**/samenwerking/")
    assert kept(draft, "goals") == LONG.strip()


MINUTE = 60_000


def test_five_minutes_without_a_connection_lose_no_character(browse, draft):
    """The browser's own clock runs the five minutes; the server and the line are real."""
    page = browse()
    page.clock.install()
    page.reload()
    words = [f" Minuut {n}: wij schrijven door." for n in range(1, 6)]
    page.context.set_offline(True)
    for each in words:
        type_at_the_end(page, "goals", each)
        page.clock.run_for(MINUTE)
        expect(page.locator(".saved")).to_contain_text("geen verbinding")
    typed = page.input_value("[name=goals]")
    page.context.set_offline(False)
    page.clock.run_for(6_000)  # it tries again by itself
    saved(page)
    assert kept(draft, "goals") == typed
    assert kept(draft, "goals").endswith("".join(words))


@pytest.fixture
def profile(chromium, live_server, draft, settings, tmp_path):
    """Starts a browser with a profile on disk, signed in; it can be killed like a machine that fails."""
    folder, running = tmp_path / "profile", []

    def start():
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        context = chromium.browser_type.launch_persistent_context(
            folder, executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), locale="nl-BE",
            base_url=live_server.url, args=["--disable-gpu", "--no-first-run", *sandbox],
        )  # fmt: skip
        client = Client()
        client.force_login(draft.people[0])
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        running[:] = [context]
        return context

    def kill():
        mark = f"--user-data-dir={folder}".encode()
        for each in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (each / "cmdline").read_bytes():
                    os.kill(int(each.name), signal.SIGKILL)
            except OSError:
                continue  # it ended by itself
        (folder / "SingletonLock").unlink(missing_ok=True)

    yield start, kill
    for context in running:
        context.close()


@pytest.mark.parametrize("line", ["there is a line", "there is none"])
def test_a_browser_that_is_killed_loses_no_character(profile, draft, line):
    start, kill = profile
    context = start()
    page = context.new_page()
    page.goto(f"/aanvragen/{draft.number}/project/")
    context.set_offline(line == "there is none")
    type_at_the_end(page, "goals", LONG)
    page.wait_for_timeout(1_500)
    kill()
    page = start().new_page()
    page.goto(f"/aanvragen/{draft.number}/project/")
    expect(page.locator("[name=goals]")).to_have_value(re.compile(re.escape(LONG.strip())))
    if line == "there is none":
        expect(page.get_by_text("staat hier weer")).to_be_visible()
    saved(page)
    assert kept(draft, "goals").endswith(LONG.strip())


def focused(page) -> dict:
    """What has the focus: its name or words, where it stands, and whether one sees it."""
    return page.evaluate(
        """() => {
            const on = document.activeElement, style = getComputedStyle(on), box = on.getBoundingClientRect();
            return {
                name: on.name || on.textContent.trim(), tag: on.tagName, type: on.type ?? "",
                top: box.top + scrollY, seen: style.outlineStyle !== "none" || style.boxShadow !== "none",
                inside: box.top >= 0 && box.bottom <= innerHeight + box.height && box.width > 0,
            };
        }"""
    )


def tab_to(page, name: str) -> list[dict]:
    """Press Tab until this has the focus; the way there."""
    way = []
    for _ in range(60):
        page.keyboard.press("Tab")
        way.append(focused(page))
        if way[-1]["name"] == name:
            return way
    raise AssertionError(f"no way to {name}: {[each['name'] for each in way]}")


def test_a_section_is_filled_in_and_saved_with_the_keyboard_only(browse, draft):
    actions.save(draft, "project", fields=EMPTY, by=draft.people[0], at=timezone.now())
    page = browse()
    way = []
    typed = {"title": "Met de toetsen", "summary": "Zonder muis.", "focus": None, "starts_on": "09/09/2032"}
    typed |= {"ends_on": "03/03/2033", "goals": "Iedereen kan mee."}
    for name, text in typed.items():  # a day has three parts, and each Tab leads to the next
        way += tab_to(page, name)
        if text is None:
            page.keyboard.press("Space")
        else:
            page.keyboard.press("Control+A")
            page.keyboard.type(text.replace("/", "") if name.endswith("_on") else text)
    way += tab_to(page, "Bewaar en ga verder")
    assert [each for each in way if not each["seen"]] == []
    controls = [each for each in way if each["tag"] in ("INPUT", "TEXTAREA", "SELECT")]
    assert list({each["name"]: each for each in controls}) == list(typed)
    assert [each["top"] for each in controls] == sorted(each["top"] for each in controls)
    page.keyboard.press("Enter")
    page.wait_for_url("**/samenwerking/")
    found = Application.objects.get(pk=draft.pk)
    assert (found.title, found.summary, found.goals) == (typed["title"], typed["summary"], typed["goals"])
    assert (found.starts_on, found.ends_on) == (date(2032, 9, 9), date(2033, 3, 3))
    assert found.focus is not None


PLACES = ["", "project", "samenwerking", "kosten", "formulier/criteria", "bijlagen", "nakijken", "wijzigingen"]


def test_on_a_phone_everything_fits_and_what_is_typed_is_kept(browse, draft):
    page = browse()
    page.set_viewport_size({"width": 390, "height": 844})
    for place in PLACES:
        page.goto(f"/aanvragen/{draft.number}/{place}/" if place else f"/aanvragen/{draft.number}/")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390, place
        for each in page.locator(
            "main button:visible, main a.btn:visible, main input:visible, main textarea:visible"
        ).all():
            box = each.bounding_box()
            assert box["x"] >= 0, (place, each)
            assert box["x"] + box["width"] <= 390, (place, each.inner_text())
    page.goto(f"/aanvragen/{draft.number}/project/")
    type_at_the_end(page, "goals", LONG)
    saved(page)
    page.get_by_role("button", name="Bewaar en ga verder").click()
    page.wait_for_url("**/samenwerking/")
    assert kept(draft, "goals").endswith(LONG.strip())
