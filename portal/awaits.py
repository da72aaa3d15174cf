"""What awaits somebody: one function per role, each a list of sections of rows with the most pressing thing first.

A row is what `parts/rows.html` draws: title, url, text, kind, badge, icon, when, next.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Notice, Role, User
from accounts.states import MailState
from applications.models import Application, Participant
from applications.states import EDITABLE, State
from calls.models import Call, TermChange
from calls.states import CallState, ChangeState
from decisions.models import Decision
from decisions.states import State as DecisionState
from decisions.wording import badge_of
from documents.models import Document
from reviews.models import Assignment
from reviews.states import LIVE
from reviews.states import State as AssignmentState
from workflow import dutch
from workflow.moments import wall

FEW = 8


@dataclass
class Section:
    """Rows under a heading; `empty` is said, with a link, when there are none."""

    id: str
    title: str
    rows: list[dict] = field(default_factory=list)
    empty: str = ""
    url: str = ""
    link: str = ""


def greeting(at: datetime) -> str:
    hour = wall(at).hour
    if hour < 6 or hour >= 18:
        return _("Good evening")
    return _("Good morning") if hour < 12 else _("Good afternoon")


def sections_for(user: User, at: datetime) -> list[Section]:
    """All that awaits this person in every role, the first row of the first section marked."""
    asked = {
        (Role.DRAFTER, Role.SUBMITTER): applicant,
        (Role.REVIEWER,): reviewer,
        (Role.OFFICER,): officer,
        (Role.DECIDER,): decider,
        (Role.AUDITOR,): auditor,
    }
    sections = [each for roles, ask in asked.items() if user.roles & set(roles) for each in ask(user, at)]
    if first := next((section for section in sections if section.rows), None):
        first.rows[0]["next"] = first.rows[0].get("urgent", True)
    return sections


def _left(until: datetime, at: datetime) -> dict:
    """The badge and the exact moment of something with an end; amber in the last three days."""
    soon = (until - at).days < 3
    left = _("%(left)s left") % {"left": dutch.time_left(until, at)}
    return {"kind": "soon" if soon else "", "badge": left, "icon": "clock", "when": dutch.moment(until)}


def _call(call: Call, inside: bool = False) -> str:
    """The type and number of a call, at the start of a sentence or inside one."""
    kind = str(call.type)
    kind = f"{kind[:1].lower()}{kind[1:]}" if inside else kind
    return _("%(type)s, call %(n)s") % {"type": kind, "n": call.number}


# Applicants --------------------------------------------------------------------------------------------


def applicant(user: User, at: datetime) -> Iterator[Section]:
    theirs = Participant.objects.filter(organisation__in=user.organisation_ids).values("application")
    files = (
        Application.objects.visible_to(user)
        .filter(Q(organisation__in=user.organisation_ids) | Q(submission__isnull=False, pk__in=theirs))
        .exclude(state__in=(State.LAPSED, State.WITHDRAWN))
        .select_related("call__type", "organisation", "submission", "decision")
        .defer("submission__content", "summary", "goals")
        .annotate(told=Exists(Decision.objects.announced().filter(application=OuterRef("pk"))))
        .order_by("-saved_at", "-pk")
    )
    files = list(files[:50])
    unread = Notice.objects.visible_to(user).unread().filter(key__startswith="decided:").order_by("-at")
    tasks = sorted(_drafts(files, user, at), key=lambda row: row["until"])
    tasks = [_news(notice) for notice in unread[:FEW]] + tasks
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


def _drafts(files, user: User, at: datetime) -> Iterator[dict]:
    for each in files:
        own = user.is_in(each.organisation_id, Role.DRAFTER, Role.SUBMITTER)
        if each.state not in EDITABLE or not own or not each.call.is_open_at(at):
            continue
        facts = {"number": each.number, "call": _call(each.call, inside=True)}
        text = _("Application %(number)s, %(call)s.") % facts
        if each.state == State.REOPENED:
            text += " " + _("You are changing it. The version you handed in counts until you hand in the new one.")
        submits = user.is_in(each.organisation_id, Role.SUBMITTER)
        if not submits and each.state != State.REOPENED:
            text += " " + _("A submitter of your government hands it in.")
        words = _("Complete and hand in: %(title)s") if submits else _("Complete: %(title)s")
        title = words % {"title": each.title}
        yield {"title": title, "url": each.get_absolute_url(), "text": text, "until": each.call.closes_at} | _left(
            each.call.closes_at, at
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
    elif application.state == State.REOPENED:
        badge = {"kind": "soon", "text": _("Handed in, being changed"), "icon": ""}
    part = _("lead government") if application.organisation_id in user.organisation_ids else _("participant")
    return {
        "title": application.title,
        "url": application.get_absolute_url(),
        "text": f"{application.number}, {_call(application.call, inside=True)}, {part}",
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
    return row | _left(call.closes_at, at)


# The jury ----------------------------------------------------------------------------------------------


def reviewer(user: User, at: datetime) -> Iterator[Section]:
    mine = (
        Assignment.objects.visible_to(user)
        .exclude(state=AssignmentState.SUBMITTED)
        .select_related("application__call__type", "application__organisation")
        .defer("application__summary", "application__goals")
        .distinct()
        .order_by("application__call__jury_on", "pk")
    )
    rows = [_assignment(each) for each in mine]
    yield Section(
        "taken",
        _("Files that wait for your review"),
        rows,
        _("No file waits for your review. You get a message when one is assigned to you."),
        reverse("reviews:desk"),
        _("See your files"),
    )


def _assignment(assignment: Assignment) -> dict:
    application = assignment.application
    declared = assignment.state == AssignmentState.DECLARED
    facts = {"number": application.number, "government": application.organisation.full_name}
    words = _("Score: %(number)s, %(government)s") if declared else _("Declare: %(number)s, %(government)s")
    text = (
        _("Give each criterion a score with its reasons, and hand in your review.")
        if declared
        else _("Say whether you have an interest in this file. After that you can read it.")
    )
    row = {
        "title": words % facts,
        "url": reverse("reviews:review" if declared else "reviews:declare", args=[application.number]),
        "text": f"{_call(application.call)}. {text}",
        "kind": "busy" if declared else "soon",
        "badge": _("To score") if declared else _("To declare"),
        "icon": "scales" if declared else "shield",
    }
    if application.call.jury_on:
        row["when"] = _("jury on %(day)s") % {"day": dutch.weekday(application.call.jury_on)}
    return row


# The administration ------------------------------------------------------------------------------------


def officer(user: User, at: datetime) -> Iterator[Section]:
    rows = [*_terms(user), *_to_check(), *_unread_by_jury(), *_faults(), *_in_preparation()]
    yield Section(
        "taken",
        _("What waits for programme management"),
        rows,
        _("Nothing waits. New files stand here as soon as a call is sealed."),
    )
    current = Call.objects.open_at(at) | Call.objects.coming_at(at)
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
        yield {
            "title": _("Earlier closing proposed: %(call)s") % {"call": change.call.title},
            "url": reverse("calls:staff_detail", args=[change.call.slug]),
            "text": _("You proposed this. Another officer confirms or declines it.")
            if own
            else _("%(name)s proposes it. Confirm or decline.") % {"name": change.by},
            "kind": "soon",
            "badge": _("Waits for another officer") if own else _("Asks a second officer"),
            "icon": "people",
            "when": _("new closing %(moment)s") % {"moment": dutch.moment(change.new)},
        }


def _per_call(files) -> list[dict]:
    """Files counted per call, in one query."""
    counted = files.order_by().values("call__slug", "call__title", "call__number", "call__type__name")
    return list(counted.annotate(n=Count("pk")).order_by("call__sealed_at", "call__slug"))


def _to_check() -> Iterator[dict]:
    for row in _per_call(Application.objects.sealed().filter(state=State.SUBMITTED)):
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
    failed = Document.objects.failed().count()
    if failed:
        words = ngettext("%(n)s letter could not be made", "%(n)s letters could not be made", failed)
        yield {
            "title": words % {"n": failed},
            "text": _("Tell the people who run the portal; the cause stands in the log of the worker."),
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
            "text": f"{call.programme}, {_call(call)}",
            "kind": "quiet",
            "badge": _("Being prepared"),
            "icon": "pen",
            "when": _("opens %(moment)s") % {"moment": dutch.moment(call.opens_at)},
        }


def _running(call: Call, at: datetime) -> dict:
    row = {"title": call.title, "url": reverse("calls:staff_detail", args=[call.slug]), "text": _call(call)}
    if at < call.opens_at:
        return row | {"when": _("opens %(moment)s") % {"moment": dutch.moment(call.opens_at)}}
    return row | _left(call.closes_at, at)


# Who decides -------------------------------------------------------------------------------------------


def decider(user: User, at: datetime) -> Iterator[Section]:
    files = Application.objects.sealed().exclude(state=State.FINISHED).order_by()
    counted = files.values("call__slug", "call__title", "call__decision_by").annotate(
        n=Count("pk"),
        undecided=Count("pk", filter=Q(decision=None)),
        judged=Count("pk", filter=Q(decision=None, state__in=(State.ADMITTED, State.INADMISSIBLE))),
        taken=Count("pk", filter=Q(decision__state=DecisionState.TAKEN)),
    )
    rows = [
        _decidable(row) for row in counted.order_by("call__decision_by", "call__slug") if row["judged"] or row["taken"]
    ]
    yield Section(
        "taken",
        _("What waits for a decision"),
        rows,
        _("Nothing waits for a decision. A call stands here once its files are checked."),
        reverse("decisions:list"),
        _("See the decisions"),
    )

    yield Section(
        "projecten",
        _("Projects"),
        [
            {
                "title": _("Choose boost projects"),
                "url": reverse("projects:list"),
                "text": _("Open an approved project in the catalogue and say what others can re-use."),
                "urgent": False,
            }
        ],
    )


def _decidable(row: dict) -> dict:
    ready = row["undecided"] == 0
    facts = {"call": row["call__title"], "n": row["undecided"], "all": row["n"]}
    due = row["call__decision_by"]
    return {
        "title": (_("Announce: %(call)s") if ready else _("Decide: %(call)s")) % facts,
        "url": reverse("decisions:call", args=[row["call__slug"]]),
        "text": (
            _("All %(all)s files have their decision. Announce them together.")
            if ready
            else _("%(n)s of %(all)s files have no decision yet.")
        )
        % facts,
        "kind": "soon" if ready else "busy",
        "badge": _("Ready to announce") if ready else _("To decide"),
        "icon": "mail" if ready else "pen",
        "when": _("at the latest on %(day)s") % {"day": dutch.weekday(due)} if due else "",
    }


# Audit -------------------------------------------------------------------------------------------------


def auditor(user: User, at: datetime) -> Iterator[Section]:
    sealed = Call.objects.filter(state=CallState.SEALED).select_related("type").order_by("-sealed_at", "-pk")
    yield Section(
        "dossiers",
        _("Sealed calls"),
        [_sealed(call) for call in sealed[:FEW]],
        _("No call is sealed yet. Files can be read after that."),
        reverse("applications:staff_list"),
        _("See the files"),
    )
    yield Section(
        "logboek",
        _("Log"),
        [
            {
                "title": _("What was done, by whom and when"),
                "url": reverse("log"),
                "text": _("Each line is chained to the one before it, so that a change or a gap shows."),
                "urgent": False,
            }
        ],
    )


def _sealed(call: Call) -> dict:
    n = (call.seal or {}).get("count", 0)
    return {
        "title": call.title,
        "url": f"{reverse('applications:staff_list')}?oproep={call.slug}",
        "text": _call(call),
        "kind": "quiet",
        "badge": ngettext("%(n)s application", "%(n)s applications", n) % {"n": n},
        "icon": "lock",
        "when": _("sealed on %(moment)s") % {"moment": dutch.short_moment(call.sealed_at)},
        "urgent": False,
    }
