"""Answers as values: what was typed is cleaned or refused with a sentence, judged, and written in words."""

from decimal import Decimal

import pytest

from questionnaires import values
from questionnaires.definition import Column, Kind, Option, Question
from questionnaires.values import Stored, Unreadable, clean, faults, fits, fitted, in_words

OPTIONS = (Option("a", "Alleen"), Option("b", "Samen"), Option("c", "Nog niet"))
COLUMNS = (
    Column("wat", "Wat"),
    Column("hoeveel", "Hoeveel", Kind.NUMBER, True),
    Column("prijs", "Prijs", Kind.MONEY, True),
)


def ask(kind: str, **more) -> Question:
    return Question("vraag", kind, "De vraag", options=OPTIONS, columns=COLUMNS, **more)


@pytest.mark.parametrize(
    ("kind", "typed", "kept", "words"),
    [
        (Kind.SHORT, "  Eén \u202e regel\r\n", "Eén regel", "Eén regel"),
        (Kind.LONG, " Regel een\r\nRegel twee \x00", "Regel een\nRegel twee", "Regel een\nRegel twee"),
        (Kind.CHOICE, "b", "b", "Samen"),
        (Kind.CHOICES, ["c", "a"], ["a", "c"], "Alleen; Nog niet"),
        (Kind.NUMBER, "1.250,50", "1250.5", "1.250,5"),
        (Kind.NUMBER, "100", "100", "100"),
        (Kind.MONEY, "€ 150.000", "150000.00", "€ 150.000,00"),
        (Kind.DATE, "25/3/2022", "2022-03-25", "25 maart 2022"),
        (Kind.DATE, "2022-03-25", "2022-03-25", "25 maart 2022"),
        (Kind.YES_NO, "yes", "yes", "ja"),
        (Kind.STATEMENT, "yes", "yes", "akkoord"),
        (
            Kind.TABLE,
            [{"wat": " Tablet ", "hoeveel": "3", "prijs": "1.200"}, {"wat": "", "hoeveel": " ", "prijs": ""}],
            [{"wat": "Tablet", "hoeveel": "3", "prijs": "1200.00"}],
            "Wat: Tablet; Hoeveel: 3; Prijs: € 1.200,00",
        ),
    ],
)
def test_what_is_typed_is_kept_as_a_value_and_read_in_words(kind, typed, kept, words):
    question = ask(kind)
    assert clean(question, typed) == kept
    assert fits(question, kept)
    assert in_words(question, kept).replace("\u00a0", " ") == words


@pytest.mark.parametrize("kind", [each for each in Kind if each != Kind.FILE])
@pytest.mark.parametrize("typed", [None, "", [], " "])
def test_nothing_typed_is_no_fault_while_writing_and_one_when_handing_in(kind, typed):
    if kind in (Kind.CHOICE, Kind.CHOICES, Kind.YES_NO, Kind.STATEMENT, Kind.TABLE) and typed == " ":
        return
    question = ask(kind)
    value = clean(question, typed)
    assert in_words(question, value) == ""
    assert [each.code for each in faults(question, value)] in (["no-answer"], ["no-statement"])
    assert faults(ask(kind, required=False), value) == []


@pytest.mark.parametrize(
    ("kind", "typed", "sentence"),
    [
        (Kind.SHORT, "x" * 301, "Deze tekst heeft 301 tekens. Kort hem in tot 300."),
        (Kind.LONG, "x" * 40_001, "Deze tekst heeft 40.001 tekens. Kort hem in tot 40.000."),
        (Kind.CHOICE, "z", "Kies uit de lijst."),
        (Kind.CHOICES, ["a", "z"], "Kies uit de lijst."),
        (Kind.YES_NO, "maybe", "Kies uit de lijst."),
        (Kind.NUMBER, "veel", "Schrijf een getal, zoals 1.250 of 12,5."),
        (Kind.NUMBER, "-3", "Schrijf een getal, zoals 1.250 of 12,5."),
        (Kind.NUMBER, "1,234", "Schrijf hoogstens twee cijfers na de komma."),
        (Kind.NUMBER, "99999999999", "Schrijf hoogstens 9.999.999.999,99."),
        (Kind.MONEY, "gratis", "Schrijf een bedrag in euro, zoals 150.000,00."),
        (Kind.DATE, "31/2/2022", "Schrijf een datum, zoals 25/3/2022."),
        (Kind.DATE, "1/1/1999", "Schrijf een datum tussen 2000 en 2100."),
        (Kind.TABLE, [{"wat": "x"}] * 61, "Deze tabel heeft 61 regels. Houd er hoogstens 60 over."),
        (
            Kind.TABLE,
            [{"wat": "Tablet"}, {"wat": "Scherm", "prijs": "duur"}],
            "Regel 2, Prijs: Schrijf een bedrag in euro, zoals 150.000,00.",
        ),
    ],
)
def test_what_is_no_answer_is_refused_with_a_sentence(kind, typed, sentence):
    with pytest.raises(Unreadable) as refused:
        clean(ask(kind), typed)
    assert refused.value.text.replace("\u00a0", " ") == sentence


