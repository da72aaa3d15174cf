"""The ranked list of a call as it is now, as it was fixed, and what each review and each reviewer adds to it."""

from decimal import Decimal

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.db.models.fields.json import KeyTextTransform
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import for_roles
from accounts.models import Role
from applications.models import Application
from calls.models import Call
from reviews import actions, advising, drawing, panel
from reviews.forms import FixForm, add_reasons
from reviews.models import Ranking
from reviews.ranking import Standings, is_whole, latest, standings, standings_of
from reviews.ranking import inputs_of as inputs_of_today
from reviews.views.staff import STAFF, call_of
from workflow.keyset import stretch_of
from workflow.moments import received_at
from workflow.once import once
from workflow.refusals import Refused

PAGE = 50


def _call(request, slug) -> Call:
    call = call_of(request, slug)
    prefetch_related_objects([call], "criteria")
    return call


@require_http_methods(["GET", "POST"])
@for_roles(*STAFF)
@once
def ranking(request, slug):
    """The list as it is now; an officer fixes it here."""
    call = _call(request, slug)
    before = latest(call)
    form = FixForm(request.POST or None, again=before is not None)
    if request.method == "GET":
        return _ranking(request, call, before, form)
    if Role.OFFICER not in request.user.roles:
        raise Http404
    if not form.is_valid():
        return _ranking(request, call, before, form, status=422)
    try:
        fixed = actions.fix_ranking(call, form.cleaned_data.get("reason", ""), by=request.user, at=received_at(request))
    except Refused as refusal:
        general = add_reasons(form, refusal.reasons)
        return _ranking(request, call, latest(call), form, general, status=409 if general else 422)
    messages.success(request, _("The ranking is fixed as number %(n)s.") % {"n": fixed.number})
    return redirect(fixed)


def _ranking(request, call, before, form, reasons=(), status=200):
    found = standings(call)
    context = _list(request, call, found) | {
        "waiting": panel.unjudged(call).count(),
        "before": before,
        "stale": before and before.inputs != found.inputs,
        "changes": _changes(standings_of(before), found) if before else [],
        "form": form,
        "reasons": reasons,
        "has_errors": bool(reasons),
        "is_officer": Role.OFFICER in request.user.roles,
    }
    return render(request, "reviews/ranking.html", context, status=status)


def _list(request, call: Call, found: Standings) -> dict:
    """One page of the list, and the sums of all of it."""
    page = stretch_of([each.number for each in found.places], request.GET, size=PAGE)
    shown = found.places[page.start : page.stop]
    sums = drawing.against_budget(call, found.places, found.focuses)
    files = (
        Application.objects.filter(pk__in=[each.pk for each in shown])
        .select_related("organisation", "advice")
        .annotate(handed_title=KeyTextTransform("title", "submission__content"))
    )
    named = {each.pk: each for each in files}
    rows = [
        {"place": each, "file": named[each.pk], "advice": advising.short_of(getattr(named[each.pk], "advice", None))}
        for each in shown
    ]
    within = sums["above"]
    return {
        "call": call,
        "rows_above": [row for row in rows if row["place"].within],
        "rows_below": [row for row in rows if not row["place"].within],
        "line_here": bool(found.places) and (page.start < within <= page.stop or page.start == within == 0),
        "page": page,
        "groups": found.groups,
    } | sums


def _changes(before: Standings, now: Standings) -> list[dict]:
    """What is not as it was fixed: files that came, went or stand elsewhere."""
    found = []
    for each in now.places:
        old = before.by_file.get(each.pk)
        if old is None or (old.rank, old.total, old.reviews) != (each.rank, each.total, each.reviews):
            found.append({"number": each.number, "old": old, "new": each})
    there = now.by_file
    found += [{"number": each.number, "old": each, "new": None} for each in before.places if each.pk not in there]
    return found


def _fixed(request, slug, number) -> Ranking:
    call = _call(request, slug)
    found = get_object_or_404(call.rankings.select_related("by"), number=number)
    found.call = call
    return found


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@require_safe
@for_roles(*STAFF)
def frozen(request, slug, number):
    """The list as it was fixed, its formula and its hash."""
    fixed = _fixed(request, slug, number)
    rankings = list(fixed.call.rankings.order_by("-number").defer("content").select_related("by"))
    formula = fixed.content["formula"]
    criteria = [each | {name: _number(each[name]) for name in ("weight", "minimum")} for each in formula["criteria"]]
    newest = rankings[0].number == fixed.number
    context = _list(request, fixed.call, standings_of(fixed)) | {
        "fixed": fixed,
        "formula": formula | {"criteria": criteria, "minimum": _number(formula["minimum"])},
        "whole": is_whole(fixed),
        "newest": newest,
        "stale": newest and fixed.inputs != inputs_of_today(fixed.call),
        "rankings": rankings,
        "is_officer": Role.OFFICER in request.user.roles,
    }
    return render(request, "reviews/frozen.html", context)


@require_safe
@for_roles(*STAFF)
def download(request, slug, number):
    """The content over which the hash was taken, as it is kept."""
    fixed = _fixed(request, slug, number)
    response = JsonResponse(fixed.content, json_dumps_params={"ensure_ascii": False, "indent": 1, "sort_keys": True})
    response["Content-Disposition"] = f'attachment; filename="{fixed.call.slug}-rangschikking-{fixed.number}.json"'
    return response


@require_safe
@for_roles(*STAFF)
def spread(request, slug, number):
    """One file: what each reviewer gave on each criterion, drawn and in a table."""
    call = _call(request, slug)
    found = standings(call)
    here = next((each for each in found.places if each.number == number), None)
    if here is None:
        raise Http404
    file = get_object_or_404(
        Application.objects.visible_to(request.user)
        .select_related("organisation")
        .annotate(handed_title=KeyTextTransform("title", "submission__content")),
        pk=here.pk,
    )
    criteria = [
        {"id": each.pk, "name": each.name, "weight": each.weight}
        for each in sorted(call.criteria.all(), key=lambda each: each.position)
    ]
    context = {"call": call, "file": file, "place": here} | drawing.reviews_of(criteria, here, found)
    return render(request, "reviews/spread.html", context)


@require_safe
@for_roles(*STAFF)
def readers(request, slug):
    """The reviewers of a call beside each other: how much each read, what each gave, how lenient that is."""
    call = _call(request, slug)
    found = standings(call)
    rows = [{"reader": each, "bar": drawing.leniency_of(each)} for each in found.readers]
    context = {"call": call, "rows": rows, "line": drawing.LINE, "middle": drawing.LINE / 2, "groups": found.groups}
    return render(request, "reviews/readers.html", context)
