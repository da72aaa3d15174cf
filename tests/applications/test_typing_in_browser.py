"""Real browsers on one draft: two people, no connection, a closed window, an ended session. Nothing typed is lost."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from applications.models import Application, Entry
from tests import factories
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)
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
