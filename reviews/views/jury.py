"""The desk of a reviewer: my files, and the declaration before one opens."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Q
from django.db.models.fields.json import KeyTextTransform
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import for_roles
from accounts.models import Role
from applications import snapshot
from applications.models import Attachment
from applications.views.files import opened
from reviews import actions, wording
from reviews.forms import DeclarationForm, add_reasons
from reviews.models import Assignment
from reviews.states import READING, State
from workflow.moments import received_at
from workflow.once import once
from workflow.refusals import Refused

PAGE = 50


def mine(request, number) -> Assignment:
    assignments = Assignment.objects.visible_to(request.user).select_related(
        "application__call__type", "application__organisation", "application__submission"
    )
    # Scores and criteria once, for the page and for the rules.
    assignments = assignments.prefetch_related(
        "scores", "application__call__criteria", "application__call__jury_days", "application__call__phases"
    )
    return get_object_or_404(assignments, application__number=number)


@require_safe
@for_roles(Role.REVIEWER)
def desk(request):
    """My files: where each stands, how much time is left, what I must do. Before the declaration, no content."""
    at = received_at(request)
    assignments = (
        Assignment.objects.visible_to(request.user)
        .select_related("application__call__type", "application__organisation")
        .annotate(
            handed_title=KeyTextTransform("title", "application__submission__content"),
            others=F("application__submission__content__participants"),
        )
        .annotate(handed=Q(state=State.SUBMITTED))  # what still waits stands first
        .with_progress()
        .prefetch_related("application__call__jury_days")
        .with_jury_day()
        .order_by("handed", "jury_at", "application__call_id", "application__number")
    )
    page = Paginator(assignments, PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "assignment": each,
            "governments": [each.application.organisation.full_name, *governments(each.others)],
            "badge": wording.badge_of(each.state),
            "left": "" if each.state == State.SUBMITTED else wording.time_left(each.application.call, at),
            "next": wording.next_step(each.state),
            "open": each.state != State.SUBMITTED,
        }
        for each in page
    ]
    context = {
        "page": page,
        "rows": rows,
        "seats": wording.seats_of(request.user, at),
        "open": sum(row["open"] for row in rows),
        "reading": any(each.state in READING for each in page),
    }
    return render(request, "reviews/desk.html", context)


def governments(participants) -> list[str]:
    return [each["name"] for each in participants or () if each["part"] != "subcontractor"]


@require_http_methods(["GET", "POST"])
@for_roles(Role.REVIEWER)
@once
def declare(request, number):
    """No interest, which opens the file; or an interest, which closes it for good."""
    assignment = mine(request, number)
    opened = assignment.state in READING
    form = DeclarationForm(request.POST or None, opened=opened)
    if request.method == "GET":
        return _declare(request, assignment, form)
    if not form.is_valid():
        return _declare(request, assignment, form, status=422)
    at = received_at(request)
    try:
        if form.cleaned_data.get("interest") == "none":
            actions.declare(assignment, by=request.user, at=at)
            return redirect("reviews:review", number)
        actions.recuse(assignment, form.cleaned_data["remark"], by=request.user, at=at)
    except Refused as refusal:
        general = add_reasons(form, refusal.reasons)
        return _declare(request, assignment, form, general, status=409 if general else 422)
    messages.success(request, _("You no longer review %(number)s. The programme officer knows.") % {"number": number})
    return redirect("reviews:desk")


def _declare(request, assignment, form, reasons=(), status=200):
    content = assignment.application.submission.content
    context = {
        "assignment": assignment,
        "title": content["title"],
        "governments": [content["organisation"]["name"], *governments(content["participants"])],
        "helpers": [each["name"] for each in content["participants"] if each["part"] == "subcontractor"],
        "call": assignment.application.call,
        "opened": assignment.state in READING,
        "form": form,
        "reasons": reasons,
        "has_errors": bool(reasons),
    }
    return render(request, "reviews/declare.html", context, status=status)


@require_safe
@for_roles(Role.REVIEWER)
def attachment(request, number, pk):
    """A file that was handed in, for a reviewer who declared no interest."""
    assignment = mine(request, number)
    handed_in = {each["id"] for each in snapshot.for_reviewers(assignment.application.submission.content)["files"]}
    if assignment.state not in READING or pk not in handed_in:
        raise Http404
    found = get_object_or_404(Attachment, pk=pk, application=assignment.application)
    return opened(request, found, own=False, back=reverse("reviews:review", args=[number]))
