"""An officer sets up a call step by step: what is saved, what is refused and how, and what is still missing."""

import re
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from calls import actions, rules, steps
from calls.models import Call, Focus, Reserve, TeamMember
from tests.factories import CallFactory, open_call
from tests.typed import rows, step_form
from workflow.models import Event
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db

SMALL = "Het budget is kleiner dan de hoogste subsidie voor één project. Maak het budget groter of de subsidie kleiner."
SKIPPED = "Deze tijd bestaat niet: die nacht gaat de klok vooruit. Kies een tijd voor 2.00 uur of vanaf 3.00 uur."
TWICE = "Deze tijd bestaat twee keer: die nacht gaat de klok achteruit. Kies een tijd voor 2.00 uur of vanaf 3.00 uur."


def coming_draft(**fields) -> Call:
    call = open_call(state="draft", **fields)
    call.opens_at = call.opens_at.replace(second=0, microsecond=0) + timedelta(days=25)
    call.closes_at = call.closes_at.replace(second=0, microsecond=0) + timedelta(days=60)
    call.save()
    return call


def url(call: Call, step: str) -> str:
    return reverse("calls:step", args=[call.slug, step])


@pytest.fixture
def draft(db):
    return coming_draft()


@pytest.fixture
def desk(client, officer):
    client.force_login(officer)
    return client


def errors(response) -> dict:
    """Every error of the page by the control it stands beside."""
    lists = response.context["lists"]
    forms = response.context["form"], *(form for each in lists.values() for form in each)
    found = {form.add_prefix(name): list(texts) for form in forms for name, texts in form.errors.items()}
    for name, each in lists.items():
        if texts := list(each.non_form_errors()):
            found[name] = texts
    return {name: [one.replace("\u00a0", " ") for one in texts] for name, texts in found.items()}


# Saving ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", [each.name for each in steps.SAVED])
def test_every_step_saves_what_stands_in_it_and_changes_nothing_else(desk, draft, step):
    before = {f.name: getattr(draft, f.attname) for f in Call._meta.concrete_fields if f.name != "edit"}
    answer = desk.post(url(draft, step), step_form(draft, step))
    assert answer.status_code == 302, answer.context and errors(answer)
    draft.refresh_from_db()
    assert {f.name: getattr(draft, f.attname) for f in Call._meta.concrete_fields if f.name != "edit"} == before
    assert (draft.criteria.count(), draft.categories.count(), draft.instalments.count()) == (3, 6, 3)
    assert Event.objects.of(draft).get().facts == {"step": step, "changed": []}


def test_an_officer_changes_a_step_and_goes_on_to_the_next(desk, officer, draft):
    data = step_form(draft, "geld") | {"budget": "1.000.000", "min_subsidy": "20.000"}
    answer = desk.post(url(draft, "geld"), data)
    assert answer["Location"] == url(draft, "ontvankelijkheid")
    draft.refresh_from_db()
    assert (draft.budget, draft.min_subsidy, draft.edit) == (1_000_000, 20_000, 2)
    event = Event.objects.of(draft).get()
    assert (event.verb, event.by, event.facts) == (
        "save", officer, {"step": "geld", "changed": ["budget", "min_subsidy"]},
    )  # fmt: skip


def test_save_without_going_on_stays(desk, draft):
    answer = desk.post(url(draft, "basis"), step_form(draft, "basis") | {"go": "stay"})
    assert answer["Location"] == url(draft, "basis")


def test_a_step_can_be_saved_empty(desk, draft):
    empty = dict.fromkeys("summary purpose".split(), "")
    assert desk.post(url(draft, "basis"), step_form(draft, "basis") | empty).status_code == 302
    data = {"edit": "2", "_key": str(uuid4())}
    assert desk.post(url(draft, "wie"), data).status_code == 302
    data = rows("criteria", []) | {"edit": "3", "_key": str(uuid4())}
    assert desk.post(url(draft, "criteria"), data).status_code == 302
    draft.refresh_from_db()
    assert (draft.summary, draft.eligible_kinds, draft.criteria.count(), draft.focuses.count()) == ("", [], 0, 0)


