"""A real browser puts the questions of a form in order: by keyboard alone, by dragging, and without a script."""

import mimetypes
from contextvars import copy_context
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse
from django.utils import timezone

from questionnaires import actions
from questionnaires.models import Questionnaire
from tests.factories import DURING, CallFactory, write_form

pytestmark = pytest.mark.django_db
HOST = "http://loket.test"


@pytest.fixture
def call(officer):
    """Samenwerking asks Werkt u samen? and Met wie?, Cijfers asks Inwoners and Budget."""
    call = CallFactory(state="draft", closes_at=timezone.now() + timedelta(days=60))
    write_form(call, by=officer)
    who = {"by": officer, "at": DURING}
    actions.add_section(call.form, "Cijfers", edit=call.form.edit, **who)
    for label in ("Inwoners", "Budget"):
        actions.add_question(call.form, "cijfers", {"kind": "number", "label": label}, edit=call.form.edit, **who)
    return call


@pytest.fixture
def window(chromium, client, officer, call):
    """Opens the form in a browser whose requests the test client answers, with or without a script."""
    client.force_login(officer)
    opened = []
    here = copy_context()  # that of the test, with its connection; the browser calls from another one

    def answer(route):
        return here.copy().run(give, route)

    def give(route):
        asked = route.request
        path = urlsplit(asked.url).path
        if path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/"))
            if not found:
                return route.fulfill(status=404)
            return route.fulfill(body=Path(found).read_bytes(), content_type=mimetypes.guess_type(found)[0])
        where, headers = asked.url.removeprefix(HOST), {"accept": asked.headers.get("accept", "")}
        if asked.method == "POST":
            kind, body = asked.headers["content-type"], asked.post_data_buffer
            got = client.generic("POST", where, body, content_type=kind, headers=headers, follow=False)
            if got.status_code == 302:
                got = client.get(got["Location"].split("#")[0])
        else:
            got = client.get(where, headers=headers)
        return route.fulfill(status=got.status_code, body=got.content, content_type=got["Content-Type"])

    def open_form(script=True, width=1280):
        tab = chromium.new_context(java_script_enabled=script, viewport={"width": width, "height": 1000}).new_page()
        tab.set_default_timeout(10_000)
        tab.route("**/*", answer)
        tab.goto(HOST + reverse("calls:form", args=[call.slug]))
        opened.append(tab)
        return tab

    yield open_form
    for tab in opened:
        tab.context.close()


def saved(call) -> list[list[str]]:
    sections = Questionnaire.objects.get(pk=call.form_id).definition.sections
    return [[each.key for each in section.questions] for section in sections]


def shown(tab) -> list[list[str]]:
    return [
        [item.get_attribute("data-key") for item in each.query_selector_all(":scope > [data-key]")]
        for each in tab.query_selector_all("[data-order='questions']")
    ]


def said(tab) -> str:
    tab.wait_for_function("() => document.querySelector('[data-said]').textContent !== ''")
    return tab.inner_text("[data-said]")


def focused(tab) -> tuple:
    here = tab.evaluate("() => [document.activeElement.name, document.activeElement.value]")
    return tuple(here)


def test_by_keyboard_alone_and_the_focus_stays(window, call):
    tab = window()
    tab.focus("#budget [data-move='up']")
    tab.keyboard.press("Enter")
    assert said(tab) == "“Budget” is nu vraag 1 van 2 in “Cijfers”."
    assert saved(call) == shown(tab) == [["werkt-u-samen", "met-wie"], ["budget", "inwoners"]]
    assert focused(tab) == ("up", "budget")
    tab.keyboard.press("Enter")
    tab.wait_for_function("() => document.querySelector('[data-said]').textContent.includes('Samenwerking')")
    assert saved(call) == shown(tab) == [["werkt-u-samen", "met-wie", "budget"], ["inwoners"]]
    assert focused(tab) == ("up", "budget")


def test_a_move_that_cannot_be_is_said_and_undone(window, call):
    tab = window()
    tab.focus("#met-wie [data-move='up']")
    tab.keyboard.press("Enter")
    assert "moet er dus na staan" in said(tab)
    assert "bad" in tab.get_attribute("[data-said]", "class")
    assert saved(call) == shown(tab) == [["werkt-u-samen", "met-wie"], ["inwoners", "budget"]]


def drag(tab, key: str, onto: str, *, drop=True):
    grip, target = tab.locator(f"#{key} > [data-grip]").first, tab.locator(f"#{onto}")
    box = grip.bounding_box()
    tab.mouse.move(box["x"] + 5, box["y"] + box["height"] / 2)
    tab.mouse.down()
    there = target.bounding_box()
    tab.mouse.move(there["x"] + 20, there["y"] + there["height"] / 2, steps=8)
    there = target.bounding_box()  # what is dragged away makes room
    tab.mouse.move(there["x"] + 20, there["y"] + 4, steps=4)
    if drop:
        tab.mouse.up()


def test_a_question_is_dragged_into_another_section(window, call):
    tab = window()
    drag(tab, "met-wie", "inwoners")
    assert said(tab) == "“Met wie?” is nu vraag 1 van 3 in “Cijfers”."
    assert saved(call) == shown(tab) == [["werkt-u-samen"], ["met-wie", "inwoners", "budget"]]


def test_a_drag_to_where_it_cannot_stand_goes_back(window, call):
    tab = window()
    drag(tab, "met-wie", "werkt-u-samen")
    assert "moet er dus na staan" in said(tab)
    assert saved(call) == shown(tab) == [["werkt-u-samen", "met-wie"], ["inwoners", "budget"]]


def test_escape_puts_a_dragged_question_back(window, call):
    tab = window()
    drag(tab, "budget", "inwoners", drop=False)
    tab.keyboard.press("Escape")
    tab.mouse.up()
    assert saved(call) == shown(tab) == [["werkt-u-samen", "met-wie"], ["inwoners", "budget"]]


def test_a_whole_section_is_moved(window, call):
    tab = window()
    tab.focus(".part-head [name='down'][value='samenwerking']")
    tab.keyboard.press("Enter")
    assert said(tab) == "Het onderdeel “Samenwerking” is nu onderdeel 2 van 2."
    assert saved(call) == shown(tab) == [["inwoners", "budget"], ["werkt-u-samen", "met-wie"]]


def test_without_a_script_the_buttons_do_the_same(window, call):
    tab = window(script=False)
    assert not tab.locator("#budget [data-grip]").is_visible()
    tab.click("#budget [data-move='up']")
    assert saved(call) == [["werkt-u-samen", "met-wie"], ["budget", "inwoners"]]
    assert "“Budget” is nu vraag 1 van 2 in “Cijfers”." in tab.inner_text("body")
    assert tab.locator("#budget [data-move='up']").get_attribute("autofocus") is not None


def test_two_officers_moving_at_once_overwrite_nothing(window, call, second_officer):
    tab = window()
    form = Questionnaire.objects.get(pk=call.form_id)
    actions.shift(form, "budget", -1, edit=form.edit, by=second_officer, at=DURING)
    tab.focus("#inwoners [data-move='down']")
    tab.keyboard.press("Enter")
    assert "Iemand anders heeft dit formulier intussen gewijzigd." in said(tab)
    assert saved(call) == shown(tab) == [["werkt-u-samen", "met-wie"], ["budget", "inwoners"]]
