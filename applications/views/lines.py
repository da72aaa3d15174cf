"""The pages with many lines: the costs with their figures, and the planning with its drawing."""

import json
from decimal import Decimal
from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applications import money, pasting, progress, rules, timelines
from applications.keeping import new_uid, rows_from
from applications.models import Application
from applications.rowforms import (
    MOST_PER_LINE,
    CostFormSet,
    CostRows,
    LeanRow,
    PlanFormSet,
    cost_rows_of,
    parties_of,
    plan_rows_of,
    years_offered,
)
from applications.span import span_of
from applications.views import fetch, saving
from applications.views.drafts import (
    Page,
    closed,
    fill_in,
    readable_rows,
    refuse_page,
    rows_in,
    show_page,
    without_prefix,
)
from calls.models import CostCategory
from calls.views.rows import with_change
from workflow.moments import received_at
from workflow.once import once
from workflow.refusals import Refused


def _planning(application: Application):
    return partial(
        PlanFormSet, prefix="planning", form_kwargs={"parties": parties_of(application, application.planning.all())}
    )


@require_http_methods(["GET", "POST"])
@login_required
@once
def planning(request, number):
    """Work packages and milestones, with a drawing of what was saved."""
    page = Page(
        progress.PLANNING,
        "applications/planning.html",
        kept=lambda a: _planning(a)(initial=plan_rows_of(a) or [{"uid": new_uid()}]),
        typed=lambda a, data: _planning(a)(data),
        values=rows_in,
        readable=readable_rows,
        mixed=lambda a, mine: _planning(a)(initial=plan_rows_of(a, rows_from("planning", mine["rows"]))),
        changed=lambda a, data, change: with_change(without_prefix(_planning(a)), "planning", data, change),
        extra=lambda a, form: dict(zip(("first", "last"), span_of(a), strict=True)) | {"drawing": timelines.of(a)},
    )
    return fill_in(request, number, page)


@require_safe
@login_required
def timeline(request, number):
    """Only the drawing, for a page that has just saved."""
    application = fetch.whole(request, number)
    return render(request, "applications/timeline.html", {"drawing": timelines.of(application)})


def _categories(application: Application) -> list[CostCategory]:
    return sorted(application.call.categories.all(), key=lambda each: each.position)


def _costs(application: Application):
    lines = list(application.costs.all())
    choices = {
        "parties": parties_of(application, lines),
        "categories": _categories(application),
        "years": years_offered(application, lines),
    }
    return partial(CostFormSet, prefix="costs", form_kwargs=choices)


@require_http_methods(["GET", "POST"])
@login_required
@once
def costs(request, number):
    """The cost lines, with what they come to."""
    page = Page(
        progress.COSTS,
        "applications/costs.html",
        kept=lambda a: _costs(a)(initial=cost_rows_of(a) or [{"uid": new_uid()}]),
        typed=lambda a, data: _costs(a)(data),
        values=rows_in,
        readable=readable_rows,
        mixed=lambda a, mine: _costs(a)(initial=cost_rows_of(a, rows_from("costs", mine["rows"]))),
        changed=lambda a, data, change: with_change(without_prefix(_costs(a)), "costs", data, change),
        extra=_figures,
    )
    if request.method == "POST" and {"read", "undo"} & request.POST.keys():
        return _paste(request, number, page)
    return fill_in(request, number, page)


