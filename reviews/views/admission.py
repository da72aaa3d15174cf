"""How officers judge admissibility, and how a second one answers. Deciders and auditors read along."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import for_roles
from accounts.models import Role
from applications import standing
from applications.models import Application
from applications.states import State as ApplicationState
from reviews import actions, panel, rules
from reviews.checklist import Checklist, checklist_of, waiting
from reviews.forms import AdmissibilityForm, SendBackForm, add_reasons
from reviews.states import ProposalState
from workflow.moments import received_at
from workflow.once import once
from workflow.refusals import Refused

STAFF = (Role.OFFICER, Role.DECIDER, Role.AUDITOR)


def file_for(request, number) -> Application:
    """A sealed file; what an officer's own government is still writing is none of this page's business."""
    files = Application.objects.visible_to(request.user).filter(submission__isnull=False, call__sealed_at__isnull=False)
    files = files.select_related(
        "call__type", "call__programme", "organisation", "submission", "admissibility__by", "admissibility__seconded_by"
    )
    return get_object_or_404(files, number=number)


@require_http_methods(["GET", "POST"])
@for_roles(*STAFF)
@once
def admissibility(request, number):
    """What the portal knows, what an officer answers, and the outcome with its motivation."""
    file = file_for(request, number)
    checklist = checklist_of(file)
    if request.method == "GET":
        form = AdmissibilityForm(initial=_proposed(file, checklist), checklist=checklist)
        return _show(request, file, checklist, form)
    if Role.OFFICER not in request.user.roles:
        raise Http404
    if request.POST.get("go") == "keep":
        return _keep(request, file, checklist)
    form = AdmissibilityForm(request.POST, checklist=checklist)
    if not form.is_valid():
        return _show(request, file, checklist, form, status=422)
    try:
        actions.judge_admissibility(file, **form.facts(), by=request.user, at=received_at(request))
    except Refused as refusal:
        return _refused(request, number, checklist, form, refusal)
    if form.facts()["admissible"]:
        messages.success(request, _("The admissibility of %(number)s is judged.") % {"number": file.number})
    else:
        messages.success(request, _("Your proposal about %(number)s waits for a second officer.") % {"number": number})
    return _on(file)


def _on(file: Application):
    """To the next file that waits for an outcome, or to the jury when all are judged."""
    following = panel.unjudged(file.call).filter(proposed=False).first()
    if following:
        return redirect("reviews:admissibility", following.number)
    return redirect("reviews:assign", file.call.slug)


def _keep(request, file, checklist):
    """The checklist alone; the outcome follows later, or another day."""
    form = AdmissibilityForm(request.POST, checklist=checklist, outcome=False)
    if not form.is_valid():
        return _show(request, file, checklist, form, status=422)
    try:
        actions.check(file, form.answers(), by=request.user, at=received_at(request))
    except Refused as refusal:
        return _refused(request, file.number, checklist, form, refusal)
    messages.success(request, _("The checklist of %(number)s is saved.") % {"number": file.number})
    return redirect("reviews:admissibility", file.number)


def _refused(request, number, checklist, form, refusal):
    general = add_reasons(form, refusal.reasons)
    return _show(request, file_for(request, number), checklist, form, general, status=409 if general else 422)


def _proposed(file: Application, checklist: Checklist) -> dict:
    """A beginning for who judges: the source, what is not met, and what was proposed before."""
    if before := file.proposals.filter(state=ProposalState.SENT_BACK).order_by("-at").first():
        return {"source": before.source, "condition": before.condition, "motivation": before.motivation}
    unmet = [each for each in checklist.ticked if each.met is False]
    return {"source": file.call.regulation, "condition": unmet[0].condition if unmet else ""}


def _show(request, file, checklist, form, reasons=(), status=200, back=None):
    open_proposal, is_officer = waiting(file), Role.OFFICER in request.user.roles
    at, completions = received_at(request), list(file.completions.select_related("by").order_by("-at"))
    # What was not completed in time is back by definition, also where no clock ran.
    back_again = file.state == ApplicationState.COMPLETING and file.is_closed_at(at)
    may_judge = is_officer and (file.state == ApplicationState.SUBMITTED or back_again) and open_proposal is None
    context = {
        "file": file,
        "content": file.submission.content,
        "call": file.call,
        "checklist": checklist,
        "found": [each.answer for each in checklist.asked],
        "judged": getattr(file, "admissibility", None),
        "proposal": open_proposal,
        "sent_back": list(
            file.proposals.filter(state=ProposalState.SENT_BACK).select_related("by", "answered_by").order_by("-at")
        ),
        "may_answer": open_proposal and not rules.why_not_answer_proposal(open_proposal, by=request.user),
        "back": back or SendBackForm(),
        "form": form,
        "reasons": reasons,
        "has_errors": bool(reasons),
        "is_officer": is_officer,
        "is_decider": Role.DECIDER in request.user.roles,
        "may_judge": may_judge,
        "completions": [{"completion": each, "open": each.is_open_at(at)} for each in completions],
        "may_ask": may_judge and not back_again,
        "term": standing.term_in_words(file, completions, at),
    }
    return render(request, "reviews/admissibility.html", context, status=status)


@require_POST
@for_roles(Role.OFFICER)
@once
def answer_proposal(request, number, pk):
    """A second officer confirms that the file is not admissible, or sends it back with a remark."""
    file = file_for(request, number)
    proposal = get_object_or_404(file.proposals.select_related("by"), pk=pk)
    proposal.application = file
    back = SendBackForm(request.POST)
    sends_back = request.POST.get("answer") == "back"
    if sends_back and not back.is_valid():
        return _again(request, number, back)
    by, at = request.user, received_at(request)
    try:
        if sends_back:
            actions.send_back(proposal, back.cleaned_data["remark"], by=by, at=at)
            messages.success(request, _("The proposal is sent back."))
            return redirect("reviews:admissibility", number)
        actions.confirm_proposal(proposal, by=by, at=at)
    except Refused as refusal:
        return _again(request, number, back, add_reasons(back, refusal.reasons) if sends_back else refusal.reasons)
    messages.success(request, _("File %(number)s is not admissible.") % {"number": number})
    return _on(file)


def _again(request, number, back, reasons=()):
    file = file_for(request, number)
    checklist = checklist_of(file)
    form = AdmissibilityForm(initial=_proposed(file, checklist), checklist=checklist)
    return _show(request, file, checklist, form, reasons, status=409 if reasons else 422, back=back)
