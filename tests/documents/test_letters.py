"""What the letters say, in what order, and whether everybody can read them. They are drawn for real."""

import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pikepdf
import pypdfium2
import pytest
from pdfua import validate

from documents import letters, pdf, words
from tests.documents import samples
from tests.documents.conftest import frozen

KINDS = ["receipt", "award", "refusal", "inadmissible"]


def text_of(data: bytes) -> str:
    """All that the pages say, in one line, without hyphens at line ends. What is placed is painted, so said, last."""
    with pypdfium2.PdfDocument(data) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return re.sub(r"\s+", " ", re.sub(r"\u2010\s*", "", " ".join(pages)))


def in_order(text: str, *phrases: str) -> bool:
    at = 0
    for phrase in phrases:
        found = text.find(phrase, at)
        assert found >= 0, f"{phrase!r} is not after what precedes it"
        at = found + len(phrase)
    return True


def html(kind: str, **changes) -> str:
    return letters.write(kind, frozen(kind, getattr(samples, kind)(**changes)))


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_passes_our_own_checks(drawn, kind):
    assert pdf.why_not_issue(drawn[kind]) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_passes_the_checker_for_screen_readers(drawn, kind, tmp_path):
    path = tmp_path / "letter.pdf"
    path.write_bytes(drawn[kind])
    assert [f"{finding.rule_id} {finding.message}" for finding in validate(str(path)).findings] == []


@pytest.mark.parametrize(
    ("kind", "title", "pages"),
    [
        ("receipt", "Ontvangstbewijs A-2022-4-017/1: aanvraag ‘Verhuizen in één keer’", 1),
        ("award", "Besluit SP-2022-0417: toekenning van € 412.500,00 voor ‘Verhuizen in één keer’", 5),
        ("refusal", "Besluit SP-2022-0431: weigering van een subsidie voor ‘Digitaal buurtplein’", 4),
        ("inadmissible", "Besluit NO-2022-0044: de aanvraag ‘Samen sterk digitaal’ is niet ontvankelijk", 3),
    ],
)
def test_a_letter_has_its_language_title_tags_and_page_numbers(drawn, kind, title, pages):
    with pikepdf.open(io.BytesIO(drawn[kind])) as document:
        assert str(document.Root.Lang) == "nl-BE"
        assert str(document.docinfo["/Title"]).replace("\u00a0", " ") == title
        assert len(document.pages) == pages
        kinds = [each for each in document.objects if isinstance(each, pikepdf.Dictionary) and "/BaseFont" in each]
        assert kinds
        assert all("Brief" in str(each.BaseFont) for each in kinds), "a letter of our own fonts only"
    assert "Pagina 1 van" in text_of(drawn[kind])


def test_an_award_follows_the_order_of_a_flemish_decision(drawn):
    text = text_of(drawn["award"])
    heading = (
        "Besluit van de Vlaamse minister van Binnenlands Bestuur tot toekenning van een subsidie aan de gemeente "
        "Ravelbeek en vier andere besturen voor ‘Verhuizen in één keer’"
    )
    assert heading in text
    assert in_order(
        text,
        "€ 412.500,00",
        "Rechtsgronden",
        "Vormvereisten",
        "Motivering",
        "Juridisch kader",
        "Initiatiefnemer",
        "DE VLAAMSE MINISTER VAN BINNENLANDS BESTUUR BESLUIT:",
        *[f"Artikel {number}" for number in range(1, 9)],
        "Beroepsmogelijkheden",
        "binnen 60 dagen na de kennisgeving",
        "Bijlage 1 bij besluit SP-2022-0417 van 14 oktober 2022",
        "Criterium 3",
    )
    assert in_order(
        re.sub(r"<[^>]*>|\s+", " ", html("award")).replace("  ", " "),
        "Artikel 8",
        "Brussel, 14 oktober 2022",
        "An Vermeiren",
        "Vlaams minister van Binnenlands Bestuur",
        "Beroepsmogelijkheden",
    )
    for said in (
        "Brussel, 14 oktober 2022",
        "ondernemingsnummer 0999.001.218",
        "(vierhonderdtwaalfduizend vijfhonderd euro)",
        "begrotingsartikel SJ0-1SMC2GG-WT van het begrotingsjaar 2022",
        "start binnen twee maanden na de ontvangst van de eerste schijf",
        "uiterlijk op 14 oktober 2025",
        "IGS Denderkant 0999.046.649 7,7 % € 31.625,00",
        "2 Goedkeuring van het tussentijds verslag 30 % € 123.750,00",
        "Eindverslag Resultaten, overdracht aan andere besturen, afrekening met bewijsstukken 14 januari 2026",
        "Wetenschapsstraat 33, 1040 Brussel",
        "Vlaamse Ombudsdienst",
        "De Inspectie van Financiën heeft advies gegeven op 27 september 2022.",
    ):
        assert said in text
    assert "Pagina 4 van 4" in text
    assert "Bijlage 1 · pagina 1 van 1" in text


