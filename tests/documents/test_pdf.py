"""What a letter may not do: fetch, run, grow without end, or go out unfinished."""

import io
import time
from dataclasses import replace

import pikepdf
import pytest

from documents import letters, pdf
from documents.faults import LONGEST
from tests.documents import samples
from tests.documents.conftest import frozen
from tests.documents.test_letters import text_of

HEAD = '<!DOCTYPE html><html lang="nl-BE"><head><title>Titel</title></head><body><h1>Kop</h1><p>Tekst</p>'


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://127.0.0.1/x.png",
        "https://example.org/x.png",
        "//example.org/x.png",
        "ftp://example.org/x",
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E",
        "letter.css",
        "../models.py",
        "SourceSans3-Regular.ttf/../../models.py",
        "qr.svg?x",
    ],
)
@pytest.mark.parametrize(
    "markup",
    [
        '{HEAD}<img alt="x" src="{address}">',
        '{HEAD}<p style="background: url(&quot;{address}&quot;)">x</p>',
        '{HEAD}<style>@import url("{address}");</style>',
        '{HEAD}<link rel="stylesheet" href="{address}">',
        '{HEAD}<object data="{address}"></object>',
        '{HEAD}<link rel="attachment" href="{address}">',
    ],
)
def test_a_letter_fetches_nothing_but_its_own_assets(markup, address):
    with pytest.raises(pdf.Unfit, match="fetching"):
        pdf.write(markup.format(HEAD=HEAD, address=address), {"qr.svg": letters.qr_code("https://x.example/")})


def test_an_image_of_its_own_is_drawn():
    data = pdf.write(f'{HEAD}<img alt="x" src="qr.svg">', {"qr.svg": letters.qr_code("https://x.example/")})
    assert pdf.why_not_issue(data) == []


NASTY = [
    "<script>alert(1)</script>",
    "<img src=file:///etc/passwd>",
    "</p></section></body>",
    "{{ frame.code }}{% debug %}",
    "&lt;b&gt; & \u202e omgekeerd \u200b\ufeff",
    "<div>" * 3000,
    "]]>--><!--",
    "\x07\x1b[31m",
]


def hostile(*texts: str) -> dict:
    """An award with these texts wherever a person may write."""
    first = texts[0][:300]
    return frozen(
        "award",
        samples.award(
            project=first,
            motivation=list(texts),
            conditions=list(texts),
            lead=replace(samples.award().lead, name=first),
            criteria=[replace(samples.CRITERIA[0], name=text[:300], motivation=text) for text in texts],
        ),
    )


@pytest.mark.parametrize("text", NASTY)
def test_hostile_text_is_only_text(text):
    page = letters.write("award", hostile(text))
    assert (page.count("<script"), page.count("<div>"), page.count("<img")) == (0, 0, 1)
    assert page.count("</body>") == 1


def test_hostile_text_is_drawn_as_text():
    data = letters.draw("award", hostile(*NASTY[::-1])).data
    assert pdf.why_not_issue(data) == []
    text = text_of(data)
    assert "<script>alert(1)</script>" in text
    assert "{{ frame.code }}{% debug %}" in text


def test_a_page_that_is_too_long_is_refused_at_once():
    start = time.perf_counter()
    with pytest.raises(pdf.Unfit, match="characters"):
        pdf.write(f"{HEAD}<p>{'woord ' * 170_000}</p>", {})
    assert time.perf_counter() - start < 1


def test_a_page_that_is_nested_too_deeply_is_refused():
    with pytest.raises(pdf.Unfit, match="nested"):
        pdf.write(f"{HEAD}{'<div>' * 3000}x", {})


@pytest.mark.parametrize("text", ["<b>" * (LONGEST // 3), "Aa-" * (LONGEST // 3)])
def test_the_longest_word_takes_seconds_not_minutes(text):
    start = time.process_time()
    letters.draw("award", frozen("award", samples.award(conditions=[text])))
    assert time.process_time() - start < 15


def test_a_word_without_end_may_break_but_not_inside_a_sign():
    glued = letters.glue(f"<body><p>{'&lt;' * 100} {'y' * 59}</p></body>")
    assert glued.replace("\u200b", "").count("&lt;") == 100
    assert [len(part) for part in glued.split("\u200b")[:2]] == [len("<body><p>") + 160, 160]
    assert "y" * 59 in glued


def test_a_place_left_open_keeps_a_letter_from_being_issued(settings, tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "receipt.html").write_text('<span class="invul">[bevoegdheid]</span>')
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]
    with pytest.raises(pdf.Unfit, match="left open"):
        letters.draw("receipt", frozen("receipt", samples.receipt()))


def codes(page: str, change=None) -> list[str]:
    data = pdf.write(page, {"qr.svg": letters.qr_code("https://x.example/")})
    if change:
        with pikepdf.open(io.BytesIO(data)) as document:
            change(document)
            out = io.BytesIO()
            document.save(out)
            data = out.getvalue()
    return [reason.code for reason in pdf.why_not_issue(data)]


class TestTheChecksBite:
    """Each check, with a file that it must stop."""

    def test_a_plain_page_passes(self):
        assert codes(HEAD) == []

    def test_language(self):
        assert codes(HEAD.replace("nl-BE", "en")) == ["language"]

    def test_title(self):
        assert "title" in codes(HEAD.replace("<title>Titel</title>", ""))

    def test_a_skipped_heading(self):
        assert codes(f"{HEAD}<h3>te diep</h3>") == ["heading"]

    def test_a_second_main_heading(self):
        assert codes(f"{HEAD}<h1>nog een</h1>") == ["heading"]

    def test_a_link(self):
        assert codes(f'{HEAD}<p><a href="https://x.example">x</a></p>') == ["link"]

    def test_an_image_without_text(self):
        assert codes(f'{HEAD}<p><img src="qr.svg"></p>') == ["figure"]

    def test_an_empty_page(self):
        blank = '<div style="break-before: page; height: 5mm"></div>'
        assert codes(f'{HEAD}{blank}<p style="break-before: page">x</p>') == ["empty"]

    def test_a_claim_that_is_missing(self):
        def unclaim(document):
            del document.Root.MarkInfo

        assert codes(HEAD, unclaim) == ["claim"]

    def test_a_header_cell_without_scope(self):
        def unscope(document):
            for element in pdf._elements(document.Root.StructTreeRoot.K):
                if element.S == "/TH":
                    del element.A

        page = f"{HEAD}<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>"
        assert codes(page) == []
        assert codes(page, unscope) == ["table"]

    def test_a_font_that_is_not_embedded(self):
        def strip(document):
            for each in document.objects:
                if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor":
                    for name in ("/FontFile", "/FontFile2", "/FontFile3"):
                        if name in each:
                            del each[name]

        assert set(codes(HEAD, strip)) == {"font"}