def _paste(request, number: str, page: Page):
    """Lines from a spreadsheet come into the form and are not saved yet, so that they can be looked at and undone."""
    application, data = fetch.whole(request, number), request.POST
    reasons = rules.why_not_edit(application, by=request.user, at=received_at(request))
    if reasons and saving.wants_json(request):
        return saving.refused(Refused(*reasons))
    if any(each.code == "not-yours" for each in reasons):
        return closed(request, application, reasons)
    if reasons:
        return refuse_page(request, application, page, page.typed(application, data), reasons)
    kind, text = _costs(application), data.get("paste", "")
    if saving.wants_json(request):
        first = data.get("column") if data.get("column") in pasting.COLUMNS else pasting.COLUMNS[0]
        found = pasting.read(text, kind(initial=[]), room=_room(data.get("room", "")), first=first)
        return JsonResponse({"rows": found.rows, "faults": found.sentences, "said": found.said})
    there = with_change(without_prefix(kind), "costs", data, None).initial
    if "undo" in data:
        gone = set(data["undo"].split(","))
        kept = [row for row in there if row.get("uid") not in gone]
        return _with_pasted(request, application, page, kind(initial=kept), text)
    there = [row for row in there if any(row.get(name) for name in CostRows.FILLED)]
    found = pasting.read(text, kind(initial=[]), room=rules.MOST_COSTS - len(there))
    new = [{"uid": new_uid(), "fresh": True} | row for row in found.rows]
    pasted = {"found": found, "uids": ",".join(row["uid"] for row in new)}
    left = text if found.faults else ""  # nothing that could not be read is lost
    return _with_pasted(request, application, page, kind(initial=there + new), left, pasted=pasted)


def _with_pasted(request, application: Application, page: Page, rows: CostRows, text: str, **context):
    edit = saving.version_of(request.POST)
    return show_page(request, application, page, rows, edit=edit, paste=text, **context)


def _room(text: str) -> int:
    """How many lines may still come, as the script counted them."""
    known = text.isascii() and text.isdigit() and len(text) < 5
    return min(int(text), rules.MOST_COSTS) if known else rules.MOST_COSTS


def _figures(application: Application, rows: CostRows) -> dict:
    terms = terms_of(application, rows)
    return {"figures": figures_in(rows, terms), "terms": for_script(terms), "categories": _categories(application)}


def figures_in(rows: CostRows, terms: money.Terms) -> money.Figures:
    """What the lines in a form come to, as they were typed."""
    return money.figures((_line(row) for row in rows.forms if not _is_out(row)), terms)


def for_script(terms: money.Terms) -> str:
    """The same for the script, in whole cents and whole hundredths of a per cent."""
    return json.dumps(
        {
            "share": int(terms.share * 100),
            "maximum": int(terms.maximum * 100),
            "line": int(MOST_PER_LINE * 100),
            "shares": {key: int(share * 100) for key, share in terms.shares.items()},
            "keys": {axis: [key for key, _label in choices] for axis, choices in terms.axes.items()},
        }
    )


def terms_of(application: Application, rows: CostRows) -> money.Terms:
    call = application.call
    choices = {name: [(str(key), str(label)) for key, label in rows.fields[name].choices] for name in rows.AXES}
    choices["category"][0] = choices["year"][0] = ("", _("Not chosen yet"))
    return money.Terms(
        call.flemish_share,
        call.max_subsidy,
        choices["category"],
        choices["year"],
        choices["organisation"],
        {each.code: each.most_share for each in call.categories.all() if each.most_share is not None},
    )


def _is_out(row: LeanRow) -> bool:
    """Removed, or with nothing in it yet."""
    if row.data is None:
        return row.is_blank()
    _faults = row.errors
    return bool(row.cleaned_data.get("DELETE")) or (not row.errors and row.is_blank())


def _line(row: LeanRow) -> money.Line:
    return money.Line(
        *(str(_given(row, name) or "") for name in row.list.AXES), _amount(row, "cost"), _amount(row, "subsidy")
    )


def _given(row: LeanRow, name: str):
    return row.cleaned_data.get(name) if row.data is not None else row.initial.get(name)


def _amount(row: LeanRow, name: str) -> Decimal | None:
    """An amount as it was kept, or as it was typed and not judged yet; None for what cannot be read."""
    if row.data is not None:
        return None if name in row.errors else row.cleaned_data[name] or Decimal(0)
    return row.list.amount(name, row.initial.get(name))
