"""What the Flemish side reads: sealed calls only, and of each file the version that counts."""

from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import for_roles
from accounts.models import Organisation, Role
from applications import standing
from applications.models import Application
from applications.states import State
from calls.models import Call, Focus
from calls.states import CallState
from workflow.keyset import slice_of
from workflow.moments import received_at

STAFF = (Role.OFFICER, Role.DECIDER, Role.AUDITOR)
STATES = {
    "te-controleren": (State.SUBMITTED, State.REOPENED),
    "wordt-aangevuld": (State.COMPLETING,),
    "ontvankelijk": (State.ADMITTED,),
    "niet-ontvankelijk": (State.INADMISSIBLE,),
    "beslist": (State.FINISHED,),
    "ingetrokken": (State.WITHDRAWN,),
}

# What a row of the list says, and no more: a page of 25 rows makes no object for each of its parts.
LEAN = (
    "pk", "number", "state", "created_at", "call_id", "organisation__kind", "organisation__name",
    "submission__subsidy", "said_title", "said_focus",
)  # fmt: skip


@require_safe
@for_roles(*STAFF)
def staff_list(request):
    """All files that were handed in, the latest first, with filters."""
    params = {name: request.GET.get(name, "")[:100] for name in ("oproep", "focus", "stand", "zoek")}
    rows = (
        Application.objects.on_the_desk()
        .annotate(
            said_title=KeyTextTransform("title", "submission__content"),
            said_focus=KeyTextTransform("focus", "submission__content"),
        )
        .values_list(*LEAN, named=True)
    )
    rows = _filtered(rows, params)
    page = slice_of(rows, request.GET, field="created_at")
    found = page.rows
    calls = list(
        Call.objects.filter(state=CallState.SEALED)
        .select_related("type", "programme")
        .only("slug", "number", "type__name", "programme__name", "title")
        .order_by("-closes_at", "-pk")
    )
    words = {each.pk: str(each) for each in calls}
    badges = {state: standing.for_staff(state) for state in {each.state for each in found}}
    context = {
        "lines": [
            {
                "application": each,
                "call": words.get(each.call_id, ""),
                "government": Organisation(kind=each.organisation__kind, name=each.organisation__name).full_name,
                "badge": badges[each.state],
            }
            for each in found
        ],
        "previous": page.previous,
        "next": page.next,
        "params": params,
        "filtered": any(params[name] for name in ("oproep", "focus", "stand", "zoek")),
        "calls": calls,
        "focuses": list(Focus.objects.order_by("position")),
        "states": list(STATES),
    }
    return render(request, "applications/staff_list.html", context)


def _filtered(rows, params):
    if params["oproep"]:
        rows = rows.filter(call__slug=params["oproep"])
    if params["focus"]:
        rows = rows.filter(focus__code=params["focus"])
    if params["stand"] in STATES:
        rows = rows.filter(state__in=STATES[params["stand"]])
    if words := params["zoek"].strip():
        # The governments first: an index can then answer each of the three questions.
        named = list(Organisation.objects.filter(name__icontains=words).values_list("pk", flat=True)[:500])
        rows = rows.filter(Q(title__icontains=words) | Q(number__startswith=words.upper()) | Q(organisation__in=named))
    return rows


@require_safe
@for_roles(*STAFF)
def staff_detail(request, number):
    """One file as it was handed in."""
    found = (
        Application.objects.on_the_desk()
        .visible_to(request.user)
        .select_related("call__type", "call__programme", "organisation", "submission__by", "continuation__origin")
    )
    application = get_object_or_404(found, number=number)
    completions = list(application.completions.order_by("at"))
    context = {
        "application": application,
        "call": application.call,
        "submission": application.submission,
        "badge": standing.for_staff(application.state),
        "term": standing.term_in_words(application, completions, received_at(request)),
        "completions": completions,
        "is_officer": Role.OFFICER in request.user.roles,
        "is_decider": Role.DECIDER in request.user.roles,
    }
    return render(request, "applications/staff_detail.html", context)
