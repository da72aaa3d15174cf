"""The calendar of a call, for the Flemish side: its moments drawn, with what is awkward about each."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import for_roles
from accounts.models import Role
from calls import calendar, moments, rules
from calls.models import Call, Moment
from calls.states import CallState
from calls.views.staff import STAFF
from workflow import dutch
from workflow.moments import received_at, wall


@require_safe
@for_roles(*STAFF)
def calendar_page(request, slug):
    """All moments of one call; an officer moves each of them from here."""
    calls = Call.objects.visible_to(request.user).select_related("programme", "type")
    call = get_object_or_404(calls.prefetch_related("jury_days"), slug=slug)
    at, by = received_at(request), request.user
    marks = calendar.marks_of(call)
    is_officer = Role.OFFICER in by.roles
    published = call.state != CallState.DRAFT
    waits = bool(rules.why_not_settled(call))
    there = {mark.moment for mark in marks}
    context = {
        "call": call,
        "at": at,
        "marks": [{"mark": mark, "slug": moments.SLUG_OF.get(mark.moment), "past": _past(mark, at)} for mark in marks],
        "months": calendar.months_of(marks, wall(at).date()),
        "weekdays": [(name[:2], name) for name in dutch.DAYS],
        "awkward": sum(bool(mark.warnings or mark.faults) for mark in marks if not _past(mark, at)),
        "is_officer": is_officer,
        "waits": is_officer and waits,
        "may_move": is_officer and published and not waits,
        "missing": [
            {"slug": moments.SLUG_OF[moment], "moment": moment}
            for moment in (Moment.QUESTIONS, Moment.ADMISSIBILITY, Moment.DECISION)
            if moment not in there and not rules.why_not_move_now(call, moment=moment, by=by, at=at)
        ],
    }
    return render(request, "calls/calendar.html", context)


def _past(mark: calendar.Mark, at) -> bool:
    return moments.has_passed(mark.moment, mark.at, at)
