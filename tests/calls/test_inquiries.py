"""Questions about a call: who asks is never public, and everybody hears the answer at the same moment."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actions import deliver
from accounts.models import Notice
from applications import inquiring as answers
from calls.actions import inquiring
from calls.models import Inquiry, TeamMember
from follow import actions as follow_actions
from follow.models import Mailing, Subscription
from tests import factories
from workflow.models import Event
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db
PAGE = "/oproepen/open/"
DESK = "/beheer/oproepen/open/vragen/"
SECRET = "Wij van Halle vragen: telt btw mee?"


@pytest.fixture
def call(db):
    closes = timezone.now() + timedelta(days=5)
    return factories.open_call(slug="open", title="Open oproep", questions_close_at=closes)


@pytest.fixture
def question(call, stranger):
    return inquiring.ask_question(call, SECRET, by=stranger, at=timezone.now())


def written(inquiry, officer, answer="Ja, btw telt mee.", wording="Telt btw mee?"):
    inquiring.draft_answer(inquiry, wording=wording, answer=answer, by=officer, at=timezone.now())
    return inquiry


def codes(refusal) -> list[str]:
    return [each.code for each in refusal.value.reasons]


def said_to(person, prefix) -> list[str]:
    return list(Notice.objects.filter(to=person, key__startswith=prefix).values_list("subject", flat=True))


class TestAsking:
    def test_a_local_official_asks_on_the_page_and_officers_hear_it(self, client, call, stranger, officer):
        client.force_login(stranger)
        answer = client.post("/oproepen/open/vraag/", {"text": f"  {SECRET}\n"}, follow=True)
        assert answer.redirect_chain == [("/oproepen/open/#vragen", 302)]
        assert SECRET in answer.content.decode()  # one's own, until it is answered
        assert said_to(officer, "question:") == ["Een vraag over Open oproep"]
        client.force_login(officer)
        assert "Beantwoord 1 vraag: Open oproep" in client.get("/start/").content.decode()
        assert SECRET in client.get(DESK).content.decode()

    def test_the_team_of_a_call_hears_it_and_all_officers_where_nobody_is_left(
        self, call, stranger, officer, second_officer
    ):
        call.team.all().delete()
        TeamMember.objects.create(call=call, user=second_officer, part="lead")
        inquiring.ask_question(call, "Voor de ploeg?", by=stranger, at=timezone.now())
        assert (len(said_to(officer, "question:")), len(said_to(second_officer, "question:"))) == (0, 1)
        second_officer.memberships.all().delete()
        inquiring.ask_question(call, "Voor wie nog?", by=stranger, at=timezone.now())
        assert (len(said_to(officer, "question:")), len(said_to(second_officer, "question:"))) == (1, 1)

    def test_nobody_else_sees_a_question_that_waits(self, client, question, applicant):
        for person in (None, applicant):
            if person:
                client.force_login(person)
            page = client.get(PAGE).content.decode()
            assert SECRET not in page
            assert "Er zijn nog geen antwoorden gepubliceerd" in page

    def test_until_the_questions_close(self, call, applicant):
        until = call.questions_close_at
        inquiring.ask_question(call, "Net op tijd?", by=applicant, at=until - factories.TICK)
        with pytest.raises(Refused) as refusal:
            inquiring.ask_question(call, "Te laat?", by=applicant, at=until)
        assert codes(refusal) == ["questions-closed"]

    def test_until_the_closing_where_nothing_else_is_said(self, applicant):
        call = factories.open_call(questions_close_at=None)
        inquiring.ask_question(call, "Net op tijd?", by=applicant, at=call.closes_at - factories.TICK)
        with pytest.raises(Refused):
            inquiring.ask_question(call, "Te laat?", by=applicant, at=call.closes_at)

    def test_the_page_says_when_it_is_over(self, client, call, applicant):
        call.questions_close_at = timezone.now() - timedelta(minutes=1)
        call.save()
        client.force_login(applicant)
        assert "Stel de vraag" not in client.get("/oproepen/open/vraag/").content.decode()
        answer = client.post("/oproepen/open/vraag/", {"text": "Nog één vraag?"})
        assert answer.status_code == 422
        assert "Vragen stellen kon tot" in answer.content.decode()
        assert "Vragen stellen kon tot" in client.get(PAGE).content.decode()

    def test_who_works_for_the_administration_does_not_ask(self, call, officer, reviewer):
        for person in (officer, reviewer):
            with pytest.raises(Refused) as refusal:
                inquiring.ask_question(call, "Mag dit?", by=person, at=timezone.now())
            assert codes(refusal) == ["not-local"]

    @pytest.mark.parametrize("text", ["", "   \n", "x" * 2001])
    def test_an_empty_or_endless_question_gets_a_sentence(self, client, call, applicant, text):
        client.force_login(applicant)
        answer = client.post("/oproepen/open/vraag/", {"text": text})
        assert answer.status_code == 422
        assert text.strip()[:2000] in answer.content.decode()
        assert Inquiry.objects.count() == 0

    def test_ten_may_wait_and_no_more(self, call, applicant, stranger):
        for n in range(10):
            inquiring.ask_question(call, f"Vraag {n}?", by=applicant, at=timezone.now())
        with pytest.raises(Refused) as refusal:
            inquiring.ask_question(call, "Nog een?", by=applicant, at=timezone.now())
        assert codes(refusal) == ["too-many"]
        inquiring.ask_question(call, "Van een ander", by=stranger, at=timezone.now())

    def test_a_call_in_preparation_takes_none(self, client, applicant):
        factories.CallFactory(state="draft", slug="geheim")
        client.force_login(applicant)
        assert client.post("/oproepen/geheim/vraag/", {"text": "Mag dit?"}).status_code == 404


class TestPublishing:
    def test_all_that_is_ready_appears_at_one_moment_numbered_and_without_names(
        self, client, call, question, officer, applicant, stranger
    ):
        second = inquiring.ask_question(call, "Tot wanneer?", by=applicant, at=timezone.now())
        waits = inquiring.ask_question(call, "Nog zonder antwoord?", by=applicant, at=timezone.now())
        written(question, officer), written(second, officer, "Tot de sluiting.", "Tot wanneer?")
        assert "Ja, btw telt mee." not in client.get(PAGE).content.decode()  # ready is not published
        client.force_login(officer)
        answer = client.post(f"{DESK}publiceer/", follow=True)
        assert "2 antwoorden zijn gepubliceerd." in answer.content.decode()
        client.logout()
        page = client.get(PAGE).content.decode()
        assert page.index('id="vraag-1"') < page.index("Ja, btw telt mee.") < page.index('id="vraag-2"')
        for hidden in (SECRET, "Halle", stranger.last_name, stranger.organisations[0].name, waits.text):
            assert hidden not in page.split('id="vragen"')[1].split("</article>")[0], hidden
        assert SECRET not in page
        assert len(set(Inquiry.objects.published().values_list("published_at"))) == 1

    def test_numbers_go_on(self, call, question, officer, applicant):
        written(question, officer)
        answers.publish_answers(call, by=officer, at=timezone.now())
        later = inquiring.ask_question(call, "En dan?", by=applicant, at=timezone.now())
        written(later, officer)
        answers.publish_answers(call, by=officer, at=timezone.now())
        assert list(call.inquiries.order_by("number").values_list("number", flat=True)) == [1, 2]

    def test_who_asked_who_has_a_file_and_who_follows_are_told(self, call, question, officer, applicant, colleague):
        factories.draft(call, applicant, at=timezone.now())
        outsider = factories.UserFactory(role="submitter")
        follow_actions.ask("volger@dorp.example", call=call, at=timezone.now())
        follow_actions.confirm(Subscription.objects.get(), at=timezone.now())
        written(question, officer)
        answers.publish_answers(call, by=officer, at=timezone.now())
        assert said_to(question.asked_by, "answered:") == ["Uw vraag is beantwoord (Open oproep)"]
        for person in (applicant, colleague):
            assert said_to(person, "answers:") == ["1 nieuw antwoord over Open oproep"]
        assert said_to(outsider, "answer") == []
        news = Mailing.objects.get(key__startswith="answers:")
        assert "Antwoord: Ja, btw telt mee." in news.body
        others = Notice.objects.exclude(key__startswith="question:").values_list("body", flat=True)
        assert SECRET not in news.body + "".join(others)
        assert news.link == "/oproepen/open/#vraag-1"
        feed = client_get_feed()
        assert ">1 nieuw antwoord over Open oproep<" in feed
        assert SECRET not in feed

    def test_nothing_ready_is_a_sentence(self, client, call, question, officer):
        client.force_login(officer)
        page = client.post(f"{DESK}publiceer/", follow=True).content.decode()
        assert "Er is geen antwoord klaar." in page

    def test_publishing_again_does_nothing_twice(self, call, question, officer):
        written(question, officer)
        answers.publish_answers(call, by=officer, at=timezone.now())
        with pytest.raises(Refused) as refusal:
            answers.publish_answers(call, by=officer, at=timezone.now())
        assert codes(refusal) == ["none-ready"]
        assert [each.verb for each in Event.objects.of(question)] == ["ask-question", "draft-answer", "publish"]

    def test_the_mail_reads_well(self, call, question, officer):
        written(question, officer)
        answers.publish_answers(call, by=officer, at=timezone.now())
        deliver(Notice.objects.get(key=f"answered:{question.pk}").pk, at=timezone.now())
        assert "Vraag 1: Telt btw mee?\n\nAntwoord: Ja, btw telt mee." in mail.outbox[-1].body

    def test_an_answer_without_a_number_cannot_exist(self, question):
        with pytest.raises(IntegrityError), transaction.atomic():
            Inquiry.objects.filter(pk=question.pk).update(state="published")


def client_get_feed() -> str:
    from django.test import Client

    return Client().get("/oproepen/open/feed.atom").content.decode()


class TestTheOfficersDesk:
    def test_two_officers_do_not_write_over_each_other(self, client, question, officer, second_officer):
        edit = question.edit
        written(question, second_officer, "Het antwoord van een collega.")
        client.force_login(officer)
        typed = {"wording": "Telt btw?", "answer": "Mijn antwoord.", "edit": edit}
        answer = client.post(f"{DESK}{question.pk}/", typed)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "Het antwoord van een collega." in page and "Mijn antwoord." in page
        question.refresh_from_db()
        assert question.answer == "Het antwoord van een collega."
        assert client.post(f"{DESK}{question.pk}/", typed | {"edit": question.edit}).status_code == 302

    def test_a_question_that_asks_the_same_gets_the_other_answer(self, client, call, question, officer, applicant):
        same = inquiring.ask_question(call, "En de btw dan?", by=applicant, at=timezone.now())
        client.force_login(officer)
        assert client.post(f"{DESK}{same.pk}/verwijs/", {"same_as": question.pk}).status_code == 302
        assert said_to(applicant, "answered:") == []
        written(question, officer)
        answers.publish_answers(call, by=officer, at=timezone.now())
        assert said_to(applicant, "answered:") == ["Uw vraag is beantwoord (Open oproep)"]
        late = inquiring.ask_question(call, "Nog eens btw?", by=applicant, at=timezone.now())
        inquiring.refer(late, Inquiry.objects.get(pk=question.pk), by=officer, at=timezone.now())
        client.force_login(applicant)
        assert 'href="#vraag-1">Beantwoord bij Vraag 1' in client.get(PAGE).content.decode()

    def test_it_refers_only_to_a_live_question_of_this_call(self, client, call, question, officer, stranger, applicant):
        other = inquiring.ask_question(factories.open_call(number=9), "Elders?", by=stranger, at=timezone.now())
        gone = inquiring.ask_question(call, "Weg?", by=applicant, at=timezone.now())
        inquiring.turn_down(gone, "Geen vraag.", by=officer, at=timezone.now())
        client.force_login(officer)
        for bad in (other.pk, gone.pk, question.pk, "x", ""):
            answer = client.post(f"{DESK}{question.pk}/verwijs/", {"same_as": bad})
            assert (answer.status_code, "Kies de vraag die hetzelfde vraagt." in answer.content.decode()) == (422, True)
        for bad in (other, gone, question, None):
            with pytest.raises(Refused):
                inquiring.refer(question, bad, by=officer, at=timezone.now())

    def test_a_question_that_others_refer_to_is_answered(self, call, question, officer, applicant):
        same = inquiring.ask_question(call, "Zelfde?", by=applicant, at=timezone.now())
        inquiring.refer(same, question, by=officer, at=timezone.now())
        with pytest.raises(Refused) as refusal:
            inquiring.turn_down(question, "Neen.", by=officer, at=timezone.now())
        assert codes(refusal) == ["referred-to"]

    def test_a_declined_question_is_told_to_who_asked_alone(self, client, question, officer, stranger):
        client.force_login(officer)
        address = f"{DESK}{question.pk}/wijs-af/"
        assert client.post(address, {"reason": " "}).status_code == 422
        assert client.post(address, {"reason": "Dit gaat over uw eigen dossier."}).status_code == 302
        assert said_to(stranger, "turned-down:") == ["Uw vraag krijgt geen openbaar antwoord (Open oproep)"]
        client.force_login(stranger)
        assert "Dit gaat over uw eigen dossier." in client.get(PAGE).content.decode()
        client.logout()
        assert "eigen dossier" not in client.get(PAGE).content.decode()
        with pytest.raises(Refused) as refusal:
            written(question, officer)
        assert codes(refusal) == ["settled"]

    def test_deciders_and_auditors_read_along(self, client, question, auditor):
        client.force_login(auditor)
        page = client.get(DESK).content.decode()
        assert SECRET in page
        assert f"{DESK}{question.pk}/" not in page

    @pytest.mark.parametrize("act", ["draft_answer", "refer", "turn_down", "publish_answers", "correct_answer"])
    def test_only_officers_act(self, call, question, stranger, act):
        given = {
            "draft_answer": ((question,), {"wording": "x", "answer": "y"}),
            "refer": ((question, None), {}),
            "turn_down": ((question, "x"), {}),
            "publish_answers": ((call,), {}),
            "correct_answer": ((question, "x"), {}),
        }
        args, facts = given[act]
        with pytest.raises(Refused) as refusal:
            getattr(inquiring, act)(*args, **facts, by=stranger, at=timezone.now())
        assert "not-an-officer" in codes(refusal)


class TestCorrecting:
    @pytest.fixture
    def published(self, call, question, officer):
        written(question, officer)
        answers.publish_answers(call, by=officer, at=timezone.now())
        question.refresh_from_db()
        return question

    def test_the_old_text_stays_readable_with_its_moment(self, client, call, published, officer, applicant):
        factories.draft(call, applicant, at=timezone.now())
        client.force_login(officer)
        address = f"{DESK}{published.pk}/verbeter/"
        typed = {"answer": "Neen, alleen wie btw niet terugkrijgt.", "edit": published.edit}
        assert client.post(address, typed).status_code == 302
        client.logout()
        page = client.get(PAGE).content.decode()
        assert page.index("Neen, alleen wie btw") < page.index("wat er eerst stond") < page.index("Ja, btw telt mee.")
        assert said_to(applicant, "corrected:") == ["Het antwoord op vraag 1 is gewijzigd (Open oproep)"]
        assert "Het antwoord op vraag 1 is gewijzigd" in client_get_feed()

    def test_bad_input_changes_nothing(self, client, published, officer):
        client.force_login(officer)
        address = f"{DESK}{published.pk}/verbeter/"
        assert client.post(address, {"answer": "", "edit": published.edit}).status_code == 422
        assert client.post(address, {"answer": published.answer, "edit": published.edit}).status_code == 409
        assert client.post(address, {"answer": "Anders.", "edit": 999}).status_code == 409
        assert published.corrections.count() == 0

    def test_a_question_that_waits_is_not_corrected(self, client, question, officer):
        client.force_login(officer)
        assert client.get(f"{DESK}{question.pk}/verbeter/").status_code == 404


@pytest.mark.parametrize("n", [1, 3])
class TestCost:
    def many(self, call, n, officer, applicant):
        for each in range(n):
            written(inquiring.ask_question(call, f"Vraag {each}?", by=applicant, at=timezone.now()), officer)

    def test_the_page_of_the_call(self, client, call, n, officer, applicant, django_assert_num_queries):
        self.many(call, n, officer, applicant)
        answers.publish_answers(call, by=officer, at=timezone.now())
        for each in call.inquiries.all():
            answers.correct_answer(each, "Anders.", by=officer, at=timezone.now())
        with django_assert_num_queries(13):
            client.get(PAGE)

    def test_the_officers_list(self, client, call, n, officer, applicant, django_assert_num_queries):
        self.many(call, n, officer, applicant)
        client.force_login(officer)
        with django_assert_num_queries(6):
            client.get(DESK)


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "a\x0bb", "😀" * 500, "{{ 7*7 }}", "\u202egalf"])
def test_hostile_words_are_words(client, call, officer, applicant, text):
    inquiry = inquiring.ask_question(call, text, by=applicant, at=timezone.now())
    written(inquiry, officer, text, text)
    answers.publish_answers(call, by=officer, at=timezone.now())
    assert "<script>alert" not in client.get(PAGE).content.decode()
    assert client.get("/oproepen/open/feed.atom").status_code == 200
    assert client.get("/oproepen/open/agenda.ics").status_code == 200
