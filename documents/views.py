"""The public check: is this document real, and is it still the last word? Content and people are never shown."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from documents.forms import FingerprintForm, VerifyForm
from documents.models import Document, tidy_code
from documents.snapshots import KINDS, Receipt
from documents.states import State


@require_safe
@never_cache
def verify(request):
    """Ask for the code; a number would tell strangers which decisions there are."""
    form = VerifyForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("documents:verified", form.cleaned_data["code"])
    return render(request, "documents/verify.html", {"form": form})


@require_safe
@never_cache
def verified(request, code: str):
    """Genuine, replaced, not yet made, or unknown (with status 404)."""
    tidy = tidy_code(code)
    if not tidy:
        raise Http404
    if tidy != code:
        return redirect("documents:verified", tidy)
    document = Document.objects.select_related("superseded_by").filter(code=code).first()
    if document is None:
        form = VerifyForm({"code": code})
        return render(request, "documents/unknown.html", {"form": form, "code": code}, status=404)
    letter = KINDS[document.kind].from_json(document.snapshot["letter"])
    context = {
        "document": document,
        "made": document.state == State.MADE,
        "receipt": letter if isinstance(letter, Receipt) else None,
        "decided_on": getattr(letter, "decided_on", None),
    } | _compared(request, document, letter)
    return render(request, "documents/verified.html", context)


def _compared(request, document: Document, letter) -> dict:
    """What a typed fingerprint is the fingerprint of; "" when it is of nothing of ours."""
    form = FingerprintForm(request.GET if "afdruk" in request.GET else None)
    if not form.is_bound or not form.is_valid():
        return {"fingerprint_form": form}
    ours = {document.sha256: _("the PDF")} if document.state == State.MADE else {}
    if isinstance(letter, Receipt):
        ours |= {letter.content_sha256: _("the answers")}
        ours |= {each.sha256: _("file %(n)s") % {"n": n} for n, each in enumerate(letter.files, 1)}
    return {"fingerprint_form": form, "compared": True, "same": ours.get(form.cleaned_data["afdruk"], "")}
