"""The event log as an auditor reads it: in words, with what it is about, and whether its chain is whole."""

from dataclasses import dataclass

from django.db.models import Model, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from accounts.models import Notice, Organisation, User
from applications.models import Application, Attachment, Completion, Confirmation, SignOff
from calls.models import Call, Inquiry, TermChange
from decisions.models import Decision
from documents.models import Document
from follow.models import Mailing
from questionnaires.models import Questionnaire
from rehearsals.models import Rehearsal
from reviews.models import Advice, Assignment, Juror, Plan, Proposal, Slot, Thread
from workflow.models import Event, is_whole, subject_of

KINDS = {
    "applications.application": _("Application"),
    "applications.attachment": _("Attachment"),
    "applications.completion": _("Request to complete"),
    "applications.confirmation": _("Part in a consortium"),
    "applications.signoff": _("Sign-off of an application"),
    "calls.call": _("Call"),
    "calls.inquiry": _("Question"),
    "calls.termchange": _("Change of a moment"),
    "reviews.proposal": _("Proposal: not admissible"),
    "reviews.juror": _("Member of the jury"),
    "reviews.assignment": _("Assignment"),
    "reviews.plan": _("Proposal for a jury"),
    "reviews.thread": _("Discussion of a file"),
    "reviews.advice": _("Advice of the jury"),
    "reviews.slot": _("Defence before the panel"),
    "decisions.decision": _("Decision"),
    "documents.document": _("Document"),
    "rehearsals.rehearsal": _("Rehearsal"),
    "accounts.user": _("Person"),
    "accounts.organisation": _("Local government"),
    "accounts.notice": _("Mail"),
    "follow.subscription": _("Follower by mail"),
    "follow.mailing": _("Mail to a follower"),
    "questionnaires.questionnaire": _("Form"),
}
# What was done. Every verb of a table of moves and of every record stands here; a test compares.
VERBS = {
    "plan-slot": _("defence planned"),
    "move-slot": _("defence moved"),
    "invite_slot": _("invited to the defence"),
    "drop_slot": _("defence dropped"),
    "hold_slot": _("defence held, minutes closed"),
    "ask-plan": _("proposal for the jury asked for"),
    "begin_plan": _("computing of the proposal begun"),
    "finish_plan": _("proposal ready"),
    "recompute": _("proposal to be computed again"),
    "take_over": _("proposal taken over"),
    "drop_plan": _("proposal dropped"),
    "break_off_plan": _("computing broken off"),
    "pin": _("pinned by hand"),
    "unpin": _("released by hand"),
    "propose_advice": _("advice given to the other readers"),
    "settle_advice": _("advice agreed by all readers"),
    "reopen_advice": _("advice taken back to write on"),
    "open_thread": _("matter of the discussion begun"),
    "strike": _("message struck"),
    "lead": _("leads the discussion"),
    "drop_lead": _("no longer leads the discussion"),
    "give_back": _("file given back without a judgement"),
    "refuse_file": _("assignment declined"),
    "invite_back": _("invited to the jury again"),
    "answer-interests": _("answered which files have an interest"),
    "resolve-interest": _("doubt about a conflict of interest answered"),
    "ask-interest-again": _("asked again about a conflict of interest"),
    "save-phase": _("phase of the jury saved"),
    "drop-phase": _("phase of the jury dropped"),
    "describe-juror": _("data of a member of the jury changed"),
    "note-involvement": _("tie with a government noted"),
    "drop-involvement": _("tie with a government taken away"),
    "invite-juror": _("invited to the jury"),
    "leave_jury": _("left the jury"),
    "decline_seat": _("seat in the jury declined"),
    "accept_seat": _("seat in the jury accepted"),
    "add-focus": _("focus added"),
    "add-question": _("question added"),
    "add-section": _("section added"),
    "admit": _("declared admissible"),
    "announce": _("announced"),
    "arrive": _("mail sent"),
    "ask-rehearsal": _("rehearsal asked for"),
    "ask_sign_off": _("colleague asked to sign off"),
    "drop_sign_off": _("sign-off no longer asked"),
    "send_back": _("sent back without a sign-off"),
    "sign": _("signed off"),
    "ask_part": _("government asked to confirm its part"),
    "assign": _("reviewer assigned"),
    "ask": _("asked to follow"),
    "ask-question": _("question asked"),
    "attach": _("attachment added"),
    "begin": _("begun"),
    "boost": _("chosen as boost-project"),
    "correct-answer": _("published answer changed"),
    "confirm-address": _("address confirmed"),
    "change-question": _("question changed"),
    "change-section": _("section changed"),
    "break_off": _("broken off"),
    "check": _("checklist of admissibility answered"),
    "answer_completion": _("completion received"),
    "ask_completion": _("asked to complete"),
    "call_off": _("request to complete withdrawn"),
    "complete": _("completed"),
    "expire_completion": _("not completed in time"),
    "resume": _("back with the version before"),
    "confirm": _("confirmed by a second officer"),
    "confirm_proposal": _("not admissible, confirmed by a second officer"),
    "confirm_part": _("part in the consortium confirmed"),
    "continue": _("started from an earlier application"),
    "dismiss-left": _("list of what did not come along put away"),
    "copy-question": _("question copied"),
    "create": _("made"),
    "decide": _("decision taken"),
    "declare": _("no conflict of interest declared"),
    "decline": _("declined by a second officer"),
    "detach": _("attachment removed"),
    "doubt": _("mail perhaps not sent"),
    "draft-answer": _("answer written"),
    "drop-decision": _("decision dropped"),
    "erase": _("address erased"),
    "extend": _("more time given to one government"),
    "find_clean": _("no virus found"),
    "find_virus": _("virus found"),
    "finish": _("ended with an announced decision"),
    "fix-ranking": _("ranking fixed"),
    "freeze": _("version of the form fixed"),
    "forget": _("deleted after its time"),
    "give_up_scanning": _("could not be scanned"),
    "give_up": _("given up after several attempts"),
    "invite": _("account made"),
    "invite-again": _("invited again"),
    "join": _("role given"),
    "keep": _("submitted version kept"),
    "lapse": _("lapsed"),
    "leave": _("role taken away"),
    "make": _("file made"),
    "make-calendar": _("address of own calendar made"),
    "move-term": _("moment moved"),
    "owe": _("promised"),
    "propose": _("proposed as not admissible"),
    "propose-term": _("move of a moment proposed"),
    "publish": _("published"),
    "publish-form": _("new version of the form published"),
    "recuse": _("conflict of interest declared"),
    "refer": _("referred to another question"),
    "reject": _("declared not admissible"),
    "refuse_part": _("part in the consortium refused"),
    "release_part": _("government no longer named"),
    "renew-calendar": _("address of own calendar renewed"),
    "remove-question": _("question removed"),
    "remove-section": _("section removed"),
    "remove-focus": _("focus no longer offered"),
    "replace-file": _("attachment replaced"),
    "reopen": _("reopened"),
    "reorder": _("order changed"),
    "requeue": _("mail to be sent again"),
    "return_proposal": _("proposal sent back by a second officer"),
    "retry": _("to be made again"),
    "revoke": _("assignment taken back"),
    "revoke-calendar": _("address of own calendar revoked"),
    "save": _("saved"),
    "save-profile": _("data of the government saved"),
    "scan_again": _("to be scanned again"),
    "seal": _("sealed"),
    "send": _("mail being sent"),
    "start": _("started"),
    "submit": _("submitted"),
    "supersede": _("replaced by a newer one"),
    "turn-down": _("question declined"),
    "unsubscribe": _("stopped following"),
    "update": _("changed"),
    "withdraw": _("withdrawn"),
}
# What the facts of an event are called; the names of others are shown as they are.
FACTS = {
    "about": _("about"),
    "amount": _("amount"),
    "answered": _("answered on"),
    "answers": _("answers"),
    "remark": _("remark"),
    "resolution": _("decided"),
    "call": _("call"),
    "cells": _("readings"),
    "people": _("people"),
    "missing": _("readings missing"),
    "plan": _("proposal (number in the database)"),
    "changed": _("changed"),
    "code": _("code"),
    "condition": _("condition"),
    "conditions": _("conditions"),
    "edit": _("version of the text"),
    "fault": _("fault"),
    "file": _("file"),
    "focus": _("focus"),
    "from": _("from"),
    "key": _("part of the form"),
    "instead": _("instead of"),
    "kind": _("kind"),
    "mails": _("mails"),
    "moment": _("moment"),
    "motivations": _("motivations"),
    "name": _("name"),
    "new": _("new"),
    "number": _("number"),
    "old": _("old"),
    "organisation": _("government (number in the database)"),
    "outcome": _("outcome"),
    "papers": _("letters"),
    "part": _("part"),
    "parts": _("parts"),
    "until": _("until"),
    "question": _("question (number in the database)"),
    "place": _("place"),
    "reason": _("reason"),
    "role": _("role"),
    "said": _("what the scanner said"),
    "seal": _("seal"),
    "sha256": _("fingerprint (SHA-256)"),
    "size": _("size"),
    "to": _("to"),
    "source": _("where it is written"),
    "topic": _("topic"),
    "verdict": _("advice"),
    "version": _("version"),
    "warnings": _("warnings"),
}
MOST_SUBJECTS = 200


