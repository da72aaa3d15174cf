"""The form of an application: what its call asks now, with what was answered, under whichever version that was."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from applications import reopened
from applications.models import Answer, Application, Attachment
from applications.states import State
from questionnaires import values
from questionnaires.definition import Definition, Kind, Question, Section, is_empty
from questionnaires.models import Version
from workflow.refusals import Reason


def part_of(section: str) -> str:
    """The part of an application that a section of the form is, in `edits`: never the name of another part."""
    return f"form-{section}"


@dataclass(frozen=True)
class Filled:
    """`given` are the values that stand in their place, by key; of a file question the names of its files."""

    version: Version | None
    definition: Definition
    given: dict[str, object]
    aside: list[Answer]
    files: dict[str, list[Attachment]] = field(default_factory=dict)
    open: frozenset[str] | None = None  # while it is completed: the questions that are open

    @property
    def sections(self) -> tuple[Section, ...]:
        """Those that ask something: a page each. While the file is completed, with the open questions only."""
        sections = self.definition.sections
        if self.open is not None:
            sections = tuple(reopened.narrowed(each, self.open) for each in sections)
        return tuple(each for each in sections if each.questions)

    def section(self, key: str) -> Section | None:
        return next((each for each in self.sections if each.key == key), None)

    @property
    def asked(self) -> set[str]:
        return self.definition.asked(self.given)

    @property
    def shown(self) -> set[str]:
        return self.definition.shown(self.given)

    def with_answers(self, answers: Mapping[str, object]) -> "Filled":
        """The same with other answers, which nobody saved yet."""
        return Filled(self.version, self.definition, self.given | dict(answers), self.aside, self.files, self.open)

    def faults(self) -> list[tuple[Question, Reason]]:
        """What is missing or wrong in what is asked, in the order of the form."""
        asked = self.asked
        return [
            (question, fault)
            for question in self.definition.questions()
            if question.key in asked
            for fault in values.faults(question, self.given.get(question.key))
        ]

    def aside_in(self, section: Section) -> list[Answer]:
        """What no longer fits, on the page where it was asked; on the first page when that one is gone."""
        homes = {question.key: each.key for each in self.sections for question in each.questions}
        known = {each.key for each in self.sections}
        first = self.sections[0].key

        def home(answer: Answer) -> str:
            there = homes.get(answer.key) or answer.asked.get("section", "")
            return there if there in known else first

        return [each for each in self.aside if home(each) == section.key]


def form_of(application: Application) -> Version | None:
    """The version that is filled in: the current one, or of a file that is completed the one it was handed in with."""
    current = application.call.form.current
    if application.state == State.COMPLETING:
        number = application.submission.content["form"]["version"]
        if current is None or number != current.number:
            return application.call.form.versions.filter(number=number).first()
    return current


def of(application: Application) -> Filled:
    """Under the version that is filled in. No queries when its lists were fetched with it and it is not completed."""
    found = whole(application)
    if application.state != State.COMPLETING:
        return found
    request = reopened.request_of(application)
    keys = reopened.keys_of(request.names, found.definition) if request else set()
    return replace(found, open=frozenset(keys))


def whole(application: Application) -> Filled:
    """The same with every question."""
    return under(application, form_of(application))


def under(application: Application, version: Version | None) -> Filled:
    """Under some version of its form."""
    definition = version.definition if version else Definition()
    rows = sorted((each for each in application.answers.all() if each.set_aside_at is None), key=lambda each: each.pk)
    stored = {each.pk: each.stored for each in rows}
    kept, aside = values.carry(definition, stored.values())
    set_aside = {id(each) for each in aside if not is_empty(each.value)}
    files: dict[str, list[Attachment]] = {}
    for each in application.attachments.all():
        if each.question and each.removed_at is None:
            files.setdefault(each.question, []).append(each)
    for question in definition.questions():
        if question.kind == Kind.FILE:
            kept[question.key] = [each.name for each in files.get(question.key, ())]
    return Filled(version, definition, kept, [row for row in rows if id(stored[row.pk]) in set_aside], files)


# What changed since the applicant last saved


@dataclass(frozen=True)
class Changes:
    """Labels of the questions that are new, asked otherwise, or gone."""

    new: list[str]
    changed: list[str]
    gone: list[str]

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.gone)


def changes(application: Application, filled: Filled) -> Changes:
    """What the applicant has not seen yet: per section, against the version in which they last saved it."""
    seen, now = application.form_seen, filled.version
    if now is None or not seen or min(seen.values()) >= now.number:
        return Changes([], [], [])
    found = Version.objects.filter(questionnaire=now.questionnaire_id, number__in=set(seen.values()))
    versions = {each.number: each.definition for each in found}
    start = seen.get("", now.number)
    new, changed, gone = [], [], []
    for section in filled.sections:
        before = versions.get(seen.get(section.key, start), filled.definition)
        for question in section.questions:
            old = before.question(question.key)
            if old is None:
                new.append(question.label)
            elif old != question:
                changed.append(question.label)
    here = {each.key for each in filled.definition.questions()}
    known = {each.key for each in filled.sections}
    for number, definition in sorted(versions.items()):
        for section in definition.sections:
            last = seen.get(section.key, start) if section.key in known else max(seen.values())
            for question in section.questions:
                if question.key not in here and last == number and question.label not in gone:
                    gone.append(question.label)
    return Changes(new, changed, gone)
