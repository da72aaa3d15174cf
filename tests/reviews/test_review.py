"""A reviewer scores and motivates, as often as needed, and hands in once."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from reviews import actions
from reviews.models import Score
from reviews.ranking import standings
from tests import factories
from tests.judging import LATER, codes, scores, scores_typed
from workflow.models import Event
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, reviewer):
    client.force_login(reviewer)
    return client


def url(assignment, name="review") -> str:
    return reverse(f"reviews:{name}", args=[assignment.application.number])


def test_half_a_review_is_saved_and_found_again(desk, opened, call):
    first, second, _third = call.criteria.order_by("position")
    data = scores_typed(call, "", "") | {f"value-{first.pk}": "4", f"motivation-{second.pk}": "Nog na te kijken."}
    assert desk.post(url(opened), data | {"version": 0, "do": "save"})["Location"] == url(opened)
    assert list(opened.scores.order_by("criterion__position").values_list("value", "motivation")) == [
        (4, ""),
        (None, "Nog na te kijken."),
        (None, ""),
    ]
    page = desk.get(url(opened)).content.decode()
    assert "Nog na te kijken." in page and "0 van 3 criteria klaar" in page
    assert standings(call).places[0].total is None


def test_a_whole_review_is_handed_in_and_counts(desk, opened, call):
    response = desk.post(url(opened), scores_typed(call, 4, version=0, do="submit"))
    assert response["Location"] == reverse("reviews:desk")
    opened.refresh_from_db()
    assert (opened.state, opened.submitted_at is not None) == ("submitted", True)
    assert standings(call).places[0].total == 80
    event = Event.objects.of(opened).last()
    assert event.facts["scores"] == {str(c.pk): 4 for c in call.criteria.all()}


def test_handing_in_half_says_what_is_missing_and_keeps_it_all(desk, opened, call):
    first, second, third = call.criteria.order_by("position")
    data = scores_typed(call, 3, "Klopt.") | {f"value-{second.pk}": "", f"motivation-{third.pk}": "  "}
    response = desk.post(url(opened), data | {"version": 0, "do": "submit"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "<title>Fout: " in page
    assert f"Geef een score voor “{second.name}”." in page and f"Schrijf een motivering voor “{third.name}”." in page
    assert f"Geef een score voor “{first.name}”." not in page
    assert opened.scores.get(criterion=first).motivation == "Klopt."
    opened.refresh_from_db()
    assert (opened.state, opened.edit) == ("declared", 1)
    assert 'name="version" value="1"' in page


def test_a_review_that_is_handed_in_is_not_changed(desk, opened, call, reviewer):
    actions.save_scores(opened, scores(call), by=reviewer, at=LATER)
    actions.submit(opened, by=reviewer, at=LATER)
    response = desk.post(url(opened), scores_typed(call, 0, version=1, do="save"))
    assert response.status_code == 409
    assert {s.value for s in opened.scores.all()} == {4}
    assert 'name="motivation-' not in desk.get(url(opened)).content.decode()


def test_nothing_is_scored_before_the_declaration(assignment, reviewer, call):
    with pytest.raises(Refused) as refusal:
        actions.save_scores(assignment, scores(call), by=reviewer, at=LATER)
    assert codes(refusal) == ["not-declared"]
    assert not Score.objects.exists()


def test_nobody_scores_for_somebody_else(opened, call):
    with pytest.raises(Refused) as refusal:
        actions.save_scores(opened, scores(call), by=factories.UserFactory(role="reviewer"), at=LATER)
    assert codes(refusal) == ["not-yours"]


def test_two_windows_never_overwrite_each_other(desk, opened, call, reviewer):
    actions.save_scores(opened, scores(call, 5, "Uit het ene venster."), edit=0, by=reviewer, at=LATER)
    response = desk.post(url(opened), scores_typed(call, 1, "Uit het andere venster.", version=0, do="save"))
    page = response.content.decode()
    assert response.status_code == 409
    assert "Uit het andere venster." in page and "Uit het ene venster." in page
    assert {s.motivation for s in opened.scores.all()} == {"Uit het ene venster."}
    again = scores_typed(call, 1, "Uit het andere venster.", version=1, do="save")
    assert desk.post(url(opened), again).status_code == 302
    assert {s.motivation for s in opened.scores.all()} == {"Uit het andere venster."}


@pytest.mark.parametrize("value", ["6", "-1", "vier", "4.5", "٤", "1e1"])
def test_a_score_off_the_scale_is_refused_with_the_text_kept(desk, opened, call, value):
    response = desk.post(url(opened), scores_typed(call, value, "Mijn lange motivering.", version=0))
    assert (response.status_code, "Mijn lange motivering." in response.content.decode()) == (422, True)
    assert not Score.objects.exists()


def test_a_motivation_that_is_too_long_is_refused_with_the_text_kept(desk, opened, call):
    response = desk.post(url(opened), scores_typed(call, 4, "lang " * 1500, version=0))
    assert (response.status_code, "lang lang" in response.content.decode()) == (422, True)
    assert not Score.objects.exists()


def test_the_action_and_the_database_hold_the_scale(opened, call, reviewer):
    with pytest.raises(ValidationError):
        actions.save_scores(opened, scores(call, -1), by=reviewer, at=LATER)
    with pytest.raises(IntegrityError, match="score_within_the_scale"), transaction.atomic():
        Score.objects.create(assignment=opened, criterion=call.criteria.first(), value=6)


def test_the_same_key_saves_once(desk, opened, call):
    data = scores_typed(call, 4, version=0, do="save")
    assert [desk.post(url(opened), data).status_code for _again in range(2)] == [302, 302]
    opened.refresh_from_db()
    assert opened.edit == 1


def test_one_walks_from_file_to_file(desk, call, applicant, reviewer, officer):
    files = [factories.submitted(call, applicant) for _n in range(3)]
    factories.seal(call)
    for file in files:
        actions.declare(
            factories.assign(factories.admit(file, officer), reviewer, officer, at=LATER), by=reviewer, at=LATER
        )
    page = desk.get(reverse("reviews:review", args=[files[1].number])).content.decode()
    assert "Dossier 2 van 3" in page
    for neighbour in (files[0], files[2]):
        assert f'href="{reverse("reviews:review", args=[neighbour.number])}"' in page


def test_an_attachment_opens_after_the_declaration_only(desk, call, applicant, reviewer, officer, settings):
    file = factories.draft(call, applicant)
    path = settings.MEDIA_ROOT / "attachments" / "plan"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"%PDF-1.7 plan")
    facts = {"topic": "plan", "content_type": "application/pdf", "size": 13, "by": applicant, "at": factories.DURING}
    plan = file.attachments.create(name="plan.pdf", sha256="a" * 64, path="attachments/plan", **facts)
    factories.application_actions.submit(file, by=applicant, at=factories.DURING)
    later = file.attachments.create(name="later.pdf", sha256="b" * 64, path="attachments/plan", **facts)
    factories.seal(call)
    factories.admit(file, officer)
    assignment = factories.assign(file, reviewer, officer, at=LATER)
    address = reverse("reviews:attachment", args=[file.number, plan.pk])
    assert desk.get(address).status_code == 404
    actions.declare(assignment, by=reviewer, at=LATER)
    answer = desk.get(address)
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 plan"
    assert answer["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert desk.get(reverse("reviews:attachment", args=[file.number, later.pk])).status_code == 404
    actions.recuse(assignment, "Toch een belang.", by=reviewer, at=LATER)
    assert desk.get(address).status_code == 404


def test_the_desk_shows_what_a_score_means_in_the_words_of_the_call(client, opened, reviewer):
    first = opened.application.call.criteria.order_by("position").first()
    first.anchors = [f"In deze oproep: {n}" for n in range(6)]
    first.guidance, first.threshold = "Kijk naar de nood.", 2
    first.save()
    client.force_login(reviewer)
    text = client.get(reverse("reviews:review", args=[opened.application.number])).content.decode()
    assert text.count("In deze oproep: ") == 6
    assert text.count("Er valt niets wezenlijks aan toe te voegen.") == 2  # the other criteria keep the general words
    assert "Kijk naar de nood." in text
    assert "minstens 2 op 5" in text