def test_a_criterion_keeps_its_key_when_its_name_changes(desk, draft):
    data = step_form(draft, "criteria") | {"criteria-0-name": "Helemaal anders"}
    assert desk.post(url(draft, "criteria"), data).status_code == 302
    assert {c.key: c.name for c in draft.criteria.all()} == {
        "focus": "Helemaal anders", "quality": "Kwaliteit", "leverage": "Hefboomeffect",
    }  # fmt: skip


def test_anchors_thresholds_and_guidance_are_kept(desk, draft):
    data = step_form(draft, "criteria") | {"criteria-0-threshold": "2,5", "criteria-0-guidance": "Let op de nood."}
    data |= {f"criteria-0-anchor_{n}": f"Betekenis {n}" for n in range(6)} | {"threshold": "60"}
    assert desk.post(url(draft, "criteria"), data).status_code == 302
    first = draft.criteria.get(key="focus")
    draft.refresh_from_db()
    assert (first.threshold, first.guidance, draft.threshold) == (Decimal("2.5"), "Let op de nood.", 60)
    assert first.anchors == [f"Betekenis {n}" for n in range(6)]
    text = desk.get(url(draft, "criteria")).content.decode()
    assert 'value="Betekenis 5"' in text
    page = desk.get(draft.get_absolute_url()).content.decode().replace("\u00a0", " ")
    for words in ("Betekenis 3", "Let op de nood.", "minstens 2,5 op 5", "60 %"):
        assert words in page, words


def test_reserves_categories_and_instalments_stand_on_both_pages(desk, draft):
    focus = Focus.objects.order_by("position").first()
    data = step_form(draft, "geld") | {f"reserve-{focus.pk}": "300.000", "categories-0-most_share": "40"}
    data |= {"instalments-0-event": "date", "instalments-0-on": "2027-05-03"}
    assert desk.post(url(draft, "geld"), data).status_code == 302
    assert [(r.focus, r.amount) for r in draft.reserves.all()] == [(focus, 300_000)]
    assert draft.categories.get(code="staff").most_share == 40
    for address in (draft.get_absolute_url(), reverse("calls:staff_detail", args=[draft.slug])):
        text = desk.get(address).content.decode().replace("\u00a0", " ")
        for words in ("€ 300.000,00", "40 %", "3 mei 2027"):
            assert words in text, (address, words)


def test_saving_the_money_confirms_what_was_only_proposed(desk, officer, draft):
    Call.objects.filter(pk=draft.pk).update(proposed=["geld"])
    draft.refresh_from_db()
    codes = [each.code for each in rules.why_not_publish(draft, by=officer, at=draft.opens_at)]
    assert codes == ["only-proposed"]
    desk.post(url(draft, "geld"), step_form(draft, "geld"))
    draft.refresh_from_db()
    assert rules.why_not_publish(draft, by=officer, at=draft.opens_at) == []


