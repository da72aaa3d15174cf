"""The components every page is built from."""

from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template import engines
from django.template.loader import get_template

from portal.templatetags import ui


class Person(forms.Form):
    name = forms.CharField(label="Naam", help_text="Zoals op de kaart.")
    why = forms.CharField(label="Waarom", required=False)
    kind = forms.ChoiceField(label="Soort", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)

    def clean(self):
        raise forms.ValidationError("Dit kan zo niet.")


def draw(source: str, **context) -> str:
    return engines["django"].from_string("{% load ui crispy_forms_filters %}" + source).render(context)


def test_a_badge_always_has_an_icon():
    assert draw('{% badge "good" "Toegekend" %}') == f'<span class="badge good">{ui.icon("check")}Toegekend</span>'
    assert "<script>" not in draw('{% badge "" text %}', text="<script>")


def test_every_icon_is_hidden_from_screen_readers_and_takes_the_colour_of_its_text():
    for path in (settings.BASE_DIR / "templates/parts/icons").iterdir():
        drawing = path.read_text()
        assert drawing.startswith('<svg class="ico" viewBox="0 0 24 24" aria-hidden="true">'), path.name
        assert "#" not in drawing, path.name


def test_a_bar_writes_its_share_with_a_point_and_stays_within_its_ends():
    assert 'width="37.5%"' in draw('{% run 37.5 "3 van 8" %}')
    assert 'class="part" y="0" width="100%"' in draw('{% run 140 "te veel" %}')
    assert 'class="here" x="87.4%"' in draw('{% run 87.4 "83 van 95 dagen" here=True %}')


def test_a_breadcrumb_ends_with_the_page_itself_without_a_link():
    trail = draw('{% breadcrumb "Oproepen" "/oproepen/" "Oproep 4" %}')
    assert trail.count("<a ") == 1
    assert trail.endswith('<li class="breadcrumb-item active" aria-current="page">Oproep 4</li></ol></nav>')


def test_the_summary_names_each_control_and_leads_to_it():
    form = Person({})
    points = ui.error_summary(form)["points"]
    assert points == [
        {"text": "Dit kan zo niet.", "href": ""},
        {"text": "Naam: vul dit in.", "href": "#id_name"},
        {"text": "Soort: vul dit in.", "href": "#id_kind_0"},
    ]
    assert 'id="id_kind_0"' in draw("{{ form|crispy }}", form=form)


def test_the_summary_says_the_same_sentence_as_stands_beside_the_control():
    class Choice(forms.Form):
        outcome = forms.CharField(error_messages={"required": "Kies een uitkomst."})

    assert ui.error_summary(Choice({}))["points"] == [{"text": "Kies een uitkomst.", "href": "#id_outcome"}]


def test_the_summary_says_the_line_of_a_formset():
    lines = forms.formset_factory(Person, extra=0)(
        {"form-TOTAL_FORMS": 2, "form-INITIAL_FORMS": 2, "form-0-name": "x", "form-0-kind": "a", "form-1-kind": "a"}
    )
    assert {"text": "Regel 2: Naam: vul dit in.", "href": "#id_form-1-name"} in ui.error_summary(lines)["points"]


def test_an_unbound_form_has_nothing_to_mend():
    assert draw("{% error_summary form %}", form=Person()).strip() == ""


def test_only_the_optional_is_marked():
    page = draw("{{ form|crispy }}", form=Person())
    assert page.count("(niet verplicht)") == 1
    assert "*" not in page


def test_a_draft_that_needs_all_in_the_end_marks_nothing():
    form = Person()
    form.all_needed = True
    assert "(niet verplicht)" not in draw("{{ form|crispy }}", form=form)


def test_a_field_comes_as_label_hint_error_control():
    page = draw("{{ form|crispy }}", form=Person({}))
    field = page[page.index('id="div_id_name"') :]
    places = [field.index(part) for part in ("<label", 'id="id_name_helptext"', 'id="id_name_error"', "<input")]
    assert places == sorted(places)
    assert 'aria-describedby="id_name_helptext id_name_error"' in field


@pytest.mark.parametrize(
    ("shown", "begins"),
    [({"form": Person({})}, "Fout: "), ({"form": Person()}, ""), ({"has_errors": True}, "Fout: "), ({}, "")],
)
def test_the_title_of_a_page_with_errors_begins_with_fout(shown, begins):
    assert draw("{% title_mark %}", **shown) == begins


@pytest.mark.parametrize("name", ["400", "403", "404", "500"])
def test_an_error_page_needs_no_request_and_no_context(name):
    assert "<h1>" in get_template(f"{name}.html").render()


def test_nothing_inline_and_nothing_of_others():
    for path in Path(settings.BASE_DIR / "templates").rglob("*.html"):
        if {"mail", "email", "letters"} & set(path.parts):
            continue
        source = path.read_text()
        for forbidden in (" style=", "<style", " onclick", "<script>", 'src="http', 'href="//'):
            assert forbidden not in source, f"{forbidden} in {path}"
