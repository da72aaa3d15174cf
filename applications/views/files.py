"""The files of an application: adding, removing and downloading them, and the receipt on paper."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import actions, progress, rules, uploads
from applications.forms import AttachmentForm
from applications.models import Application, Attachment, Submission
from applications.views import fetch
from applications.views.drafts import chrome, closed
from documents import files as document_files
from documents.states import State as DocumentState
from workflow.moments import received_at
from workflow.once import once
from workflow.refusals import Reason, Refused

VIEW = "applications:attachments"


@require_http_methods(["GET", "POST"])
@login_required
@once
def attachments(request, number):
    """The list of files, and the form that adds to it."""
    application = fetch.whole(request, number)
    at = received_at(request)
    if reasons := rules.why_not_edit(application, by=request.user, at=at):
        if request.method == "GET" or any(each.code == "not-yours" for each in reasons):
            return closed(request, application, reasons)
        return _show(request, application, AttachmentForm(), reasons, status=409)
    if request.method == "GET":
        return _show(request, application, AttachmentForm())
    return _add(request, application, at)


def _add(request, application, at):
    form = AttachmentForm(request.POST, request.FILES)
    given = request.FILES.getlist("files")
    if not given:
        form.add_error("files", _("Choose a file."))
    if not form.is_valid():
        return _show(request, application, form, status=422)
    refused, added = [], 0
    for file in given[: rules.MOST_FILES + 1]:
        try:
            upload = uploads.take_in(file)
            actions.attach(application, upload, form.cleaned_data["topic"], by=request.user, at=at)
            added += 1
        except Refused as refusal:
            refused += refusal.reasons
        except OSError:
            text = _("“%(name)s” could not be kept at this moment. Try again in a few minutes.")
            refused.append(Reason("not-kept", text % {"name": uploads.tidy_name(file.name or "")}, "files"))
    if added:
        said = ngettext("%(n)s file is added.", "%(n)s files are added.", added) % {"n": added}
        messages.success(request, said)
    if refused:
        application = fetch.whole(request, application.number)
        return _show(request, application, form, refused, status=422)
    return redirect(VIEW, application.number)


def _show(request, application, form, reasons=(), status=200):
    at = received_at(request)
    context = chrome(request, application, progress.ATTACHMENTS, at) | {
        "form": form,
        "reasons": reasons,
        "has_errors": bool(reasons),
        "files": list(application.attachments.all()),
        "most": rules.MOST_FILES,
        "largest": uploads.LARGEST,
        "advice": [a for a in rules.advice_before_submitting(application) if a.field == "attachments"],
    }
    return render(request, "applications/attachments.html", context, status=status)


@require_POST
@login_required
@once
def remove(request, number, pk):
    """Take a file out of the draft."""
    application = fetch.one(request, number)
    attachment = get_object_or_404(application.attachments.current(), pk=pk)
    attachment.application = application
    try:
        actions.detach(attachment, by=request.user, at=received_at(request))
    except Refused as refusal:
        return closed(request, application, refusal.reasons, status=409)
    messages.success(request, _("“%(name)s” is removed.") % {"name": attachment.name})
    return redirect(VIEW, application.number)


@require_safe
@login_required
def attachment(request, number, pk):
    """Download a file: a current one for its own governments, and what was handed in for whoever may read that."""
    application = get_object_or_404(
        Application.objects.visible_to(request.user).select_related("submission"), number=number
    )
    found = get_object_or_404(Attachment, application=application, pk=pk)
    mine = Application.objects.taking_part(request.user).filter(pk=application.pk).exists()
    if not mine and found.pk not in {file["id"] for file in application.submission.content["files"]}:
        raise Http404
    return uploads.response(found)


@require_safe
@login_required
def receipt(request, number, version):
    """The receipt as a PDF; while it is being made, a page that says so."""
    application = get_object_or_404(Application.objects.taking_part(request.user), number=number)
    found = Submission.objects.select_related("receipt").defer("content")
    submission = get_object_or_404(found, application=application, version=version)
    if submission.receipt.state == DocumentState.MADE:
        try:
            return document_files.response(submission.receipt)
        except OSError:
            raise Http404 from None
    context = {"application": application, "submission": submission}
    return render(request, "applications/receipt_later.html", context)
