"""What of an application is open while it is completed, and what stands there with only that changed."""

from dataclasses import replace

from applications.completions import Completion
from applications.models import Application
from calls.asking import key_of
from questionnaires.definition import Definition, Section

PROJECT, PARTICIPANTS, COSTS, PLANNING = "project", "participants", "costs", "planning"
ATTACHMENTS = "attachments"
CORE = (PROJECT, PARTICIPANTS, COSTS, PLANNING, ATTACHMENTS)
SECTION, ANSWER = "form-", "answer-"
OF_PROJECT = ("title", "summary", "focus", "starts_on", "ends_on", "goals")
# What of the content hangs together with who takes part and what it costs.
OF_MONEY = ("participants", "costs", "cost", "subsidy", "planning", "confirmations", "left_out")


def request_of(application: Application) -> Completion | None:
    """The request that waits for the applicant."""
    return application.completions.asked().first()


def keys_of(names: set[str], definition: Definition) -> set[str]:
    """The questions that are open: those named, those of a named section, and those that hang from one of them."""
    keys = {name.removeprefix(ANSWER) for name in names if name.startswith(ANSWER)}
    for section in definition.sections:
        if f"{SECTION}{section.key}" in names:
            keys |= {each.key for each in section.questions}
    for each in definition.questions():  # a condition looks back only, so one pass is enough
        if each.condition and each.condition.key in keys:
            keys.add(each.key)
    return keys


def opens(names: set[str], definition: Definition, part: str) -> bool:
    """Whether this part is open: a part of the core, a section or a question."""
    if part in CORE:
        return part in names
    keys = keys_of(names, definition)
    if part.startswith(ANSWER):
        return part.removeprefix(ANSWER) in keys
    section = next((each for each in definition.sections if f"{SECTION}{each.key}" == part), None)
    return bool(section and keys & {each.key for each in section.questions})


def concerns(names: set[str], keys: set[str], field: str) -> bool:
    """Whether what a rule says of this field can come from what is open; the rest was right when it was handed in."""
    root, _dash, key = field.partition("-")
    if root == "answer":
        return key in keys
    if field in OF_PROJECT:
        return PROJECT in names
    if root in (PARTICIPANTS, COSTS, PLANNING, "organisation"):
        return bool(names & {PROJECT, PARTICIPANTS, COSTS, PLANNING})
    return root in names


def asked_of(request: Completion, part: str, keys: set[str]) -> list[dict]:
    """What is asked on one page of the form: of that part, or of the questions on it."""
    own = {part} | {f"{ANSWER}{key}" for key in keys}
    return [each for each in request.parts if each["name"] in own]


def narrowed(section: Section, keys: set[str]) -> Section:
    """The section with the open questions only."""
    return replace(section, questions=tuple(each for each in section.questions if each.key in keys))


def merged(before: dict, now: dict, application: Application, names: set[str], definition: Definition) -> dict:
    """The version that counts, with the open parts as they stand now; all else is word for word as it was."""
    keys = keys_of(names, definition)
    content = dict(before)
    if PROJECT in names:
        content |= {name: now[name] for name in OF_PROJECT}
    if names & {PARTICIPANTS, COSTS, PLANNING}:
        content = {name: value for name, value in content.items() if name not in OF_MONEY}
        content |= {name: now[name] for name in OF_MONEY if name in now}
    content["form"] = before["form"] | {"sections": _sections(before["form"], now["form"], keys)}
    criteria = {each.pk for each in application.call.criteria.all() if key_of(each) in keys}
    texts = {each["criterion"]: each["text"] for each in now["answers"]}
    content["answers"] = [
        each | {"text": texts[each["criterion"]]} if each["criterion"] in criteria & set(texts) else each
        for each in before["answers"]
    ]

    def is_open(file: dict) -> bool:
        return file["question"] in keys if file["question"] else ATTACHMENTS in names

    files = [each for each in before["files"] if not is_open(each)] + [each for each in now["files"] if is_open(each)]
    content["files"] = sorted(files, key=lambda each: each["id"])
    return content


def _sections(before: dict, now: dict, keys: set[str]) -> list[dict]:
    """Section by section: the open questions as they stand now, the others as they were."""
    said = {each["key"]: each for section in before["sections"] for each in section["questions"]}
    return [
        section
        | {
            "questions": [
                each if each["key"] in keys else said[each["key"]]
                for each in section["questions"]
                if each["key"] in keys or each["key"] in said
            ]
        }
        for section in now["sections"]
    ]
