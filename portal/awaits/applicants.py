"""What awaits the people of a local government."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, Window
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Notice, Role, User
from applications.models import Application, Participant
from applications.states import EDITABLE, State
from calls.models import Call
from decisions.models import Decision
from decisions.wording import badge_of
from portal.awaits.panel import to_defend
from portal.awaits.partners import to_confirm
from portal.awaits.section import FEW, Section, call_words, left
from portal.awaits.signers import to_sign
from workflow import dutch


def applicant(user: User, at: datetime) -> Iterator[Section]:
    theirs = Participant.objects.filter(organisation__in=user.organisation_ids).values("application")
    files = (
        Application.objects.visible_to(user)
        .filter(Q(organisation__in=user.organisation_ids) | Q(submission__isnull=False, pk__in=theirs))
        .exclude(state__in=(State.LAPSED, State.WITHDRAWN))
        .select_related("call__type", "organisation", "submission", "decision", "sign_off__asked_by")
        .defer("submission__content", "summary", "goals")
        .annotate(told=Exists(Decision.objects.announced().filter(application=OuterRef("pk"))))
        .order_by("-saved_at", "-pk")
    )
    files = list(files[:50])
    waiting = [*to_confirm(user, at), *to_sign(files, user, at), *_drafts(files, user, at)]
    waiting += to_defend(files, user, at)
    tasks = sorted(waiting, key=lambda row: row["until"])
    tasks = [_news(notice) for notice in _decided(user)] + tasks
    yield Section(
        "taken",
        _("What is expected of you"),
        tasks,
        _("Nothing waits for you. Choose a call below to start an application."),
    )
    handed = [_progress(each, user) for each in files if each.submission_id][:FEW]
    if handed:
        yield Section(
            "aanvragen",
            _("Handed in"),
            handed,
            url=reverse("applications:list"),
            link=_("All applications"),
        )
    yield Section(
        "oproepen",
        _("Open for your government"),
        [_open_call(call, files, at) for call in _calls_for(user, at)],
        _("No call is open for your government at this moment."),
        reverse("calls:list"),
        _("See all calls"),
    )


def _decided(user: User) -> list[Notice]:
    """Unread news of decisions; the same query counts all that is unread, for the menu."""
    unread = Notice.objects.visible_to(user).unread()
    unread = unread.annotate(decided=Q(key__startswith="decided:"), all=Window(Count("pk")))
    rows = list(unread.order_by("-decided", "-at")[:FEW])
    user.unread_count = rows[0].all if rows else 0
    return [each for each in rows if each.decided]


def _drafts(files, user: User, at: datetime) -> Iterator[dict]:
    for each in files:
        own = user.is_in(each.organisation_id, Role.DRAFTER, Role.SUBMITTER)
        if each.state not in (*EDITABLE, State.COMPLETING) or not own or not each.is_open_at(at):
            continue
        facts = {"number": each.number, "call": call_words(each.call, inside=True)}
        text = _("Application %(number)s, %(call)s.") % facts
        if each.state == State.REOPENED:
            text += " " + _("You are changing it. The version you handed in counts until you hand in the new one.")
        if each.state == State.COMPLETING:
            title = _("Complete what the administration asked: %(title)s") % {"title": each.title}
            row = {"title": title, "url": each.get_absolute_url(), "text": text, "until": each.closes_at}
            yield row | left(each.closes_at, at)
            continue
        submits = user.is_in(each.organisation_id, Role.SUBMITTER)
        if not submits and each.state != State.REOPENED:
            text += " " + _("A submitter of your government hands it in.")
        words = _("Complete and hand in: %(title)s") if submits else _("Complete: %(title)s")
        title = words % {"title": each.title}
        yield {"title": title, "url": each.get_absolute_url(), "text": text, "until": each.closes_at} | left(
            each.closes_at, at
        )


def _news(notice: Notice) -> dict:
    return {
        "title": notice.subject,
        "url": reverse("accounts:notice", args=[notice.pk]),
        "text": _("Read the outcome and the letter."),
        "kind": "busy",
        "badge": _("New"),
        "icon": "mail",
        "when": dutch.short_moment(notice.at),
    }


def _progress(application: Application, user: User) -> dict:
    """What an applicant may know: until the decision is announced a sealed file is in hand."""
    badge = {"kind": "busy", "text": _("In hand") if application.call.is_sealed else _("Handed in"), "icon": ""}
    if application.told:
        badge = badge_of(application.decision, application.submission.subsidy)
    elif application.state == State.COMPLETING:
        badge = {"kind": "soon", "text": _("To be completed"), "icon": ""}
    elif application.state == State.REOPENED:
        badge = {"kind": "soon", "text": _("Handed in, being changed"), "icon": ""}
    part = _("lead government") if application.organisation_id in user.organisation_ids else _("participant")
    return {
        "title": application.title,
        "url": application.get_absolute_url(),
        "text": f"{application.number}, {call_words(application.call, inside=True)}, {part}",
        "kind": badge["kind"],
        "badge": badge["text"],
        "icon": badge.get("icon", ""),
        "when": _("received on %(day)s") % {"day": dutch.day(application.submission.received_at)},
    }


def _calls_for(user: User, at: datetime):
    kinds = sorted({each.kind for each in user.organisations})
    calls = Call.objects.open_at(at) | Call.objects.coming_at(at)
    return calls.filter(eligible_kinds__overlap=kinds).select_related("type").order_by("opens_at", "closes_at")[:FEW]


def _open_call(call: Call, files, at: datetime) -> dict:
    text = _("%(type)s, at most %(sum)s per project.") % {"type": call.type, "sum": dutch.money(call.max_subsidy)}
    if any(each.call_id == call.pk and each.state == State.DRAFT for each in files):
        text += " " + _("You have a draft for this call.")
    row = {"title": call.title, "url": call.get_absolute_url(), "text": text}
    if at < call.opens_at:
        return row | {"when": _("opens %(moment)s") % {"moment": dutch.moment(call.opens_at)}}
    return row | left(call.closes_at, at)