# Refusing -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "changes", "field", "sentence"),
    [
        ("kalender", {"closes_at_0": "2020-01-01"}, "closes_at",
         "Een oproep sluit na de opening. Kies een later moment."),
        ("kalender", {"closes_at_0": "2027-03-28", "closes_at_1": "02:30"}, "closes_at", SKIPPED),
        ("kalender", {"questions_close_at_0": "2027-10-31", "questions_close_at_1": "02:30"}, "questions_close_at",
         TWICE),
        ("kalender", {"questions_close_at_0": "2099-10-31", "questions_close_at_1": "12:30"}, "questions_close_at",
         "De vragen stoppen voor de oproep sluit. Kies een vroeger moment."),
        ("kalender", {"jury_days-0-day": "morgen"}, "jury_days-0-day", "Schrijf een datum, zoals 25/3/2022."),
        ("kalender", {"jury_days-0-ends": "09:00"}, "jury_days-0-ends", "Een jurydag eindigt nadat ze begint."),
        ("kalender", {"jury_days-0-day": "2027-03-28", "jury_days-0-starts": "02:30"}, "jury_days-0-starts", SKIPPED),
        ("geld", {"budget": "veel"}, "budget", "Schrijf een bedrag in euro, zoals 150.000,00."),
        ("geld", {"budget": "1,005"}, "budget", "Schrijf hoogstens twee cijfers na de komma."),
        ("geld", {"budget": "-5"}, "budget", "Schrijf een bedrag in euro, zoals 150.000,00."),
        ("geld", {"budget": "9" * 400}, "budget", "Schrijf een bedrag in euro, zoals 150.000,00."),
        ("geld", {"budget": "99999999999"}, "budget", "Schrijf een getal van € 0,01 tot € 9.999.999.999,99."),
        ("geld", {"budget": "149.999,99"}, "budget", SMALL),
        ("geld", {"min_subsidy": "150.000,01"}, "min_subsidy",
         "Het minimum is meer dan het maximum. Maak het kleiner of laat het leeg."),
        ("geld", {"flemish_share": "101"}, "flemish_share", "Schrijf een getal van 0,01 % tot 100 %."),
        ("geld", {"flemish_share": "NaN"}, "flemish_share", "Schrijf een percentage, zoals 80 of 12,5."),
        ("geld", {"instalments-0-percentage": "60"}, "instalments",
         "De schijven zijn samen 110 %. Maak daar 100 % van."),
        ("geld", {"instalments-0-event": "date"}, "instalments-0-on", "Vul de datum van deze schijf in."),
        ("geld", {"categories-1-name": "personeel"}, "categories-1-name",
         "Deze naam staat er twee keer. Kies een andere."),
        ("geld", {"categories-1-most_share": "140"}, "categories-1-most_share",
         "Schrijf een getal van 0,01 % tot 100 %."),
        ("criteria", {"criteria-1-weight": "30"}, "criteria",
         "De gewichten van de criteria zijn samen 90 %. Maak daar 100 % van."),
        ("criteria", {"criteria-1-name": "focus en DOELSTELLINGEN"}, "criteria-1-name",
         "Deze naam staat er twee keer. Kies een andere."),
        ("criteria", {"criteria-1-threshold": "5,5"}, "criteria-1-threshold", "Schrijf een getal van 0,01 tot 5."),
        ("criteria", {"threshold": "120"}, "threshold", "Schrijf een getal van 0,01 % tot 100 %."),
        ("basis", {"programme": ""}, "programme", "Kies een programma, of geef een nieuw programma een naam."),
        ("basis", {"number": "2"}, "number", "Dit nummer is al in gebruik in het programma. Kies een ander."),
    ],
)  # fmt: skip
def test_bad_input_gets_a_sentence_beside_its_field_and_nothing_typed_is_lost(
    desk, draft, step, changes, field, sentence
):
    CallFactory(programme=draft.programme, number=2)
    response = desk.post(url(draft, step), step_form(draft, step) | changes)
    text = response.content.decode()
    assert response.status_code == 422
    assert errors(response) == {field: [sentence]}
    assert "<title>Fout: " in text
    assert 'class="summary"' in text
    for name, value in changes.items():
        if value and "event" not in name:
            assert re.search(rf'name="{name}" value="{re.escape(value)}"', text), name
    draft.refresh_from_db()
    assert draft.edit == 1


def test_anchors_are_all_there_or_none(desk, draft):
    response = desk.post(url(draft, "criteria"), step_form(draft, "criteria") | {"criteria-0-anchor_3": "Goed"})
    assert response.status_code == 422
    assert sorted(errors(response)) == [f"criteria-0-anchor_{n}" for n in (0, 1, 2, 4, 5)]
    assert "Zeg van elke score van 0 tot 5 wat ze betekent, of van geen enkele." in response.content.decode()


def test_reserves_fit_the_budget(desk, draft):
    first, second = Focus.objects.order_by("position")[:2]
    data = step_form(draft, "geld") | {f"reserve-{first.pk}": "600.000", f"reserve-{second.pk}": "300.000,01"}
    response = desk.post(url(draft, "geld"), data)
    assert response.status_code == 422
    assert errors(response) == {f"reserve-{first.pk}": [
        "De reserves zijn samen € 900.000,01. Dat is meer dan het budget van € 900.000,00. Reserveer minder."
    ]}  # fmt: skip
    assert 'value="600.000"' in response.content.decode()
    assert not draft.reserves.exists()


