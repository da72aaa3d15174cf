"""What the people of a government see of their applications."""

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts import rules as account_rules
from accounts.models import LOCAL_ROLES, Organisation, Role
from applications import own, progress, rules, signing_rules, signoff, standing
from applications.continuing import why_left
from applications.models import Application, Continuation, Participant, Submission
from applications.states import EDITABLE, State
from applications.views import fetch, saving
from workflow.keyset import slice_of
from workflow.moments import received_at


@require_safe
@login_required
def mine(request):
    """All applications of my governments, as lead and as participant, the last saved first."""
    at = received_at(request)
    governments = list(Organisation.objects.read_by(request.user).by_name())
    want = own.asked(request.GET, governments)
    rows = (
        Application.objects.taking_part(request.user)
        .select_related("call__type", "organisation__successor", "submission")
        .defer("submission__content", "summary", "goals", "call__purpose", "call__legal_grounds")
    )
    page = slice_of(own.filtered(rows, want, at), request.GET, field="saved_at")
    found = page.rows
    ours, readable = set(request.user.organisation_ids), {each.pk for each in governments}
    parts = dict(
        Participant.objects.filter(application__in=found, organisation__in=readable).values_list("application", "part")
    )
    names = dict(Participant.Part.choices)
    lines = [
        {
            "application": each,
            "standing": standing.of(each, at, ours=each.organisation_id in ours),
            "lead": each.organisation_id in readable,
            "before": each.organisation_id in readable and each.organisation_id not in ours,
            "part": names.get(parts.get(each.pk), ""),
        }
        for each in found
    ]
    context = {
        "lines": lines,
        "applications": found,
        "previous": page.previous,
        "next": page.next,
        "several": len(readable) > 1,
        "local": bool(request.user.roles & LOCAL_ROLES),
        "want": want,
    }
    return render(request, "applications/list.html", context)


@require_safe
@login_required
def detail(request, number):
    """One application: how it stands, who acts and until when, what was handed in, and what one can do."""
    return show(request, fetch.whole(request, number))


def _merged_into(organisation, user) -> bool:
    """Whether this government ended and lives on in one of the reader's; partners see it under its own name."""
    if organisation.successor_id is None:
        return False
    return Organisation.objects.read_by(user).filter(pk=organisation.pk).exists()


def _family(application, user) -> dict:
    """Where it comes from and what came of it, as far as this reader may know. Two queries, a third for an origin."""
    found = Continuation.objects.filter(application=application).first()
    seen = Application.objects.taking_part(user)
    origin = seen.filter(pk=found.origin_id).first() if found else None
    return {
        "origin": origin,
        "retry": bool(found) and found.kind == Continuation.Kind.RETRY,
        "origin_number": origin.number if origin else "",
        "continued": list(seen.filter(continuation__origin=application).order_by("pk")),
        "left": [each | {"why": why_left(each["why"])} for each in found.left]
        if origin and found.dismissed_at is None
        else [],
    }


def show(request, application, reasons=(), status=200):
    """The page of an application, with the reasons why something did not happen."""
    by, at = request.user, received_at(request)
    ours = by.is_in(application.organisation_id, *LOCAL_ROLES)
    versions = list(application.versions.select_related("by").defer("content").order_by("-version"))
    first = versions[-1].received_at if versions else None
    moments = standing.moments_of(application)
    completions = list(application.completions.order_by("at")) if application.call.is_sealed else []
    asked = next((each for each in completions if each.is_open_at(at)), None)
    alive = application.state not in (State.WITHDRAWN, State.LAPSED, State.FINISHED)
    editable = application.state in (*EDITABLE, State.COMPLETING) and not rules.why_not_edit(application, by=by, at=at)
    context = {
        "application": application,
        "call": application.call,
        "at": at,
        "ours": ours,
        "heir": not ours and _merged_into(application.organisation, by),
        "submitter": by.is_in(application.organisation_id, Role.SUBMITTER),
        "standing": standing.of(application, at, ours=ours),
        "since": standing.since(application, at, moments),
        "steps": standing.timeline(application, at, first, moments, ours=ours, completions=completions),
        "gaps": [str(gap) for gap in account_rules.gaps(application.organisation)] if ours and alive else [],
        "versions": versions,
        "valid": application.submission_id,
        "asked": sum((line.subsidy for line in application.costs.all()), 0),
        "progress": progress.of(application) if editable else None,
        "sign_off": signoff.standing(application) if signoff.asks(application) and editable else None,
        "to_sign": not signing_rules.why_not_reply(application, by=by, at=at),
        "points": [progress.where(each, application) for each in rules.why_incomplete(application)] if editable else [],
        "others": saving.others(application, by) if editable else [],
        "may_reopen": not rules.why_not_reopen(application, by=by, at=at),
        "may_withdraw": not rules.why_not_withdraw(application, by=by, reason="-"),
        "open": application.is_open_at(at),
        "finished": application.state == State.FINISHED,
        "editable": editable,
        "completion": asked,
        "first_open": progress.sections_of(application)[0].url(application.number) if editable and asked else "",
        "reasons": reasons,
    }
    return render(request, "applications/detail.html", context | _family(application, by), status=status)


@require_safe
@login_required
def version(request, number, version):
    """A version as it was handed in, for its own governments, and for staff the one that counts."""
    seen = Application.objects.visible_to(request.user).select_related("organisation")
    application = get_object_or_404(seen, number=number)
    mine = Application.objects.taking_part(request.user).filter(pk=application.pk).exists()
    found = Submission.objects.select_related("by")
    if not mine:
        told = application.completions.values("before")
        found = found.filter(Q(pk=application.submission_id) | Q(pk__in=told))
    submission = get_object_or_404(found, application=application, version=version)
    context = {
        "application": application,
        "submission": submission,
        "counts": submission.pk == application.submission_id,
        "mine": mine,
    }
    return render(request, "applications/version.html", context)
