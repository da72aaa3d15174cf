"""A file in pieces, for the script that shows how far it is; without a script the ordinary field sends it whole."""

import re
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse, UnreadablePostError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from applications import arriving, file_rules, rules
from applications.models import Attachment, Transfer
from applications.views import fetch, saving
from applications.views.drafts import closed
from applications.views.files import home_of_question, not_kept
from questionnaires.definition import Kind
from workflow.moments import received_at
from workflow.refusals import Reason, Refused

SHA256 = re.compile(r"[0-9a-f]{64}")


@require_POST
@login_required
def begin(request, number):
    """Begin a file, or go on with it: the answer says where, and how much is here."""
    application = fetch.one(request, number)
    data = request.POST
    size, sha256, topic = data.get("size", ""), data.get("sha256", ""), data.get("topic", "")
    if not (size.isascii() and size.isdigit() and len(size) < 12 and SHA256.fullmatch(sha256)):
        return _refuse(Reason("shape", _("This file could not be read. Choose it again."), "files"))
    question, instead = _question(application, data.get("question", "")), None
    if data.get("question") and question is None:
        return _refuse(Reason("no-such-question", _("This question is not part of the form."), "files"))
    if data.get("instead"):
        instead = get_object_or_404(application.attachments, pk=_number(data["instead"]))
    if question or instead:
        topic = Attachment.Topic.OTHER
    elif topic not in Attachment.Topic:
        return _refuse(Reason("no-topic", _("Choose what it is."), "topic"))
    try:
        transfer = arriving.begin(
            application,
            name=data.get("name", ""),
            size=int(size),
            sha256=sha256,
            topic=topic,
            question=question,
            instead=instead,
            by=request.user,
            at=received_at(request),
        )
    except Refused as refusal:
        return _refuse(*refusal.reasons)
    address = reverse("applications:append_transfer", args=[number, transfer.code])
    return JsonResponse({"address": address, "received": arriving.here(transfer), "piece": arriving.PIECE})


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _question(application, key: str):
    version = application.call.form.current
    found = version.definition.question(key) if version and key else None
    return found if found and found.kind == Kind.FILE else None


def _one(request, number: str, code: UUID) -> Transfer:
    application = fetch.one(request, number)
    transfer = get_object_or_404(application.transfers, code=code)
    transfer.application = application
    return transfer


@require_POST
@login_required
def append(request, number, code):
    """Take one piece; after the last one the file is checked and stands in the list, or is refused with a sentence."""
    transfer = _one(request, number, code)
    by, at = request.user, received_at(request)
    offset, length = request.headers.get("Upload-Offset", ""), request.headers.get("Content-Length", "")
    if (
        request.content_type != "application/octet-stream"
        or not (offset.isascii() and offset.isdigit() and len(offset) < 12)
        or _number(length) > arriving.MOST_PIECE
    ):
        return _refuse(file_rules.broken(transfer))
    try:
        transfer = arriving.append(transfer, int(offset), request.body, by=by, at=at)
        if transfer.received < transfer.size:
            return JsonResponse({"received": transfer.received})
        return _finish(request, transfer)
    except arriving.Misplaced as place:
        return JsonResponse({"received": place.received}, status=409)
    except Transfer.DoesNotExist:  # stopped by a colleague just now
        return _refuse(file_rules.broken(transfer))
    except UnreadablePostError:  # the line broke in the middle of a piece
        return _refuse(file_rules.broken(transfer))
    except OSError:
        return _refuse(not_kept(transfer))
    except Refused as refusal:
        return _refuse(*refusal.reasons)


def _finish(request, transfer: Transfer):
    question = _question(transfer.application, transfer.question)
    try:
        attachment = arriving.finish(transfer, question, by=request.user, at=received_at(request))
    except Refused:
        arriving.drop(transfer)
        raise
    return JsonResponse({"received": transfer.size, "done": attachment.name})


@require_POST
@login_required
def drop(request, number, code):
    """Stop a file that is on its way."""
    transfer = _one(request, number, code)
    if reasons := rules.why_not_edit(transfer.application, by=request.user, at=received_at(request)):
        if saving.wants_json(request):
            return _refuse(*reasons)
        return closed(request, transfer.application, reasons, status=409)
    home = home_of_question(transfer.application, transfer.question)
    arriving.drop(transfer)
    if saving.wants_json(request):
        return HttpResponse(status=204)
    messages.success(request, _("“%(name)s” is stopped. Nothing of it is kept.") % {"name": transfer.name})
    return redirect(home)


def _refuse(*reasons: Reason):
    """Nothing of it is listed. 403 to whom it is not, 422 for the file, 409 for the moment."""
    codes = {each.code for each in reasons}
    status = 403 if "not-yours" in codes else 409 if codes & {"call-closed", "not-editable", "call-not-open"} else 422
    return JsonResponse({"reasons": [each.text for each in reasons]}, status=status)
