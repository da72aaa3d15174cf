"""Who asks: the public about projects and figures, a decider about boost-projects."""

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import for_roles
from accounts.models import Role
from calls import wording
from decisions.models import Decision
from projects import actions, catalogue, rules
from projects import figures as craft
from projects.charts import bars, columns
from projects.forms import BoostForm
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
