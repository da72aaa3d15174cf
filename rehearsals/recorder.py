"""Writes down what a rehearsal does: each act with its moment, the states it changed, and the work it left to workers.

The work is done at once, by the same functions that a worker calls: letters are drawn, mails composed; but the bytes
of a letter stay in memory, and a mail goes no further than this process.
"""

import time
from collections.abc import Callable
from datetime import datetime

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError, transaction
from django.utils.translation import gettext_lazy as _

from accounts import actions as account_actions
from accounts.models import Notice, User
from calls.models import Call
from calls.team import told_of
from documents import actions as document_actions
from documents.models import Document
from documents.states import State as DocumentState
from follow import actions as follow_actions
from follow.models import Mailing, Subscription
from rehearsals import papers, situation
from rehearsals.cast import Cast
from workflow.models import Event
from workflow.refusals import Refused

KINDS = {
    "applications.application": _("Application"),
    "calls.call": _("Call"),
    "calls.termchange": _("Change of a closing"),
    "reviews.assignment": _("Assignment"),
    "decisions.decision": _("Decision"),
    "documents.document": _("Document"),
    "calls.inquiry": _("Question"),
}
FOR_THE_TEAM = ("sealed:", "question:")  # notices to all who run the call; the double is run by one invented officer
NOT_TOLD = {"accounts.notice", "accounts.user"}  # mails and people have lines of their own


class Caught(BaseEmailBackend):
    """Takes mails and sends none."""

    def __init__(self):
        super().__init__()
        self.messages = []

    def send_messages(self, messages):
        self.messages += messages
        return len(messages)