def test_a_focus_with_a_reserve_stays(desk, draft):
    first, *others = Focus.objects.order_by("position")
    Reserve.objects.create(call=draft, focus=first, amount=1000)
    data = step_form(draft, "wie") | {"focuses": [each.pk for each in others]}
    response = desk.post(url(draft, "wie"), data)
    assert response.status_code == 422
    assert errors(response) == {"focuses": [
        f"Voor “{first}” is een bedrag gereserveerd. Haal eerst die reserve weg, in de stap “Geld”."
    ]}  # fmt: skip
    assert draft.focuses.count() == 3


@pytest.mark.parametrize(
    ("step", "changes"),
    [
        ("basis", {"title": ""}),
        ("basis", {"title": "x" * 121}),
        ("basis", {"type": "abc"}),
        ("basis", {"number": "0"}),
        ("basis", {"number": "99999999999999999999"}),
        ("wie", {"focuses": ["999999"]}),
        ("wie", {"eligible_kinds": ["flemish"]}),
        ("brieven", {"start_within_months": "-1"}),
        ("brieven", {"start_within_months": "61"}),
        ("criteria", {"criteria-TOTAL_FORMS": "1000000"}),
        ("criteria", {"criteria-TOTAL_FORMS": ""}),
        ("criteria", {"criteria-0-group": "bestaat-niet"}),
        ("criteria", {"criteria-0-name": "x" * 101}),
        ("geld", {"instalments-0-event": "ooit"}),
        ("team", {"lead": "999999"}),
    ],
)
def test_nasty_input_is_refused_and_saves_nothing(desk, draft, step, changes):
    response = desk.post(url(draft, step), step_form(draft, step) | changes)
    assert response.status_code == 422
    assert "Fout: " in response.content.decode()
    draft.refresh_from_db()
    assert draft.edit == 1


def test_a_key_that_is_no_key_gets_a_new_one(desk, draft):
    data = step_form(draft, "criteria") | {"criteria-0-key": "<script>", "criteria-1-key": "leverage"}
    assert desk.post(url(draft, "criteria"), data).status_code == 302
    assert [c.key for c in draft.criteria.order_by("position")] == [
        "focus-en-doelstellingen",
        "leverage",
        "hefboomeffect",
    ]


# Two officers ---------------------------------------------------------------------------------------------------------


def test_two_officers_never_overwrite_each_other_silently(client, officer, second_officer, draft):
    mine = step_form(draft, "geld") | {"max_subsidy": "140.000"}
    client.force_login(second_officer)
    client.post(
        url(draft, "geld"), step_form(draft, "geld") | {"max_subsidy": "120.000", "instalments-0-trigger": "Ooit"}
    )
    client.force_login(officer)
    response = client.post(url(draft, "geld"), mine)
    text = response.content.decode()
    draft.refresh_from_db()
    assert response.status_code == 409
    assert draft.max_subsidy == 120_000
    assert 'name="max_subsidy" value="140.000"' in text
    assert str(second_officer) in text
    shown = {str(each["label"]): each["saved"].replace("\u00a0", " ") for each in response.context["differences"]}
    assert shown == {
        "Subsidie per project, hoogstens, in €": "120.000",
        "Schijven": "50 % · na de toekenning · Ooit\n30 % · na de toekenning · Mijlpaal 2\n"
        "20 % · na de toekenning · Mijlpaal 3",
    }
    again = mine | {"edit": str(response.context["edit"]), "_key": str(uuid4())}
    assert client.post(url(draft, "geld"), again).status_code == 302
    draft.refresh_from_db()
    assert draft.max_subsidy == 140_000


def test_a_colleague_who_saved_another_step_is_named_too(client, officer, second_officer, draft):
    mine = step_form(draft, "basis") | {"title": "Van mij"}
    client.force_login(second_officer)
    client.post(url(draft, "brieven"), step_form(draft, "brieven") | {"regulation": "Nieuw"})
    client.force_login(officer)
    response = client.post(url(draft, "basis"), mine)
    assert response.status_code == 409
    assert "In deze stap verschilt niets van wat u typte. Bewaar opnieuw." not in response.content.decode()
    assert [str(each["label"]) for each in response.context["differences"]] == ["Titel"]


