"""How far a draft is: the parts of the form, and what the rules still ask of each."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from applications import filled, reopened, rules, signoff
from applications.models import Application
from applications.states import State
from questionnaires import definition
from questionnaires.fields import has_several
from workflow.refusals import Reason


@dataclass(frozen=True)
class Section:
    """A page of the form: its name in `edits`, its address and its title. `key` is of a section that the call asks."""

    name: str
    view: str
    title: str
    fields: tuple[str, ...]
    key: str = ""

    def url(self, number: str) -> str:
        return reverse(self.view, args=[number, self.key] if self.key else [number])


PROJECT = Section(
    "project",
    "applications:project",
    gettext_lazy("Project"),
    ("title", "summary", "focus", "starts_on", "ends_on", "goals"),
)
PARTICIPANTS = Section(
    "participants", "applications:participants", gettext_lazy("Cooperation"), ("participants", "organisation")
)
COSTS = Section("costs", "applications:costs", gettext_lazy("Costs and subsidy"), ("costs",))
PLANNING = Section("planning", "applications:planning", gettext_lazy("Planning"), ("planning",))
ATTACHMENTS = Section("attachments", "applications:attachments", gettext_lazy("Attachments"), ("attachments",))
SIGN_OFF = Section("sign-off", "applications:sign_off", gettext_lazy("Sign-off"), (rules.SIGN_OFF,))
CHECK = "applications:check"


def asked_in(section: definition.Section) -> Section:
    """The page of a section that the call asks."""
    fields = tuple(rules.field_of(each.key) for each in section.questions)
    return Section(filled.part_of(section.key), "applications:section", section.title, fields, section.key)


def sections_of(application: Application) -> tuple[Section, ...]:
    """The core that every application has, with what its call asks before the attachments, and who signs off."""
    if application.state == State.COMPLETING:
        return _open_sections(application)
    version = application.call.form.current
    asked = [asked_in(each) for each in version.definition.sections if each.questions] if version else []
    signed = [SIGN_OFF] if signoff.asks(application) else []
    return (PROJECT, PARTICIPANTS, COSTS, PLANNING, *asked, ATTACHMENTS, *signed)


def _open_sections(application: Application) -> tuple[Section, ...]:
    """The pages that are open while it is completed."""
    request = reopened.request_of(application)
    names = request.names if request else set()
    core = [each for each in (PROJECT, PARTICIPANTS, COSTS, PLANNING) if each.name in names]
    files = [ATTACHMENTS] if ATTACHMENTS.name in names else []
    return (*core, *(asked_in(each) for each in filled.of(application).sections), *files)


def section_of(reason: Reason, sections: tuple[Section, ...]) -> Section | None:
    """Where a reason is mended; None when no page of the form can."""
    names = {reason.field, reason.field.partition("-")[0]}
    return next((each for each in sections if names & set(each.fields)), None)


def where(reason: Reason, application: Application, sections: tuple[Section, ...] | None = None) -> dict:
    """A reason with the address of the control that mends it."""
    section = section_of(reason, sections or sections_of(application))
    if section is None:
        return {"text": reason.text, "href": ""}
    return {"text": reason.text, "href": f"{section.url(application.number)}{_anchor(reason, application)}"}


def _anchor(reason: Reason, application: Application) -> str:
    root, dash, position = reason.field.partition("-")
    if root == "answer":
        question = filled.form_of(application).definition.question(position)
        return f"#id_{reason.field}" + ("_0" if question and has_several(question) else "")
    if root in ("costs", "planning") and dash:
        return f"#id_{root}-{int(position) - 1}-{_control(reason.code)}"
    if root in ("costs", "planning", "participants", "attachments", "organisation", rules.SIGN_OFF):
        return ""
    return f"#id_{reason.field}" + ("_0" if root == "focus" else "")


def _control(code: str) -> str:
    return _CONTROLS.get(code, "subsidy")


_CONTROLS = {
    "no-description": "description",
    "no-category": "category",
    "no-year": "year",
    "year-outside-the-term": "year",
    "not-a-party": "organisation",
    "no-cost": "cost",
    "no-name": "name",
    "planner-not-a-party": "organisation",
    "no-day": "starts_on",
    "outside-the-term": "starts_on",
    "milestone-has-an-end": "ends_on",
    "no-end-of-line": "ends_on",
    "line-ends-before-start": "ends_on",
}


@dataclass(frozen=True)
class Progress:
    """`tasks` as the task list draws them; `done` of `all` parts are ready. What may stay empty does not count."""

    tasks: list[dict]
    done: int
    all: int
    ready: bool

    @property
    def percent(self) -> float:
        return 100 * self.done / self.all

    @property
    def text(self) -> str:
        facts = {"n": self.done, "all": self.all}
        return ngettext("%(n)s of %(all)s sections ready", "%(n)s of %(all)s sections ready", self.all) % facts


def to_mend(application: Application, section: Section | None) -> list[Reason]:
    """What stands in a part and is wrong, apart from what is only missing."""
    reasons = rules.why_incomplete(application) if section else []
    return [r for r in reasons if not _is_missing(r) and section_of(r, (section,))]


def _is_missing(reason: Reason) -> bool:
    """Not wrong, only not there yet: of the applicant, or of a partner."""
    return reason.code.startswith("no-") or reason.code == rules.NOT_CONFIRMED


def of(application: Application, current: Section | str = "") -> Progress:
    """The task list of an application that was fetched with its lists; no queries."""
    reasons = rules.why_incomplete(application)
    advice = rules.advice_before_submitting(application)
    tasks = [_task(application, each, reasons, advice, current) for each in sections_of(application)]
    ready = not reasons
    needed = [task for task in tasks if not task["optional"]]
    done = sum(task["state"] == "done" for task in needed)
    completing = application.state == State.COMPLETING
    tasks.append(
        {
            "title": _("Check and hand in the completion") if completing else _("Check and hand in"),
            "url": reverse(CHECK, args=[application.number]),
            "state": "",
            "text": _("Ready to hand in") if ready and (done == len(needed) or not completing) else "",
            "current": current == CHECK,
        }
    )
    return Progress(tasks, done, len(needed), ready)


def _task(application, section: Section, reasons, advice, current) -> dict:
    own = [each for each in reasons if section_of(each, (section,))]
    advised = [each for each in advice if section_of(each, (section,))]
    state, text = _state(application, section, own, advised)
    return {
        "title": section.title,
        "url": section.url(application.number),
        "state": state,
        "text": text,
        "optional": not own and not state and application.state != State.COMPLETING,
        "current": current == section,
    }


def _touched(application: Application, section: Section) -> bool:
    """Whether anything was written or added here since it was asked."""
    request = reopened.request_of(application)
    if request is None:
        return False
    if application.entries.filter(part=section.name, at__gte=request.at).exists():
        return True
    asked = {field.removeprefix(reopened.ANSWER) for field in section.fields}
    files = [each for each in application.attachments.all() if each.at >= request.at and each.removed_at is None]
    return any(each.question in asked if each.question else section == ATTACHMENTS for each in files)


def _state(application, section: Section, own, advised) -> tuple[str, str]:
    if application.state == State.COMPLETING and not own:
        return ("done", "") if _touched(application, section) else ("", _("To be completed"))
    if any(not _is_missing(each) for each in own):
        return "fix", ""
    if any(each.code == rules.NOT_CONFIRMED for each in own):
        return "doing", _("Waits for other governments")
    if own and section == SIGN_OFF:
        return ("doing", _("Waits for a colleague")) if application.sign_off_id else ("", "")
    if own:
        return ("doing" if application.edits.get(section.name) else ""), ""
    if advised:
        return "doing", {
            "no-agreement": _("Agreement missing"),
            "no-cooperation": _("Partner missing"),
            "scan": _("Virus scanner"),
        }[advised[0].code]
    if section.name == "participants" and not application.edits.get("participants"):
        return ("done", "") if application.participants.all() else ("", _("Optional"))
    if section.name == "planning" and not application.planning.all():
        return "", _("Optional")
    if section.key and not application.edits.get(section.name):
        return "", _("Optional")
    if section.name == "attachments" and not any(a.removed_at is None for a in application.attachments.all()):
        return "", _("Optional")
    return "done", ""
