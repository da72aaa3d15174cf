"""The craft of paper: one HTML page becomes a tagged PDF/A-3a file that also claims PDF/UA-1, and is looked over.

WeasyPrint draws, pikepdf adds what WeasyPrint leaves out. Both are imported late: only a worker needs them, and Pango
with them. The same HTML gives the same bytes, always.
"""

import atexit
import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from workflow.refusals import Reason, rule

ASSETS = Path(__file__).parent / "assets"
BASE = "https://letter.invalid/"  # no host has this name: what is not one of our own assets cannot be fetched
LONGEST_HTML = 600_000  # characters; a letter of four pages has 20,000

NAMESPACE_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
CLAIM = f"""<rdf:RDF xmlns:rdf="{NAMESPACE_RDF}"
 xmlns:ua="http://www.aiim.org/pdfua/ns/id/" xmlns:extension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:schema="http://www.aiim.org/pdfa/ns/schema#" xmlns:property="http://www.aiim.org/pdfa/ns/property#">
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
 <pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
 <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
  <pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
  <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
  <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
  <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
   <pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
   <pdfaProperty:category>internal</pdfaProperty:category>
   <pdfaProperty:description>PDF/UA part</pdfaProperty:description>
  </rdf:li></rdf:Seq></pdfaSchema:property>
 </rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description></rdf:RDF>"""


class Unfit(Exception):
    """This may not be issued; the text says why, for staff."""


def write(html: str, images: dict[str, bytes], also: str = "", longest: int = LONGEST_HTML) -> bytes:
    """The finished file. `images` are SVG drawings by the name under which the page asks for them.

    `also` names stylesheets of ours that go over that of the letters, in this order.

    Raises Unfit when the page is too large or asks for anything but our own assets.
    """
    if len(html) > longest:
        raise Unfit(f"the page has {len(html)} characters, more than {longest}")
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError

    style, fonts = _style()
    styles = [style, *(_sheet(name, fonts) for name in also.split())]
    try:
        page = HTML(string=html, base_url=BASE, url_fetcher=_fetcher(images))
        drawn = page.write_pdf(stylesheets=styles, font_config=fonts, pdf_variant="pdf/a-3a", pdf_tags=True)
    except FatalURLFetchingError as fault:  # a BaseException: it would take the worker with it
        raise Unfit(str(fault)) from None
    except RecursionError:
        raise Unfit("the page is nested too deeply") from None
    return _claim_ua(drawn)


@cache
def _style():
    """Our stylesheet and fonts, read once per process: a fifth of the time of a letter."""
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    atexit.register(_style.cache_clear)  # before the interpreter takes apart what the fonts need to be closed
    return _sheet("letter.css", fonts), fonts


def _sheet(name: str, fonts):
    from weasyprint import CSS

    css = (ASSETS / name).read_text()
    return CSS(string=css, base_url=BASE, url_fetcher=_fetcher({}), font_config=fonts)


@cache
def _fonts() -> dict[str, Path]:
    return {BASE + path.name: path for path in ASSETS.glob("*.ttf")}


