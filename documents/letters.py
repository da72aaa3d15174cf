"""The craft of letters: a frozen snapshot becomes Dutch prose on the page, and the page a document.

Letters are written in Dutch in `templates/letters/`, not through gettext: Dutch is the language of the act, and lawyers
read them as a whole. Everything comes from the snapshot, so that the same snapshot gives the same bytes.
"""

import io
import re
from dataclasses import dataclass

from django.template.loader import render_to_string

from documents import pdf
from documents.snapshots import KINDS, Frame

# Raised with every change of a template, the stylesheet or the fonts, so that a file tells what drew it.
VERSION = "2026-1"


@dataclass(frozen=True)
class Letter:
    data: bytes
    pages: int
    template: str


def draw(kind: str, snapshot: dict) -> Letter:
    """Draw and look over. Raises documents.pdf.Unfit when it may not be issued, ValueError on a broken snapshot."""
    frame = Frame.from_json(snapshot["frame"])
    html = write(kind, snapshot)
    data = pdf.write(html, {"qr.svg": qr_code(frame.verify_url)})
    if reasons := pdf.why_not_issue(data):
        raise pdf.Unfit("; ".join(map(str, reasons)))
    return Letter(data, pdf.pages_of(data), f"{kind}-{VERSION}")


def write(kind: str, snapshot: dict) -> str:
    """The letter as HTML, ready to be drawn."""
    frame = Frame.from_json(snapshot["frame"])
    letter = KINDS[kind].from_json(snapshot["letter"])
    html = UNPRINTABLE.sub("", render_to_string(f"letters/{kind}.html", {"letter": letter, "frame": frame}))
    html = glue(html)
    if 'class="invul"' in html:
        raise pdf.Unfit("a place that must be filled in is left open")
    return html


def qr_code(url: str) -> bytes:
    """An SVG drawing, in ink, without a margin: the paper has its own."""
    import segno

    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(
        out, kind="svg", border=0, xmldecl=False, nl=False, omitsize=True, dark="#1d2026"
    )
    return out.getvalue()


MONTHS = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
TOGETHER = [
    (re.compile(pattern), "\\1\u00a0\\2")
    for pattern in (
        r"(€) (\d)",
        r"(straat|laan|plein) (\d)",
        r"(\d) (%|uur\b|kB\b|MB\b|op \d)",
        rf"(\b\d\d?) ({MONTHS})\b",
        r"\b([Aa]rtikel|[Tt]abel|[Bb]ijlage|[Oo]proep|[Cc]riterium) (\d)",
    )
]
# Each looks from the start of a word only and at most so far, so that a long text without spaces costs no more.
NAME = re.compile(r"\b[A-Z][a-z]{1,20}(?:-[A-Za-z]{1,20}){0,2}-[A-Z][a-z]{1,20}\b|\bmede-initiatiefnemers?\b")
LAST_WORD = re.compile(r" ([^\s<>]{1,9})$")
LONG_LAST_WORD = re.compile(r"(?<= )([^\s<>]{10,30})$")


# Signs that XML, and so the description of the file, cannot hold. They have no shape on paper either.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
# A word without end takes WeasyPrint minutes: give it places to break. An entity is one sign and is never cut.
ENDLESS = re.compile(r"(?:&[#\w]{1,10};|[^\s&<>]){60,}")
FORTY = re.compile(r"(?:&[#\w]{1,10};|[^\s&<>]){40}")


def glue(html: str) -> str:
    """Keep together what is read together (€ 5, 20 %, 14 oktober, artikel 3); no short word alone on a last line."""
    pieces = re.split(r"(<[^>]*>)", html)
    body = next((number for number, piece in enumerate(pieces) if piece.startswith("<body")), 0) + 1
    for number in range(0, len(pieces), 2):
        text = pieces[number]
        for pattern, into in TOGETHER:
            text = pattern.sub(into, text)
        if number > body:
            if number + 1 < len(pieces) and pieces[number + 1] in ("</p>", "</li>"):
                text = LAST_WORD.sub("\u00a0\\1", text.rstrip())
                text = LONG_LAST_WORD.sub(r'<span class="heel">\1</span>', text)
            text = ENDLESS.sub(lambda word: FORTY.sub("\\g<0>\u200b", word[0]), text)
            text = NAME.sub(r'<span class="vast">\g<0></span>', text)
        pieces[number] = text
    return "".join(pieces)
