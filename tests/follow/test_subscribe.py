"""Following by mail: nobody follows for another, nobody learns who follows, and one click ends it."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.states import MailState
from applications import actions as application_actions
from follow import actions, clock, tokens
from follow.models import Mailing, Subscription
from tests import factories
from workflow.models import Event
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db
ADDRESS = "volger@dorp.example"


@pytest.fixture
def call(db):
    return factories.open_call(slug="open", title="Open oproep")


def deliver_all() -> list:
    """Send what is owed; answer the new mails."""
    before = len(mail.outbox)
    for pk in Mailing.objects.owed().order_by("pk").values_list("pk", flat=True):
        actions.deliver(pk, at=timezone.now())
    return mail.outbox[before:]


def link_in(message, words: str) -> str:
    return re.search(rf"http://[^/]+(/volgen/{words}/\S+/)", message.body)[1]


def follow(address=ADDRESS, at=None, **scope) -> Subscription:
    at = at or timezone.now()
    actions.ask(address, **scope, at=at)
    found = Subscription.objects.live().get(address=address, **(scope or {"call": None, "programme": None}))
    actions.confirm(found, at=at)
    Mailing.objects.all().delete()
    return found


def tell(call, key="nieuws:1") -> int:
    said = {"subject": "Nieuws", "body": "Een zin.", "link": call.get_absolute_url()}
    return actions.tell_followers(call, key=key, **said, at=timezone.now())


class TestDoubleOptIn:
    def test_from_an_address_to_a_mail_in_three_steps(self, client, call):
        answer = client.post("/oproepen/open/volgen/", {"address": " Volger@Dorp.Example "})
        assert answer["Location"] == "/volgen/gevraagd/"
        (asks,) = deliver_all()
        assert asks.to == [ADDRESS]
        assert "List-Unsubscribe" not in asks.extra_headers
        assert tell(call) == 0  # not confirmed yet
        link = link_in(asks, "bevestigen")
        assert "Ja, stuur mij deze mails" in client.get(link).content.decode()
        assert Subscription.objects.get().state == "asked"  # opening the link is not enough
        assert "U volgt voortaan" in client.post(link).content.decode()
        assert tell(call) == 1
        (news,) = deliver_all()
        assert (news.subject, news.to) == ("Nieuws", [ADDRESS])
        assert [each.verb for each in Event.objects.of(Subscription.objects.get())] == ["ask", "confirm-address"]

    def test_the_answer_is_the_same_for_who_follows_already(self, client, call):
        follow(call=call)
        known = client.post("/oproepen/open/volgen/", {"address": ADDRESS})
        new = client.post("/oproepen/open/volgen/", {"address": "ander@dorp.example"})
        assert (known.status_code, known["Location"]) == (new.status_code, new["Location"])
        told = {each.to[0]: each.subject for each in deliver_all()}
        assert told[ADDRESS] == "U volgt de oproep “Open oproep” al"
        assert Subscription.objects.count() == 2

    def test_the_link_works_for_three_days(self, call):
        at = timezone.now()
        actions.ask(ADDRESS, call=call, at=at)
        subscription = Subscription.objects.get()
        with pytest.raises(Refused) as refusal:
            actions.confirm(subscription, at=at + timedelta(days=3))
        assert [each.code for each in refusal.value.reasons] == ["too-late"]
        actions.confirm(subscription, at=at + timedelta(days=3) - factories.TICK)
        actions.confirm(subscription, at=at + timedelta(days=9))  # a second click is no error
        assert subscription.state == "confirmed"

    def test_a_late_link_says_so_and_offers_a_new_one(self, client, call):
        actions.ask(ADDRESS, call=call, at=timezone.now() - timedelta(days=4))
        path = tokens.path_to("confirm", Subscription.objects.get())
        for answer in (client.get(path), client.post(path)):
            assert answer.status_code == 409
            assert "/oproepen/open/volgen/" in answer.content.decode()

    @pytest.mark.parametrize("name", ["confirm", "stop"])
    def test_a_forged_link_does_nothing(self, client, call, name):
        subscription = follow(call=call)
        good = tokens.path_to(name, subscription)
        other = tokens.path_to("stop" if name == "confirm" else "confirm", subscription).split("/")[-2]
        forged = [good[:-2] + ("A/" if good[-2] != "A" else "B/"), reverse(f"follow:{name}", args=[other])]
        forged += [reverse(f"follow:{name}", args=[each]) for each in (str(subscription.pk), "x.y", "é.ø", "a" * 3000)]
        for path in forged:
            assert (client.get(path).status_code, client.post(path).status_code) == (404, 404), path
        assert Subscription.objects.get().state == "confirmed"

    def test_asking_again_renews_the_three_days(self, call):
        at = timezone.now()
        actions.ask(ADDRESS, call=call, at=at)
        actions.ask(ADDRESS, call=call, at=at + timedelta(days=2))
        actions.confirm(Subscription.objects.get(), at=at + timedelta(days=4))

    def test_one_live_subscription_per_scope_in_the_database_too(self, call):
        follow(call=call)
        with pytest.raises(IntegrityError):
            Subscription.objects.create(address=ADDRESS, call=call, asked_at=timezone.now())

    def test_a_programme_can_be_followed(self, client, call):
        client.post("/volgen/", {"address": ADDRESS, "programma": call.programme.slug})
        assert Subscription.objects.get().programme == call.programme
        assert client.post("/volgen/", {"address": ADDRESS, "programma": "bestaat-niet"}).status_code == 404


class TestHostileInput:
    @pytest.mark.parametrize(
        "address",
        [
            "geen adres", "a@b", "a@b.be\nBcc: x@y.be", "a@b.be,c@d.be", '"a b"@c.be', "Jan <jan@dorp.be>",
            "a@[127.0.0.1]", "a@localhost", "a@127.0.0.1", "a" * 250 + "@b.be", "@b.be", "a@b..be", "<script>@b.be",
            "a@b.be;c@d.be", "jan@dorp.be\r\nTo: x@y.be", "é@dorp.be",
        ],
    )  # fmt: skip
    def test_an_address_nobody_can_be_written_at_gets_a_sentence(self, client, call, address):
        answer = client.post("/oproepen/open/volgen/", {"address": address})
        assert answer.status_code == 422
        assert 'id="id_address_error' in answer.content.decode() or "id_address" in answer.content.decode()
        assert Subscription.objects.count() == Mailing.objects.count() == 0

    def test_what_was_typed_is_still_there(self, client, call):
        page = client.post("/oproepen/open/volgen/", {"address": "jan@dorp"}).content.decode()
        assert 'value="jan@dorp"' in page
        assert "Typ één e-mailadres" in page

    def test_too_many_for_one_address_are_refused_whoever_it_is(self, client, call):
        codes = [client.post("/oproepen/open/volgen/", {"address": ADDRESS}).status_code for _n in range(6)]
        assert codes == [302, 302, 302, 302, 429, 429]
        assert client.post("/oproepen/open/volgen/", {"address": "ander@dorp.example"}).status_code == 302

    def test_too_many_from_one_network_are_refused(self, client, call, settings):
        settings.ALLAUTH_TRUSTED_CLIENT_IP_HEADER = "X-Real-IP"
        ask = lambda n, ip: client.post(  # noqa: E731
            "/volgen/", {"address": f"v{n}@dorp.example"}, headers={"X-Real-IP": ip}
        )
        codes = [ask(n, "192.0.2.1").status_code for n in range(31)]
        assert codes == [302] * 30 + [429]
        assert ask(99, "192.0.2.2").status_code == 302

    def test_a_call_in_preparation_cannot_be_followed(self, client):
        draft = factories.CallFactory(state="draft", slug="geheim")
        assert client.get("/oproepen/geheim/volgen/").status_code == 404
        with pytest.raises(Refused):
            actions.ask(ADDRESS, call=draft, at=timezone.now())


class TestStopping:
    def test_each_mail_has_the_headers_and_a_link_that_works_without_signing_in(self, client, call):
        follow(call=call)
        tell(call)
        (news,) = deliver_all()
        assert news.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        path = link_in(news, "stoppen")
        assert news.extra_headers["List-Unsubscribe"].endswith(f"{path}>")
        assert path in news.alternatives[0].content
        assert "Stop deze mails?" in client.get(path).content.decode()
        assert Subscription.objects.get().state == "confirmed"  # a program that opens links ends nothing
        assert "U krijgt geen mail meer" in client.post(path).content.decode()
        assert Subscription.objects.get().state == "ended"

    def test_a_mail_program_stops_with_one_click_without_a_cookie(self, call):
        path = tokens.path_to("stop", follow(call=call))
        strict = Client(enforce_csrf_checks=True)
        answer = strict.post(path, {"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
        assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200  # twice is once
        assert tell(call) == 0

    def test_a_mail_that_waits_is_not_sent_to_who_stopped(self, call):
        subscription = follow(call=call)
        tell(call)
        actions.stop(subscription, at=timezone.now())
        assert deliver_all() == []

    def test_who_stopped_can_follow_again(self, call):
        actions.stop(follow(call=call), at=timezone.now())
        follow(call=call)
        assert sorted(Subscription.objects.values_list("state", flat=True)) == ["confirmed", "ended"]

    def test_an_old_confirmation_does_not_bring_back_who_stopped(self, client, call):
        subscription = follow(call=call)
        actions.stop(subscription, at=timezone.now())
        assert client.post(tokens.path_to("confirm", subscription)).status_code == 409


class TestForgetting:
    def test_ended_addresses_are_erased_after_thirty_days_and_unconfirmed_ones_after_three(self, client, call):
        at = timezone.now()
        ended = follow(call=call, at=at)
        actions.stop(ended, at=at)
        follow("blijft@dorp.example", call=call, at=at)
        actions.ask("nooit@dorp.example", call=call, at=at)
        left = lambda: set(Subscription.objects.values_list("address", flat=True))  # noqa: E731
        assert clock.erase_all_due(at=at + timedelta(days=3) - factories.TICK) == 0
        assert clock.erase_all_due(at=at + timedelta(days=3)) == 1
        assert left() == {ADDRESS, "blijft@dorp.example"}
        assert clock.erase_all_due(at=at + timedelta(days=30)) == 1
        assert left() == {"blijft@dorp.example"}
        assert not Event.objects.filter(facts__icontains="dorp.example").exists()
        page = client.post(tokens.path_to("stop", ended))
        assert (page.status_code, "U krijgt geen mail meer" in page.content.decode()) == (200, True)


class TestTelling:
    def test_once_per_address_and_key_whatever_it_follows(self, call):
        follow(call=call)
        follow(programme=call.programme)
        follow()
        follow("ander@dorp.example")
        follow(call=factories.open_call(slug="anders", number=77))
        assert tell(call) == 2
        tell(call)
        assert Mailing.objects.count() == 2
        assert tell(call, key="nieuws:2") == 2

    @pytest.mark.parametrize("n", [1, 30])
    def test_it_costs_two_queries_however_many_follow(self, call, n, django_assert_num_queries):
        for each in range(n):
            follow(f"v{each}@dorp.example", call=call)
        with django_assert_num_queries(2):
            tell(call)
        assert Mailing.objects.count() == n

    def test_a_call_that_is_published_is_told(self, officer):
        draft = factories.CallFactory(state="draft", summary="Voor wie durft.")
        follow(programme=draft.programme)
        actions.publish(draft, by=officer, at=factories.OPENS)
        (news,) = deliver_all()
        assert news.subject == f"Nieuwe oproep: {draft.title}"
        assert "Voor wie durft." in news.body
        assert "(Belgische\u00a0tijd)" in news.body

    def test_a_subject_never_breaks_into_a_second_header(self, call):
        follow(call=call)
        said = {"subject": "Nieuws\nBcc: x@y.be", "body": "<b>x</b>", "link": "/"}
        actions.tell_followers(call, key="x", **said, at=timezone.now())
        (news,) = deliver_all()
        assert news.subject == "Nieuws Bcc: x@y.be"
        assert "&lt;b&gt;" in news.alternatives[0].content


class TestTheOfficersPage:
    def test_it_counts_and_names_nobody(self, client, call, officer):
        follow(call=call)
        follow("ander@dorp.example")
        actions.ask("vraagt@dorp.example", call=call, at=timezone.now())
        client.force_login(officer)
        page = client.get("/beheer/volgers/")
        assert "dorp.example" not in page.content.decode()
        assert (page.context["all"], [each.n for each in page.context["calls"]]) == (1, [1])

    @pytest.mark.parametrize("n", [1, 3])
    def test_it_takes_as_many_queries_for_three_as_for_one(self, client, officer, n, django_assert_num_queries):
        for each in range(n):
            call = factories.open_call(number=50 + each)
            follow(call=call)
            tell(call)
        Mailing.objects.all().update(state=MailState.UNCERTAIN)
        client.force_login(officer)
        with django_assert_num_queries(8):
            client.get("/beheer/volgers/")

    @pytest.mark.parametrize(("answer", "state"), [("again", "queued"), ("arrived", "sent")])
    def test_doubt_is_settled_here(self, client, call, officer, answer, state):
        follow(call=call)
        tell(call)
        mailing = Mailing.objects.get()
        Mailing.objects.update(state=MailState.UNCERTAIN)
        client.force_login(officer)
        assert "mail aan een volger" in client.get("/start/").content.decode()
        client.post("/beheer/volgers/", {"mailing": mailing.pk, "answer": answer})
        mailing.refresh_from_db()
        assert mailing.state == state
        assert client.post("/beheer/volgers/", {"mailing": "x"}).status_code == 404


class TestWhatIsTold:
    def test_a_closing_that_moves(self, call, officer):
        follow(call=call)
        new = call.closes_at + timedelta(days=7)
        application_actions.move_deadline(call, new, "Op vraag van de VVSG.", by=officer, at=timezone.now())
        (news,) = deliver_all()
        assert news.subject == "De sluiting verschuift: Open oproep"
        assert "Verlengd van" in news.body
        assert "Op vraag van de VVSG." in news.body

    def test_a_shortening_only_once_it_is_in_force(self, call, officer, second_officer):
        follow(call=call)
        now = timezone.now()
        new = call.closes_at - timedelta(days=2)
        change = application_actions.move_deadline(call, new, "Vroeger.", by=officer, at=now)
        assert deliver_all() == []
        application_actions.second_deadline(change, by=second_officer, at=now)
        assert "Ingekort van" in deliver_all()[0].body
