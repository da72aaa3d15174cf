"""Who asks: a person about notices, an officer about people and their roles."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import actions, rules
from accounts.access import for_roles
from accounts.forms import PersonForm, RoleForm
from accounts.models import Membership, Notice, Role, User
from accounts.states import MailState
from documents import actions as document_actions
from documents.models import Document
from workflow.keyset import slice_of
from workflow.moments import received_at
from workflow.once import once
from workflow.refusals import Refused

PAGE = 25


@require_safe
@login_required
def inbox(request):
    """What was said to me, newest first."""
    notices = Notice.objects.visible_to(request.user).defer("body")
    return render(request, "accounts/inbox.html", {"page": slice_of(notices, request.GET, size=PAGE)})


@require_safe
@login_required
def notice(request, pk):
    """One notice; opening it marks it as read."""
    found = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    actions.read(found, at=received_at(request))
    paragraphs = [each.strip() for each in found.body.split("\n\n") if each.strip()]
    return render(request, "accounts/notice.html", {"notice": found, "paragraphs": paragraphs})


@require_safe
@for_roles(Role.OFFICER)
def people(request):
    """All accounts, by name."""
    q = request.GET.get("q", "").strip()[:100]
    found = User.objects.prefetch_related("memberships__organisation")
    for word in q.split():
        # A subquery, for a join per word would multiply the rows of who has several roles.
        held = Membership.objects.filter(user=OuterRef("pk"), organisation__name__icontains=word)
        found = found.filter(
            Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(email__icontains=word) | Exists(held)
        )
    page = Paginator(found.order_by("last_name", "first_name", "pk"), PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/people.html", {"page": page, "q": q})


def _status(request, refused) -> int:
    """409 when a rule said no, 422 when the form is not filled in well."""
    if request.method != "POST":
        return 200
    return 409 if refused else 422


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.OFFICER)
@once
def person_new(request):
    """An account with a first role."""
    form = PersonForm(request.POST or None)
    refused = ()
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.invite(**form.cleaned_data, by=request.user, at=received_at(request))
        except Refused as refusal:
            refused = refusal.reasons
        else:
            messages.success(request, _("%(name)s has a role and gets a mail.") % {"name": user})
            return redirect("accounts:person", user.pk)
    context = {"form": form, "refused": refused, "has_errors": bool(refused)}
    return render(request, "accounts/person_new.html", context, status=_status(request, refused))


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.OFFICER)
@once
def person(request, pk):
    """One account: its roles, what was done to them, and a form to give one more."""
    user = get_object_or_404(User, pk=pk)
    form = RoleForm(request.POST or None)
    refused = ()
    if request.method == "POST" and form.is_valid():
        try:
            membership = actions.grant(user, **form.cleaned_data, by=request.user, at=received_at(request))
        except Refused as refusal:
            refused = refusal.reasons
        else:
            said = _("%(name)s is now %(role)s for %(organisation)s.")
            facts = {"role": membership.get_role_display(), "organisation": membership.organisation.full_name}
            messages.success(request, said % (facts | {"name": user}))
            return redirect("accounts:person", user.pk)
    context = {
        "person": user,
        "memberships": user.memberships_held,
        "is_self": user.pk == request.user.pk,
        "form": form,
        "refused": refused,
        "has_errors": bool(refused),
    }
    return render(request, "accounts/person.html", context, status=_status(request, refused))


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.OFFICER)
@once
def role_remove(request, pk):
    """The question before a role is taken away."""
    membership = get_object_or_404(Membership.objects.select_related("user", "organisation"), pk=pk)
    refused = rules.why_not_take_away(membership, by=request.user)
    if request.method == "POST":
        try:
            actions.take_away(membership, by=request.user, at=received_at(request))
        except Refused as refusal:
            refused = refusal.reasons
        else:
            messages.success(request, _("The role was taken away."))
            return redirect("accounts:person", membership.user_id)
    context = {"membership": membership, "refused": refused}
    return render(request, "accounts/role_remove.html", context, status=_status(request, refused))


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.OFFICER)
@once
def post(request):
    """Mails of which nobody knows whether they went; an officer settles each."""
    doubtful = Notice.objects.filter(state=MailState.UNCERTAIN)
    if request.method == "POST":
        found = get_object_or_404(Notice, pk=_number(request.POST.get("notice")))
        try:
            actions.settle(
                found, arrived=request.POST.get("answer") == "arrived", by=request.user, at=received_at(request)
            )
        except Refused as refusal:
            messages.error(request, " ".join(reason.text for reason in refusal.reasons))
        return redirect("accounts:post")
    page = slice_of(doubtful.select_related("to").defer("body"), request.GET, size=PAGE)
    return render(request, "accounts/post.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.OFFICER)
@once
def letters(request):
    """Letters and receipts that could not be made, each with a button to try again.

    Of the fault only its name is shown: the whole of it may quote what stands in a file, and that stays closed.
    """
    failed = Document.objects.failed().defer("snapshot")
    if request.method == "POST":
        found = get_object_or_404(Document, pk=_number(request.POST.get("document")))
        try:
            document_actions.retry(found, by=request.user, at=received_at(request))
        except Refused as refusal:
            messages.error(request, " ".join(reason.text for reason in refusal.reasons))
        else:
            words = _("%(number)s is being made again. It stands here again if that does not succeed.")
            messages.success(request, words % {"number": found.number})
        return redirect("accounts:letters")
    page = Paginator(failed, PAGE).get_page(request.GET.get("page"))
    rows = [{"document": each, "fault": each.fault.partition(":")[0][:60]} for each in page]
    return render(request, "accounts/letters.html", {"page": page, "rows": rows})


def _number(text) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else 0
