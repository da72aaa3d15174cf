"""The event log as an auditor reads it: in words, with what it is about, and whether its chain is whole."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as words

from accounts.models import Notice, User
from applications.models import Application
from calls.models import Call, TermChange
from decisions.models import Decision
from documents.models import Document
from reviews.models import Assignment
from workflow.models import Event, is_whole, subject_of

KINDS = {
    "applications.application": words("Application"),
    "calls.call": words("Call"),
    "calls.termchange": words("Change of a closing"),
    "reviews.assignment": words("Assignment"),
    "decisions.decision": words("Decision"),
    "documents.document": words("Document"),
    "accounts.user": words("Person"),
    "accounts.notice": words("Mail"),
}
# What was done. Every verb of a table of moves and of every record stands here; a test compares.
VERBS = {
    "add-focus": words("focus added"),
    "admit": words("declared admissible"),
    "announce": words("announced"),
    "arrive": words("mail sent"),
    "assign": words("reviewer assigned"),
    "attach": words("attachment added"),
    "boost": words("chosen as boost-project"),
    "confirm": words("confirmed by a second officer"),
    "create": words("made"),
    "decide": words("decision taken"),
    "declare": words("no conflict of interest declared"),
    "decline": words("declined by a second officer"),
    "detach": words("attachment removed"),
    "doubt": words("mail perhaps not sent"),
    "drop-decision": words("decision dropped"),
    "finish": words("ended with an announced decision"),
    "give_up": words("given up after several attempts"),
    "invite": words("account made"),
    "join": words("role given"),
    "keep": words("submitted version kept"),
    "lapse": words("lapsed"),
    "leave": words("role taken away"),
    "make": words("file made"),
    "move-term": words("closing moved"),
    "owe": words("promised"),
    "propose-term": words("earlier closing proposed"),
    "publish": words("published"),
    "recuse": words("conflict of interest declared"),
    "reject": words("declared not admissible"),
    "reopen": words("reopened"),
    "requeue": words("mail to be sent again"),
    "retry": words("to be made again"),
    "revoke": words("assignment taken back"),
    "save": words("saved"),
    "seal": words("sealed"),
    "send": words("mail being sent"),
    "start": words("started"),
    "submit": words("submitted"),
    "supersede": words("replaced by a newer one"),
    "update": words("changed"),
    "withdraw": words("withdrawn"),
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
        "calls.call": Call.objects.values_list("pk", "title"),
        "calls.termchange": TermChange.objects.values_list("pk", "call__title"),
        "reviews.assignment": Assignment.objects.values_list("pk", "application__number"),
        "decisions.decision": Decision.objects.values_list("pk", "number"),
        "documents.document": Document.objects.values_list("pk", "number"),
        "accounts.user": User.objects.values_list("pk", "email"),
        "accounts.notice": Notice.objects.values_list("pk", "subject"),
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
            [(name, _fact(value)) for name, value in event.facts.items()],
        )
        for event in events
    ]


def _fact(value) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_fact(each)}" for name, each in value.items())
    if isinstance(value, list):
        return ", ".join(map(_fact, value))
    return str(value)


def of_file(number: str) -> list[str]:
    """Everything about one file: the application, its jury, its decision and its documents."""
    application = Application.objects.filter(number__iexact=number.strip()).only("pk").first()
    if application is None:
        return []
    own = subject_of(application)
    subjects = [own]
    asked = Assignment.objects.filter(application=application).values_list("pk", flat=True)
    subjects += [f"reviews.assignment:{pk}" for pk in asked]
    decided = Decision.objects.filter(application=application).values_list("pk", flat=True)
    subjects += [f"decisions.decision:{pk}" for pk in decided]
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
    return all(is_whole(subject) for subject in subjects)


def verbs() -> list[tuple[str, str]]:
    return sorted(((code, str(said)) for code, said in VERBS.items()), key=lambda pair: pair[1])
