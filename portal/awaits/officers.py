"""What awaits programme management, and which calls run."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Notice, User
from accounts.states import MailState
from applications.models import Application
from applications.states import HANDED_IN, State
from calls.models import Call, Inquiry, Moment, TermChange
from calls.states import CallState, ChangeState
from calls.wording import change_in_words
from documents.models import Document
from follow.models import Mailing
from portal.awaits.section import FEW, Section, call_words, left
from reviews.models import Assignment, Plan, Proposal
from reviews.states import LIVE, PlanState, ProposalState
from reviews.states import State as ReviewState
from reviews.vacancies import open_places
from workflow import dutch


def officer(user: User, at: datetime) -> Iterator[Section]:
    rows = [
        *_terms(user),
        *_second_looks(user),
        *_questions(),
        *_asked_by_jury(user),
        *_to_check(),
        *_unread_by_jury(),
        *_to_fix(),
        *_proposals(),
        *_vacancies(at),
        *_faults(),
        *_in_preparation(),
    ]
    yield Section(
        "taken",
        _("What waits for programme management"),
        rows,
        _("Nothing waits. New files stand here as soon as a call is sealed."),
    )
    handed_in = Q(applications__state__in=HANDED_IN, applications__submission__isnull=False)
    current = (Call.objects.open_at(at) | Call.objects.coming_at(at)).annotate(
        submitted=Count("applications", filter=handed_in),
        drafts=Count("applications", filter=Q(applications__state=State.DRAFT)),
    )
    yield Section(
        "oproepen",
        _("Calls that run"),
        [_running(call, at) for call in current.select_related("type").order_by("closes_at", "pk")[:FEW]],
        _("No call is open or announced."),
        reverse("calls:manage"),
        _("See all calls"),
    )


def _terms(user: User) -> Iterator[dict]:
    waiting = TermChange.objects.filter(state=ChangeState.PROPOSED).select_related("call", "by").order_by("new")
    for change in waiting:
        own = change.by_id == user.pk
        closing = change.moment == Moment.CLOSES
        title = _("Earlier closing proposed: %(call)s") if closing else _("A change of a moment waits: %(call)s")
        yield {
            "title": title % {"call": change.call.title},
            "url": reverse("calls:staff_detail", args=[change.call.slug]),
            "text": _("You proposed this. Another officer confirms or declines it.")
            if own
            else _("%(name)s proposes it. Confirm or decline.") % {"name": change.by},
            "kind": "soon",
            "badge": _("Waits for another officer") if own else _("Asks a second officer"),
            "icon": "people",
            "when": _("new closing %(moment)s") % {"moment": dutch.moment(change.new)}
            if closing
            else change_in_words(change),
        }


def _second_looks(user: User) -> Iterator[dict]:
    """Files of which one officer proposed that they are not admissible."""
    waiting = Proposal.objects.filter(state=ProposalState.PROPOSED, application__state=State.SUBMITTED)
    for each in waiting.select_related("application__call", "by").order_by("at")[:FEW]:
        own = each.by_id == user.pk
        yield {
            "title": _("Not admissible? %(number)s") % {"number": each.application.number},
            "url": reverse("reviews:admissibility", args=[each.application.number]),
            "text": _("You proposed this. Another officer confirms it or sends it back.")
            if own
            else _("%(name)s proposes it. Confirm it, or send it back with a remark.") % {"name": each.by},
            "kind": "soon",
            "badge": _("Waits for another officer") if own else _("Asks a second officer"),
            "icon": "people",
            "when": each.application.call.title,
        }


def _per_call(files) -> list[dict]:
    """Files counted per call, in one query."""
    counted = files.order_by().values("call__slug", "call__title", "call__number", "call__type__name")
    return list(counted.annotate(n=Count("pk")).order_by("call__sealed_at", "call__slug"))


def _proposed() -> Exists:
    return Exists(Proposal.objects.filter(application=OuterRef("pk"), state=ProposalState.PROPOSED))


def _to_check() -> Iterator[dict]:
    for row in _per_call(Application.objects.sealed().filter(~_proposed(), state=State.SUBMITTED)):
        n = row["n"]
        words = ngettext("Check %(n)s application: %(call)s", "Check %(n)s applications: %(call)s", n)
        yield {
            "title": words % {"n": n, "call": row["call__title"]},
            "url": f"{reverse('applications:staff_list')}?oproep={row['call__slug']}",
            "text": _("Decide for each whether it is admissible, and why."),
            "kind": "busy",
            "badge": _("Admissibility"),
            "icon": "check",
        }


def _unread_by_jury() -> Iterator[dict]:
    live = Assignment.objects.filter(application=OuterRef("pk"), state__in=LIVE)
    for row in _per_call(Application.objects.sealed().filter(~Exists(live), state=State.ADMITTED)):
        n = row["n"]
        words = ngettext("%(n)s file without a reviewer: %(call)s", "%(n)s files without a reviewer: %(call)s", n)
        yield {
            "title": words % {"n": n, "call": row["call__title"]},
            "url": reverse("reviews:assign", args=[row["call__slug"]]),
            "text": _("Assign reviewers. Who works for a government that takes part cannot be chosen."),
            "kind": "busy",
            "badge": _("Jury"),
            "icon": "scales",
        }


def _to_fix() -> Iterator[dict]:
    """Calls of which every review is in, and the ranking is not fixed."""
    asked = Assignment.objects.filter(application__call=OuterRef("pk"), application__state=State.ADMITTED)
    waiting = asked.filter(state__in=set(LIVE) - {ReviewState.SUBMITTED})
    unjudged = Application.objects.sealed().filter(call=OuterRef("pk"), state=State.SUBMITTED)
    ready = Call.objects.filter(Exists(asked.counting()), ~Exists(waiting), ~Exists(unjudged), rankings=None)
    for call in ready.order_by("sealed_at")[:FEW]:
        yield {
            "title": _("Fix the ranking: %(call)s") % {"call": call.title},
            "url": reverse("reviews:ranking", args=[call.slug]),
            "text": _("Every review is in. No decision is taken before the ranking is fixed."),
            "kind": "busy",
            "badge": _("Ranking"),
            "icon": "scales",
        }


def _proposals() -> Iterator[dict]:
    """Who reads what was computed, and nobody looked at it yet."""
    for plan in Plan.objects.filter(state=PlanState.READY).select_related("call").order_by("ended_at", "pk")[:FEW]:
        yield {
            "title": _("Look at the proposal for the jury: %(call)s") % {"call": plan.call.title},
            "url": plan.get_absolute_url(),
            "text": _("It says who would read what. Take it over, change it or drop it."),
            "kind": "busy",
            "badge": _("Jury"),
            "icon": "scales",
            "when": _("computed on %(moment)s") % {"moment": dutch.short_moment(plan.ended_at)},
        }


def _vacancies(at: datetime) -> Iterator[dict]:
    """Reviewers who fell away or are late, per call."""
    open_ = Assignment.objects.exclude(state=ReviewState.SUBMITTED).filter(application__state=State.ADMITTED)
    calls = Call.objects.filter(pk__in=open_.order_by().values("application__call")).prefetch_related("jury_days")
    found = list(calls.order_by("sealed_at", "pk")[:FEW])
    places = open_places(found, at)
    for call in found:
        if n := len(places[call.pk]):
            words = ngettext(
                "%(n)s place in the jury to fill: %(call)s", "%(n)s places in the jury to fill: %(call)s", n
            )
            yield {
                "title": words % {"n": n, "call": call.title},
                "url": reverse("reviews:assign", args=[call.slug]),
                "text": _("A reviewer fell away or is late. The portal proposes the next best."),
                "kind": "soon",
                "badge": _("Jury"),
                "icon": "people",
            }


def _questions() -> Iterator[dict]:
    """Questions about calls that wait for an answer, counted per call."""
    waiting = Inquiry.objects.waiting().order_by().values("call__slug", "call__title")
    for row in waiting.annotate(n=Count("pk"), first=Min("asked_at")).order_by("first", "call__slug")[:FEW]:
        n = row["n"]
        words = ngettext("Answer %(n)s question: %(call)s", "Answer %(n)s questions: %(call)s", n)
        yield {
            "title": words % {"n": n, "call": row["call__title"]},
            "url": reverse("calls:inquiries", args=[row["call__slug"]]),
            "text": _("Write the answers, and publish them together."),
            "kind": "busy",
            "badge": _("Question"),
            "icon": "question",
            "when": _("asked on %(day)s") % {"day": dutch.weekday(row["first"])},
        }


def _asked_by_jury(user: User) -> Iterator[dict]:
    """Questions of reviewers about a file that wait for the administration; one row a file."""
    files = Application.objects.visible_to(user).filter(state=State.ADMITTED, threads__waits=True).order_by()
    counted = files.values("number", "call__title").annotate(n=Count("threads"), first=Min("threads__at"))
    for row in counted.order_by("first", "number")[:FEW]:
        n = row["n"]
        words = ngettext("The jury asks %(n)s question: %(number)s", "The jury asks %(n)s questions: %(number)s", n)
        yield {
            "title": words % {"n": n, "number": row["number"]},
            "url": reverse("reviews:staff_talk", args=[row["number"]]),
            "text": _("%(call)s. Answer in the discussion of the file; all its readers see the answer.")
            % {"call": row["call__title"]},
            "kind": "soon",
            "badge": _("Question of the jury"),
            "icon": "question",
            "when": _("asked on %(day)s") % {"day": dutch.weekday(row["first"])},
        }


def _faults() -> Iterator[dict]:
    """What a machine could not finish and a person must look at."""
    doubtful = Notice.objects.filter(state=MailState.UNCERTAIN).count()
    if doubtful:
        words = ngettext("%(n)s mail may not have arrived", "%(n)s mails may not have arrived", doubtful)
        yield {
            "title": words % {"n": doubtful},
            "url": reverse("accounts:post"),
            "text": _("The mail server did not answer. The message does stand in the inbox of the person."),
            "kind": "soon",
            "badge": _("Check"),
            "icon": "mail",
        }
    lost = Mailing.objects.filter(state=MailState.UNCERTAIN).count()
    if lost:
        words = ngettext(
            "%(n)s mail to a follower may not have arrived", "%(n)s mails to followers may not have arrived", lost
        )
        yield {
            "title": words % {"n": lost},
            "url": reverse("follow:followers"),
            "text": _("The mail server did not answer. Say for each whether it goes out again."),
            "kind": "soon",
            "badge": _("Check"),
            "icon": "mail",
        }
    failed = Document.objects.failed().count()
    if failed:
        words = ngettext("%(n)s letter could not be made", "%(n)s letters could not be made", failed)
        yield {
            "title": words % {"n": failed},
            "url": reverse("accounts:letters"),
            "text": _("Have them made again. Until then nobody can read them."),
            "kind": "bad",
            "badge": _("Fault"),
            "icon": "warning",
        }


def _in_preparation() -> Iterator[dict]:
    drafts = Call.objects.filter(state=CallState.DRAFT).select_related("type", "programme").order_by("opens_at", "pk")
    for call in drafts[:FEW]:
        yield {
            "title": _("Prepare and publish: %(call)s") % {"call": call.title},
            "url": reverse("calls:staff_detail", args=[call.slug]),
            "text": f"{call.programme}, {call_words(call)}",
            "kind": "quiet",
            "badge": _("Being prepared"),
            "icon": "pen",
            "when": _("opens %(moment)s") % {"moment": dutch.moment(call.opens_at)},
        }


def _running(call: Call, at: datetime) -> dict:
    row = {"title": call.title, "url": reverse("calls:staff_detail", args=[call.slug]), "text": call_words(call)}
    if at < call.opens_at:
        return row | {"when": _("opens %(moment)s") % {"moment": dutch.moment(call.opens_at)}}
    row["url"] = reverse("applications:watch", args=[call.slug])
    row["text"] += ". " + _("%(submitted)s handed in, %(drafts)s in draft.") % {
        "submitted": call.submitted,
        "drafts": call.drafts,
    }
    return row | left(call.closes_at, at)