@dataclass(frozen=True)
class Line:
    """One event in words."""

    event: Event
    kind: str
    label: str
    verb: str
    facts: list[tuple[str, str]]


def _labels(subjects: set[str]) -> dict[str, str]:
    """A name for each subject; one query for each kind of thing on the page."""
    ids: dict[str, list[int]] = {}
    for subject in subjects:
        kind, _colon, pk = subject.partition(":")
        if pk.isdigit():
            ids.setdefault(kind, []).append(int(pk))
    asks: dict[str, QuerySet] = {
        "applications.application": Application.objects.values_list("pk", "number"),
        "applications.attachment": Attachment.objects.values_list("pk", "application__number"),
        "applications.completion": Completion.objects.values_list("pk", "application__number"),
        "applications.confirmation": Confirmation.objects.values_list("pk", "application__number"),
        "applications.signoff": SignOff.objects.values_list("pk", "application__number"),
        "calls.call": Call.objects.values_list("pk", "title"),
        "calls.inquiry": Inquiry.objects.values_list("pk", "call__title"),
        "calls.termchange": TermChange.objects.values_list("pk", "call__title"),
        "reviews.proposal": Proposal.objects.values_list("pk", "application__number"),
        "reviews.juror": Juror.objects.values_list("pk", "call__title"),
        "reviews.assignment": Assignment.objects.values_list("pk", "application__number"),
        "reviews.slot": Slot.objects.values_list("pk", "application__number"),
        "reviews.plan": Plan.objects.values_list("pk", "call__title"),
        "reviews.thread": Thread.objects.values_list("pk", "application__number"),
        "reviews.advice": Advice.objects.values_list("pk", "application__number"),
        "decisions.decision": Decision.objects.values_list("pk", "number"),
        "documents.document": Document.objects.values_list("pk", "number"),
        "rehearsals.rehearsal": Rehearsal.objects.values_list("pk", "call__title"),
        "accounts.user": User.objects.values_list("pk", "email"),
        "accounts.organisation": Organisation.objects.values_list("pk", "name"),
        "accounts.notice": Notice.objects.values_list("pk", "subject"),
        "follow.mailing": Mailing.objects.values_list("pk", "subject"),
        "questionnaires.questionnaire": Questionnaire.objects.values_list("pk", "call__title"),
    }
    named = {}
    for kind, pks in ids.items():
        if kind in asks:
            named |= {f"{kind}:{pk}": label for pk, label in asks[kind].filter(pk__in=pks)}
    return named


