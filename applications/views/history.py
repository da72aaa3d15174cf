"""What was changed in a draft, by whom and when; and putting an earlier text back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from applications import actions, history, rules
from applications.views import fetch
from workflow.keyset import slice_of
from workflow.moments import received_at
from workflow.once import once
from workflow.refusals import Refused

PAGE = 25


@require_safe
@login_required
def changes(request, number):
    """Newest first, of the whole application or of one field (`deel` and `veld`)."""
    application = fetch.one(request, number)
    entries = application.entries.select_related("by")
    part, field = request.GET.get("deel", ""), request.GET.get("veld", "")
    if part and field:
        entries = entries.filter(part=part[:90], field=field[:90])
    page = slice_of(entries, request.GET, size=PAGE)
    at = received_at(request)
    context = {
        "application": application,
        "lines": history.lines(application, page.rows),
        "page": page,
        "only": part and field,
        "at": at,
        "may_restore": not rules.why_not_edit(application, by=request.user, at=at),
    }
    return render(request, "applications/history.html", context)


@require_POST
@login_required
@once
def restore(request, number, pk):
    """Put what stood there back."""
    application = fetch.one(request, number)
    entry = get_object_or_404(application.entries.all(), pk=pk)
    entry.application = application
    try:
        actions.restore(entry, by=request.user, at=received_at(request))
    except Refused as refusal:
        for each in refusal.reasons:
            messages.error(request, each.text)
    else:
        messages.success(request, _("The earlier text stands in the application again."))
    return redirect("applications:history", application.number)
