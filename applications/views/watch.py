"""How a call goes, for officers, deciders and auditors; each table as CSV too."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import for_roles
from accounts.models import Kind, Role
from applications import watch as craft
from applications.charts import Curves, Line, bars, curves
from calls import wording
from calls.models import Call
from workflow.moments import received_at
from workflow.sheets import csv_answer

STAFF = (Role.OFFICER, Role.DECIDER, Role.AUDITOR)


def _call(request, slug: str) -> Call:
    calls = Call.objects.visible_to(request.user).published().select_related("programme", "type")
    return get_object_or_404(calls, slug=slug)


@require_safe
@for_roles(*STAFF)
def watch(request, slug):
    """The figures of one call, as they are now."""
    call, at = _call(request, slug), received_at(request)
    found = craft.watch(call, at)
    context = {
        "call": call,
        "at": at,
        "badge": wording.state_of(call, at),
        "is_open": call.is_open_at(at),
        "watch": found,
        "groups": [
            {
                "id": name,
                "title": title,
                "first": first,
                "lines": found.groups[name],
                "chart": _chart(found.groups[name]),
            }
            for name, (title, first) in _titles().items()
        ],
        "curves": [_curve(found, name) for name in ("submitted", "started")],
        "days": [each for each in found.days if each.happened],
        "moves": [wording.change_in_words(each) for each in craft.moves_of(call)],
    }
    return render(request, "applications/watch.html", context)


def _titles() -> dict[str, tuple[str, str]]:
    return {
        "focus": (_("By focus"), _("Focus")),
        "provincie": (_("By province of the lead government"), _("Province")),
        "grootte": (_("By size of the municipality"), _("Inhabitants")),
        "soort": (_("By kind of government"), _("Kind")),
    }


def _chart(lines: list[craft.Line]):
    def words(each: craft.Line) -> str:
        if not each.files:
            return _("none")
        return _("%(submitted)s of %(files)s handed in") % {"submitted": each.submitted, "files": each.files}

    return bars(Line(each.label, words(each), each.files, each.submitted, each) for each in lines)


@dataclass(frozen=True)
class Curve:
    """A curve with its words: where it ends, what the earlier call had on that day, and in the end."""

    id: str
    title: str
    sentence: str
    drawn: Curves
    days: int


def _curve(found: craft.Watch, name: str) -> Curve:
    now = [getattr(day, name) for day in found.days]
    before = [getattr(day, f"{name}_before") for day in found.days]
    title = _("Handed in") if name == "submitted" else _("Started")
    known = [n for n, value in enumerate(now) if value is not None]
    last = known[-1] if known else None
    reached = now[last] if known else 0
    said = []
    if known and found.days[last].left:
        said.append(_("%(n)s, %(left)s days before the closing.") % {"n": reached, "left": found.days[last].left})
    else:
        said.append(_("%(n)s in all.") % {"n": reached})
    if found.previous and known:
        facts = {"call": found.previous, "n": before[last] or 0, "all": before[-1] or 0}
        if found.days[last].left:
            said.append(_("%(call)s had %(n)s on that day, and %(all)s in the end.") % facts)
        else:
            said.append(_("%(call)s had %(all)s in the end.") % facts)
    drawn = curves([each or 0 for each in now[: (last or 0) + 1] if known], [each or 0 for each in before], len(now))
    return Curve(name, title, " ".join(said), drawn, found.days[0].left)


# The tables as CSV -------------------------------------------------------------------------------------


@require_safe
@for_roles(*STAFF)
def watch_csv(request, slug, table):
    """One table of the page. Lists with names are not there before the seal."""
    call = _call(request, slug)
    found = craft.watch(call, received_at(request))
    if table == "per-dag":
        header, rows = _days_table(found)
    elif table in found.groups:
        header, rows = _group_table(table, found.groups[table])
    elif table == "niet-ingediend" and found.unfinished_by is not None:
        header = [*_government_header(), _("Files not handed in")]
        rows = [[*_government(each), n] for each, n in found.unfinished_by]
    elif table == "nooit-deelgenomen" and found.never is not None:
        header, rows = _government_header(), [_government(each) for each in found.never]
    else:
        raise Http404
    return csv_answer(f"{call.slug}-{table}", header, rows)


def _days_table(found: craft.Watch):
    header = [_("Days before the closing"), _("Day"), _("Started"), _("Handed in")]
    names = ["started", "submitted"]
    if found.previous:
        header += [
            _("Started, %(call)s") % {"call": found.previous},
            _("Handed in, %(call)s") % {"call": found.previous},
        ]
        names += ["started_before", "submitted_before"]
    rows = [[day.left, day.on.isoformat(), *(getattr(day, name) for name in names)] for day in found.days]
    return header, rows


def _group_table(table: str, lines: list[craft.Line]):
    header = [_titles()[table][1], _("Handed in"), _("Not handed in")]
    if table == "focus":
        return header, [[each.label, each.submitted, each.unfinished] for each in lines]
    header += [_("Take part"), _("Out of"), _("Participation in %")]
    return header, [
        [each.label, each.submitted, each.unfinished, each.taking_part, each.of, each.share] for each in lines
    ]


def _government_header() -> list[str]:
    return [_("Government"), _("Kind"), _("NIS code"), _("Province"), _("Inhabitants")]


def _government(each: craft.Government) -> list:
    return [each.name, str(Kind(each.kind).label), each.nis, each.province, each.population]