def test_a_published_call_is_not_edited(desk, call):
    assert desk.get(url(call, "basis"))["Location"] == reverse("calls:staff_detail", args=[call.slug])
    response = desk.post(url(call, "basis"), step_form(call, "basis") | {"title": "Toch anders"})
    call.refresh_from_db()
    assert response.status_code == 409
    assert "Deze oproep is gepubliceerd." in response.content.decode()
    assert call.title == "Van goed idee naar prototype"


# Rows without a script ------------------------------------------------------------------------------------------------


def test_a_row_is_added_without_a_script_and_all_that_was_typed_stays(desk, draft):
    data = step_form(draft, "geld") | {"add": "instalments", "budget": "veel", "categories-0-name": "Half"}
    response = desk.post(url(draft, "geld"), data)
    text = response.content.decode()
    assert response.status_code == 200
    assert len(response.context["instalments"].forms) == 4
    assert len(response.context["categories"].forms) == 6
    for words in ('name="budget" value="veel"', 'name="categories-0-name" value="Half"', 'name="edit" value="1"'):
        assert words in text, words
    assert 'name="instalments-TOTAL_FORMS" value="4"' in text
    assert 'class="summary"' not in text


def test_a_row_is_removed_without_a_script(desk, draft):
    response = desk.post(url(draft, "criteria"), step_form(draft, "criteria") | {"remove": "criteria-1"})
    assert [row["name"].value() for row in response.context["criteria"]] == ["Focus en doelstellingen", "Hefboomeffect"]
    assert response.context["criteria"][1]["key"].value() == "leverage"
    assert (
        desk.post(url(draft, "criteria"), step_form(draft, "criteria") | {"remove": "criteria-77"}).status_code == 200
    )


def test_a_row_marked_as_removed_is_gone(desk, draft):
    data = step_form(draft, "criteria") | {"criteria-1-DELETE": "on", "criteria-0-weight": "75"}
    assert desk.post(url(draft, "criteria"), data).status_code == 302
    assert [c.key for c in draft.criteria.order_by("position")] == ["focus", "leverage"]


# What is missing ------------------------------------------------------------------------------------------------------


def test_the_task_list_and_the_checklist_say_per_step_what_is_missing(desk, officer, draft):
    Call.objects.filter(pk=draft.pk).update(summary="", regulation="", eligible_kinds=[])
    draft.criteria.all().delete()
    text = desk.get(url(draft, "team")).content.decode()
    for href in (f"{url(draft, 'basis')}#id_summary", f"{url(draft, 'brieven')}#id_regulation",
                 f"{url(draft, 'wie')}#id_eligible_kinds_0", f"{url(draft, 'criteria')}#criteria"):  # fmt: skip
        assert f'href="{href}"' in text, href
        page = desk.get(href.partition("#")[0]).content.decode()
        assert f'id="{href.partition("#")[2]}"' in page, href
    assert desk.get(reverse("calls:edit", args=[draft.slug]))["Location"] == url(draft, "basis")
    draft.refresh_from_db()
    progress = steps.of(draft, by=officer, at=draft.opens_at)
    assert (progress.done, progress.all) == (2, 6)


def test_every_reason_not_to_publish_belongs_to_a_step(officer):
    bare = dict.fromkeys("summary purpose regulation legal_grounds budget_article decider_title".split(), "")
    call = coming_draft(eligible_kinds=[], proposed=["geld"], **bare)
    for parts in (call.criteria, call.instalments, call.categories):
        parts.all().delete()
    call.focuses.clear()
    reasons = rules.why_not_publish(call, by=officer, at=call.closes_at)
    assert len(reasons) == 13
    assert [each.code for each in reasons if steps.step_of(each) is None] == []


@pytest.mark.parametrize("step", [each.name for each in steps.SAVED])
def test_a_step_costs_the_same_however_much_stands_in_the_call(
    desk, officer, draft, step, django_assert_max_num_queries
):
    for focus in Focus.objects.all():
        Reserve.objects.create(call=draft, focus=focus, amount=1000)
    TeamMember.objects.create(call=draft, user=officer, part="lead")
    with django_assert_max_num_queries(24):
        assert desk.get(url(draft, step)).status_code == 200


