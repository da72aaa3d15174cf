"""Conflicts of interest: said before anything opens, proposed from what is known, and hiding a file everywhere."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import actions as account_actions
from accounts.models import Notice
from applications import actions as application_actions
from reviews import actions, interests, rules
from reviews.models import Assignment, Interest, Juror
from reviews.ranking import standings
from tests import factories
from tests.judging import LATER, codes
from workflow.models import Event
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def juror(call, reviewer):
    return factories.seat(call, reviewer)


def files(call, officer, n=3, rows=()):
    """Admitted files of several governments in one sealed call; `rows` take part in the first."""
    made = []
    for k in range(n):
        home = factories.OrganisationFactory(name=f"Dorpsbestuur {k}")
        person = factories.UserFactory(role="submitter", role__organisation=home)
        file = factories.draft(call, person, title=f"Project {k}")
        if rows and not k:
            application_actions.save(file, "participants", rows=list(rows), by=person, at=factories.DURING)
        application_actions.submit(file, by=person, at=factories.DURING)
        made.append(file)
    factories.seal(call)
    for each in made:
        each.refresh_from_db()
        factories.admit(each, officer)
    return made


def answer(juror, *, at=LATER, **said):
    """answer(juror, **{"12": "none"}) or with a remark: {"12": ("doubt", "Mijn nicht.")}"""
    pairs = {int(pk): said if isinstance(said, tuple) else (said, "") for pk, said in said.items()}
    return actions.answer_interests(juror, pairs, by=juror.user, at=at)


def test_answers_are_saved_in_part_and_told_on_record(juror, call, officer):
    one, two, three = files(call, officer)
    kept, refused = answer(juror, **{f"{one.pk}": "none", f"{two.pk}": ("conflict", "Mijn broer werkt er."),
                                     f"{three.pk}": "doubt"})  # fmt: skip
    assert (kept, {pk: [r.code for r in rs] for pk, rs in refused.items()}) == (2, {three.pk: ["no-remark"]})
    assert dict(Interest.objects.values_list("application", "answer")) == {one.pk: "none", two.pk: "conflict"}
    assert Event.objects.of(juror).last().facts == {"answers": {one.number: "none", two.number: "conflict"}}


def test_only_who_sits_answers_and_only_for_himself(juror, call, officer):
    (one,) = files(call, officer, 1)
    with pytest.raises(Refused) as refusal:
        actions.answer_interests(juror, {one.pk: ("none", "")}, by=officer, at=LATER)
    assert codes(refusal) == ["not-yours"]
    Juror.objects.filter(pk=juror.pk).delete()
    juror = factories.seat(call, juror.user, state="invited")
    with pytest.raises(Refused) as refusal:
        answer(juror, **{f"{one.pk}": "none"})
    assert codes(refusal) == ["not-in-jury"]


def test_a_file_of_another_call_or_one_closed_to_me_is_not_answered(juror, call, officer, reviewer):
    (one,) = files(call, officer, 1)
    (other,) = files(factories.CallFactory(), officer, 1)
    answer(juror, **{f"{one.pk}": ("conflict", "Ik ken hen.")})
    _kept, refused = answer(juror, **{f"{one.pk}": "none", f"{other.pk}": "none", "999999": "none"})
    assert {pk: rs[0].code for pk, rs in refused.items()} == dict.fromkeys((one.pk, other.pk, 999999), "no-such-file")


# What follows from an answer ------------------------------------------------------------------------------------------


def test_no_interest_makes_an_assignment_open_without_a_second_declaration(juror, call, officer, reviewer):
    one, two, _three = files(call, officer)
    answer(juror, **{f"{one.pk}": "none"})
    assert actions.assign(one, reviewer, by=officer, at=LATER).state == "declared"
    later = actions.assign(two, reviewer, by=officer, at=LATER)
    assert later.state == "assigned"
    answer(juror, **{f"{two.pk}": "none"})
    later.refresh_from_db()
    assert later.state == "declared"


@pytest.mark.parametrize("said", ["conflict", "doubt"])
def test_who_has_a_conflict_or_doubts_cannot_be_assigned(juror, call, officer, reviewer, said):
    (one,) = files(call, officer, 1)
    answer(juror, **{f"{one.pk}": (said, "Mijn nicht werkt er.")})
    with pytest.raises(Refused) as refusal:
        actions.assign(one, reviewer, by=officer, at=LATER)
    assert codes(refusal) == ["declared-conflict"]


def test_a_conflict_found_later_takes_the_review_out_of_the_means_and_tells_who_else_reads(
    juror, call, officer, second_officer, reviewer
):
    (one,) = files(call, officer, 1)
    factories.reviewed(one, reviewer, officer, value=1)
    other = factories.UserFactory(role="reviewer", first_name="Ine", last_name="Ander")
    factories.reviewed(one, other, officer, value=5)
    assert (standings(call).places[0].total, standings(call).places[0].reviews) == (60, 2)
    answer(juror, **{f"{one.pk}": ("conflict", "Nu pas gezien: mijn zus tekent mee.")})
    assert (standings(call).places[0].total, standings(call).places[0].reviews) == (100, 1)
    mine = Assignment.objects.get(reviewer=reviewer)
    assert (mine.state, mine.remark) == ("conflicted", "Nu pas gezien: mijn zus tekent mee.")
    told = Notice.objects.filter(key=f"recused:{mine.pk}")
    assert {each.to for each in told} == {officer, second_officer, call.created_by}
    assert "De beoordeling die ingediend was, telt niet meer mee. Het staat ook open voor: Ine Ander." in told[0].body


def test_declaring_on_the_page_of_a_file_stands_beside_the_list(juror, call, officer, reviewer):
    one, two, _three = files(call, officer)
    first = actions.assign(one, reviewer, by=officer, at=LATER)
    actions.declare(first, by=reviewer, at=LATER)
    second = actions.assign(two, reviewer, by=officer, at=LATER)
    actions.recuse(second, "Ik gaf hen advies.", by=reviewer, at=LATER)
    assert dict(Interest.objects.values_list("application", "answer")) == {one.pk: "none", two.pk: "conflict"}


def test_a_doubt_hides_until_an_officer_decides(juror, call, officer, reviewer):
    (one,) = files(call, officer, 1)
    assignment = actions.assign(one, reviewer, by=officer, at=LATER)
    answer(juror, **{f"{one.pk}": ("doubt", "Mijn nicht werkt er.")})
    assert list(Assignment.objects.visible_to(reviewer)) == []
    assert Notice.objects.get(to=officer, subject__contains="twijfelt").body.startswith(f"{reviewer} twijfelt of er")
    doubt = Interest.objects.get()
    assert [r.code for r in rules.why_not_resolve(doubt, "none", by=reviewer, reason="")] == [
        "not-an-officer", "no-reason"
    ]  # fmt: skip
    actions.resolve(doubt, "none", "Een nicht is geen naaste.", by=officer, at=LATER)
    assert list(Assignment.objects.visible_to(reviewer)) == [assignment]
    assignment.refresh_from_db()
    assert assignment.state == "declared"
    assert "Een nicht is geen naaste." in Notice.objects.get(to=reviewer, key__startswith="interest:").body
    with pytest.raises(Refused) as refusal:
        actions.resolve(doubt, "conflict", "Toch.", by=officer, at=LATER)
    assert codes(refusal) == ["no-doubt"]


def test_a_doubt_that_becomes_a_conflict_ends_the_assignment(juror, call, officer, reviewer):
    (one,) = files(call, officer, 1)
    assignment = actions.assign(one, reviewer, by=officer, at=LATER)
    answer(juror, **{f"{one.pk}": ("doubt", "Mijn nicht werkt er.")})
    actions.resolve(Interest.objects.get(), "conflict", "Zij schreef mee.", by=officer, at=LATER)
    assignment.refresh_from_db()
    assert (assignment.state, list(Assignment.objects.visible_to(reviewer))) == ("conflicted", [])


def test_a_mistake_is_asked_again_by_an_officer(juror, call, officer):
    (one,) = files(call, officer, 1)
    answer(juror, **{f"{one.pk}": ("conflict", "Verkeerd gedrukt.")})
    actions.ask_again(Interest.objects.get(), "U belde dat het een vergissing was.", by=officer, at=LATER)
    assert answer(juror, **{f"{one.pk}": "none"}) == (1, {})


# What the portal knows ------------------------------------------------------------------------------------------------


def hints(juror, file) -> list[str]:
    juror = Juror.objects.get(pk=juror.pk)
    return next(line for line in interests.lines_of(juror) if line.pk == file.pk).hints


def test_an_employer_at_a_government_or_its_predecessor_is_proposed(juror, call, officer):
    one, two, _three = files(call, officer)
    old = factories.OrganisationFactory(name="Oud Dorp", successor=one.organisation)
    said = {"employer_organisation": old}
    actions.describe_juror(juror, said, by=juror.user, at=LATER)
    assert hints(juror, one) == ["Werkgever: gemeente Oud Dorp"]
    assert hints(juror, two) == []


def test_an_employer_named_as_a_subcontractor_is_proposed_however_it_is_written(juror, call, officer):
    rows = [{"part": "subcontractor", "organisation": None, "name": "DigiDroom N.V."}]
    one, two, _three = files(call, officer, rows=rows)
    actions.describe_juror(juror, {"employer": "digidroom nv"}, by=juror.user, at=LATER)
    assert hints(juror, one) == ["De werkgever is genoemd als onderaannemer: DigiDroom N.V."]
    assert hints(juror, two) == []


def test_a_tie_noted_in_any_jury_is_proposed(juror, call, officer, reviewer):
    one, _two, _three = files(call, officer)
    before = factories.seat(factories.CallFactory(), reviewer)
    actions.note_involvement(before, one.organisation, "Begeleiding in 2024", by=officer, at=LATER)
    assert hints(juror, one) == [f"Band met {one.organisation.full_name}: Begeleiding in 2024"]


def test_a_role_that_was_taken_away_is_proposed(juror, call, officer, reviewer):
    one, _two, _three = files(call, officer)
    member = account_actions.join(reviewer, one.organisation, "drafter", by=officer, at=LATER - timedelta(days=200))
    assert interests.lines_of(juror)[0].known
    account_actions.leave(member, by=officer, at=LATER - timedelta(days=100))
    (hint,) = hints(juror, one)
    assert hint.startswith(f"Werkte voor {one.organisation.full_name} tot ")


def test_a_no_against_what_is_known_asks_why(juror, call, officer):
    (one,) = files(call, officer, 1)
    actions.describe_juror(juror, {"employer_organisation": one.organisation}, by=juror.user, at=LATER)
    _kept, refused = answer(juror, **{f"{one.pk}": "none"})
    assert [r.code for r in refused[one.pk]] == ["hint-not-met"]
    assert answer(juror, **{f"{one.pk}": ("none", "Ik werk er sinds 2020 niet meer.")})[0] == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("Digidroom NV", "digi droom"), ("Café & Co", "cafe co bv"), ("De  Wever b.v.b.a.", "DE WEVER")],
)
def test_names_are_compared_without_signs_and_company_forms(one, other):
    assert (interests.tidy(one) == interests.tidy(other)) is (one != "Digidroom NV")


# The pages ------------------------------------------------------------------------------------------------------------


def own(call) -> str:
    return reverse("reviews:own_interests", args=[call.slug])


def test_the_page_shows_titles_and_governments_and_nothing_else(client, juror, call, officer, reviewer):
    one, _two, _three = files(call, officer)
    client.force_login(reviewer)
    page = client.get(own(call)).content.decode()
    assert one.title in page and f"Gemeente {one.organisation.name}" in page
    assert "67.200" not in page and factories.PROJECT["goals"] not in page and factories.PROJECT["summary"] not in page


def test_the_page_takes_the_same_queries_for_one_and_for_three_files(client, officer, reviewer):
    counts = []
    for n in (1, 3):
        call = factories.CallFactory()
        factories.seat(call, reviewer)
        files(call, officer, n)
        client.force_login(reviewer)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(own(call)).content.decode().count("<fieldset") == n
        counts.append(len(queries))
    assert counts == [13, 13]


def test_what_is_wrong_stands_beside_its_line_and_the_rest_is_saved(client, juror, call, officer, reviewer):
    one, two, three = files(call, officer)
    client.force_login(reviewer)
    data = {f"answer-{one.pk}": "none", f"answer-{two.pk}": "doubt", f"remark-{three.pk}": "Misschien."}
    response = client.post(own(call), data)
    page = response.content.decode()
    assert (response.status_code, Interest.objects.count()) == (422, 1)
    assert f'id="remark-{two.pk}_error"' in page and f'id="answer-{three.pk}_error"' in page
    assert 'value="Misschien."' in page and "1 van 3 beantwoord" in page


def test_the_rest_of_a_page_gets_no_interest_except_what_is_known(client, juror, call, officer, reviewer):
    one, two, three = files(call, officer)
    actions.describe_juror(juror, {"employer_organisation": three.organisation}, by=reviewer, at=LATER)
    client.force_login(reviewer)
    data = {f"answer-{one.pk}": "conflict", f"remark-{one.pk}": "Mijn broer."}
    data |= {f"remark-{each.pk}": "" for each in (two, three)} | {"do": "rest"}
    assert client.post(own(call), data).status_code == 302
    assert dict(Interest.objects.values_list("application", "answer")) == {one.pk: "conflict", two.pk: "none"}
    page = client.get(own(call)).content.decode()
    assert three.title in page and one.title not in page and "1 dossier is voor u gesloten" in page


@pytest.mark.parametrize("data", [{}, {"answer-x": "none"}, {"answer-٣": "none"}, {"remark-1": ""}])
def test_nothing_chosen_is_said(client, juror, call, officer, reviewer, data):
    files(call, officer, 1)
    client.force_login(reviewer)
    response = client.post(own(call), data)
    assert response.status_code == 422
    assert "Kies een antwoord voor minstens één dossier." in response.content.decode()


def test_before_the_call_closes_there_is_nothing_to_answer(client, juror, call, reviewer, applicant):
    file = factories.submitted(call, applicant)
    client.force_login(reviewer)
    page = client.get(own(call)).content.decode()
    assert "zodra ze gesloten is" in page and file.title not in page


def test_an_officer_sees_progress_and_decides_on_a_doubt(client, juror, call, officer, reviewer):
    one, two, _three = files(call, officer)
    answer(juror, **{f"{one.pk}": ("doubt", "Mijn nicht."), f"{two.pk}": ("conflict", "Mijn broer.")})
    client.force_login(officer)
    page = client.get(reverse("reviews:interests", args=[call.slug])).content.decode()
    assert "2 van 3 beantwoord" in page and "Mijn nicht." in page and "Mijn broer." in page
    doubt = Interest.objects.get(answer="doubt")
    url = reverse("reviews:resolve_interest", args=[call.slug, doubt.pk])
    assert client.post(url, {"resolution": "none"}).status_code == 422
    assert client.post(url, {"resolution": "none", "reason": "Te ver."}).status_code == 302
    assert (client.get(url).status_code, client.post(url, {"resolution": "none", "reason": "x"}).status_code) == (
        404,
        409,
    )
    again = reverse("reviews:ask_interest_again", args=[call.slug, Interest.objects.get(answer="conflict").pk])
    assert client.post(again, {}).status_code == 422
    assert client.post(again, {"reason": "Vergissing."}).status_code == 302
    assert Interest.objects.filter(answer="conflict").count() == 0


def test_the_overview_takes_the_same_queries_for_one_and_three(client, officer):
    counts = []
    for n in (1, 3):
        call = factories.CallFactory()
        found = files(call, officer, n)
        for each in found:
            seat = factories.seat(call, factories.UserFactory(role="reviewer"))
            answer(seat, **{f"{each.pk}": ("doubt", "Misschien.")})
        client.force_login(officer)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("reviews:interests", args=[call.slug]))
        counts.append(len(queries))
    assert counts == [8, 8]


def test_capacity_bounds_what_somebody_is_asked(juror, call, officer, reviewer):
    one, two, _three = files(call, officer)
    actions.describe_juror(juror, {"capacity": 1}, by=officer, at=LATER)
    actions.assign(one, reviewer, by=officer, at=LATER)
    with pytest.raises(Refused) as refusal:
        actions.assign(two, reviewer, by=officer, at=LATER)
    assert codes(refusal) == ["full"]
