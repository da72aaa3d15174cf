"""The desk of a reviewer: my files, the declaration, and the file beside its scores. Nobody else's scores, ever."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Q
from django.db.models.fields.json import KeyTextTransform
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import for_roles
from accounts.models import Role
from applications import snapshot, uploads
from applications.models import Attachment
from reviews import actions, rules, wording
from reviews.forms import DeclarationForm, ReviewForm, add_reasons
from reviews.models import Assignment
from reviews.states import READING, State
from workflow.moments import received_at
from workflow.once import once
from workflow.refusals import Refused

PAGE = 50


def _mine(request, number) -> Assignment:
    assignments = Assignment.objects.visible_to(request.user).select_related(
        "application__call__type", "application__organisation", "application__submission"
    )
    # Scores and criteria once, for the page and for the rules.
    assignments = assignments.prefetch_related("scores", "application__call__criteria", "application__call__jury_days")
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
        .prefetch_related("application__call__jury_days")
        .with_jury_day()
        .order_by("handed", "jury_at", "application__call_id", "application__number")
    )
    page = Paginator(assignments, PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "assignment": each,
            "governments": [each.application.organisation.full_name, *_governments(each.others)],
            "badge": wording.badge_of(each.state),
            "left": "" if each.state == State.SUBMITTED else wording.time_left(each.application.call, at),
            "next": wording.next_step(each.state),
            "open": each.state != State.SUBMITTED,
        }
        for each in page
    ]
    context = {"page": page, "rows": rows, "open": sum(row["open"] for row in rows)}
    return render(request, "reviews/desk.html", context)


def _governments(participants) -> list[str]:
    return [each["name"] for each in participants or () if each["part"] != "subcontractor"]


@require_http_methods(["GET", "POST"])
@for_roles(Role.REVIEWER)
@once
def declare(request, number):
    """No interest, which opens the file; or an interest, which closes it for good."""
    assignment = _mine(request, number)
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
        "governments": [content["organisation"]["name"], *_governments(content["participants"])],
        "helpers": [each["name"] for each in content["participants"] if each["part"] == "subcontractor"],
        "call": assignment.application.call,
        "opened": assignment.state in READING,
        "form": form,
        "reasons": reasons,
        "has_errors": bool(reasons),
    }
    return render(request, "reviews/declare.html", context, status=status)


@require_http_methods(["GET", "POST"])
@for_roles(Role.REVIEWER)
@once
def review(request, number):
    """The file on the left, my scores on the right."""
    assignment = _mine(request, number)
    if assignment.state not in READING:
        return redirect("reviews:declare", number)
    criteria = sorted(assignment.application.call.criteria.all(), key=lambda each: each.position)
    if request.method == "GET":
        return _review(request, assignment, ReviewForm(criteria=criteria, initial=_saved(assignment)))
    form = ReviewForm(request.POST, criteria=criteria)
    if not form.is_valid():
        return _review(request, assignment, form, status=422)
    at = received_at(request)
    try:
        edit = form.cleaned_data["edit"] or 0
        actions.save_scores(assignment, form.scores(), edit=edit, by=request.user, at=at)
        if request.POST.get("do") != "submit":
            messages.success(request, _("Your review is saved. You can go on later."))
            return redirect("reviews:review", number)
        actions.submit(assignment, by=request.user, at=at)
    except Refused as refusal:
        general = add_reasons(form, refusal.reasons)
        return _review(request, _mine(request, number), form, general, status=409 if general else 422)
    messages.success(request, _("Your review of %(number)s is handed in. It counts now.") % {"number": number})
    return redirect("reviews:desk")


def _saved(assignment) -> dict:
    saved = {"edit": assignment.edit}
    for each in assignment.scores.all():
        saved |= {f"value-{each.criterion_id}": each.value, f"motivation-{each.criterion_id}": each.motivation}
    return saved


def _review(request, assignment, form, reasons=(), status=200):
    saved = {each.criterion_id: each for each in assignment.scores.all()}
    rows = form.rows()
    clash = any(each.code == "edited-meanwhile" for each in reasons)
    for row in rows:
        row["saved"] = saved.get(row["criterion"].pk)
        row["anchors"] = wording.anchors_of(row["criterion"])
        row["differs"] = clash and row["saved"] and _typed(row) != (row["saved"].value, row["saved"].motivation)
    ready = sum(s.value is not None and bool(s.motivation.strip()) for s in saved.values())
    numbers = list(
        Assignment.objects.visible_to(request.user)
        .annotate(handed=Q(state=State.SUBMITTED))  # what still waits stands first
        .with_jury_day()
        .order_by("handed", "jury_at", "application__call_id", "application__number")
        .values_list("application__number", flat=True)
    )
    file = assignment.application
    place = numbers.index(file.number) if file.number in numbers else 0
    context = {
        "assignment": assignment,
        "file": file,
        "call": file.call,
        "content": snapshot.for_reviewers(file.submission.content),
        "governments": [file.submission.content["organisation"]["name"]]
        + _governments(file.submission.content["participants"]),
        "form": form,
        "rows": rows,
        "edit": assignment.edit,
        "reasons": reasons,
        "has_errors": bool(reasons),
        "missing": [] if assignment.state == State.SUBMITTED else _missing(assignment, request.user, request),
        "ready": ready,
        "badge": wording.badge_of(assignment.state),
        "is_open": assignment.state == State.DECLARED,
        "due": wording.due_at(file.call),
        "place": place + 1,
        "of": len(numbers),
        "previous": numbers[place - 1] if place else None,
        "next": numbers[place + 1] if place + 1 < len(numbers) else None,
    }
    return render(request, "reviews/review.html", context, status=status)


def _typed(row) -> tuple:
    value = row["value"].data
    return int(value) if value else None, "\n".join((row["motivation"].data or "").splitlines())


def _missing(assignment, user, request) -> list:
    return rules.why_not_submit(assignment, by=user, at=received_at(request))


@require_safe
@for_roles(Role.REVIEWER)
def attachment(request, number, pk):
    """A file that was handed in, for a reviewer who declared no interest."""
    assignment = _mine(request, number)
    handed_in = {each["id"] for each in snapshot.for_reviewers(assignment.application.submission.content)["files"]}
    if assignment.state not in READING or pk not in handed_in:
        raise Http404
    return uploads.response(get_object_or_404(Attachment, pk=pk, application=assignment.application))