def test_a_refusal_gives_reasons_and_ways_of_appeal(drawn):
    assert in_order(
        text_of(drawn["refusal"]),
        "Geen subsidie gevraagd was € 238.000,00",
        "Rechtsgronden",
        "Motivering",
        "Met 52 punten op 100 haalt de aanvraag de drempel van 60 niet.",
        "BESLUIT:",
        "Artikel 1",
        "wordt niet toegekend",
        "Artikel 2",
        "Beroepsmogelijkheden",
        "Bijlage 1 bij besluit SP-2022-0431",
        "3. Hefboomeffect 10 8 20 nee",
        "Totaal 60 52 100 nee",
        "Criterium 3",
        "binnen het gesloten pakket",
    )


def test_a_decision_of_inadmissibility_names_each_condition_and_what_was_found(drawn):
    text = text_of(drawn["inadmissible"])
    assert in_order(
        text,
        "Niet ontvankelijk",
        "Motivering",
        "De samenwerkingsovereenkomst is ondertekend door alle initiatiefnemers.",
        "niet die van OCMW Ravelbeek",
        "Het gevraagde bedrag is hoogstens 80 % van de kosten.",
        "DE ADMINISTRATEUR-GENERAAL VAN HET AGENTSCHAP BINNENLANDS BESTUUR BESLUIT:",
        "is niet ontvankelijk",
        "Beroepsmogelijkheden",
    )
    assert "Bijlage" not in text


def test_a_receipt_proves_the_moment_to_the_second_in_both_times(drawn):
    text = text_of(drawn["receipt"])
    assert in_order(
        text,
        "28 juni 2022, 16.42.07 uur Belgische tijd",
        "28 juni 2022, 14.42.07 uur in wereldtijd (UTC)",
        "vrijdag 1 juli 2022 om 23.59 uur (Belgische tijd). U was op tijd.",
        "Gemeente Ravelbeek (penhouder, 0999.001.218) met stad Oudermeer",
        "€ 412.500,00, bij een totale kost van € 515.625,00",
        "Lotte Verhaeren",
        "Uw antwoorden",
        "projectplan-verhuizen.pdf",
        "258 kB",
        "code 7F3K-Q2MD-9XBA",
    )
    assert samples.receipt().content_sha256 in text.replace(" ", "")


def test_a_receipt_just_before_midnight_utc_shows_the_day_of_each():
    page = html(
        "receipt",
        received_at=datetime(2022, 6, 28, 22, 0, 5, 999_999, tzinfo=UTC),
    )
    assert "29\u00a0juni\u00a02022, 0.00.05\u00a0uur" in page
    assert "28\u00a0juni\u00a02022, 22.00.05\u00a0uur in wereldtijd" in page


def test_a_second_submission_says_that_it_replaces_the_first():
    assert "Het vervangt het bewijs van uw vorige indiening." in html("receipt", version=2)
    assert "vervangt het bewijs" not in html("receipt", version=1)


def test_an_award_to_one_government_does_not_speak_of_others():
    lead = samples.award().lead
    page = html("award", partners=[], lead=replace(lead, share=None), cost_lines=[], reports=[])
    assert "penhouder, die" not in page
    assert "mede-initiatiefnemer" not in page
    assert re.findall(r"Tabel.(\d)\.", page) == ["1", "2", "3"]


