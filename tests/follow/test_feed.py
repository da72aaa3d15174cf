"""The feeds: Atom as RFC 4287 asks, with all that happened to calls that the world may know of."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from lxml import etree

from applications import actions as application_actions
from calls import actions as call_actions
from calls.models import Focus
from follow import actions
from tests import factories
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db
A = "{http://www.w3.org/2005/Atom}"
ALL = "/oproepen/feed.atom"


def read(client, address=ALL) -> list[dict]:
    """The entries, after a check of all that RFC 4287 requires (sections 4.1.1 and 4.1.2)."""
    answer = client.get(address)
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = etree.fromstring(answer.content)
    assert feed.tag == f"{A}feed"
    one(feed, "id"), one(feed, "title"), moment(feed, "updated"), one(feed, "author/name")
    (own,) = [each for each in feed.findall(f"{A}link") if each.get("rel") == "self"]
    assert own.get("href").endswith(address)
    ids = [one(each, "id") for each in feed.findall(f"{A}entry")]
    assert len(ids) == len(set(ids))
    assert all(each.startswith("tag:") for each in ids)
    entries = []
    for each in feed.findall(f"{A}entry"):
        assert each.find(f"{A}link").get("href").startswith("http")
        text = each.find(f"{A}summary")
        assert text.get("type") == "html"
        entries.append({"title": one(each, "title"), "at": moment(each, "updated"), "id": one(each, "id")})
        entries[-1]["text"] = text.text
    if entries:
        assert moment(feed, "updated") == max(each["at"] for each in entries)
    return entries


def one(thing, path) -> str:
    (found,) = thing.findall("/".join(f"{A}{name}" for name in path.split("/")))
    assert found.text.strip()
    return found.text


def moment(thing, name) -> datetime:
    read = datetime.fromisoformat(one(thing, name))
    assert read.tzinfo
    return read


@pytest.fixture
def call(officer):
    """Published through the action."""
    draft = factories.CallFactory(state="draft", slug="open", title="Open oproep", summary="Eén zin & meer.")
    now = timezone.now()
    draft.opens_at, draft.closes_at = now - timedelta(days=3), now + timedelta(days=9)
    draft.save()
    actions.publish(draft, by=officer, at=now - timedelta(days=4))
    return draft


def test_all_that_happened_newest_first(client, call, officer, second_officer):
    now = timezone.now()
    call_actions.add_focus(
        call, Focus.objects.create(code="z", name="Zorg", explanation="x"), "Gevraagd.", by=officer, at=now
    )
    change = application_actions.move_deadline(
        call, call.closes_at + timedelta(days=7), "Op <b>vraag</b>.", by=officer, at=now + timedelta(seconds=1)
    )
    found = read(client)
    assert [each["title"] for each in found] == [
        "De sluiting verschuift: Open oproep", "Er komt een focus bij: Open oproep", "Nieuwe oproep: Open oproep",
    ]  # fmt: skip
    assert "Op &lt;b&gt;vraag&lt;/b&gt;." in found[0]["text"]
    assert "Zorg" in found[1]["text"]
    assert "Eén zin &amp; meer." in found[2]["text"]
    assert found[0]["id"].endswith(f":call/{call.pk}/moved/{change.pk}")
    assert [each["id"] for each in read(client, "/oproepen/open/feed.atom")] == [each["id"] for each in found]


def test_a_call_in_preparation_and_a_shortening_that_waits_are_in_no_feed(client, call, officer):
    secret = factories.CallFactory(state="draft", slug="geheim", title="Geheim")
    application_actions.move_deadline(call, call.closes_at - timedelta(days=2), "Stil.", by=officer, at=timezone.now())
    with pytest.raises(Refused):  # its focuses change in its form, which nobody is told of
        call_actions.add_focus(secret, Focus.objects.first(), "Stil.", by=officer, at=timezone.now())
    assert [each["title"] for each in read(client)] == ["Nieuwe oproep: Open oproep"]
    assert client.get("/oproepen/geheim/feed.atom").status_code == 404


def test_an_empty_feed_is_valid_and_the_same_every_time(client):
    assert read(client) == []
    assert client.get(ALL)["ETag"] == client.get(ALL)["ETag"]


def test_who_has_this_version_gets_nothing_more(client, call):
    first = client.get(ALL)
    assert client.get(ALL, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert client.get(ALL, headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 304


@pytest.mark.parametrize("n", [1, 3])
def test_it_takes_as_many_queries_for_three_calls_as_for_one(client, officer, n, django_assert_num_queries):
    for each in range(n):
        draft = factories.CallFactory(state="draft", number=40 + each, programme=None or factories.ProgrammeFactory())
        actions.publish(draft, by=officer, at=factories.OPENS)
    with django_assert_num_queries(5):
        client.get(ALL)


@pytest.mark.parametrize("title", ["a\x0bb", "]]>", "<script>&amp;", "\ufffe", "😀"])
def test_no_title_breaks_the_feed(client, call, title):
    call.title = title
    call.save()
    assert len(read(client)) == 1


@pytest.mark.parametrize(("page", "feed"), [("/oproepen/", ALL), ("/oproepen/open/", "/oproepen/open/feed.atom")])
def test_pages_name_their_feed(client, call, page, feed):
    assert 'type="application/atom+xml" title' in client.get(page).content.decode()
    assert f'href="{feed}"' in client.get(page).content.decode()
