"""Cells copied from a spreadsheet, read as cost lines. What cannot be read is said cell by cell; nothing is guessed."""

import csv
import re
import unicodedata
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.rowforms import CostRows
from questionnaires.values import tidy
from workflow import dutch

COLUMNS = ("description", "category", "year", "organisation", "cost", "subsidy")
MOST_SIGNS = 200_000
MOST_FAULTS = 20
SHOWN = 40  # signs of a cell that a sentence repeats
# What people call these columns, without accents and signs.
TITLES = {
    "description": "omschrijving beschrijving kostenpost post wat item description",
    "category": "categorie kostencategorie kostensoort soort rubriek category",
    "year": "jaar kalenderjaar begrotingsjaar year",
    "organisation": "bestuur lokaalbestuur gemeente stad partner organisatie government",
    "cost": "kost kosten kostprijs kostineur kosteneur kostin bedrag totalekost cost",
    "subsidy": "subsidie subsidieineur subsidiein gevraagdesubsidie gevraagd steun subsidy",
}
_TITLES = {title: name for name, titles in TITLES.items() for title in titles.split()}
_TOTALS = {"totaal", "totalen", "som", "total", "eindtotaal", "subtotaal"}


@dataclass
class Pasted:
    """Rows as their controls hold them, only with the cells that were there; a sentence for what could not be read."""

    rows: list[dict[str, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def said(self) -> str:
        n = len(self.rows)
        if not n:
            return _("No line was taken over.")
        text = ngettext("%(n)s line was taken over.", "%(n)s lines were taken over.", n)
        return text % {"n": n}

    @property
    def sentences(self) -> list[str]:
        """What could not be read, no more than a page can show."""
        more = len(self.faults) - MOST_FAULTS
        if more <= 0:
            return self.faults
        last = ngettext("And %(n)s more cell.", "And %(n)s more cells.", more) % {"n": dutch.number(more)}
        return [*self.faults[:MOST_FAULTS], last]


def read(text: str, lists: CostRows, *, room: int, first: str = "description") -> Pasted:
    """Read cells as lines of `lists`, which knows what can be chosen. `room` is how many lines may still come.

    Without a row of titles the columns stand in the order of the table, beginning with `first`.
    """
    found = Pasted()
    if len(text) > MOST_SIGNS:
        said = _("This is too much at once: %(n)s signs. Paste %(most)s at most. Nothing was taken over.")
        found.faults.append(said % {"n": dutch.number(len(text)), "most": dutch.number(MOST_SIGNS)})
        return found
    table = _cells(text)
    if not table:
        found.faults.append(_("There are no cells in this. Copy them in the spreadsheet and paste them here."))
        return found
    columns, body, before = _columns(table, first, found)
    if len(body) > room:
        said = _("These are %(n)s rows; there is room for %(room)s more. Nothing was taken over.")
        found.faults.append(said % {"n": dutch.number(len(body)), "room": dutch.number(room)})
        return found
    reader = _Reader(lists, found)
    for number, cells in enumerate(body, before + 1):
        if _plain(cells[0]) in _TOTALS:
            found.faults.append(_("Row %(row)s is a total and was left out.") % {"row": number})
        else:
            found.rows.append(reader.row(number, columns, cells))
    return found


def _cells(text: str) -> list[list[str]]:
    """Rows of cells, without the empty ones. Between tabs, or between semicolons where there is no tab."""
    text = tidy(text.replace("\x00", ""))
    sign = "\t" if "\t" in text else ";" if text.count(";") else "\t"
    quoting = csv.QUOTE_MINIMAL if text.count('"') % 2 == 0 else csv.QUOTE_NONE  # a lone quote is an inch or a slip
    lines = csv.reader(text.split("\n") if quoting == csv.QUOTE_NONE else text.splitlines(keepends=True),
                       delimiter=sign, quoting=quoting)  # fmt: skip
    rows = [[" ".join(cell.split()) for cell in line] for line in lines]
    return [row for row in rows if any(row)]


def _columns(table: list[list[str]], first: str, found: Pasted) -> tuple[list[str], list[list[str]], int]:
    """Which column is what, the rows below the titles, and how many rows stand above those."""
    named = [_TITLES.get(_plain(cell), "") for cell in table[0]]
    if len({each for each in named if each}) >= 2:
        for n, name in enumerate(named):
            if name and name in named[:n]:
                named[n] = ""
        for cell, name in zip(table[0], named, strict=True):
            if cell and not name:
                said = _("The column “%(title)s” has no place here and was left out.")
                found.faults.append(said % {"title": cell[:SHOWN]})
        return named, table[1:], 1
    rest = list(COLUMNS[COLUMNS.index(first) :])
    wide = max(len(row) for row in table)
    if wide > len(rest):
        said = ngettext("The last %(n)s column has no place here and was left out.",
                        "The last %(n)s columns have no place here and were left out.", wide - len(rest))  # fmt: skip
        found.faults.append(said % {"n": wide - len(rest)})
    return rest[:wide], table, 0


def _plain(text: str) -> str:
    """Letters and digits only, without accents: that is how names are compared."""
    bare = unicodedata.normalize("NFD", text[:200].casefold())
    return re.sub(r"[^a-z0-9]", "", bare)


class _Reader:
    """Reads the cells of one paste; names are looked up in a table that is made once."""

    def __init__(self, lists: CostRows, found: Pasted):
        self.lists, self.found = lists, found
        self.named = {name: self._names(name) for name in ("category", "year", "organisation")}

    def _names(self, name: str) -> dict[str, str]:
        names: dict[str, str] = {}
        for key, label in self.lists.fields[name].choices:
            words = str(label).split(" ", 1)
            short = words[-1] if name == "organisation" else str(label)  # Gemeente Halle, and also Halle
            if name == "organisation" or key:
                names |= {_plain(str(label)): str(key)}
                names.setdefault(_plain(short), str(key))
                names.setdefault(_plain(str(key)), str(key)) if name == "category" else None
        return names

    def row(self, number: int, columns: list[str], cells: list[str]) -> dict[str, str]:
        given = {name: cell for name, cell in zip(columns, cells, strict=False) if name}
        return {name: self._cell(number, name, cell) for name, cell in given.items()}

    def _cell(self, number: int, name: str, text: str) -> str:
        if not text:
            return ""
        if name in self.named:
            key = self.named[name].get(_plain(text))
            if key is None:
                self._say(number, name, text, self._why_not(name))
            return key or ""
        if name in ("cost", "subsidy") and text.startswith("="):
            self._say(number, name, text, _("“%(text)s” is a formula. Copy what it comes to."))
            return text
        try:
            value = self.lists.fields[name].clean(text)
        except ValidationError as fault:
            self._say(number, name, text, "“%(text)s”. " + " ".join(fault.messages).replace("%", "%%"))
            return text
        return str(self.lists.fields[name].prepare_value(value))

    def _why_not(self, name: str) -> str:
        return {
            "category": _("“%(text)s” is no category of this call. Choose one in the line."),
            "year": _("“%(text)s” is no year of this project. Choose one in the line."),
            "organisation": _("“%(text)s” does not take part. Add it under Cooperation first, or choose another one."),
        }[name]

    def _say(self, number: int, name: str, text: str, why: str) -> None:
        where = _("Row %(row)s, %(column)s: ") % {"row": number, "column": self.lists.fields[name].label.lower()}
        shown = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
        self.found.faults.append(where + why % {"text": shown})