def test_every_legal_reference_comes_from_the_snapshot():
    page = html(
        "award",
        legal_grounds=["grond-a"],
        framework=["kader-b"],
        recovery="verwijzing-c",
        budget_article="artikel-d",
        motivation=["motief-e."],
    )
    for said in ("grond-a.", "kader-b.", "verwijzing-c", "artikel-d", "motief-e."):
        assert said in page
    assert not re.search(r"decreet|codex|2003|1991|VR 20", page, re.I)


@pytest.mark.parametrize("kind", KINDS)
def test_the_worst_letters_are_whole(kind):
    snapshot = frozen(kind, samples.worst()[kind])
    text = text_of(letters.draw(kind, snapshot).data)
    assert samples.LONG_TITLE[-40:] in text
    if kind != "refusal":  # its first partner leads
        assert all(f"afdeling {number}" in text for number in range(1, 13))


def test_what_is_read_together_stays_together():
    glued = letters.glue("<body><p>Op 14 oktober 2022 krijgt u € 5 of 20 % van artikel 3 in Klein-Vorsel nu</p></body>")
    assert "14\u00a0oktober" in glued
    assert "€\u00a05" in glued
    assert "20\u00a0%" in glued
    assert "artikel\u00a03" in glued
    assert '<span class="vast">Klein-Vorsel</span>\u00a0nu' in glued


def test_glue_never_touches_a_tag():
    tag = '<img alt="artikel 3 van Klein-Vorsel" src="qr.svg">'
    assert tag in letters.glue(f"<body><p>{tag} artikel 3</p></body>")


@pytest.mark.parametrize(
    ("euro", "expected"),
    [
        ("0.00", "nul euro"),
        ("1.00", "één euro"),
        ("1.01", "één euro en één cent"),
        ("21.10", "eenentwintig euro en tien cent"),
        ("22.00", "tweeëntwintig euro"),
        ("100.00", "honderd euro"),
        ("113.00", "honderddertien euro"),
        ("1000.00", "duizend euro"),
        ("1999.99", "duizend negenhonderdnegenennegentig euro en negenennegentig cent"),
        ("412500.00", "vierhonderdtwaalfduizend vijfhonderd euro"),
        ("2000000.00", "twee miljoen euro"),
        ("1833333.33", "een miljoen achthonderddrieëndertigduizend driehonderddrieëndertig euro en drieëndertig cent"),
    ],
)
def test_amounts_are_written_out(euro, expected):
    assert words.amount(Decimal(euro)) == expected


@pytest.mark.parametrize(
    ("name", "inside", "article"),
    [
        ("Gemeente Ravelbeek", "gemeente Ravelbeek", "de gemeente Ravelbeek"),
        ("stad Halle", "stad Halle", "de stad Halle"),
        ("Ocmw Halle", "OCMW Halle", "het OCMW Halle"),
        ("Halle", "Halle", "Halle"),
        ("IGS Denderkant", "IGS Denderkant", "IGS Denderkant"),
    ],
)
def test_names_take_their_article(name, inside, article):
    assert (words.in_sentence(name), words.with_article(name)) == (inside, article)


@pytest.mark.parametrize("kind", KINDS)
def test_all_text_is_either_tagged_or_a_header_or_footer(drawn, kind):
    """A screen reader must meet each word once, and the foot of the page never."""
    with pikepdf.open(io.BytesIO(drawn[kind])) as document:
        tagged = {
            (element.Pg.objgen, int(kid))
            for element in pdf._elements(document.Root.StructTreeRoot.K)
            for kid in element.K
            if isinstance(kid, int)
        }
        marked, feet = set(), 0
        for page in document.pages:
            for step in pikepdf.parse_content_stream(page):
                if str(step.operator) == "BDC" and "/MCID" in step.operands[1]:
                    marked.add((page.obj.objgen, int(step.operands[1].MCID)))
                feet += str(step.operator) == "BDC" and step.operands[1].get("/Type") == "/Pagination"
        assert feet >= 2 * len(document.pages)
    assert marked == tagged
