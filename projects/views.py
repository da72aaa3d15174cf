"""Who asks: the public about projects and figures, a decider about boost-projects, a government that goes on."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import for_roles
from accounts.models import Role
from applications.models import Application
from calls import wording
from calls.models import Call
from decisions.models import Decision
from projects import actions, catalogue, rules
from projects import figures as craft
from projects.charts import bars, columns
from projects.forms import BoostForm, GoOnForm
from workflow.moments import received_at
from workflow.once import once
from workflow.refusals import Refused

PAGE = 20


@require_safe
def catalogue_list(request):
    """Approved projects, filtered and searched; the address says it all."""
    asked = catalogue.Asked.of(request.GET)
    sides = catalogue.facets(asked)
    page = Paginator(catalogue.found(asked), PAGE).get_page(request.GET.get("page"))
    for project in page:
        project.until = date.fromisoformat(project.ends_on) if project.ends_on else None
    context = {
        "asked": asked,
        "page": page,
        "sides": [
            (name, words, sides[name])
            for name, words in (
                (catalogue.FOCUS, _("Focus")),
                (catalogue.TYPE, _("Type")),
                (catalogue.CALL, _("Call")),
                (catalogue.BOOST, _("Re-use")),
            )
            if sides[name]
        ],
        "chips": catalogue.chips(asked, sides),
        "n_chosen": sum(len(values) for values in asked.chosen.values()),
        "totals": catalogue.totals(),
    }
    return render(request, "projects/list.html", context)


def _project(number: str) -> Decision:
    return get_object_or_404(catalogue.told().select_related("application__submission"), application__number=number)


@require_safe
def detail(request, number):
    """What the world may know of one project: nothing about scores or people."""
    return _show(request, _project(number), BoostForm())


def _show(request, project: Decision, form, refused=(), status=200):
    content = project.application.submission.content
    by = request.user
    may_boost = by.is_authenticated and Role.DECIDER in by.roles and not hasattr(project, "boost")
    context = {
        "project": project,
        "call": project.call,
        "content": content,
        "until": date.fromisoformat(project.ends_on) if project.ends_on else None,
        "term": wording.term_in_words(project.call.type),
        "goals": [each.strip() for each in content["goals"].splitlines() if each.strip()],
        "initiators": _named(content, "initiator"),
        "partners": _named(content, "partner"),
        "lineage": catalogue.lineage(project),
        "form": form if may_boost else None,
        "refused": refused,
        "has_errors": bool(refused),
    }
    return render(request, "projects/detail.html", context, status=status)


def _named(content: dict, part: str) -> list[str]:
    return [each["name"] for each in content["participants"] if each["part"] == part]


@require_POST
@for_roles(Role.DECIDER)
@once
def boost(request, number):
    """Choose a project as boost-project."""
    project = _project(number)
    form = BoostForm(request.POST)
    reason = form.data.get("reason", "")
    if not form.is_valid() and not rules.why_not_boost(project, reason="-", by=request.user):
        return _show(request, project, form, status=422)
    try:
        actions.boost(project, reason, by=request.user, at=received_at(request))
    except Refused as refusal:
        return _show(request, _project(number), form, refusal.reasons, status=409)
    messages.success(request, _("This is now a boost-project. Everybody sees it in the catalogue."))
    return redirect("projects:detail", number)


@require_http_methods(["GET", "POST"])
@login_required
@once
def go_on(request, number):
    """Start an application in an open call from what an earlier one says."""
    by, at = request.user, received_at(request)
    found = Application.objects.taking_part(by).select_related("call__type", "organisation__successor", "focus")
    origin = get_object_or_404(found, number=number)
    reasons = rules.why_not_go_on(origin, by=by, at=at)
    if any(each.code == "not-yours" for each in reasons):
        raise Http404
    calls = [] if reasons else _open_to(origin, by=by, at=at)
    form = GoOnForm(request.POST if request.method == "POST" else None, calls=calls, initial={"title": origin.title})
    status = 200
    if request.method == "POST" and not reasons:
        status = 422
        if form.is_valid():
            call = next(each for each in calls if each.pk == form.cleaned_data["call"])
            try:
                new = actions.go_on(origin, call, form.cleaned_data["title"], by=by, at=at)
            except Refused as refusal:
                reasons, status = refusal.reasons, 409
            else:
                messages.success(request, _("Your application has the number %(number)s.") % {"number": new.number})
                return redirect(new)
    context = {
        "application": origin,
        "kind": rules.kind_of(origin, at=at),
        "calls": calls,
        "form": form,
        "reasons": reasons,
        "has_errors": bool(reasons) or status == 422,
    }
    return render(request, "projects/go_on.html", context, status=409 if reasons and form.is_bound else status)


def _open_to(origin: Application, *, by, at) -> list[Call]:
    """The calls that are open now and in which this may go on."""
    found = Call.objects.open_at(at).select_related("type", "programme").order_by("closes_at", "pk")
    return [each for each in found if not rules.why_not_continue(origin, each, by=by, at=at)]


@require_safe
def figures(request):
    """What a programme did, in figures with their charts."""
    known = craft.programmes()
    chosen = craft.leading(known)
    if slug := request.GET.get("programma"):
        chosen = next((each for each in known if each.slug == slug), None)
        if chosen is None:
            raise Http404
    context = {"programmes": known, "programme": chosen}
    if chosen:
        calls = craft.by_call(chosen)
        context |= {
            "figures": craft.figures_of(chosen),
            "calls": calls,
            "columns": columns(calls),
            "groups": [
                {"id": "focus", "title": _("By focus"), "first": _("Focus"), "bars": bars(craft.by_focus(chosen))},
                {"id": "type", "title": _("By type"), "first": _("Type"), "bars": bars(craft.by_type(chosen))},
                {
                    "id": "provincie",
                    "title": _("By province of the lead government"),
                    "first": _("Province"),
                    "bars": bars(craft.by_province(chosen)),
                },
            ],
        }
    return render(request, "projects/figures.html", context)