# The team -------------------------------------------------------------------------------------------------------------


def test_a_team_is_chosen_among_active_officers(desk, officer, second_officer, draft, decider):
    response = desk.get(url(draft, "team"))
    assert set(response.context["form"].fields["lead"].queryset) == {officer, second_officer, draft.created_by}
    data = step_form(draft, "team") | {"lead": officer.pk, "colleagues": [second_officer.pk, officer.pk]}
    assert desk.post(url(draft, "team"), data).status_code == 302
    assert {(m.user, m.part) for m in draft.team.all()} == {(officer, "lead"), (second_officer, "colleague")}
    text = desk.get(reverse("calls:staff_detail", args=[draft.slug])).content.decode()
    assert str(officer) in text
    assert str(officer) not in desk.get(draft.get_absolute_url()).content.decode().split("<main", 1)[1]
    refused = desk.post(url(draft, "team"), step_form(draft, "team") | {"edit": "2", "lead": decider.pk})
    assert refused.status_code == 422
    assert "Deze persoon is geen programmabeheerder meer. Kies iemand anders." in refused.content.decode()


def test_an_officer_who_left_is_refused_by_the_action_too(officer, second_officer, draft):
    second_officer.is_active = False
    second_officer.save()
    with pytest.raises(Refused) as refusal:
        actions.save(draft, "team", lists={"team": [{"user": second_officer, "part": "lead"}]}, edit=1, by=officer,
                     at=draft.opens_at)  # fmt: skip
    assert [(each.code, each.field) for each in refusal.value.reasons] == [("not-an-officer-now", "lead")]


# The example ----------------------------------------------------------------------------------------------------------


def preview(call: Call, step: str) -> str:
    return reverse("calls:preview", args=[call.slug, step])


@pytest.mark.parametrize(
    ("step", "changes", "words"),
    [
        ("basis", {"title": "Een heel nieuwe naam", "number": ""}, "Een heel nieuwe naam"),
        ("wie", {"eligible_kinds": ["agb"]}, "Autonome gemeentebedrijven (AGB’s)."),
        ("criteria", {"criteria-0-question": "Wat is er nieuw?", "criteria-1-weight": "5"}, "Wat is er nieuw?"),
        ("geld", {"max_subsidy": "123.456", "budget": "kapot"}, "€ 123.456,00"),
        ("geld", {"categories-0-name": "Manuren"}, "Manuren"),
        ("brieven", {"regulation": "Het allernieuwste reglement"}, "Het allernieuwste reglement"),
        (
            "kalender",
            {"jury_days-0-day": "2027-05-04", "jury_days-0-ends": "12:30"},
            "dinsdag 4 mei 2027, 9.00 tot 12.30 uur",
        ),
        ("team", {}, "Van goed idee naar prototype"),
    ],
)
def test_the_public_page_is_shown_with_what_is_typed_and_nothing_is_saved(desk, draft, step, changes, words):
    before = Call.objects.values().get(pk=draft.pk)
    response = desk.post(preview(draft, step), step_form(draft, step) | changes)
    assert response.status_code == 200
    assert words in response.content.decode().replace("\u00a0", " ").replace("&#x27;", "’")
    assert Call.objects.values().get(pk=draft.pk) == before
    assert not Event.objects.of(draft).exists()


def test_the_example_survives_a_form_that_makes_no_sense(desk, draft):
    data = {"new_programme": "x", "title": "", "type": "abc", "opens_at_0": "?", "budget": "-", "max_subsidy": ""}
    for step in steps.SAVED:
        assert desk.post(preview(draft, step.name), data).status_code == 200


def test_strangers_find_no_steps(client, applicant, decider, draft):
    for person in (applicant, decider):
        client.force_login(person)
        assert client.get(url(draft, "geld")).status_code == 404
        assert client.post(preview(draft, "geld"), {}).status_code == 404
    assert client.get(reverse("calls:step", args=[draft.slug, "bestaat-niet"])).status_code == 404
