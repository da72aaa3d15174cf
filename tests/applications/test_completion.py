"""An officer asks to complete exact parts of a file; the answer is a new version, or the first one counts."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice
from applications import actions, clock, rules, standing
from applications.completions import closed_with
from applications.differences import Difference, between
from applications.models import Application, Completion, Submission
from applications.states import State
from calls.asking import CRITERIA
from documents.models import Document
from portal.awaits import applicants
from reviews import actions as review_actions
from reviews.checks import checks
from tests import factories
from tests.factories import CLOSES, DURING, TICK
from tests.judging import codes
from workflow.models import Event, fingerprint
from workflow.moments import DRAIN
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db
ASKED = CLOSES + timedelta(days=3, hours=20)  # 29 March 2022, in the evening in Brussels
UNTIL = datetime(2022, 4, 12, 10, 0, tzinfo=UTC)  # noon in Brussels
THEN = UNTIL - timedelta(days=2)
TEXT = "Uw antwoord zegt niet wanneer het doel bereikt is."


@pytest.fixture
def file(call, applicant):
    application = factories.submitted(call, applicant)
    factories.seal(call)
    return Application.objects.get(pk=application.pk)


@pytest.fixture
def question(call):
    """The question of the form that the first criterion asks."""
    return factories.key_of(call.criteria.order_by("position").first())


@pytest.fixture
def parts(question):
    return [{"name": f"answer-{question}", "label": "Hoe sterk?", "lacks": "Het doel is niet meetbaar."}]


@pytest.fixture
def request_(file, officer, parts) -> Completion:
    return review_actions.ask_completion(file, parts, TEXT, UNTIL, by=officer, at=ASKED)


def fresh(file) -> Application:
    return Application.objects.get(pk=file.pk)


def answer(file, by, question, text="Acht op de tien melders, eind 2023.", at=THEN):
    return actions.save(file, CRITERIA, answers={question: text}, by=by, at=at)


def complete(file, by, question, at=THEN, **more) -> Submission:
    answer(file, by, question, at=min(at, UNTIL - TICK), **more)
    return actions.complete(fresh(file), by=by, at=at)


# Asking ---------------------------------------------------------------------------------------------------------------


def test_asking_reopens_only_what_is_named(file, request_, applicant, question):
    file = fresh(file)
    assert (file.state, file.completing_until, file.submission.version) == (State.COMPLETING, UNTIL, 1)
    assert rules.why_not_edit(file, by=applicant, at=THEN, part=f"answer-{question}") == []
    assert rules.why_not_edit(file, by=applicant, at=THEN, part=f"form-{CRITERIA}") == []
    for part in ("project", "costs", "participants", "planning", "attachments", "answer-criterium-anders"):
        assert [r.code for r in rules.why_not_edit(file, by=applicant, at=THEN, part=part)] == ["part-closed"], part
    answer(file, applicant, question)


def test_another_question_of_the_same_section_stays_closed(file, request_, applicant, call):
    other = factories.key_of(call.criteria.order_by("position").last())
    with pytest.raises(Refused) as refusal:
        answer(fresh(file), applicant, other)
    assert codes(refusal) == ["part-closed"]
    with pytest.raises(Refused) as refusal:
        actions.save(fresh(file), "costs", rows=[], by=applicant, at=THEN)
    assert codes(refusal) == ["part-closed"]


def test_a_named_section_opens_all_its_questions(file, officer, applicant, call):
    parts = [{"name": f"form-{CRITERIA}", "label": "Alles", "lacks": ""}]
    review_actions.ask_completion(file, parts, TEXT, UNTIL, by=officer, at=ASKED)
    for each in call.criteria.all():
        answer(fresh(file), applicant, factories.key_of(each))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"parts": []}, [("nothing-named", "parts")]),
        ({"parts": [{"name": "answer-none", "label": "x", "lacks": ""}]}, [("no-such-part", "parts")]),
        ({"text": " "}, [("no-text", "text")]),
        ({"closes_at": ASKED + timedelta(days=8)}, [("too-early", "closes_at")]),
        ({"closes_at": ASKED + timedelta(days=400)}, [("too-late", "closes_at")]),
    ],
)
def test_what_a_request_lacks_is_said_beside_its_field(file, officer, parts, change, expected):
    facts = {"parts": parts, "text": TEXT, "closes_at": UNTIL} | change
    with pytest.raises(Refused) as refusal:
        review_actions.ask_completion(file, **facts, by=officer, at=ASKED)
    assert [(r.code, r.field) for r in refusal.value.reasons] == expected


def test_the_least_number_of_days_is_that_of_the_call(file, officer, parts):
    file.call.completion_days = 20
    file.call.save()
    with pytest.raises(Refused) as refusal:
        review_actions.ask_completion(file, parts, TEXT, UNTIL, by=officer, at=ASKED)
    assert codes(refusal) == ["too-early"]


def test_only_an_officer_without_a_part_in_it_asks(file, officer, decider, applicant, parts, government):
    for person in (decider, applicant):
        with pytest.raises(Refused) as refusal:
            review_actions.ask_completion(file, parts, TEXT, UNTIL, by=person, at=ASKED)
        assert "not-an-officer" in codes(refusal)
    factories.give_role(officer, "drafter", government)
    with pytest.raises(Refused) as refusal:
        review_actions.ask_completion(file, parts, TEXT, UNTIL, by=officer, at=ASKED)
    assert codes(refusal) == ["takes-part"]


def test_nothing_is_asked_twice_at_once_nor_of_a_judged_file(file, request_, officer, parts):
    with pytest.raises(Refused) as refusal:
        review_actions.ask_completion(fresh(file), parts, TEXT, UNTIL, by=officer, at=ASKED)
    assert codes(refusal) == ["asked-already"]
    with pytest.raises(IntegrityError, match="one_completion_at_a_time"), transaction.atomic():
        Completion.objects.create(
            application=file, before=file.submission, parts=parts, text="x", closes_at=UNTIL, by=officer, at=ASKED
        )


def test_a_file_is_not_judged_while_it_is_completed(file, request_, officer):
    with pytest.raises(Refused) as refusal:
        factories.admit(fresh(file), officer)
    assert codes(refusal) == ["being-completed"]


def test_the_applicant_is_told_by_notice_timeline_and_task_list(file, colleague, request_, applicant):
    notices = Notice.objects.filter(key=f"completion-asked:{request_.pk}")
    assert {each.to for each in notices} == {applicant, colleague}
    assert all(TEXT in each.body and "Het doel is niet meetbaar." in each.body for each in notices)
    file = fresh(file)
    found = standing.of(file, THEN)
    assert (found.code, found.badge, found.actor) == ("completing", "Aan te vullen", "Uw bestuur")
    (row,) = [r for r in next(applicants.applicant(applicant, THEN)).rows if file.title in r["title"]]
    assert row["title"].startswith("Vul aan wat de administratie vroeg")
    assert row["until"] == UNTIL


# The answer -----------------------------------------------------------------------------------------------------------


def test_the_answer_is_a_new_version_beside_the_first(file, request_, applicant, question):
    first = file.submission
    second = complete(file, applicant, question)
    file = fresh(file)
    request_.refresh_from_db()
    assert (file.state, file.submission, file.completing_until) == (State.SUBMITTED, second, None)
    assert (second.version, second.received_at, second.closes_at) == (2, THEN, UNTIL)
    assert (request_.state, request_.before, request_.after) == ("answered", first, second)
    assert second.sha256 == fingerprint(second.content)
    assert Submission.objects.get(pk=first.pk).content == first.content
    assert closed_with(file) == first
    assert Document.objects.filter(pk=second.receipt_id).exists()


def test_all_else_is_word_for_word_what_was_handed_in(file, request_, applicant, question):
    Application.objects.filter(pk=file.pk).update(title="Stiekem een andere titel")  # whatever stands in the draft
    second = complete(file, applicant, question)
    before, after = file.submission.content, second.content
    assert [each.after for each in between(before, after)] == ["Acht op de tien melders, eind 2023."]
    assert after["title"] == before["title"]
    text = {each["criterion"]: each["text"] for each in after["answers"]}
    assert "Acht op de tien melders, eind 2023." in text.values()


def test_the_difference_is_said_per_question_field_and_list(file, applicant, officer, call):
    parts = [{"name": name, "label": name, "lacks": ""} for name in ("project", "costs", "attachments")]
    review_actions.ask_completion(file, parts, TEXT, UNTIL, by=officer, at=ASKED)
    actions.save(fresh(file), "project", fields={"summary": "Korter."}, by=applicant, at=THEN)
    line = file.costs.order_by("position").first()
    row = {"description": "Projectleider", "category": "staff", "cost": 40_000, "subsidy": 32_000, "year": line.year}
    actions.save(fresh(file), "costs", rows=[row], by=applicant, at=THEN)
    second = actions.complete(fresh(file), by=applicant, at=THEN)
    found = {each.label: each for each in between(file.submission.content, second.content)}
    assert set(found) == {"Samenvatting", "Kosten en subsidie"}
    assert found["Samenvatting"] == Difference("Samenvatting", file.submission.content["summary"], "Korter.")
    assert "40.000" in found["Kosten en subsidie"].after and "46.000" in found["Kosten en subsidie"].before


def test_an_incomplete_or_unchanged_completion_is_refused(file, request_, applicant, question):
    with pytest.raises(Refused) as refusal:
        actions.complete(fresh(file), by=applicant, at=THEN)
    assert codes(refusal) == ["nothing-changed"]
    answer(fresh(file), applicant, question, "")
    with pytest.raises(Refused) as refusal:
        actions.complete(fresh(file), by=applicant, at=THEN)
    assert [r.field for r in refusal.value.reasons] == [f"answer-{question}"]


def test_only_a_submitter_hands_a_completion_in(file, request_, colleague, stranger, question):
    answer(fresh(file), colleague, question)
    for person in (colleague, stranger):
        with pytest.raises(Refused) as refusal:
            actions.complete(fresh(file), by=person, at=THEN)
        assert codes(refusal) == ["not-a-submitter"]


@pytest.mark.parametrize(("offset", "accepted"), [(-TICK, True), (0 * TICK, False), (TICK, False)])
def test_the_deadline_is_half_open_to_the_microsecond(file, request_, applicant, question, offset, accepted):
    answer(fresh(file), applicant, question)
    if accepted:
        assert actions.complete(fresh(file), by=applicant, at=UNTIL + offset).received_at == UNTIL + offset
        return
    with pytest.raises(Refused) as refusal:
        actions.complete(fresh(file), by=applicant, at=UNTIL + offset)
    assert codes(refusal) == ["completing-ended"]
    assert fresh(file).submission.version == 1


def test_after_the_answer_all_is_closed_again(file, request_, applicant, question):
    complete(file, applicant, question)
    with pytest.raises(Refused) as refusal:
        answer(fresh(file), applicant, question, "Nog eens.")
    assert codes(refusal) == ["not-editable"]


def test_the_seal_of_the_call_stays_and_can_be_computed_again(file, request_, applicant, question, call):
    call.refresh_from_db()
    before = call.seal
    complete(file, applicant, question)
    call.refresh_from_db()
    assert call.seal == before
    assert actions.sealed_digest(call) == before


def test_who_was_in_time_is_asked_of_the_first_version(file, request_, applicant, question):
    complete(file, applicant, question)
    found = {each.code: each for each in checks(fresh(file))}
    assert found["in-time"].met and "de oproep sloot" in found["in-time"].fact
    assert found[f"completed-{request_.pk}"].met


# Not answered, or withdrawn -------------------------------------------------------------------------------------------


def test_without_an_answer_the_first_version_counts_on_record(file, request_, applicant, question, officer):
    answer(fresh(file), applicant, question, "Half werk")
    assert clock.expire_all_due(at=UNTIL + DRAIN - TICK) == 0
    assert clock.expire_all_due(at=UNTIL + DRAIN) == 1
    file = fresh(file)
    assert (file.state, file.submission.version) == (State.SUBMITTED, 1)
    assert "Half werk" not in {each.value for each in file.answers.current()}
    assert Event.objects.of(request_).last().verb == "expire_completion"
    assert Notice.objects.filter(key=f"completion-over:{request_.pk}", to=applicant).exists()
    assert Notice.objects.filter(key=f"completion-expired:{request_.pk}", to=officer).exists()
    assert clock.expire_all_due(at=UNTIL + DRAIN) == 0


def test_without_the_clock_it_is_closed_all_the_same(file, request_, applicant, question, officer):
    late = UNTIL + timedelta(days=1)
    file = fresh(file)
    assert (file.is_open_at(late), request_.is_open_at(late)) == (False, False)
    assert standing.of(file, late).code == "treated"
    with pytest.raises(Refused) as refusal:
        answer(file, applicant, question, at=late)
    assert codes(refusal) == ["completing-ended"]
    review_actions.judge_admissibility(file, admissible=True, motivation="In orde.", by=officer, at=late)
    assert fresh(file).state == State.ADMITTED
    request_.refresh_from_db()
    assert request_.state == "expired"


def test_reminders_come_once_per_step_and_not_after_the_answer(file, request_, applicant, question):
    assert clock.remind_completing(at=UNTIL - timedelta(days=4)) == 0
    for left, steps in ((timedelta(days=3), 1), (timedelta(days=2), 1), (timedelta(hours=20), 2), (TICK, 2)):
        clock.remind_completing(at=UNTIL - left)
        assert Notice.objects.filter(key__startswith="completion-remind", to=applicant).count() == steps
    complete(file, applicant, question)
    assert clock.remind_completing(at=UNTIL - timedelta(hours=1)) == 0


def test_an_officer_withdraws_a_request_with_a_reason(file, request_, applicant, officer, question):
    answer(fresh(file), applicant, question, "Half werk")
    with pytest.raises(Refused) as refusal:
        actions.call_off(request_, " ", by=officer, at=THEN)
    assert codes(refusal) == ["no-reason"]
    actions.call_off(request_, "Het stond in bijlage 3.", by=officer, at=THEN)
    file = fresh(file)
    assert (file.state, file.submission.version, request_.state) == (State.SUBMITTED, 1, "called-off")
    assert "Half werk" not in {each.value for each in file.answers.current()}
    notice = Notice.objects.get(key=f"completion-off:{request_.pk}", to=applicant)
    assert "Het stond in bijlage 3." in notice.body
    with pytest.raises(Refused):
        actions.complete(file, by=applicant, at=THEN)


def test_a_file_that_is_completed_can_be_withdrawn(file, request_, applicant):
    actions.withdraw(fresh(file), "Geen middelen.", by=applicant, at=THEN)
    request_.refresh_from_db()
    assert (fresh(file).state, request_.state) == (State.WITHDRAWN, "called-off")


# The term -------------------------------------------------------------------------------------------------------------


def test_the_term_to_decide_stands_still_and_the_pages_say_so(file, request_, applicant, question):
    file = fresh(file)
    assert file.decision_by == date(2022, 7, 8)  # 24 June and fourteen days at most
    said = standing.term_in_words(file, [request_], THEN)
    assert "staat stil sinds dinsdag 29\u00a0maart\u00a02022" in said
    assert "dinsdag 12\u00a0april\u00a02022" in said and "vrijdag 8\u00a0juli\u00a02022" in said
    complete(file, applicant, question)
    file = fresh(file)
    assert file.decision_by == date(2022, 7, 6)  # answered after twelve days
    steps = standing.timeline(file, THEN, DURING, {}, completions=list(file.completions.all()))
    assert steps[-1]["text"].startswith("uiterlijk woensdag 6\u00a0juli\u00a02022")
    assert "12 dagen stil" in steps[-1]["text"]


def test_a_second_request_moves_it_again(file, request_, applicant, officer, parts, question):
    complete(file, applicant, question)
    again = datetime(2022, 4, 20, 10, 0, tzinfo=UTC)
    second = review_actions.ask_completion(
        fresh(file), parts, "Nog iets.", again + timedelta(days=12), by=officer, at=again
    )
    actions.call_off(second, "Gevonden.", by=officer, at=again + timedelta(days=3))
    assert fresh(file).decision_by == date(2022, 7, 9)  # twelve and three days


def test_a_file_without_a_request_keeps_the_day_of_the_call(file, call):
    assert file.decision_by == call.decision_by
    assert standing.term_in_words(file, [], THEN) == ""


# The pages ------------------------------------------------------------------------------------------------------------


def test_an_officer_asks_on_the_page(client, file, officer, question):
    client.force_login(officer)
    url = reverse("reviews:ask_completion", args=[file.number])
    page = client.get(url)
    assert (page.status_code, f"ask-answer-{question}" in page.content.decode()) == (200, True)
    bare = client.post(url, {"_key": str(uuid4()), f"lacks-answer-{question}": "Meetbaar?"})
    assert bare.status_code == 422
    assert "Kies ook het onderdeel" in bare.content.decode() and "Meetbaar?" in bare.content.decode()


def test_staff_read_what_was_asked_and_what_is_different(client, file, request_, applicant, question, auditor, officer):
    complete(file, applicant, question)
    url = reverse("reviews:completion", args=[file.number, request_.pk])
    for person in (auditor, officer):
        client.force_login(person)
        page = client.get(url).content.decode()
        assert TEXT in page and "Acht op de tien melders, eind 2023." in page
    first = reverse("applications:version", args=[file.number, 1])
    assert client.get(first).status_code == 200
    client.force_login(applicant)
    assert client.get(url).status_code == 404


def test_an_officer_withdraws_on_the_page(client, file, request_, officer):
    client.force_login(officer)
    url = reverse("reviews:call_off", args=[file.number, request_.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"_key": str(uuid4()), "reason": ""}).status_code == 422
    assert client.post(url, {"_key": str(uuid4()), "reason": "Toch gevonden."}).status_code == 302
    assert fresh(file).state == State.SUBMITTED
    assert client.post(url, {"_key": str(uuid4()), "reason": "Nog eens."}).status_code == 409


@pytest.fixture
def running(file, request_) -> Completion:
    """The same request, that is open at this very moment."""
    until = timezone.now() + timedelta(days=10)
    Completion.objects.filter(pk=request_.pk).update(closes_at=until)
    Application.objects.filter(pk=file.pk).update(completing_until=until)
    return request_


def test_the_task_list_names_what_is_open_and_what_is_still_to_do(client, file, running, applicant, question):
    client.force_login(applicant)
    for state in ("", "done"):
        page = client.get(file.get_absolute_url())
        titles = [(task["title"], task["state"]) for task in page.context["progress"].tasks]
        assert titles == [("Antwoorden op de criteria", state), ("Nakijken en aanvulling indienen", "")]
        answer(fresh(file), applicant, question, at=timezone.now())
    assert TEXT in page.content.decode()


def test_a_page_that_is_not_open_says_so_and_keeps_nothing(client, file, running, applicant):
    client.force_login(applicant)
    for name in ("project", "costs", "participants", "planning", "attachments"):
        page = client.get(reverse(f"applications:{name}", args=[file.number]))
        assert (page.status_code, "Alleen wat ze noemde, is open." in page.content.decode()) == (200, True), name
    answers = client.post(reverse("applications:project", args=[file.number]), {"title": "Anders"})
    assert (answers.status_code, fresh(file).title) == (409, file.title)


def test_what_is_typed_and_not_handed_in_is_never_read_by_the_flemish_side(
    client, file, running, applicant, question, officer, decider, auditor
):
    answer(fresh(file), applicant, question, "nog-niet-ingediend", at=timezone.now())
    client.force_login(applicant)
    assert "nog-niet-ingediend" in client.get(f"/aanvragen/{file.number}/nakijken/").content.decode()
    number = file.number
    pages = ["", "ontvankelijkheid/", f"aanvulling/{running.pk}/"]
    for person in (officer, decider, auditor):
        client.force_login(person)
        for each in [f"/beheer/aanvragen/{number}/{name}" for name in pages]:
            page = client.get(each)
            assert (page.status_code, "nog-niet-ingediend" in page.content.decode()) == (200, False), each
        assert client.get(f"/aanvragen/{number}/versies/2/").status_code == 404
