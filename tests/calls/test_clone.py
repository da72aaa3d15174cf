"""Taking a call over into a new one: everything in it, and its moments moved by whole weeks."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from calls import actions, copying
from calls.models import Call, Condition, Criterion, Focus, Reserve, TeamMember
from tests.factories import CallFactory
from workflow.models import Event
from workflow.moments import wall
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 2, tzinfo=UTC)


@pytest.fixture
def earlier(officer, second_officer):
    """A call with something in every field and every list."""
    call = CallFactory(
        number=3,
        cooperation_required=True,
        min_subsidy=10_000,
        signer="algemeen directeur",
        threshold=60,
        progress_report_after=18,
        questions_close_at=datetime(2022, 3, 15, 11, 0, tzinfo=UTC),
        admissibility_by=date(2022, 4, 12),
    )
    call.focuses.set(Focus.objects.order_by("position")[:2])
    Reserve.objects.create(call=call, focus=call.focuses.order_by("position").first(), amount=100_000)
    Criterion.objects.filter(call=call, key="focus").update(
        anchors=[f"Betekenis {n}" for n in range(6)], threshold=2, guidance="Let op de nood."
    )
    call.instalments.filter(position=3).update(event="date", on=date(2023, 5, 2))
    Condition.objects.create(call=call, position=1, key="leesbaar", name="Alles is leesbaar", source="artikel 6")
    TeamMember.objects.create(call=call, user=officer, part="lead")
    TeamMember.objects.create(call=call, user=second_officer, part="colleague")
    call.form.draft = {"sections": [{"key": "extra", "title": "Meer vragen", "intro": "", "questions": []}]}
    call.form.save()
    return call


def _without(call, name: str) -> list[dict]:
    fields = [
        f.attname
        for f in copying.PARTS[name]._meta.concrete_fields
        if f.name not in ("id", "call", "on", "starts_at", "ends_at")
    ]
    return list(getattr(call, name).order_by("pk").values(*fields))


def test_everything_comes_along(officer, earlier):
    made = actions.clone(earlier, date(2027, 1, 11), by=officer, at=AT)
    own = copying.OWN | {"closes_at", "questions_close_at", "admissibility_by", "decision_by"}
    for field in Call._meta.concrete_fields:
        if field.name not in own:
            assert getattr(made, field.attname) == getattr(earlier, field.attname), field.name
    assert set(made.focuses.all()) == set(earlier.focuses.all())
    for name in copying.PARTS:
        assert _without(earlier, name), name
        assert _without(made, name) == _without(earlier, name), name
    assert made.form_id != earlier.form_id
    assert made.form.draft == earlier.form.draft
    assert (made.state, made.number, made.title, made.created_by) == ("draft", 4, earlier.title, officer)
    assert Event.objects.of(made).get().facts["from"] == earlier.slug


def test_no_list_of_a_call_is_forgotten():
    ours = [each for each in Call._meta.related_objects if each.related_model._meta.app_label == "calls"]
    belongs = {each.get_accessor_name() for each in ours if each.on_delete.__name__ == "CASCADE"}
    assert belongs - {"inquiries"} == set(copying.PARTS)  # what was asked about a call stays with it


def test_moments_keep_their_weekday_and_their_hour(officer, earlier):
    made = actions.clone(earlier, date(2026, 12, 21), by=officer, at=AT)
    weeks = timedelta(weeks=261)
    for name in ("opens_at", "closes_at", "questions_close_at"):
        assert wall(getattr(made, name)) == wall(getattr(earlier, name)) + weeks, name
    for name in ("admissibility_by", "jury_on", "decision_by"):
        assert getattr(made, name) == getattr(earlier, name) + weeks, name
    assert made.instalments.get(position=3).on == date(2023, 5, 2) + weeks


def test_an_opening_on_another_weekday_moves_alone(officer, earlier):
    made = actions.clone(earlier, date(2026, 12, 23), by=officer, at=AT)
    assert wall(made.opens_at) == datetime(2026, 12, 23, 9, 0)  # noqa: DTZ001 -- a wall time
    assert made.jury_on == earlier.jury_on + timedelta(weeks=261)


@pytest.mark.parametrize(
    ("closes", "opens_on", "words"),
    [
        (datetime(2022, 3, 20, 1, 30, tzinfo=UTC), date(2021, 12, 27), "zondag 27 maart 2022 om 3.00 uur"),
        (datetime(2022, 10, 23, 0, 30, tzinfo=UTC), date(2021, 12, 27), "zondag 30 oktober 2022 om 3.00 uur"),
    ],
)
def test_a_time_that_does_not_exist_once_becomes_the_next_that_does_and_is_noted(officer, closes, opens_on, words):
    call = CallFactory(closes_at=closes)
    made = actions.clone(call, opens_on, by=officer, at=AT)
    (note,) = copying.notes_of(call, opens_on)
    assert words in note.replace("\u00a0", " ")
    assert "2.30 uur" in note.replace("\u00a0", " ")
    assert wall(made.closes_at).hour == 3
    assert Event.objects.of(made).get().facts["notes"] == [note]


def test_a_call_of_a_day_still_closes_after_it_opens(officer):
    opens = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
    call = CallFactory(opens_at=opens, closes_at=opens + timedelta(hours=8))
    made = actions.clone(call, date(2026, 11, 4), by=officer, at=AT)
    assert made.closes_at > made.opens_at


def test_who_is_no_officer_any_more_does_not_come_along(officer, second_officer, earlier):
    second_officer.is_active = False
    second_officer.save()
    made = actions.clone(earlier, date(2027, 1, 11), by=officer, at=AT)
    assert [m.user for m in made.team.all()] == [officer]


def test_only_an_officer_takes_a_call_over(applicant, earlier):
    with pytest.raises(Refused) as refusal:
        actions.clone(earlier, date(2027, 1, 11), by=applicant, at=AT)
    assert [each.code for each in refusal.value.reasons] == ["not-an-officer"]


def test_the_page_asks_the_day_and_leads_to_the_calendar(client, officer, earlier):
    client.force_login(officer)
    page = reverse("calls:clone", args=[earlier.slug])
    assert page in client.get(reverse("calls:staff_detail", args=[earlier.slug])).content.decode()
    form = client.get(page).context["form"]
    assert (form["title"].value(), form["number"].value()) == (earlier.title, 4)
    data = {"opens_on": "2027-01-11", "title": "Opnieuw", "number": "9", "_key": str(uuid4())}
    answer = client.post(page, data)
    made = Call.objects.get(number=9)
    assert answer["Location"] == reverse("calls:step", args=[made.slug, "kalender"])
    assert client.post(page, data)["Location"] == answer["Location"]
    assert Call.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"opens_on": "morgen"}, "opens_on", "Schrijf een datum, zoals 25/3/2022."),
        ({"number": "3"}, "number", "Dit nummer is al in gebruik in het programma. Kies een ander."),
        ({"title": ""}, "title", "Vul dit in."),
    ],
)
def test_bad_input_gets_its_sentence(client, officer, earlier, changes, field, sentence):
    client.force_login(officer)
    data = {"opens_on": "2027-01-11", "title": "Opnieuw", "number": "9", "_key": str(uuid4())} | changes
    response = client.post(reverse("calls:clone", args=[earlier.slug]), data)
    assert response.status_code == 422
    assert {name: list(texts) for name, texts in response.context["form"].errors.items()} == {field: [sentence]}
    assert Call.objects.count() == 1
