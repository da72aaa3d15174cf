"""The discussion of a file: of its readers, and where they let the administration read along, of officers."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import for_roles
from accounts.models import Role
from applications.models import Application
from reviews import actions, advising, rules, talking
from reviews.forms import add_reasons
from reviews.models import Assignment, Message, Thread
from reviews.states import READING
from reviews.talkforms import MessageForm, StrikeForm, ThreadForm
from reviews.views.staff import STAFF
from workflow.moments import received_at
from workflow.once import once
from workflow.refusals import Refused


def read_by(request, number) -> Application:
    """A file that is open to this reader. Raises Http404."""
    mine = Assignment.objects.visible_to(request.user).filter(state__in=READING, application__number=number)
    files = Application.objects.filter(pk__in=mine.values("application"))
    files = files.select_related("call__type", "call__programme", "organisation", "submission")
    return get_object_or_404(files.prefetch_related("call__phases", "call__criteria"), number=number)


def read_by_staff(request, number) -> Application:
    """A sealed file, for who reads all; never for who works for a government in it."""
    files = Application.objects.visible_to(request.user).filter(submission__isnull=False, call__sealed_at__isnull=False)
    files = files.select_related("call__type", "call__programme", "organisation", "submission")
    file = get_object_or_404(files.prefetch_related("call__phases", "call__criteria"), number=number)
    if rules.takes_part(file, request.user):
        raise Http404
    return file


def _file(request, number) -> Application:
    return read_by(request, number) if Role.REVIEWER in request.user.roles else read_by_staff(request, number)


@require_http_methods(["GET", "POST"])
@for_roles(Role.REVIEWER)
@once
def talk(request, number):
    """The threads of a file, for its readers; a new one by POST."""
    return _talk(request, read_by(request, number))


@require_http_methods(["GET", "POST"])
@for_roles(*STAFF)
@once
def staff_talk(request, number):
    """What the jury says of a file together; for officers also what they are asked."""
    file = read_by_staff(request, number)
    if request.method == "POST" and Role.OFFICER not in request.user.roles:
        raise Http404
    return _talk(request, file)


def _talk(request, file):
    page = _Page(request, file)
    if request.method == "GET":
        return page.show()
    form = page.thread_form(request.POST)
    if not form.is_valid():
        return page.show(thread_form=form, status=422)
    try:
        actions.open_thread(file, **form.facts(), by=request.user, at=received_at(request))
    except Refused as refusal:
        general = add_reasons(form, refusal.reasons)
        return page.show(thread_form=form, reasons=general, status=409 if general else 422)
    messages.success(request, _("Your message stands in the discussion."))
    return redirect(page.address)


@require_POST
@for_roles(Role.REVIEWER, Role.OFFICER)
@once
def say(request, number, pk):
    """Add a message to a thread; `corrects` names an earlier one."""
    page = _Page(request, _file(request, number))
    thread = page.thread(pk)
    form = page.message_form(thread, request.POST)
    if not form.is_valid():
        return page.show(at_thread=thread, message_form=form, status=422)
    typed = form.cleaned_data
    said = request.POST.get("corrects", "")
    corrects = next((each for each in thread.said if str(each.pk) == said), None)
    facts = {"mentions": typed.get("mentions", ()), "corrects": corrects, "by": request.user}
    try:
        message = actions.say(thread, typed["text"], **facts, at=received_at(request))
    except Refused as refusal:
        general = add_reasons(form, refusal.reasons)
        status = 409 if general else 422
        return page.show(at_thread=thread, message_form=form, reasons=general, status=status)
    return redirect(f"{page.address}#bericht-{message.pk}")


@require_http_methods(["GET", "POST"])
@for_roles(Role.REVIEWER, Role.OFFICER)
@once
def strike(request, number, pk):
    """Ask once more, then strike a message with a reason."""
    page = _Page(request, _file(request, number))
    message = get_object_or_404(Message.objects.filter(thread__in=page.threads).select_related("thread"), pk=pk)
    form, status = StrikeForm(request.POST or None), 200
    reasons = rules.why_not_strike(message, by=request.user)
    if any(each.code == "not-yours" for each in reasons):
        raise Http404
    if request.method == "POST" and form.is_valid():
        try:
            actions.strike(message, form.cleaned_data["reason"], by=request.user, at=received_at(request))
        except Refused as refusal:
            reasons = add_reasons(form, refusal.reasons)
            status = 409 if reasons else 422
        else:
            return redirect(f"{page.address}#bericht-{message.pk}")
    elif request.method == "POST":
        status = 422
    elif reasons:
        status = 409
    context = {"file": page.file, "message": message, "form": form, "reasons": reasons, "back": page.address}
    return render(request, "reviews/strike.html", context | {"has_errors": status > 200}, status=status)


@require_POST
@for_roles(Role.OFFICER)
@once
def lead(request, number):
    """Say who leads the discussion of a file."""
    file = read_by_staff(request, number)
    chosen = request.POST.get("lead", "")
    assignment = None
    if chosen:
        pk = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 19 else 0
        assignment = get_object_or_404(Assignment.objects.filter(application=file), pk=pk)
    try:
        actions.set_lead(file, assignment, by=request.user, at=received_at(request))
    except Refused as refusal:
        return _Page(request, file).show(reasons=refusal.reasons, status=409)
    if assignment:
        messages.success(request, _("%(name)s leads the discussion.") % {"name": assignment.reviewer})
    else:
        messages.success(request, _("Nobody leads the discussion now."))
    return redirect("reviews:staff_talk", number)


class _Page:
    """All that the discussion of a file shows to one person."""

    def __init__(self, request, file: Application):
        self.request, self.file = request, file
        self.circle = talking.circle_of(file, request.user, received_at(request))
        self.is_reader = Role.REVIEWER in request.user.roles
        self.is_office = talking.is_office(request.user)
        own = self.circle.own
        self.closed = rules.why_not_read_talk(own, self.circle.phase) if self.is_reader else []
        reads = (self.is_reader and not self.closed) or self.is_office
        self.threads = talking.threads_of(self.circle) if reads else []
        name = "reviews:talk" if self.is_reader else "reviews:staff_talk"
        self.address = reverse(name, args=[file.number])

    def thread(self, pk: int) -> Thread:
        found = next((each for each in self.threads if each.pk == pk), None)
        if found is None:
            raise Http404
        found.application = self.file
        return found

    def _people(self, audience) -> list[tuple[str, str]]:
        return [(key, self.circle.name(person)) for key, person in self.circle.may_hear(audience)]

    def thread_form(self, data=None) -> ThreadForm:
        return ThreadForm(
            data, people=self._people(Thread.Audience.OFFICE), office=not self.is_reader, auto_id="new_%s"
        )

    def message_form(self, thread: Thread, data=None) -> MessageForm:
        return MessageForm(data, people=self._people(thread.audience), auto_id=f"in{thread.pk}_%s")

    def show(self, *, thread_form=None, at_thread=None, message_form=None, reasons=(), status=200):
        file, circle = self.file, self.circle
        may_write = not rules.why_not_say(
            file, circle.own, circle.phase, by=self.request.user, audience=Thread.Audience.OFFICE, text="-"
        )
        may_write = may_write and (self.is_reader or self.is_office)
        advice = advising.advice_of(file) if self.is_reader else advising.told_of(file)
        criteria = sorted(file.call.criteria.all(), key=lambda each: each.position)
        context = {
            "file": file,
            "call": file.call,
            "content": file.submission.content,
            "circle": circle,
            "closed": self.closed,
            "threads": [self._told(each, may_write, at_thread, message_form) for each in self.threads],
            "thread_form": thread_form or (self.thread_form() if may_write else None),
            "may_write": may_write,
            "reasons": reasons,
            "has_errors": bool(reasons or status > 200),
            "is_reader": self.is_reader,
            "is_officer": self.is_office,
            "is_decider": Role.DECIDER in self.request.user.roles,
            "lead": circle.name(circle.lead.reviewer) if circle.lead else "",
            "advice": advice,
            "badge": advising.badge_of(advice) if advice else None,
            "said": advising.said_in(advice, criteria, circle) if advice and not self.is_reader else [],
        }
        page = "reviews/talk.html" if self.is_reader else "reviews/staff_talk.html"
        return render(self.request, page, context, status=status)

    def _told(self, thread: Thread, may_write: bool, at_thread, message_form) -> dict:
        corrected = {each.corrects_id for each in thread.said if each.corrects_id}
        form = message_form if thread == at_thread else None
        own = [each for each in thread.said if each.by_id == self.request.user.pk]
        return {
            "thread": thread,
            "own": [{"message": each} for each in own if each.struck_at is None and each.pk not in corrected],
            "form": form or (self.message_form(thread) if may_write else None),
            "open": thread == at_thread,
            "said": [
                {
                    "message": each,
                    "name": self.circle.name(each.by),
                    "is_mine": each.by_id == self.request.user.pk,
                    "corrected": each.pk in corrected,
                    "mentions": [self.circle.name(person) for person in each.mentions.all()],
                    "struck_by": self.circle.name(each.struck_by) if each.struck_by_id else "",
                    "may_strike": not rules.why_not_strike(each, by=self.request.user),
                }
                for each in thread.said
            ],
        }
