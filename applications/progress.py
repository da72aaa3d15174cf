"""How far a draft is: the parts of the form, and what the rules still ask of each."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from applications import rules
from applications.models import Application
from workflow.refusals import Reason


@dataclass(frozen=True)
class Section:
    """A page of the form: its name in `actions.save`, its address and its title."""

    name: str
    view: str
    title: str
    fields: tuple[str, ...]


SECTIONS = (
    Section(
        "project",
        "applications:project",
        gettext_lazy("Project"),
        ("title", "summary", "focus", "starts_on", "ends_on", "goals"),
    ),
    Section("participants", "applications:participants", gettext_lazy("Cooperation"), ("participants", "organisation")),
    Section("costs", "applications:costs", gettext_lazy("Costs and subsidy"), ("costs",)),
    Section("answers", "applications:answers", gettext_lazy("Answers to the criteria"), ("answers",)),
    Section("attachments", "applications:attachments", gettext_lazy("Attachments"), ("attachments",)),
)
CHECK = "applications:check"


def section_of(reason: Reason) -> Section | None:
    """Where a reason is mended; None when no page of the form can."""
    root = reason.field.partition("-")[0]
    return next((each for each in SECTIONS if root in each.fields), None)


def where(reason: Reason, number: str) -> dict:
    """A reason with the address of the control that mends it."""
    section = section_of(reason)
    if section is None:
        return {"text": reason.text, "href": ""}
    return {"text": reason.text, "href": f"{reverse(section.view, args=[number])}{_anchor(reason)}"}


def _anchor(reason: Reason) -> str:
    root, dash, position = reason.field.partition("-")
    if root == "costs" and dash:
        return f"#id_costs-{int(position) - 1}-{_control(reason.code)}"
    if root in ("costs", "participants", "attachments", "organisation"):
        return ""
    return f"#id_{reason.field}" + ("_0" if root == "focus" else "")


def _control(code: str) -> str:
    return {"no-description": "description", "no-category": "category", "not-a-party": "organisation"}.get(
        code, "cost" if code == "no-cost" else "subsidy"
    )


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


def to_mend(application: Application, view: str) -> list[Reason]:
    """What stands in a part and is wrong, apart from what is only missing."""
    reasons = rules.why_incomplete(application)
    return [r for r in reasons if not r.code.startswith("no-") and (s := section_of(r)) and s.view == view]


def of(application: Application, current: str = "") -> Progress:
    """The task list of an application that was fetched with its lists; no queries."""
    reasons = rules.why_incomplete(application)
    advice = rules.advice_before_submitting(application)
    tasks = [_task(application, each, reasons, advice, current) for each in SECTIONS]
    ready = not reasons
    needed = [task for task in tasks if not task["optional"]]
    done = sum(task["state"] == "done" for task in needed)
    tasks.append(
        {
            "title": _("Check and hand in"),
            "url": reverse(CHECK, args=[application.number]),
            "state": "",
            "text": _("Ready to hand in") if ready else "",
            "current": current == CHECK,
        }
    )
    return Progress(tasks, done, len(needed), ready)


def _task(application, section: Section, reasons, advice, current: str) -> dict:
    own = [each for each in reasons if section_of(each) is section]
    advised = [each for each in advice if section_of(each) is section]
    state, text = _state(application, section, own, advised)
    url = reverse(section.view, args=[application.number])
    return {
        "title": section.title,
        "url": url,
        "state": state,
        "text": text,
        "optional": not own and not state,
        "current": current == section.view,
    }


def _state(application, section: Section, own, advised) -> tuple[str, str]:
    if any(not each.code.startswith("no-") for each in own):
        return "fix", ""
    if own:
        return ("doing" if application.edits.get(section.name) else ""), ""
    if advised:
        return "doing", {"no-agreement": _("Agreement missing"), "no-cooperation": _("Partner missing")}[
            advised[0].code
        ]
    if section.name == "participants" and not application.edits.get("participants"):
        return ("done", "") if application.participants.all() else ("", _("Optional"))
    if section.name == "attachments" and not any(a.removed_at is None for a in application.attachments.all()):
        return "", _("Optional")
    return "done", ""
