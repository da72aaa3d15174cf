"""The pages on which an officer writes the form of a call, all of it without a script."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from calls import rules
from calls.asking import definition_of
from questionnaires.models import Questionnaire
from tests.factories import CallFactory, open_call, write_form
from tests.typed import rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(db):
    return CallFactory(state="draft", closes_at=timezone.now() + timedelta(days=60))


@pytest.fixture
def desk(client, officer):
    client.force_login(officer)
    return client


def url(name: str, call, *more) -> str:
    return reverse(f"calls:{name}", args=[call.slug, *more])


def sent(call, **data) -> dict:
    form = Questionnaire.objects.get(pk=call.form_id)
    return {"_key": str(uuid4()), "edit": form.edit} | data


def form_of(call):
    return Questionnaire.objects.get(pk=call.form_id).definition


def text_of(response) -> str:
    return response.content.decode().replace("\u00a0", " ")


def question(kind: str, label: str, **more) -> dict:
    return {"kind": kind, "label": label, "help": "", "required": "on", "privacy": "public", "when": ""} | more


def test_an_officer_writes_a_section_with_a_choice_and_a_question_that_depends_on_it(desk, call):
    desk.post(url("form_section_new", call), sent(call, title="Aanpak", intro=""))
    choice = question("choice", "In welke fase zit u?", for_reviewers="on")
    choice |= rows("options", [{"key": "", "label": "Idee"}, {"key": "", "label": "Plan"}])
    answer = desk.post(url("form_question_new", call, "aanpak"), sent(call, **choice))
    assert answer["Location"] == url("form", call) + "#in-welke-fase-zit-u"
    long = question("long", "Licht het plan toe", words="150", when="in-welke-fase-zit-u")
    long["when-in-welke-fase-zit-u"] = ["plan"]
    desk.post(url("form_question_new", call, "aanpak"), sent(call, **long))
    first, second = form_of(call).sections[0].questions
    assert ([each.label for each in first.options], first.for_reviewers) == (["Idee", "Plan"], True)
    assert (second.words, second.condition.key, second.condition.values) == (150, first.key, ("plan",))
    assert second.for_reviewers is False
    text = text_of(desk.get(url("form", call)))
    assert "Alleen na het antwoord “Plan” op “In welke fase zit u?”" in text
    assert "Altijd in een aanvraag" in text


def test_a_table_has_typed_columns_with_totals(desk, call, officer):
    write_form(call, by=officer)
    table = question("table", "Planning")
    columns = [
        {"key": "", "label": "Stap", "kind": "short"},
        {"key": "", "label": "Kost", "kind": "money", "total": "on"},
    ]
    desk.post(url("form_question_new", call, "samenwerking"), sent(call, **table, **rows("columns", columns)))
    made = form_of(call).question("planning")
    assert [(c.key, c.kind, c.total) for c in made.columns] == [("stap", "short", False), ("kost", "money", True)]


def test_a_total_of_words_is_refused_beside_the_column(desk, call, officer):
    write_form(call, by=officer)
    columns = [{"key": "", "label": "Stap", "kind": "short", "total": "on"}]
    data = sent(call, **question("table", "Planning"), **rows("columns", columns))
    answer = desk.post(url("form_question_new", call, "samenwerking"), data)
    assert answer.status_code == 422
    assert "Alleen een kolom met getallen of bedragen heeft een totaal." in text_of(answer)
    assert 'value="Stap"' in text_of(answer)


def test_a_choice_without_options_is_refused_and_keeps_what_was_typed(desk, call, officer):
    write_form(call, by=officer)
    data = sent(call, **question("choice", "Welke?"), **rows("options", [{"key": "", "label": "Een"}]))
    answer = desk.post(url("form_question_new", call, "samenwerking"), data)
    assert answer.status_code == 422
    assert "Geef minstens twee keuzes." in text_of(answer)
    assert 'value="Een"' in text_of(answer)


def test_a_condition_without_an_answer_is_refused_where_it_stands(desk, call, officer):
    write_form(call, by=officer)
    data = sent(call, **question("long", "Met wie?", words="200", when="werkt-u-samen"), section="samenwerking")
    answer = desk.post(url("form_question", call, "met-wie"), data)
    assert answer.status_code == 422
    assert 'href="#id_when-werkt-u-samen-0"' in text_of(answer)


def test_rows_are_added_moved_and_removed_without_a_script(desk, call, officer):
    write_form(call, by=officer)
    where = url("form_question_new", call, "samenwerking")
    given = rows("options", [{"key": "", "label": "Een"}, {"key": "", "label": "Twee"}])

    def labels(**button):
        page = desk.post(where, sent(call, **question("choice", "Welke?"), **given, **button))
        assert page.status_code == 200
        assert "Welke?" in text_of(page)
        return [form["label"].value() for form in page.context["typed"].rows]

    assert labels(add="options") == ["Een", "Twee", None]
    assert labels(down="options-0") == ["Twee", "Een"]
    assert labels(up="options-0") == ["Een", "Twee"]
    assert labels(remove="options-0") == ["Twee", None]
    assert form_of(call).question("welke") is None


def test_the_kind_changes_on_the_page_and_keeps_what_was_typed(desk, call, officer):
    write_form(call, by=officer)
    data = sent(call, **question("long", "Met welke besturen?", words="200"), section="samenwerking")
    page = desk.post(url("form_question", call, "met-wie"), data | {"switch": "1", "new_kind": "short"})
    assert (page.context["typed"].kind, page.context["form"]["label"].value()) == ("short", "Met welke besturen?")
    assert form_of(call).question("met-wie").kind == "long"


def test_a_kind_that_does_not_exist_changes_nothing(desk, call, officer):
    write_form(call, by=officer)
    data = sent(call, **question("long", "Met wie?", words="200"), section="samenwerking")
    page = desk.post(url("form_question", call, "met-wie"), data | {"switch": "1", "new_kind": "\ufffd", "add": "x"})
    assert (page.status_code, page.context["typed"].kind) == (200, "long")


def test_two_officers_editing_the_same_question_lose_nothing(desk, call, officer, second_officer):
    write_form(call, by=officer)
    data = sent(call, **question("long", "Met welke besturen?", words="200"), section="samenwerking")
    second = question("long", "Met welke partners?", words="90")
    desk.post(url("form_question", call, "met-wie"), sent(call, **second, section="samenwerking"))
    answer = desk.post(url("form_question", call, "met-wie"), data)
    text = text_of(answer)
    assert answer.status_code == 409
    assert "Iemand anders heeft dit formulier intussen gewijzigd." in text
    assert "Met welke besturen?" in text
    assert "Met welke partners?" in text
    newest = {"_key": str(uuid4()), "edit": answer.context["edit"]}
    assert desk.post(url("form_question", call, "met-wie"), data | newest).status_code == 302
    assert form_of(call).question("met-wie").label == "Met welke besturen?"


def test_what_was_typed_in_a_removed_question_becomes_a_new_one(desk, call, officer):
    write_form(call, by=officer)
    data = sent(call, **question("long", "Met welke besturen?", words="200"), section="samenwerking")
    desk.post(url("form_question_remove", call, "met-wie"), sent(call))
    answer = desk.post(url("form_question", call, "met-wie"), data)
    assert answer.status_code == 409
    assert "Met welke besturen?" in text_of(answer)
    again = url("form_question_new", call, "samenwerking")
    assert f'action="{again}"' in text_of(answer)
    newest = {"_key": str(uuid4()), "edit": answer.context["edit"]}
    assert desk.post(again, data | newest).status_code == 302
    assert [each.key for each in form_of(call).questions()] == ["werkt-u-samen", "met-welke-besturen"]


def test_up_and_down_work_without_a_script_and_keep_the_focus(desk, call, officer):
    write_form(call, by=officer)
    desk.post(url("form_section_new", call), sent(call, title="Cijfers", intro=""))
    answer = desk.post(url("form_order", call), sent(call, down="met-wie"), follow=True)
    assert [[q.key for q in s.questions] for s in form_of(call).sections] == [["werkt-u-samen"], ["met-wie"]]
    text = text_of(answer)
    assert "“Met wie?” is nu vraag 1 van 1 in “Cijfers”." in text
    assert 'value="met-wie" data-move="down" autofocus' in text


def test_a_script_is_told_the_new_order_and_why_not(desk, call, officer):
    write_form(call, by=officer)
    data = sent(call, up="met-wie")
    answer = desk.post(url("form_order", call), data, headers={"accept": "application/json"})
    assert answer.status_code == 409
    assert answer.json()["order"] == [["samenwerking", ["werkt-u-samen", "met-wie"]]]
    assert answer.json()["said"] == (
        "“Met wie?” hangt af van het antwoord op “Werkt u samen?” en moet er dus na staan."
    )
    data = sent(call, key="met-wie", section="samenwerking", place="9") | {"edit": "1"}
    stale = desk.post(url("form_order", call), data, headers={"accept": "application/json"})
    assert (stale.status_code, stale.json()["edit"]) == (409, 4)


def test_removing_says_what_happens_and_what_stands_in_the_way(desk, call, officer):
    write_form(call, by=officer)
    text = text_of(desk.get(url("form_question_remove", call, "werkt-u-samen")))
    assert "Of “Met wie?” gevraagd wordt, hangt af van “Werkt u samen?”. Wijzig dat eerst." in text
    assert "btn-danger" not in text
    assert "nooit gepubliceerd" in text_of(desk.get(url("form_question_remove", call, "met-wie")))
    desk.post(url("form_section_remove", call, "samenwerking"), sent(call))
    assert form_of(call).sections == ()


def test_a_question_is_copied_and_opened(desk, call, officer):
    write_form(call, by=officer)
    answer = desk.post(url("form_question_copy", call, "met-wie"), sent(call))
    assert answer["Location"] == url("form_question", call, "met-wie-kopie")


def test_every_kind_has_its_page_and_comes_back_as_it_was_saved(desk, call, officer):
    write_form(call, by=officer)
    kinds = {
        "short": {}, "long": {"words": "100"}, "number": {}, "money": {}, "date": {}, "yes-no": {}, "file": {},
        "statement": {},
        "choice": rows("options", [{"key": "", "label": "A"}, {"key": "", "label": "B"}]),
        "choices": rows("options", [{"key": "", "label": "A"}, {"key": "", "label": "B"}]),
        "table": rows("columns", [{"key": "", "label": "A", "kind": "money", "total": "on"}]),
    }  # fmt: skip
    for kind, more in kinds.items():
        where = url("form_question_new", call, "samenwerking")
        assert desk.get(f"{where}?soort={kind}").status_code == 200
        label = f"Een vraag {kind}"
        desk.post(where, sent(call, **question(kind, label, **more)))
        made = next(each for each in form_of(call).questions() if each.label == label)
        page = desk.get(url("form_question", call, made.key))
        assert (page.status_code, page.context["typed"].kind) == (200, kind)
    assert desk.get(url("form_preview", call)).status_code == 200
    assert desk.get(url("form", call)).status_code == 200


def test_a_call_is_not_published_with_a_faulty_form(desk, call, officer):
    write_form(call, by=officer)
    desk.post(url("form_section_new", call), sent(call, title="Leeg", intro=""))
    reasons = {each.code: each.field for each in rules.why_not_publish(call, by=officer, at=timezone.now())}
    call.form.refresh_from_db()
    reasons = {each.code: each.field for each in rules.why_not_publish(call, by=officer, at=timezone.now())}
    assert reasons == {"empty-section": "form/leeg"}
    assert f'href="{url("form", call)}#leeg"' in text_of(desk.get(url("staff_detail", call)))
    assert 'href="#leeg"' in text_of(desk.get(url("form", call)))


def test_the_form_of_a_closed_call_stays_as_it_is(desk, officer):
    call = open_call()
    write_form(call, by=officer)
    call.closes_at = timezone.now() - timedelta(seconds=1)
    call.save()
    answer = desk.post(url("form_section_new", call), sent(call, title="Te laat", intro=""))
    assert answer.status_code == 409
    assert "Deze oproep is gesloten. Het formulier kan niet meer wijzigen." in text_of(answer)
    assert "data-grip" not in text_of(desk.get(url("form", call)))
    assert desk.get(url("form_question", call, "met-wie"))["Location"] == url("form", call)


def test_who_reads_along_sees_the_form_without_its_tools(client, call, officer, auditor):
    write_form(call, by=officer)
    client.force_login(auditor)
    text = text_of(client.get(url("form", call)))
    assert "Werkt u samen?" in text
    assert "data-grip" not in text
    assert url("form_section_new", call) not in text
    assert client.get(url("form_preview", call)).status_code == 200
    assert client.get(url("form_question", call, "met-wie")).status_code == 404


def test_versions_are_listed_and_each_can_be_read(desk, officer):
    call = open_call()
    text = text_of(desk.get(url("form_versions", call)))
    assert "Versie 1" in text
    assert "Kwaliteit" in text_of(desk.get(url("form_version", call, 1)))
    assert desk.get(url("form_version", call, 2)).status_code == 404


def test_the_form_costs_the_same_with_one_question_and_with_many(desk, call, officer, django_assert_num_queries):
    write_form(call, by=officer)
    with django_assert_num_queries(14):
        desk.get(url("form", call))
    for n in range(5):
        data = question("short", f"Vraag {n}")
        desk.post(url("form_question_new", call, "samenwerking"), sent(call, **data))
    with django_assert_num_queries(14):
        desk.get(url("form", call))


def test_the_first_version_holds_the_officers_sections_before_the_criteria(officer, call):
    write_form(call, by=officer)
    assert [each.key for each in definition_of(call).sections] == ["samenwerking", "criteria"]
