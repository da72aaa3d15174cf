"""The discussion of a file: who reads what, mentions, questions to the administration, and what is struck."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError
from django.urls import reverse

from accounts.models import Notice
from portal import awaits
from reviews import actions
from reviews.models import Juror, Message, Phase, Thread
from tests import factories
from tests.judging import LATER, codes
from workflow.models import Event
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db
WORD = "kanarie-bespreking"
TALK = 18  # session, person, memberships and unread notices are four of them


@pytest.fixture
def phase(call):
    return Phase.objects.create(
        call=call, name="Bespreking", starts_at=LATER - timedelta(days=1), discussion_open=True, names_shown=True,
        others_scores="always",
    )  # fmt: skip


@pytest.fixture
def others(admitted, officer):
    """Two more readers of the file."""
    people = [factories.UserFactory(role="reviewer") for _n in range(2)]
    for each in people:
        actions.declare(factories.assign(admitted, each, officer, at=LATER), by=each, at=LATER)
    return people


@pytest.fixture
def file(opened):
    return opened.application


def page(client, person, file, name="talk"):
    client.force_login(person)
    return client.get(reverse(f"reviews:{name}", args=[file.number]))


def told(client, person, file, name="talk") -> bool:
    return WORD in page(client, person, file, name).content.decode()


def start(file, by, text=WORD, audience="jury", **more) -> Thread:
    return actions.open_thread(file, "Over het budget", text, audience=audience, by=by, at=LATER, **more)


def test_a_reader_begins_a_matter_and_another_answers(client, phase, file, reviewer, others):
    client.force_login(reviewer)
    address = reverse("reviews:talk", args=[file.number])
    data = {"subject": "Budget", "text": "Klopt dit?", "audience": "jury"}
    assert client.post(address, data)["Location"] == address
    thread = Thread.objects.get()
    client.force_login(others[0])
    answer = client.post(reverse("reviews:say", args=[file.number, thread.pk]), {"text": "Volgens mij wel."})
    assert answer["Location"] == f"{address}#bericht-{Message.objects.latest('pk').pk}"
    text = page(client, reviewer, file).content.decode()
    assert "Klopt dit?" in text and "Volgens mij wel." in text and str(others[0]) in text


def test_without_an_open_discussion_nothing_is_read_or_said(client, phase, file, reviewer):
    thread = start(file, reviewer)
    Phase.objects.update(discussion_open=False)
    answer = page(client, reviewer, file)
    assert WORD not in answer.content.decode() and "niet open" in answer.content.decode()
    assert client.post(reverse("reviews:say", args=[file.number, thread.pk]), {"text": "Toch."}).status_code == 404
    with pytest.raises(Refused) as refusal:
        actions.say(thread, "Toch.", by=reviewer, at=LATER)
    assert codes(refusal) == ["no-discussion"]


def test_where_the_phase_says_so_the_own_review_comes_first(client, phase, file, reviewer, call):
    start(file, reviewer)
    Phase.objects.update(others_scores="after-own")
    assert "eerst uw eigen beoordeling" in page(client, reviewer, file).content.decode()
    assert not told(client, reviewer, file)


def test_only_who_is_meant_reads_along(client, phase, file, reviewer, others, officer, decider, auditor, applicant):
    start(file, reviewer)
    assert told(client, others[0], file)
    assert not told(client, officer, file, "staff_talk")
    outsider = factories.UserFactory(role="reviewer")
    factories.seat(file.call, outsider)
    for person in (outsider, applicant, decider, auditor):
        assert page(client, person, file).status_code == 404
    start(file, reviewer, "office-" + WORD, "office")
    assert told(client, officer, file, "staff_talk")
    for person in (decider, auditor):
        assert not told(client, person, file, "staff_talk")


def test_a_conflict_closes_the_discussion_and_takes_the_name_from_the_list(client, phase, file, reviewer, others):
    start(file, reviewer)
    juror = Juror.objects.get(call=file.call, user=others[0])
    juror.interests.filter(application=file).update(answer="doubt")
    assert page(client, others[0], file).status_code == 404
    text = page(client, reviewer, file).content.decode()
    assert f"@{others[0]}" not in text and f"@{others[1]}" in text


def test_names_are_letters_where_the_phase_hides_them(client, phase, file, reviewer, others, officer):
    Phase.objects.update(names_shown=False)
    start(file, others[0], mentions=[f"a{file.assignments.get(reviewer=reviewer).pk}"])
    text = page(client, reviewer, file).content.decode()
    assert "Jurylid B" in text and "@Jurylid C" in text
    assert str(others[0]) not in text and str(others[1]) not in text
    notice = Notice.objects.get(to=reviewer, key__startswith="mention")
    assert "Jurylid B vermeldt u" in notice.body
    start(file, others[0], "Voor u.", "office")
    assert str(others[0]) in page(client, officer, file, "staff_talk").content.decode()


def test_a_mention_is_told_and_only_to_who_reads_along(phase, file, reviewer, others, officer):
    start(file, reviewer, mentions=[f"a{file.assignments.get(reviewer=others[0]).pk}"])
    notice = Notice.objects.get(key__startswith="mention")
    assert (notice.to, WORD in notice.body) == (others[0], False)
    for key in (f"o{officer.pk}", "a999999", f"o{others[1].pk}"):
        with pytest.raises(Refused) as refusal:
            start(file, reviewer, mentions=[key])
        assert codes(refusal) == ["not-heard"]
    start(file, reviewer, audience="office", mentions=[f"o{officer.pk}"])
    assert Notice.objects.get(to=officer, key__startswith="mention").link.startswith("/beheer/")


def test_a_question_to_the_administration_waits_there_until_it_is_answered(
    client, phase, file, reviewer, others, officer
):
    client.force_login(reviewer)
    data = {"subject": "Cofinanciering", "text": "Mag dit meetellen?", "audience": "ask"}
    client.post(reverse("reviews:talk", args=[file.number]), data)
    thread = Thread.objects.get()
    assert (thread.asks, thread.waits, thread.audience) == (True, True, "office")
    assert Notice.objects.filter(to=officer, key__startswith="asked-office").count() == 1
    row = awaits.sections_for(officer, LATER)[0].rows[0]
    assert (row["url"], row["title"]) == (
        reverse("reviews:staff_talk", args=[file.number]), f"De jury stelt 1 vraag: {file.number}",
    )  # fmt: skip
    client.force_login(officer)
    client.post(reverse("reviews:say", args=[file.number, thread.pk]), {"text": "Ja, tot 10 %."})
    thread.refresh_from_db()
    assert not thread.waits
    assert Notice.objects.get(to=reviewer, key__startswith="answered-office")
    assert "Ja, tot 10 %." in page(client, others[0], file).content.decode()
    actions.say(thread, "En daarboven?", by=others[0], at=LATER)
    thread.refresh_from_db()
    assert thread.waits


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"subject": "Budget", "text": " ", "audience": "jury"}, "Schrijf uw bericht."),
        ({"subject": "", "text": "Tekst die blijft", "audience": "jury"}, "Schrijf waarover het gaat."),
        ({"subject": "Budget", "text": "Tekst die blijft", "audience": "iedereen"}, "Kies wie meeleest."),
        ({"subject": "B" * 121, "text": "Tekst die blijft", "audience": "jury"}, "Tekst die blijft"),
        ({"subject": "B", "text": "lang " * 1300, "audience": "jury"}, "lang lang"),
        ({"subject": "B", "text": "Tekst die blijft", "audience": "jury", "mentions": "o1"}, "Tekst die blijft"),
    ],
)
def test_a_message_that_cannot_be_placed_comes_back_with_its_words(client, phase, file, reviewer, data, said):
    client.force_login(reviewer)
    answer = client.post(reverse("reviews:talk", args=[file.number]), data)
    assert answer.status_code == 422
    assert said in answer.content.decode() and not Thread.objects.exists()


def test_an_empty_answer_comes_back_in_its_own_thread(client, phase, file, reviewer):
    thread = start(file, reviewer)
    client.force_login(reviewer)
    answer = client.post(reverse("reviews:say", args=[file.number, thread.pk]), {"text": ""})
    assert answer.status_code == 422 and "Schrijf uw bericht." in answer.content.decode()


def test_a_message_is_corrected_by_a_new_one_of_the_same_person(client, phase, file, reviewer, others):
    thread = start(file, reviewer, "Het is 10.000 euro.")
    first = thread.messages.get()
    client.force_login(reviewer)
    address = reverse("reviews:say", args=[file.number, thread.pk])
    client.post(address, {"text": "Het is 12.000 euro.", "corrects": first.pk})
    assert Message.objects.get(corrects=first).text == "Het is 12.000 euro."
    assert "verbetert een eerder bericht" in page(client, others[0], file).content.decode()
    with pytest.raises(Refused) as refusal:
        actions.say(thread, "Niet van mij.", corrects=first, by=others[0], at=LATER)
    assert codes(refusal) == ["not-yours"]


def test_a_message_is_struck_with_a_reason_and_its_words_are_gone_from_the_page(
    client, phase, file, reviewer, others, officer
):
    thread = start(file, reviewer)
    message = thread.messages.get()
    address = reverse("reviews:strike", args=[file.number, message.pk])
    client.force_login(others[0])
    assert client.get(address).status_code == client.post(address, {"reason": "x"}).status_code == 404
    client.force_login(officer)
    assert client.get(address).status_code == 404
    client.force_login(reviewer)
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": " "}).status_code == 422
    assert client.post(address, {"reason": "Hoort bij een ander dossier."}).status_code == 302
    text = page(client, others[0], file).content.decode()
    assert WORD not in text and "Hoort bij een ander dossier." in text
    client.force_login(reviewer)
    assert client.post(address, {"reason": "Nog eens."}).status_code == 409
    assert Event.objects.of(thread).filter(verb="strike").count() == 1


def test_the_database_changes_and_removes_no_message(phase, file, reviewer):
    message = start(file, reviewer).messages.get()
    for change in (
        lambda: Message.objects.filter(pk=message.pk).update(text="Anders."),
        lambda: Message.objects.filter(pk=message.pk).delete(),
    ):
        with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
            change()
    actions.strike(message, "Vergissing.", by=reviewer, at=LATER)
    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(struck_for="Anders.")


def test_an_officer_says_who_leads_and_can_take_it_away(client, phase, file, reviewer, others, officer):
    mine = file.assignments.get(reviewer=reviewer)
    client.force_login(officer)
    address = reverse("reviews:lead", args=[file.number])
    client.post(address, {"lead": mine.pk})
    mine.refresh_from_db()
    assert mine.leads and Notice.objects.get(to=reviewer, key__startswith="leads")
    second = file.assignments.get(reviewer=others[0])
    client.post(address, {"lead": second.pk})
    assert list(file.assignments.filter(leads=True)) == [second]
    client.post(address, {"lead": ""})
    assert not file.assignments.filter(leads=True).exists()
    assert client.post(address, {"lead": "999999"}).status_code == 404
    with pytest.raises(Refused) as refusal:
        actions.set_lead(file, mine, by=reviewer, at=LATER)
    assert codes(refusal) == ["not-an-officer"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_discussion_costs_the_same_with_one_thread_and_with_three(
    client, phase, file, reviewer, others, count, django_assert_num_queries
):
    for _n in range(count):
        thread = start(file, reviewer)
        actions.say(thread, "En nog iets.", by=others[0], at=LATER)
    client.force_login(reviewer)
    client.get(reverse("reviews:talk", args=[file.number]))
    with django_assert_num_queries(TALK):
        client.get(reverse("reviews:talk", args=[file.number]))
