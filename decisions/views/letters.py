"""Decisions once they are taken: the list for staff, the page for who it is about, and the letter."""

import logging
from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.db.models.fields.json import KeyTextTransform
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import for_roles
from accounts.models import Role
from calls.models import Call
from decisions import wording
from decisions.letters import instalments_of
from decisions.models import Decision
from documents import files
from documents.snapshots import Appeal
from documents.states import State as Paper
from workflow.keyset import slice_of
from workflow.moments import wall

log = logging.getLogger(__name__)
STAFF = (Role.OFFICER, Role.DECIDER, Role.AUDITOR)
PAGE = 50


@require_safe
@for_roles(*STAFF)
def decided(request):
    """Every decision, the latest first, with the state of its letter; `?oproep=` for one call."""
    decisions = (
        Decision.objects.visible_to(request.user)
        .select_related("call__type", "application__organisation", "application__submission", "document")
        .defer("application__submission__content", "document__snapshot")
        .annotate(handed_title=KeyTextTransform("title", "application__submission__content"))
    )
    call = Call.objects.select_related("type").filter(slug=request.GET.get("oproep", "")).first()
    if call:
        decisions = decisions.filter(call=call)
    page = slice_of(decisions, request.GET, size=PAGE)
    context = {
        "call": call,
        "rows": [
            {
                "decision": each,
                "badge": wording.badge_of(each, each.application.submission.subsidy),
                "letter": wording.letter_of(each),
            }
            for each in page.rows
        ],
        "previous": page.previous,
        "next": page.next,
    }
    return render(request, "decisions/list.html", context)


def _decision(request, number) -> Decision:
    decisions = Decision.objects.visible_to(request.user).select_related(
        "call__type", "call__programme", "application__organisation", "application__submission", "document", "by"
    )
    return get_object_or_404(decisions, number=number)


@require_safe
@login_required
def detail(request, number):
    """The decision for the applicant and who takes part, once announced; for staff always."""
    decision = _decision(request, number)
    appeal = Appeal()
    motivations = decision.motivations.select_related("criterion").order_by("criterion__position")
    staff = bool(request.user.roles & set(STAFF))
    announced_on = wall(decision.announced_at).date() if decision.announced_at else None
    application = decision.application
    mine = application.organisation_id in request.user.organisation_ids
    instalments = list(decision.call.instalments.order_by("position"))
    context = {
        "decision": decision,
        "call": decision.call,
        "content": application.submission.content,
        "file": application,
        "badge": wording.badge_of(decision, application.submission.subsidy),
        "letter": wording.letter_of(decision),
        "made": bool(decision.document and decision.document.state == Paper.MADE),
        "motivations": list(motivations),
        "found": getattr(application, "admissibility", None) if decision.outcome == "inadmissible" else None,
        "instalments": instalments_of(decision.amount, instalments) if decision.is_award else [],
        "conditions": [line for line in decision.conditions.splitlines() if line.strip()],
        "appeal": appeal,
        "appeal_until": announced_on + timedelta(days=appeal.days) if announced_on else None,
        "staff": staff,
        "is_decider": Role.DECIDER in request.user.roles,
        "file_address": "applications:staff_detail" if staff and not mine else "applications:detail",
    }
    return render(request, "decisions/detail.html", context)


@require_safe
@login_required
def letter(request, number):
    """The letter itself."""
    decision = _decision(request, number)
    if decision.document is None or decision.document.state != Paper.MADE:
        raise Http404
    try:
        return files.response(decision.document)
    except OSError:
        log.exception("document %s has no file", decision.document.number)
        raise Http404 from None
