"""The files of an application: adding, removing and downloading them, and the receipt on paper."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import OuterRef, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import for_roles
from accounts.models import Role
from applications import actions, file_rules, progress, rules, scanning, uploads
from applications.forms import AttachmentForm, ReplaceForm
from applications.models import Application, Attachment, Submission
from applications.views import fetch
from applications.views.drafts import chrome, closed
from documents import files as document_files
from documents.states import State as DocumentState
from workflow.moments import received_at
from workflow.moves import why_not_move
from workflow.once import once
from workflow.refusals import Reason, Refused

VIEW = "applications:attachments"
MOST_EARLIER = 200  # files of the history that a page shows


@require_http_methods(["GET", "POST"])
@login_required
@once
def attachments(request, number):
    """The list of files, and the form that adds to it."""
    application = fetch.whole(request, number)
    at = received_at(request)
    if reasons := rules.why_not_edit(application, by=request.user, at=at, part=progress.ATTACHMENTS.name):
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
    added, topic = 0, form.cleaned_data["topic"]
    for file in given[: rules.MOST_FILES + 1]:
        try:
            actions.attach(application, uploads.take_in(file), topic, by=request.user, at=at)
            added += 1
        except Refused as refusal:
            _say_beside(form, refusal.reasons)
        except OSError:
            _say_beside(form, [not_kept(file)])
    if added:
        said = ngettext("%(n)s file is added.", "%(n)s files are added.", added) % {"n": added}
        messages.success(request, said)
    if form.errors:
        return _show(request, fetch.whole(request, application.number), form, status=422)
    return redirect(VIEW, application.number)


def not_kept(file) -> Reason:
    """The disk is full, or gone."""
    text = _("“%(name)s” could not be kept at this moment. Try again in a few minutes.")
    return Reason("not-kept", text % {"name": uploads.tidy_name(file.name or "")}, "files")


def _say_beside(form, reasons) -> None:
    for each in reasons:
        form.add_error("files", each.text)


def _show(request, application, form, reasons=(), status=200):
    at = received_at(request)
    in_pieces(form, application)
    context = chrome(request, application, progress.ATTACHMENTS, at) | {
        "form": form,
        "reasons": reasons,
        "has_errors": bool(reasons),
        "limits": file_rules.limits(application),
        "arriving": list(arriving_files(application)),
        "scans": bool(settings.CLAMD_URL),
        "files": list(application.attachments.all()),
        "earlier": list(earlier_files(application)),
        "advice": [a for a in rules.advice_before_submitting(application) if a.field == "attachments"],
    }
    return render(request, "applications/attachments.html", context, status=status)


def earlier_files(application, **of):
    """What was removed or replaced, with who did it and what came instead."""
    rows = Attachment.objects.earlier().filter(application=application, **of).select_related("by", "removed_by")
    instead = Attachment.objects.filter(replaces=OuterRef("pk")).order_by("-pk").values("name")[:1]
    return rows.annotate(instead=Subquery(instead))[:MOST_EARLIER]


def arriving_files(application, **of):
    """What is on its way, or stayed halfway."""
    return application.transfers.filter(attachment=None, **of).select_related("by").order_by("pk")


def in_pieces(form, application, name="files", **place: str) -> None:
    """Tell the script where this control sends its files to, in pieces, and for which place."""
    address = reverse("applications:begin_transfer", args=[application.number])
    said = {f"data-{key}": value for key, value in place.items()}
    form.fields[name].widget.attrs |= {"data-upload": address} | said


@require_http_methods(["GET", "POST"])
@login_required
@once
def replace(request, number, pk):
    """Put a newer file in the place of one; the older one stays in the history."""
    application = fetch.whole(request, number)
    attachment = get_object_or_404(application.attachments.current(), pk=pk)
    attachment.application = application
    at, by = received_at(request), request.user
    if reasons := file_rules.why_not_detach(attachment, by=by, at=at):
        return closed(request, application, reasons, status=200 if request.method == "GET" else 409)
    if request.method == "GET":
        return _replace(request, attachment, ReplaceForm())
    form, file = ReplaceForm(request.POST, request.FILES), request.FILES.get("files")
    form.is_valid()
    if file is None:
        form.add_error("files", _("Choose a file."))
    else:
        try:
            new = actions.replace(attachment, uploads.take_in(file), by=by, at=at)
            said = _("“%(new)s” took the place of “%(old)s”. The older file stays in the history.")
            messages.success(request, said % {"new": new.name, "old": attachment.name})
            return redirect(home_of(attachment))
        except Refused as refusal:
            _say_beside(form, refusal.reasons)
        except OSError:
            _say_beside(form, [not_kept(file)])
    return _replace(request, attachment, form, status=422)


def home_of(attachment: Attachment) -> str:
    return home_of_question(attachment.application, attachment.question)


def home_of_question(application: Application, key: str) -> str:
    """The page where a file is listed to be changed: of its question while that is in the form, or of all files."""
    version = application.call.form.current if key else None
    for section in version.definition.sections if version else ():
        if any(each.key == key for each in section.questions):
            return progress.asked_in(section).url(application.number)
    return progress.ATTACHMENTS.url(application.number)


def _replace(request, attachment, form, status=200):
    application, home = attachment.application, home_of(attachment)
    in_pieces(form, application, instead=str(attachment.pk), then=home)
    context = chrome(request, application, progress.ATTACHMENTS, received_at(request)) | {
        "form": form,
        "file": attachment,
        "home": home,
        "limits": file_rules.limits(application),
        "title": _("Replace a file"),
    }
    return render(request, "applications/replace_file.html", context, status=status)


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


def _handed_in(application: Application) -> set[int]:
    """The files of the version that counts, and of those before it that were completed."""
    versions = [application.submission, *(each.before for each in application.completions.select_related("before"))]
    return {file["id"] for each in versions for file in each.content["files"]}


@require_safe
@login_required
def attachment(request, number, pk):
    """Download a file: a current one for its own governments, and what was handed in for whoever may read that."""
    application = get_object_or_404(
        Application.objects.visible_to(request.user).select_related("submission"), number=number
    )
    found = get_object_or_404(Attachment, application=application, pk=pk)
    mine = Application.objects.taking_part(request.user).filter(pk=application.pk).exists()
    if not mine and found.pk not in _handed_in(application):
        raise Http404
    own_page = progress.ATTACHMENTS.url(number) if mine else reverse("applications:staff_detail", args=[number])
    return opened(request, found, own=mine, back=own_page)


def opened(request, attachment: Attachment, *, own: bool, back: str):
    """The file, or the page that says why the virus scanner keeps it closed. Who may have it, was asked already."""
    if reasons := file_rules.why_not_open(attachment, own=own):
        context = {"attachment": attachment, "reasons": reasons, "back": back}
        context["may_scan"] = not own and not file_rules.why_not_scan_again(attachment, by=request.user)
        context["may_scan"] = context["may_scan"] and not why_not_move(attachment, "scan_again")
        return render(request, "applications/not_openable.html", context, status=409)
    return uploads.response(attachment)


@require_POST
@for_roles(Role.OFFICER)
@once
def scan_again(request, number, pk):
    """Have the scanner look once more at a file that it refused."""
    application = get_object_or_404(Application.objects.visible_to(request.user).on_the_desk(), number=number)
    files = {file["id"] for file in application.submission.content["files"]}
    found = get_object_or_404(Attachment, application=application, pk=pk, pk__in=files)
    try:
        scanning.scan_again(found, by=request.user, at=received_at(request))
        messages.success(request, _("“%(name)s” is scanned again within a few minutes.") % {"name": found.name})
    except Refused as refusal:
        for each in refusal.reasons:
            messages.error(request, each.text)
    return redirect("applications:staff_detail", number)


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
