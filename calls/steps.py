"""The steps of setting up a call: their pages, and what the rules still ask of each."""

from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from calls import rules
from calls.models import Call
from workflow.refusals import Reason


@dataclass(frozen=True)
class Step:
    """`name` stands in the address and in `actions.save`; `fields` are what its page mends."""

    name: str
    title: str
    fields: frozenset[str] = field(default_factory=frozenset)
    optional: bool = False


def _step(name, title, fields="", **options) -> Step:
    return Step(name, title, frozenset(fields.split()), **options)


STEPS = (
    _step("basis", gettext_lazy("The basics"), "programme new_programme number type title summary purpose"),
    _step(
        "wie",
        gettext_lazy("Focuses and applicants"),
        "focuses eligible_kinds cooperation_required planning_required unconfirmed signer",
    ),
    _step("formulier", gettext_lazy("Form"), "form", optional=True),
    _step("criteria", gettext_lazy("Criteria"), "criteria threshold"),
    _step(
        "geld",
        gettext_lazy("Money"),
        "budget max_subsidy min_subsidy flemish_share reserves categories instalments",
    ),
    _step("ontvankelijkheid", gettext_lazy("Admissibility"), "conditions completion_days", optional=True),
    _step(
        "brieven",
        gettext_lazy("Letters"),
        "regulation legal_grounds budget_article decider_title recovery start_within_months progress_report_after "
        "final_report_within",
    ),
    _step(
        "kalender",
        gettext_lazy("Calendar"),
        "opens_at closes_at questions_close_at admissibility_by decision_by jury_days",
    ),
    _step("team", gettext_lazy("Team"), "lead colleagues", optional=True),
)
BY_NAME = {each.name: each for each in STEPS}
# Steps that are saved here; the form has an editor of its own.
SAVED = tuple(each for each in STEPS if each.name != "formulier")
# Where a control of more than one part begins.
ANCHORS = {
    "programme": "id_programme",
    "type": "id_type_0",
    "opens_at": "id_opens_at_0",
    "closes_at": "id_closes_at_0",
    "questions_close_at": "id_questions_close_at_0",
    "focuses": "id_focuses_0",
    "eligible_kinds": "id_eligible_kinds_0",
    "criteria": "criteria",
    "categories": "categories",
    "instalments": "instalments",
    "conditions": "conditions",
    "jury_days": "jurydagen",
}


def step_of(reason: Reason) -> Step | None:
    """Where a reason is mended."""
    if reason.field.startswith(rules.FORM):
        return BY_NAME["formulier"]
    root = reason.field.partition("-")[0]
    root = "reserves" if root == "reserve" else root
    return next((each for each in STEPS if root in each.fields), None)


def address(call: Call, step: Step) -> str:
    """The page of a step; the form has an editor of its own."""
    if step.name == "formulier":
        return reverse("calls:form", args=[call.slug])
    return reverse("calls:step", args=[call.slug, step.name])


def where(call: Call, reason: Reason) -> dict:
    """A reason as a link to the control that mends it."""
    step = step_of(reason)
    if step is None:
        return {"text": reason.text, "href": ""}
    if step.name == "formulier":
        return {"text": reason.text, "href": f"{address(call, step)}#{reason.field.removeprefix(rules.FORM)}"}
    return {"text": reason.text, "href": f"{address(call, step)}#{ANCHORS.get(reason.field, f'id_{reason.field}')}"}


@dataclass(frozen=True)
class Progress:
    """`tasks` as the task list draws them; `missing` per step what publishing still asks; `first` step to mend."""

    tasks: list[dict]
    missing: list[dict]
    first: Step
    done: int

    @property
    def all(self) -> int:
        return len(STEPS) - sum(each.optional for each in STEPS)

    @property
    def percent(self) -> float:
        return 100 * self.done / self.all

    @property
    def text(self) -> str:
        facts = {"n": self.done, "all": self.all}
        return ngettext("%(n)s of %(all)s steps complete", "%(n)s of %(all)s steps complete", self.all) % facts


def of(call: Call, *, by, at: datetime, current: str = "") -> Progress:
    """How far a call in preparation is."""
    reasons = [each for each in rules.why_not_publish(call, by=by, at=at) if each.code != "not-an-officer"]
    per_step = {each: [reason for reason in reasons if step_of(reason) is each] for each in STEPS}
    tasks = [_task(call, step, own, current) for step, own in per_step.items()]
    missing = [
        {"title": step.title, "reasons": [where(call, reason) for reason in own]}
        for step, own in per_step.items()
        if own
    ]
    if loose := [each for each in reasons if step_of(each) is None]:
        missing.append({"title": "", "reasons": [where(call, reason) for reason in loose]})
    check = {"title": _("Look over and publish"), "url": reverse("calls:staff_detail", args=[call.slug]), "state": ""}
    check["text"] = "" if reasons else _("Ready to publish")
    return Progress(
        tasks=[*tasks, check],
        missing=missing,
        first=next((step for step, own in per_step.items() if own), STEPS[0]),
        done=sum(not own for step, own in per_step.items() if not step.optional),
    )


def _task(call: Call, step: Step, own: list[Reason], current: str) -> dict:
    text, state = "", "done"
    if any(each.code == "only-proposed" for each in own):
        text, state = _("Proposed, to confirm"), "doing"
    elif own:
        text = ngettext("%(n)s thing is missing", "%(n)s things are missing", len(own)) % {"n": len(own)}
        state = "doing" if len(own) < len(step.fields) else ""
    elif step.name == "formulier":
        text, state = ("", "done") if call.form.draft.get("sections") else (_("Only the fixed questions"), "")
    elif step.name == "ontvankelijkheid":
        text, state = ("", "done") if call.conditions.all() else (_("Only what the portal checks"), "")
    elif step.name == "team":
        text, state = ("", "done") if call.team.all() else (_("All officers"), "")
    return {
        "title": step.title,
        "url": address(call, step),
        "state": state,
        "text": text,
        "current": step.name == current,
    }
