"""Every page as a browser shows it: no barrier, no sideways scrolling, no English."""

import re
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone

from applications import actions
from follow import tokens
from tests import factories

ENGLISH = re.compile(r"\b(the|your|this|with|and|Save|Add|Remove|Choose|Search|Submit|Currently|call \d)\b")
WIDTHS = (1280, 390)
# The rest of a role is found by following links, one page of each kind.
START = {
    "nobody": ("/", "/accounts/login/", "/accounts/password/reset/", "/controle/", "/status/", "/bestaat-niet/"),
    "applicant": ("/start/", "/accounts/password/change/", "/accounts/logout/"),
    "reviewer": ("/start/",),
    "officer": ("/start/", "/beheer/mails/"),
    "decider": ("/start/",),
    "auditor": ("/start/",),
}
PUBLIC = {"calls:list", "calls:detail", "projects:list", "projects:detail", "projects:figures", "documents:verify"}
PUBLIC |= {"home", "help", "status", "privacy", "accessibility", "account_reset_password"}
# The same for all who see them: looked at with the eyes of one role.
ONCE = dict.fromkeys(PUBLIC, "nobody")
ONCE |= dict.fromkeys(("calls:manage", "calls:staff_detail", "applications:staff_list", "reviews:assign"), "officer")
ONCE |= dict.fromkeys(("account_change_password", "account_logout", "my_calendar"), "applicant")
# The list beside a call leads every role on the Flemish side to these.
OF_A_CALL = {"calls:calendar", "calls:form", "calls:form_preview", "calls:form_versions", "calls:form_version"}
OF_A_CALL |= {"calls:inquiries", "applications:watch", "applications:publish_form", "accounts:government"}
OF_A_CALL |= {f"rehearsals:{page}" for page in ("list", "report", "clock", "steps", "mails", "mail", "papers")}
ONCE |= dict.fromkeys(OF_A_CALL, "officer")
ONCE |= dict.fromkeys(("follow:call", "follow:calls"), "nobody")
ONCE["rehearsals:mail_look"] = None  # the HTML of a mail, in a frame: no page of the portal


class Links(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        if tag == "a" and (address := dict(attributes).get("href")):
            self.found.append(address)


def name_of(path: str) -> str:
    """What kind of page it is; each step of setting up a call is a kind of its own."""
    try:
        match = resolve(urlsplit(path).path)
    except Resolver404:
        return path
    return f"{match.view_name} {match.kwargs.get('step', '')}".strip()


def unlinked(world, role) -> list[str]:
    """Pages that one reaches by mail, by a redirect or only when something is wrong."""
    if role == "nobody":
        return [tokens.path_to(act, world.subscription) for act in ("confirm", "stop")] + ["/volgen/gevraagd/"]
    return ["/beheer/oproepen/ontwerp/stap/basis/", "/beheer/brieven/"] if role == "officer" else []


def walk(client, role, more=()):
    """One page of each kind that this role reaches by links."""
    queue, seen = [*START[role], *more], set()
    while queue:
        path = queue.pop(0)
        name = name_of(path)
        if name in seen or ONCE.get(name, role) != role:
            continue
        answer = client.get(path)
        if answer.status_code == 302 or not answer["Content-Type"].startswith("text/html"):
            continue
        seen.add(name)
        html = answer.content.decode()
        yield path, html
        links = (urldefrag(urljoin(path, link)).url for link in Links(html).found)
        queue += [link for link in links if link.startswith("/")]


def signed_in(world, role) -> Client:
    client = Client(raise_request_exception=False)
    if role != "nobody":
        client.force_login(getattr(world, role))
    return client


@pytest.mark.parametrize("role", START)
def test_no_page_has_a_barrier_scrolls_sideways_or_speaks_english(eye, world, role):
    wrong, titles, count = [], {}, 0
    for path, html in walk(signed_in(world, role), role, unlinked(world, role)):
        count += 1
        tab = eye.open(path, html)
        wrong += [fault for width in WIDTHS for fault in eye.faults(width)]
        wrong += [f"{path}: English: {m.group()}" for m in ENGLISH.finditer(eye.text())]
        if tab.locator("h1").count() != 1:
            wrong.append(f"{path}: not one h1")
        if (other := titles.setdefault(tab.title(), path)) != path:
            wrong.append(f"{path}: has the title of {other}: {tab.title()}")
    assert not wrong, "\n".join(wrong)
    assert count > 1


def refusals(world):
    """Who sends what where, so that the page comes back with its errors."""
    number, file = world.draft.number, world.file.number
    return (
        ("nobody", "/accounts/login/", {}),
        ("applicant", f"/aanvragen/{number}/project/", {"title": "", "starts_on": "gisteren", "version": ""}),
        ("applicant", f"/aanvragen/{number}/intrekken/", {}),
        ("applicant", f"/aanvragen/{number}/bijlagen/", {}),
        ("reviewer", f"/dossiers/{file}/verklaring/", {}),
        ("officer", "/beheer/oproepen/nieuw/", {}),
        ("officer", "/beheer/mensen/nieuw/", {}),
        ("officer", f"/beheer/aanvragen/{file}/jury/", {}),
        ("decider", f"/beslissingen/jury/{file}/", {}),
    )


def test_a_refused_form_says_so_first_and_points_at_what_to_mend(eye, world):
    wrong = []
    for role, path, data in refusals(world):
        answer = signed_in(world, role).post(path, {**data, "_key": f"key-{path}"})
        tab = eye.open(path, answer.content.decode())
        wrong += [fault for width in WIDTHS for fault in eye.faults(width)]
        wrong += [f"{path}: English: {m.group()}" for m in ENGLISH.finditer(eye.text())]
        if not tab.title().startswith("Fout: "):
            wrong.append(f"{path}: the title says nothing: {answer.status_code} {tab.title()}")
        if not tab.evaluate("document.activeElement.getAttribute('role') === 'alert'"):
            wrong.append(f"{path}: the summary has no focus")
        links = tab.eval_on_selector_all('[role="alert"] a[href^="#"]', "all => all.map(a => a.hash.slice(1))")
        wrong += [f"{path}: nothing is called {each}" for each in links if not tab.locator(f'[id="{each}"]').count()]
    assert not wrong, "\n".join(wrong)


def test_long_names_and_large_sums_fit_on_the_smallest_phone(eye, applicant):
    now = timezone.now()
    draft = factories.draft(factories.open_call(title=("Intergemeentelijk " * 7)[:120]), applicant, at=now)
    title = ("Intergemeentelijk samenwerkingsverband " * 6)[:120]
    actions.save(draft, "project", fields={"title": title}, by=applicant, at=now)
    partners = [
        {"part": "partner", "organisation": factories.OrganisationFactory(name=f"Samenwerkingsverbandsgemeente {n}")}
        for n in range(12)
    ]
    actions.save(draft, "participants", rows=partners, by=applicant, at=now)
    client = Client()
    client.force_login(applicant)
    wrong = []
    parts = ("", "project/", "samenwerking/", "kosten/", "formulier/criteria/", "bijlagen/", "nakijken/", "intrekken/")
    for path in ("/start/", "/aanvragen/", *(f"/aanvragen/{draft.number}/{part}" for part in parts)):
        eye.open(path, client.get(path).content.decode())
        wrong += [fault for width in (320, 640) for fault in eye.faults(width, axe=False)]
    assert not wrong, "\n".join(wrong)
