"""A word that stands nowhere else is put in every part of a file and of its review. Who may not read it finds it
nowhere: not on a page, in a refusal, a list, a search, a count, an export, a feed, a calendar, a PDF or a mail."""

from base64 import b64decode
from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts import letters
from accounts.models import Notice
from applications import actions as application_actions
from applications import uploads
from documents import actions as document_actions
from documents.models import Document
from follow import actions as follow_actions
from follow import tokens
from follow.models import Mailing
from reviews import actions, bundling
from reviews.models import Advice, Assignment, Bundle, Consensus, Interest, Phase
from tests import factories
from tests.judging import LATER, take
from tests.reviews.walking import walk

pytestmark = pytest.mark.django_db
DOT = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==")
TITLE = "kanarietitel"
# What the applicant wrote, and what the jury and the administration made of it.
WRITTEN = {TITLE, "kanariesamenvatting", "kanariedoel", "kanarieantwoord", "kanariekost", "kanariebijlage"}
MADE = {
    "kanarieoordeel", "kanarieklad", "kanarienotitie", "kanariegesprek", "kanariebericht", "kanarieconsensus",
    "kanariemotivering", "kanariebelang", "kanarieband", "kanarieafwijzing", "kanarieterugname", "kanariebesluit",
    "kanariewerkgever", "79,0",
}  # fmt: skip
ALL = WRITTEN | MADE


def person(name: str):
    return factories.UserFactory(role="reviewer", first_name=name)


def give(assignment, words: str, *, hand_in=False) -> None:
    """5, 3 and 4 on criteria of 35, 40 and 25: 79,0 on 100."""
    reviewer, call = assignment.reviewer, assignment.application.call
    if assignment.state == "assigned":
        actions.declare(assignment, by=reviewer, at=LATER)
    rows = [
        {"criterion": criterion, "value": value, "motivation": words}
        for criterion, value in zip(call.criteria.order_by("position"), (5, 3, 4), strict=True)
    ]
    actions.save_scores(assignment, rows, by=reviewer, at=LATER)
    if hand_in:
        actions.submit(assignment, by=reviewer, at=LATER)


@pytest.fixture
def file(call, applicant, partner, officer, decider):
    """A file with a canary in every part, in a call whose jury is at work, and a decision that nobody knows yet."""
    made = factories.draft(
        call, applicant, title=TITLE, summary="Een kanariesamenvatting.", goals="Het kanariedoel is haalbaar."
    )
    by = {"by": applicant, "at": factories.DURING}
    answers = dict.fromkeys(made.answers.values_list("key", flat=True), "Ons kanarieantwoord.")
    application_actions.save(made, "criteria", answers=answers, **by)
    rows = [{"part": "initiator", "organisation": partner.organisations[0]}]
    application_actions.save(made, "participants", rows=rows, **by)
    line = made.costs.first()
    line.description = "Een kanariekost"
    line.save()
    upload = uploads.take_in(SimpleUploadedFile("kanariebijlage.png", DOT, "image/png"))
    application_actions.attach(made, upload, "plan", **by)
    application_actions.submit(made, **by)
    factories.seal(call)
    made.refresh_from_db()
    at = {"at": LATER}
    actions.judge_admissibility(made, admissible=True, motivation="De kanariemotivering.", by=officer, **at)
    Phase.objects.create(
        call=call, name="Bespreking", starts_at=LATER - timedelta(days=1), others_scores="after-own",
        discussion_open=True,
    )  # fmt: skip
    done, busy = (factories.assign(made, person(name), officer, at=LATER) for name in ("Ine", "Jo"))
    give(done, "Een kanarieoordeel.", hand_in=True)
    give(busy, "Een kanarieklad.")
    actions.save_note(busy, "Mijn kanarienotitie.", by=busy.reviewer, **at)
    actions.open_thread(made, "Een kanariegesprek", "Een kanariebericht.", audience="office", by=done.reviewer, **at)
    advice = Advice.objects.create(application=made, by=done.reviewer, verdict="partial", amount=12_345)
    Consensus.objects.create(advice=advice, criterion=call.criteria.first(), text="De kanarieconsensus.")
    factories.seat(call, person("Wim"), state="declined", remark="Een kanarieafwijzing.")
    known = factories.seat(call, person("Kim"), employer="Kanariewerkgever nv")
    actions.note_involvement(known, applicant.organisations[0], "Een kanarieband.", by=officer, **at)
    actions.answer_interests(known, {made.pk: ("doubt", "Een kanariebelang.")}, by=known.user, **at)
    gone = factories.assign(made, person("Lou"), officer, at=LATER)
    actions.revoke(gone, "Een kanarieterugname.", by=officer, **at)
    take(made, decider, reason="Een kanariebesluit.")
    for each in Document.objects.all():
        document_actions.make(each.pk, at=LATER)
    return made


def read(assignment) -> None:
    """As far as a reviewer can come: scores, notes, an own PDF of the file, a word in the discussion."""
    who = {"by": assignment.reviewer, "at": LATER}
    actions.declare(assignment, **who)
    bundle = bundling.ask(assignment.reviewer, at=LATER)
    bundling.draw(bundle.pk, at=LATER)
    actions.save_note(assignment, "Mijn eigen kanarienotitie.", **who)


