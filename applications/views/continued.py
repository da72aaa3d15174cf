"""From which application one goes on, which go on from it, and what did not come along."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.models import LOCAL_ROLES
from applications import continuing
from applications.models import Continuation
from applications.views import fetch, mine
from workflow.moments import received_at
from workflow.once import once
from workflow.refusals import Refused


@require_POST
@login_required
@once
def dismiss(request, number):
    """Put away the list of what did not come along."""
    application = fetch.one(request, number)
    if not request.user.is_in(application.organisation_id, *LOCAL_ROLES):
        raise Http404
    found = get_object_or_404(Continuation, application=application)
    try:
        continuing.dismiss(found, by=request.user, at=received_at(request))
    except Refused as refusal:
        return mine.show(request, fetch.whole(request, number), refusal.reasons, status=409)
    return redirect(application)
