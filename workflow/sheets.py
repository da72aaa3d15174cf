"""Tables to take along: CSV that a Belgian spreadsheet opens as it is, and that can run nothing in it."""

import csv
import io
from collections.abc import Iterable

from django.http import HttpResponse

RISKY = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet takes a text that begins so for a formula


def cell(value) -> str | int:
    """What stands in one cell: numbers stay numbers, a text can never become a formula."""
    if value is None:
        return ""
    if isinstance(value, int):
        return value
    text = str(value)
    return f"'{text}" if text.lstrip(" \n").startswith(RISKY) else text


def csv_answer(name: str, header: Iterable, rows: Iterable[Iterable]) -> HttpResponse:
    """A download: semicolons and a byte order mark, as a spreadsheet with Belgian settings expects them."""
    paper = io.StringIO()
    writer = csv.writer(paper, delimiter=";")
    writer.writerow([cell(each) for each in header])
    writer.writerows([cell(each) for each in row] for row in rows)
    answer = HttpResponse("\ufeff" + paper.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer
