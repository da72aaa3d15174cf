"""How officers compose the jury and read the ranking. Deciders and auditors read along."""

from django.contrib import messages
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import for_roles
from accounts.models import Role
from applications.models import Application
from applications.states import State as ApplicationState
from calls.models import Call
from reviews import actions, panel, rules, wording
from reviews.forms import RevokeForm, add_reasons
from reviews.models import Assignment, Juror
from reviews.states import LIVE
from reviews.vacancies import vacancies
from workflow.keyset import stretch_of
from workflow.moments import CLOCK, received_at
from workflow.once import once
from workflow.refusals import Refused

PAGE = 50
STAFF = (Role.OFFICER, Role.DECIDER, Role.AUDITOR)


def _file(request, number) -> Application:
    """A sealed file; what an officer's own government is still writing is none of this page's business."""
    files = Application.objects.visible_to(request.user).filter(submission__isnull=False, call__sealed_at__isnull=False)
    files = files.select_related("call__type", "call__programme", "organisation", "submission", "admissibility__by")
    return get_object_or_404(files, number=number)


def call_of(request, slug) -> Call:
    """A sealed call; the clock of the database comes along, so that nobody asks it again."""
    calls = Call.objects.visible_to(request.user).filter(sealed_at__isnull=False).select_related("programme", "type")
    call = get_object_or_404(calls.annotate(clock=CLOCK), slug=slug)
    received_at(request, call.clock)
    return call


@require_safe
@for_roles(*STAFF)
def assign(request, slug):
    """The jury of a call: per file who reads it, per reviewer how much that is."""
    call, at = call_of(request, slug), received_at(request)
    prefetch_related_objects([call], "jury_days")
    rows = list(panel.assigned_in([call]))
    asked: dict[int, list[Assignment]] = {}
    for each in rows:
        asked.setdefault(each.application_id, []).append(each)
    numbers = list(panel.files_of(call).values_list("number", flat=True))
    page = stretch_of(numbers, request.GET, size=PAGE)
    unjudged = list(panel.unjudged(call)[: PAGE + 1])
    sitting = [each.user for each in Juror.objects.sitting().filter(call=call).select_related("user")]
    loads = panel.loads(call, sitting, rows).values()
    context = {
        "call": call,
        "files": [_asked(file, asked.get(file.pk, [])) for file in panel.files_of(call)[page.start : page.stop]],
        "total": len(numbers),
        "page": page,
        "unjudged": unjudged[:PAGE],
        "more_unjudged": len(unjudged) > PAGE,
        "loads": sorted(loads, key=lambda load: (load.user.last_name, load.user.pk)),
        "live": sum(each.state in LIVE and each.file_state == ApplicationState.ADMITTED for each in rows),
        "is_officer": Role.OFFICER in request.user.roles,
        "vacancies": vacancies(call, at, by=request.user, rows=rows) if numbers else [],
        "time_left": wording.time_left(call, at),
    }
    return render(request, "reviews/assign.html", context)


def _asked(file: Application, asked: list[Assignment]) -> dict:
    return {
        "file": file,
        "asked": [{"assignment": each, "badge": wording.badge_of(each.state)} for each in asked],
        "alone": not any(each.state in LIVE for each in asked),
    }


@require_http_methods(["GET", "POST"])
@for_roles(Role.OFFICER)
@once
def assign_file(request, number):
    """Choose reviewers for one file; who cannot be chosen stands there with the reason."""
    file = _file(request, number)
    if request.method == "GET":
        return _assign_file(request, file)
    chosen = {int(pk) for pk in request.POST.getlist("reviewer") if pk.isascii() and pk.isdigit() and len(pk) < 15}
    people = {each.user.pk: each.user for each in panel.candidates(file, by=request.user)}
    if not chosen or not chosen <= set(people):
        return _assign_file(request, file, chosen, error=_("Choose at least one reviewer."), status=422)
    try:
        with transaction.atomic():
            for pk in sorted(chosen):
                actions.assign(file, people[pk], by=request.user, at=received_at(request))
    except Refused as refusal:
        file.refresh_from_db()
        return _assign_file(request, file, chosen, error=" ".join(r.text for r in refusal.reasons), status=422)
    text = ngettext(
        "%(n)s reviewer is asked to read %(number)s.", "%(n)s reviewers are asked to read %(number)s.", len(chosen)
    )
    messages.success(request, text % {"n": len(chosen), "number": file.number})
    return redirect("reviews:assign", file.call.slug)


def _assign_file(request, file, chosen=(), error="", status=200):
    found = panel.candidates(file, by=request.user)
    context = {
        "file": file,
        "call": file.call,
        "content": file.submission.content,
        "free": [each for each in found if not each.reasons],
        "barred": [each for each in found if each.reasons and each.assignment is None],
        "asked": [
            {
                "assignment": each.assignment,
                "badge": wording.badge_of(each.assignment.state),
                "live": each.assignment.state in LIVE,
            }
            for each in found
            if each.assignment
        ],
        "chosen": chosen,
        "error": error,
        "points": [{"text": error, "href": "#reviewer"}] if error else [],
        "has_errors": bool(error),
        "admitted": file.state == ApplicationState.ADMITTED,
        "is_officer": True,
        "is_decider": Role.DECIDER in request.user.roles,
    }
    return render(request, "reviews/assign_file.html", context, status=status)


@require_http_methods(["GET", "POST"])
@for_roles(Role.OFFICER)
@once
def revoke(request, slug, pk):
    """Take an assignment back, with a reason."""
    call = call_of(request, slug)
    assignments = Assignment.objects.filter(application__in=Application.objects.visible_to(request.user))
    assignments = assignments.select_related("application__organisation", "application__submission", "reviewer")
    assignment = get_object_or_404(assignments, pk=pk, application__call=call)
    form = RevokeForm(request.POST or None)
    reasons = rules.why_not_revoke(assignment, by=request.user, reason="-")
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.revoke(assignment, form.cleaned_data["reason"], by=request.user, at=received_at(request))
            except Refused as refusal:
                reasons, status = add_reasons(form, refusal.reasons), 409
            else:
                messages.success(request, _("%(name)s no longer reads this file.") % {"name": assignment.reviewer})
                return redirect("reviews:assign_file", assignment.application.number)
    context = {"call": call, "assignment": assignment, "form": form, "reasons": reasons, "has_errors": status > 200}
    return render(request, "reviews/revoke.html", context, status=status)