def known(file, viewer) -> dict[str, list]:
    """What stands in addresses beside ids."""
    key = follow_actions.make_calendar(viewer, at=LATER)
    return {
        "slug": [file.call.slug],
        "number": [file.number],
        "code": [each.code for each in Document.objects.all()],
        "key": ["criteria"],
        "token": [tokens.calendar_token(key)],
    }


def shows(file, viewer, *, seeks="") -> set[tuple[str, str]]:
    """Everything that this person can ask for or was sent, and the words that stand in it."""
    client = Client(raise_request_exception=False)
    client.force_login(viewer)
    found = walk(client, known(file, viewer), ALL, seeks=seeks)
    for notice in Notice.objects.filter(to=viewer):
        sent = letters.mail(notice)
        text = f"{notice.subject} {notice.body} {sent.subject} {sent.body} {sent.alternatives}".casefold()
        found |= {(f"mail {notice.key.partition(':')[0]}", word) for word in ALL if word in text}
    outside = " ".join(f"{each.subject} {each.body}" for each in (*Mailing.objects.all(), *mail.outbox)).casefold()
    return found | {("mail to followers", word) for word in ALL if word in outside}


def assigned(file, officer):
    return factories.assign(file, person("Nora"), officer, at=LATER)


@pytest.mark.parametrize("said", ["conflict", "doubt"])
def test_a_reviewer_with_a_conflict_or_a_doubt_finds_nothing_any_more(client, file, officer, said):
    mine = assigned(file, officer)
    read(mine)
    give(mine, "Mijn eigen kanarieoordeel.", hand_in=True)
    client.force_login(mine.reviewer)
    address = reverse("reviews:review", args=[file.number])
    assert TITLE in client.get(address).content.decode()  # it was there to be found
    seat = mine.application.call.jurors.get(user=mine.reviewer)
    answer = {file.pk: (said, "Nu pas gezien.")}
    assert actions.answer_interests(seat, answer, by=mine.reviewer, at=LATER) == (1, {})
    assert shows(file, mine.reviewer, seeks=TITLE) == set()


def test_a_reviewer_who_comes_to_work_for_a_government_that_takes_part_reads_it_as_its_own_and_no_review(
    file, officer, partner
):
    mine = assigned(file, officer)
    read(mine)
    factories.give_role(mine.reviewer, "drafter", partner.organisations[0])
    assert {word for _name, word in shows(file, mine.reviewer)} <= WRITTEN


def test_a_member_of_the_jury_without_this_file_sees_its_title_on_the_list_of_interests_only(file):
    viewer = person("Olga")
    factories.seat(file.call, viewer)
    found = shows(file, viewer)
    assert found == {("reviews:own_interests", TITLE), ("POST reviews:own_interests", TITLE)}


def test_a_reviewer_who_sits_in_no_jury_finds_nothing(file):
    assert shows(file, person("Piet"), seeks=TITLE) == set()


def test_a_reviewer_who_was_asked_and_did_not_declare_sees_the_title_and_no_content(file, officer):
    assert {word for _name, word in shows(file, assigned(file, officer).reviewer)} == {TITLE}


def test_a_reviewer_who_did_not_hand_in_yet_sees_no_score_and_no_judgement_of_another(file, officer):
    mine = assigned(file, officer)
    actions.declare(mine, by=mine.reviewer, at=LATER)
    found = {word for _name, word in shows(file, mine.reviewer)}
    # The discussion is open and an advice is being written: those are for every reader of the file.
    assert found - {"kanariegesprek", "kanariebericht", "kanarieconsensus"} == WRITTEN
    give(mine, "Mijn woorden.", hand_in=True)
    found = {word for _name, word in shows(file, mine.reviewer)}
    assert found & MADE >= {"kanarieoordeel"} and not found & {"kanarieklad", "kanarienotitie", "kanariebelang"}


@pytest.mark.parametrize("who", ["applicant", "partner"])
def test_who_takes_part_reads_the_own_words_and_nothing_of_the_jury(request, file, who):
    found = {word for _name, word in shows(file, request.getfixturevalue(who))}
    assert TITLE in found and found <= WRITTEN


def test_a_stranger_finds_nothing(file, stranger):
    assert shows(file, stranger, seeks=TITLE) == set()


def test_a_reviewer_who_left_the_jury_finds_nothing(file, officer):
    mine = assigned(file, officer)
    read(mine)
    actions.leave_jury(file.call.jurors.get(user=mine.reviewer), "Andere baan.", by=mine.reviewer, at=LATER)
    assert shows(file, mine.reviewer, seeks=TITLE) == set()
    assert Bundle.objects.filter(reviewer=mine.reviewer).exists()  # and its file was asked for


def test_the_canaries_are_all_there(file, officer, decider, applicant):
    """Else silence would prove nothing: the staff and the applicant find all but what is still being written."""
    found = {word for viewer in (officer, decider, applicant) for _name, word in shows(file, viewer)}
    assert ALL - found == {"kanarieklad", "kanarienotitie", "kanarieconsensus"}
    assert Assignment.objects.filter(scores__motivation="Een kanarieklad.").exists()
    assert Interest.objects.filter(remark="Een kanariebelang.").exists()
