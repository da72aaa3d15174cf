"""Publishing answers, and correcting them. It lives here because everyone with a file in the call is told."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import for_roles
from accounts.models import Role
from applications import inquiring
from calls.inquiry_forms import CorrectForm
from calls.models import Call, Inquiry
from calls.views.inquiries import add_errors
from workflow.moments import received_at
from workflow.once import once
from workflow.refusals import Refused


@require_POST
@for_roles(Role.OFFICER)
@once
def publish(request, slug):
    """Show all answers that are ready, at one moment."""
    call = get_object_or_404(Call.objects.visible_to(request.user), slug=slug)
    try:
        told = inquiring.publish_answers(call, by=request.user, at=received_at(request))
    except Refused as refusal:
        messages.error(request, " ".join(reason.text for reason in refusal.reasons))
    else:
        words = ngettext("%(n)s answer is published.", "%(n)s answers are published.", len(told)) % {"n": len(told)}
        messages.success(request, f"{words} {_('Everyone with an application and everyone who follows was told.')}")
    return redirect("calls:inquiries", call.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.OFFICER)
@once
def correct(request, slug, pk):
    """Change a published answer."""
    rows = Inquiry.objects.published().select_related("call")
    found = get_object_or_404(rows, call__slug=slug, pk=pk)
    form, reasons, status = CorrectForm(initial={"answer": found.answer, "edit": found.edit}), (), 200
    if request.method == "POST":
        form, status = CorrectForm(request.POST), 422
        if form.is_valid():
            try:
                inquiring.correct_answer(found, **form.cleaned_data, by=request.user, at=received_at(request))
            except Refused as refusal:
                reasons, status = add_errors(form, refusal.reasons), 409
                found.refresh_from_db()
            else:
                messages.success(request, _("The answer is changed. The old one stays readable."))
                return redirect("calls:inquiries", slug)
    newest = found if any(each.code == "edited-meanwhile" for each in reasons) else None
    context = {"call": found.call, "inquiry": found, "form": form, "reasons": reasons, "newest": newest}
    return render(request, "calls/correct.html", context | {"has_errors": bool(reasons)}, status=status)
