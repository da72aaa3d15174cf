"""The PDFs of a rehearsal: real letters, with a mark across every page that nobody can take for the real thing."""

import io

from documents.models import Document
from workflow import dutch

MARK = "REPETITIE"


def stamp(data: bytes, number: str, at) -> bytes:
    """The same file with the mark on every page, and without the claims that it no longer keeps."""
    import pikepdf
    from pikepdf import Dictionary, Name

    with pikepdf.open(io.BytesIO(data)) as pdf:
        font = pdf.make_indirect(
            Dictionary(
                Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/Helvetica-Bold"), Encoding=Name.WinAnsiEncoding
            )
        )
        state = pdf.make_indirect(Dictionary(Type=Name.ExtGState, ca=0.16))
        foot = f"{MARK} {number} - dit stuk is geen besluit en heeft geen gevolgen ({dutch.day(at)})"
        for page in pdf.pages:
            fonts = page.add_resource(font, Name.Font)
            faint = page.add_resource(state, Name.ExtGState)
            width, height = (float(page.mediabox[2]), float(page.mediabox[3]))
            page.contents_add(b"q", prepend=True)  # a page may leave the paper turned over: put it back first
            page.contents_add(_drawing(fonts, faint, foot, width, height), prepend=False)
        del pdf.Root.Metadata  # it claims PDF/A and PDF/UA, which a stamped file is not
        pdf.docinfo["/Title"] = f"{MARK}: {pdf.docinfo.get('/Title', '')}"
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
        return out.getvalue()


def _drawing(font, faint, foot: str, width: float, height: float) -> bytes:
    text = (
        foot.replace("\u00a0", " ")
        .encode("cp1252", "replace")
        .replace(b"\\", b"")
        .replace(b"(", b"\\(")
        .replace(b")", b"\\)")
    )
    size = 96 * width / 595
    return (
        b"Q /Artifact BMC q %s gs 0.75 0.1 0.1 rg BT %s %.1f Tf 0.7071 0.7071 -0.7071 0.7071 %.1f %.1f Tm (%s) Tj ET Q "
        b"q 0.75 0.1 0.1 rg BT %s 9 Tf %.1f %.1f Td (%s) Tj ET Q EMC"
    ) % (
        str(faint).encode(), str(font).encode(), size, width * 0.24, height * 0.24, MARK.encode(),
        str(font).encode(), 40, height - 20, text,
    )  # fmt: skip


class Held:
    """Keeps the bytes of letters in memory instead of among the files of the portal."""

    def __init__(self):
        self.bytes: dict[int, bytes] = {}

    def __call__(self, document: Document, data: bytes) -> str:
        self.bytes[document.pk] = data
        return f"rehearsal/{document.code}.pdf"