def _fetcher(images: dict[str, bytes]):
    """Answers for our fonts and these images; for any other address, file or network, it stops the letter."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    drawings = {BASE + name: data for name, data in images.items()}

    class OwnAssetsOnly(URLFetcher):
        def fetch(self, url, headers=None):
            if url in drawings:
                return URLFetcherResponse(url, drawings[url], {"Content-Type": "image/svg+xml"})
            if url in _fonts():
                return URLFetcherResponse(url, _fonts()[url].read_bytes(), {"Content-Type": "font/ttf"})
            raise PermissionError(f"not an asset of a letter: {url[:200]}")

    return OwnAssetsOnly(fail_on_errors=True)


def _claim_ua(data: bytes) -> bytes:
    """Add the claim of PDF/UA-1 and the scope of header cells."""
    import pikepdf
    from lxml import etree
    from pikepdf import Array, Dictionary, Name

    with pikepdf.open(io.BytesIO(data)) as pdf:
        raw = bytes(pdf.Root.Metadata.read_bytes())
        xmp = etree.fromstring(raw[raw.index(b"<x:xmpmeta") : raw.index(b"</x:xmpmeta>") + 12])
        for description in etree.fromstring(CLAIM):
            xmp.find(f"{{{NAMESPACE_RDF}}}RDF").append(description)
        packet = b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>\n%s\n<?xpacket end="w"?>'
        pdf.Root.Metadata = pdf.make_stream(packet % etree.tostring(xmp), Type=Name.Metadata, Subtype=Name.XML)
        for element in _elements(pdf.Root.StructTreeRoot.K):
            if element.S == "/TH":
                old = element.get("/A")
                old = [old] if isinstance(old, Dictionary) else list(old or [])
                scope = Name.Column if element.P.P.S == "/THead" else Name.Row
                element.A = Array([*old, Dictionary(O=Name.Table, Scope=scope)])
        _margins_are_artifacts(pdf)
        out = io.BytesIO()
        pdf.save(out, preserve_pdfa=True, deterministic_id=True)
        return out.getvalue()


def _margins_are_artifacts(pdf) -> None:
    """Header and footer are no content: WeasyPrint marks their text as if it were, but leaves it out of the tags."""
    import pikepdf
    from pikepdf import Array, ContentStreamInstruction, Dictionary, Name, Operator

    tagged: dict[tuple, set[int]] = {}
    for element in _elements(pdf.Root.StructTreeRoot.K):
        kids = element.get("/K")
        for kid in kids if isinstance(kids, Array) else [kids]:
            if isinstance(kid, int):
                tagged.setdefault(element.Pg.objgen, set()).add(kid)
            elif isinstance(kid, Dictionary) and "/MCID" in kid:
                tagged.setdefault(kid.get("/Pg", element.get("/Pg")).objgen, set()).add(int(kid.MCID))
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    parents = {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}
    for page in pdf.pages:
        mine, steps = tagged.get(page.obj.objgen, set()), []
        for step in pikepdf.parse_content_stream(page):
            number = _marked(step)
            if number is not None and number not in mine:
                step = ContentStreamInstruction([Name.Artifact, Dictionary(Type=Name.Pagination)], Operator("BDC"))
                parents[int(page.obj.StructParents)][number] = None
            steps.append(step)
        page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(steps))


def _marked(step) -> int | None:
    """The number of the marked content that begins here, if one does."""
    if str(step.operator) != "BDC" or "/MCID" not in step.operands[1]:
        return None
    return int(step.operands[1].MCID)


def _elements(node) -> Iterator:
    """Every element of the tag tree, in reading order."""
    from pikepdf import Array, Dictionary

    stack = [node]
    while stack:
        node = stack.pop()
        if isinstance(node, Dictionary):
            if "/S" in node:
                yield node
            if "/K" in node:
                stack.append(node.K)
        elif isinstance(node, Array):
            stack.extend(reversed(list(node)))


def pages_of(data: bytes) -> int:
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        return len(pdf.pages)


@rule
def why_not_issue(data: bytes):
    """What a program can see to be wrong with a finished file. Codes: claim, language, heading, table, figure, …"""
    import pikepdf
    from pikepdf import Dictionary

    with pikepdf.open(io.BytesIO(data)) as pdf:
        xmp = bytes(pdf.Root.Metadata.read_bytes())
        if b"pdfuaid:part>1<" not in xmp or not re.search(rb"pdfaid:part(=\"|>)3", xmp):
            yield Reason("claim", "the file does not say that it is PDF/A-3 and PDF/UA-1")
        if str(pdf.Root.get("/Lang", "")) != "nl-BE":
            yield Reason("language", "the language of the file is not nl-BE")
        marked = pdf.Root.get("/MarkInfo", {}).get("/Marked", False)
        if not marked or not pdf.Root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
            yield Reason("claim", "the file is not tagged, or does not show its title")
        if not str(pdf.docinfo.get("/Title", "")).strip():
            yield Reason("title", "the file has no title")
        yield from _tag_faults(pdf)
        described = [each for each in pdf.objects if isinstance(each, Dictionary)]
        for font in (each for each in described if each.get("/Type") == "/FontDescriptor"):
            if not any(name in font for name in ("/FontFile", "/FontFile2", "/FontFile3")):
                yield Reason("font", f"the font {font.get('/FontName')} is not embedded")
        for number, page in enumerate(pdf.pages, 1):
            if any(note.get("/Subtype") == "/Link" for note in page.get("/Annots", [])):
                yield Reason("link", f"a link on page {number} is not tagged")
            if not _says_something(page):
                yield Reason("empty", f"page {number} says nothing")


def _tag_faults(pdf) -> Iterator[Reason]:
    from pikepdf import Dictionary

    level, firsts = 0, 0
    for element in _elements(pdf.Root.StructTreeRoot.K):
        kind = str(element.S)
        if re.fullmatch("/H[1-6]", kind):
            if int(kind[2]) > level + 1:
                yield Reason("heading", f"a heading {kind[1:]} follows level {level}")
            level = int(kind[2])
            firsts += level == 1
            if any(str(inner.S) == kind for inner in _elements(element.get("/K"))):
                yield Reason("heading", f"a heading {kind[1:]} is tagged twice")
        if kind == "/TH":
            given = element.get("/A")
            given = [given] if isinstance(given, Dictionary) else list(given or [])
            if not any("/Scope" in each for each in given):
                yield Reason("table", "a header cell has no scope")
        if kind == "/Figure" and not str(element.get("/Alt", "")).strip():
            yield Reason("figure", "an image has no text")
    if firsts != 1:
        yield Reason("heading", f"there are {firsts} main headings")


def _says_something(page) -> bool:
    """A page with marked content that is not only header and footer."""
    import pikepdf

    inside, artifact = 0, 0
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BMC", "BDC"):
            if artifact or str(operands[0]) == "/Artifact":
                artifact += 1
            else:
                inside += 1
        elif name == "EMC":
            if artifact:
                artifact -= 1
            else:
                inside -= 1
        elif name in ("Tj", "TJ", "'", '"') and inside and not artifact:
            return True
    return False