def test_a_cell_that_is_wrong_is_named():
    with pytest.raises(Unreadable) as refused:
        clean(ask(Kind.TABLE), [{"wat": "Tablet"}, {"wat": "Scherm", "hoeveel": "drie"}])
    assert list(refused.value.cells) == [(1, "hoeveel")]


def test_columns_are_added_up_in_cents():
    rows = [{"prijs": "0.10", "hoeveel": "1"}, {"prijs": "0.20", "hoeveel": "2"}, {"prijs": "onleesbaar"}]
    assert values.totals(COLUMNS, rows) == {"hoeveel": Decimal(3), "prijs": Decimal("0.30")}


def test_a_text_may_be_too_long_for_a_while():
    question = ask(Kind.LONG, words=3)
    assert fits(question, "een twee drie vier")
    assert [each.code for each in faults(question, "een twee drie vier")] == ["too-long"]
    assert faults(question, "een twee drie") == []


@pytest.mark.parametrize(
    ("old", "new", "value", "kept"),
    [
        (Kind.SHORT, Kind.LONG, "Tekst", "Tekst"),
        (Kind.LONG, Kind.SHORT, "Tekst", "Tekst"),
        (Kind.LONG, Kind.SHORT, "Twee\nregels", None),
        (Kind.CHOICE, Kind.CHOICES, "b", ["b"]),
        (Kind.CHOICES, Kind.CHOICE, ["b"], "b"),
        (Kind.CHOICES, Kind.CHOICE, ["a", "b"], None),
        (Kind.CHOICE, Kind.LONG, "b", "Samen"),
        (Kind.NUMBER, Kind.MONEY, "12.5", "12.50"),
        (Kind.MONEY, Kind.NUMBER, "12.50", "12.5"),
        (Kind.MONEY, Kind.SHORT, "12.50", "€ 12,50"),
        (Kind.DATE, Kind.SHORT, "2022-03-25", "25 maart 2022"),
        (Kind.SHORT, Kind.NUMBER, "12", None),
        (Kind.STATEMENT, Kind.YES_NO, "yes", None),
        (Kind.TABLE, Kind.LONG, [{"wat": "x"}], None),
    ],
)
def test_an_answer_goes_along_where_it_says_the_same(old, new, value, kept):
    assert fitted(ask(new), Stored(ask(old), value)) == kept


def test_nobody_agreed_to_a_statement_that_was_rewritten():
    said = Stored(Question("s", Kind.STATEMENT, "Ik lever gratis."), "yes")
    assert fitted(Question("s", Kind.STATEMENT, "Ik lever gratis."), said) == "yes"
    assert fitted(Question("s", Kind.STATEMENT, "Ik lever gratis en levenslang."), said) is None


def test_a_table_that_gains_a_column_keeps_its_lines_and_one_that_loses_a_filled_one_does_not():
    said = Stored(ask(Kind.TABLE), [{"wat": "Tablet", "hoeveel": "3", "prijs": ""}])
    more = Question("vraag", Kind.TABLE, "De vraag", columns=(*COLUMNS, Column("waar", "Waar")))
    assert fitted(more, said) == [{"wat": "Tablet", "hoeveel": "3", "prijs": "", "waar": ""}]
    unused = Question("vraag", Kind.TABLE, "De vraag", columns=COLUMNS[:2])
    assert fitted(unused, said) == [{"wat": "Tablet", "hoeveel": "3"}]
    used = Question("vraag", Kind.TABLE, "De vraag", columns=COLUMNS[:1])
    assert fitted(used, said) is None
