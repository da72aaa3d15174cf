"""The PDF of a whole application to read before handing in: ask for it, wait a moment, take it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from applications import copying
from applications.snapshot import content_of
from applications.views import fetch
from workflow.models import fingerprint
from workflow.moments import received_at
from workflow.once import once
from workflow.refusals import Refused


@require_POST
@login_required
@once
def ask(request, number):
    """Ask for a PDF of what stands there now."""
    application = fetch.whole(request, number)
    try:
        copy = copying.ask(application, by=request.user, at=received_at(request))
    except Refused as refusal:
        messages.error(request, " ".join(reason.text for reason in refusal.reasons))
        return redirect("applications:check", number)
    return redirect("applications:copy", number, copy.pk)


@require_safe
@login_required
def copy(request, number, pk):
    """Being made, ready, or not possible; and whether the application has changed since."""
    application = fetch.whole(request, number)
    found = get_object_or_404(application.reading_copies.defer("data", "content"), pk=pk)
    context = {
        "application": application,
        "copy": found,
        "failed": found.made_at is None and found.attempts >= copying.MOST_ATTEMPTS,
        "changed": found.sha256 != fingerprint(content_of(application)),
    }
    return render(request, "applications/copy.html", context)


@require_safe
@login_required
def file(request, number, pk):
    """The PDF itself."""
    application = fetch.one(request, number)
    found = get_object_or_404(application.reading_copies.defer("content"), pk=pk)
    if found.made_at is None:
        raise Http404
    answer = HttpResponse(bytes(found.data), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="aanvraag-{number.lower()}-leesversie.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
