"""All my files as one PDF: ask for it, wait a moment, take it. Nobody else's bundle exists."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import for_roles
from accounts.models import Role
from applications.copying import MOST_ATTEMPTS
from reviews import bundling
from workflow.moments import received_at
from workflow.once import once
from workflow.refusals import Refused


@require_POST
@for_roles(Role.REVIEWER)
@once
def ask(request):
    """Ask for a PDF of all files that are open to me now."""
    try:
        bundle = bundling.ask(request.user, at=received_at(request))
    except Refused as refusal:
        messages.error(request, " ".join(reason.text for reason in refusal.reasons))
        return redirect("reviews:desk")
    return redirect("reviews:bundle", bundle.pk)


@require_safe
@for_roles(Role.REVIEWER)
def bundle(request, pk):
    """Being made, ready, closed, or not possible."""
    found = get_object_or_404(request.user.bundles.defer("data").select_related("reviewer"), pk=pk)
    context = {
        "bundle": found,
        "failed": found.made_at is None and found.attempts >= MOST_ATTEMPTS,
        "closed": not bundling.is_still_open(found),
    }
    return render(request, "reviews/bundle.html", context)


@require_safe
@for_roles(Role.REVIEWER)
def file(request, pk):
    """The PDF itself, as long as each file in it is open to me."""
    found = get_object_or_404(request.user.bundles.select_related("reviewer"), pk=pk)
    if found.made_at is None or not bundling.is_still_open(found):
        raise Http404
    answer = HttpResponse(bytes(found.data), content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="dossiers-om-te-beoordelen.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