def lines_of(events: list[Event]) -> list[Line]:
    named = _labels({event.subject for event in events})
    return [
        Line(
            event,
            str(KINDS.get(event.subject.partition(":")[0], event.subject.partition(":")[0])),
            named.get(event.subject, event.subject),
            str(VERBS.get(event.verb, event.verb)),
            [(str(FACTS.get(name, name)), _fact(value)) for name, value in event.facts.items()],
        )
        for event in events
    ]


def _fact(value) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_fact(each)}" for name, each in value.items())
    if isinstance(value, list):
        return ", ".join(map(_fact, value))
    return str(value)


def _beside(application: Application, *models: type[Model]) -> list[str]:
    """What of these is about one file, as subjects. One query."""
    each = [
        model.objects.order_by().filter(application=application).values_list(Value(model._meta.label_lower), "pk")
        for model in models
    ]
    return [f"{kind}:{pk}" for kind, pk in each[0].union(*each[1:], all=True)]


def of_file(number: str) -> list[str]:
    """Everything about one file: the application, its jury, its decision and its documents."""
    application = Application.objects.filter(number__iexact=number.strip()).only("pk").first()
    if application is None:
        return []
    own = subject_of(application)
    subjects = [own]
    own_lives = (Completion, Confirmation, SignOff, Assignment, Proposal, Thread, Advice, Decision)
    subjects += _beside(application, *own_lives)
    about = Document.objects.filter(subject__in=subjects).values_list("pk", flat=True)
    return (subjects + [f"documents.document:{pk}" for pk in about])[:MOST_SUBJECTS]


def chosen(asked) -> tuple[QuerySet[Event], list[str]]:
    """The events an address asks for (`dossier`, `onderwerp`, `handeling`, `persoon`) and the subjects it names."""
    events, subjects = Event.objects.select_related("by"), []
    if number := asked.get("dossier", "").strip():
        subjects = of_file(number)
        events = events.filter(subject__in=subjects)
    elif subject := asked.get("onderwerp", ""):
        subjects = [subject[:80]]
        events = events.filter(subject=subject[:80])
    if verb := asked.get("handeling", ""):
        events = events.filter(verb=verb[:40])
    if person := asked.get("persoon", "").strip():
        events = events.filter(by__email__iexact=person[:254])
    return events, subjects


def whole(subjects: list[str]) -> bool:
    """Whether the chain of each of these is as it was written."""
    return is_whole(*subjects)


def verbs() -> list[tuple[str, str]]:
    return sorted(((code, str(said)) for code, said in VERBS.items()), key=lambda pair: pair[1])