class Recorder:
    def __init__(self, cast: Cast, original: Call):
        self.cast = cast
        self.followers = Subscription.objects.told_of(original).count()
        self.officers = told_of(original).exclude(pk__in=[user.pk for user in cast.people.values()]).count()
        self.call: Call | None = None
        self.steps: list[dict] = []
        self.mails: list[dict] = []
        self.papers: list[dict] = []
        self.letters, self.post = papers.Held(), Caught()
        self._ours: set[str] = set()
        self._people = [user.pk for user in cast.people.values()]
        self._event = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        self._situation = None

    def act(
        self, at: datetime, by: User | None, text: str, do: Callable[[datetime], object], *, expect: str = "done"
    ) -> bool:
        """Do one act at a moment. `expect` is done, refused, or nothing (not written down when nothing happens).

        Answers whether it was done. What goes wrong is undone by itself and written down; the story goes on.
        """
        step = {"at": at.isoformat(), "who": self.cast.who(by), "text": text, "tone": "", "reasons": []}
        done = True
        try:
            with transaction.atomic():
                if isinstance(more := do(at), str):  # what came of it, where the act can only tell afterwards
                    step["text"] = f"{text} {more}"
        except Refused as refusal:
            done, step["reasons"] = False, [str(each) for each in refusal.reasons]
            step["tone"] = "refused" if expect == "refused" else "wrong"
        except (ValidationError, DatabaseError) as fault:
            done, step["tone"] = False, "wrong"
            step["reasons"] = fault.messages if isinstance(fault, ValidationError) else [str(fault)[:500]]
        else:
            if expect == "refused":
                step["tone"] = "wrong"
        self._write(step, at, keep=expect != "nothing" or not done)
        return done

    def _write(self, step: dict, at: datetime, *, keep: bool) -> None:
        step["moves"] = self._moves()
        step["jobs"], step["papers"] = self._make(at)
        step["mails"] = self._deliver(at)
        step["moves"] += self._moves()
        if step["mails"]:
            step["jobs"].append({"name": "mail", "n": len(step["mails"]), "seconds": self._took})
        if not (keep or step["moves"] or step["mails"] or step["papers"]):
            return
        self.call.refresh_from_db()
        now = situation.of(self.call, self.cast, at)
        if now != self._situation:
            step["situation"] = self._situation = now
        step["n"] = len(self.steps) + 1
        self.steps.append(step)

    # ---- what changed ----

    def _moves(self) -> list[dict]:
        """The state moves since the last act, of things that this cast has touched; others are working meanwhile."""
        fresh = Event.objects.filter(pk__gt=self._event)
        self._ours |= set(fresh.filter(by__in=self._people).values_list("subject", flat=True))
        events = list(fresh.filter(subject__in=self._ours).order_by("pk"))
        if events:
            self._event = events[-1].pk
        return [_move(each) for each in events if "to" in each.facts and each.subject.partition(":")[0] not in NOT_TOLD]

    # ---- what workers would do ----

    def _make(self, at: datetime) -> tuple[list[dict], list[int]]:
        ids = [int(each.partition(":")[2]) for each in self._ours if each.startswith("documents.document:")]
        jobs, numbers = [], []
        for document in Document.objects.filter(pk__in=ids, state=DocumentState.OWED, attempts=0).order_by("pk"):
            start = time.perf_counter()
            document_actions.make(document.pk, at=at, keep=self.letters)
            took = time.perf_counter() - start
            document.refresh_from_db()
            jobs.append({"name": "letter", "text": document.number, "seconds": round(took, 2), "fault": document.fault})
            if document.state == DocumentState.MADE:
                self.papers.append(self._paper(document, at, took))
                numbers.append(len(self.papers))
        return jobs, numbers

    def _paper(self, document: Document, at: datetime, took: float) -> dict:
        letter = document.snapshot["letter"]
        data = papers.stamp(self.letters.bytes.pop(document.pk), document.number, at)
        return {
            "position": len(self.papers) + 1,
            "at": at,
            "kind": document.kind,
            "kind_label": str(document.get_kind_display()),
            "number": document.number,
            "to": letter["lead"]["name"],
            "pages": document.pages,
            "size": len(data),
            "seconds": f"{took:.2f}",
            "data": data,
        }

    def _deliver(self, at: datetime) -> list[int]:
        """Send, to this process only, what is owed to the cast; real people are counted, never written to."""
        start, first = time.perf_counter(), len(self.mails)
        for notice in Notice.objects.owed().filter(to__in=self._people).select_related("to").order_by("pk"):
            account_actions.deliver(notice.pk, at=at, through=self.post)
            self._mail(at, self.cast.who(notice.to), self.officers * notice.key.startswith(FOR_THE_TEAM), notice.key)
        followed = {"subscription__address": self.cast.follower}
        for mailing in Mailing.objects.owed().filter(**followed).order_by("pk"):
            follow_actions.deliver(mailing.pk, at=at, through=self.post)
            others = 0 if mailing.key.startswith("confirm") else self.followers
            self._mail(at, _("somebody who follows the calls"), others, mailing.key)
        self._took = round(time.perf_counter() - start, 2)
        return list(range(first + 1, len(self.mails) + 1))

    def _mail(self, at: datetime, to: str, others: int, key: str) -> None:
        """Write down the mail that was just caught; `others` are real people who would get it too."""
        message = self.post.messages.pop()
        said = {"subject": message.subject, "text": message.body, "html": message.alternatives[0][0]}
        facts = {"position": len(self.mails) + 1, "at": at, "to": str(to), "others": others}
        self.mails.append(facts | said | {"key": key.partition(":")[0]})


def _move(event: Event) -> dict:
    """A line of the report: what, from which state to which, in words."""
    label, _colon, pk = event.subject.partition(":")
    model = apps.get_model(label)
    thing = model._base_manager.filter(pk=pk).first()
    words = dict(model._meta.get_field("state").flatchoices)
    return {
        "kind": str(KINDS.get(label, model._meta.verbose_name)),
        "model": label,
        "thing": str(getattr(thing, "number", "") or thing or pk),
        "verb": event.verb,
        "from": str(words.get(event.facts.get("from"), event.facts.get("from", ""))),
        "to": str(words.get(event.facts["to"], event.facts["to"])),
    }
