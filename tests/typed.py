"""What a browser sends of our longer forms."""

from uuid import uuid4

from calls.models import Call
from calls.proposals import rows_of
from workflow.moments import wall


def rows(prefix: str, given: list[dict]) -> dict:
    """A list of rows, as the controls of a formset."""
    data = {f"{prefix}-TOTAL_FORMS": len(given), f"{prefix}-INITIAL_FORMS": 0}
    return data | {f"{prefix}-{n}-{name}": value for n, row in enumerate(given) for name, value in row.items()}


FIELDS = {
    "basis": "number title summary purpose",
    "wie": "unconfirmed",
    "criteria": "threshold",
    "geld": "budget max_subsidy min_subsidy flemish_share",
    "ontvankelijkheid": "completion_days",
    "brieven": "regulation legal_grounds budget_article decider_title recovery start_within_months "
    "progress_report_after final_report_within",
    "kalender": "admissibility_by decision_by",
    "team": "",
}


def _plain(value) -> str:
    return "" if value is None else str(value)


def moment(name: str, value) -> dict:
    """A day and a clock time, as two controls."""
    if value is None:
        return {f"{name}_0": "", f"{name}_1": ""}
    return {f"{name}_0": f"{wall(value):%Y-%m-%d}", f"{name}_1": f"{wall(value):%H:%M:%S}"}


def jury_row(day) -> dict:
    """A day of the jury as the controls of its row."""
    starts, ends = wall(day.starts_at), wall(day.ends_at)
    return {"day": f"{starts:%Y-%m-%d}", "starts": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}", "place": day.place}


def list_of(call: Call, name: str) -> dict:
    """The rows of a list of a call, as its controls."""
    given = []
    for row in rows_of(call, name):
        anchors = row.pop("anchors", ())
        given.append({field: _plain(value) for field, value in row.items()})
        given[-1] |= {f"anchor_{n}": text for n, text in enumerate(anchors)}
    return rows(name, given)


def step_form(call: Call, step: str) -> dict:
    """The form of a step of an existing call, with nothing changed."""
    data = {name: _plain(getattr(call, name)) for name in FIELDS[step].split()}
    if step == "basis":
        data |= {"programme": call.programme_id, "type": call.type_id}
    elif step == "wie":
        data |= {"focuses": [focus.pk for focus in call.focuses.all()], "eligible_kinds": call.eligible_kinds}
        data |= {"cooperation_required": "on"} if call.cooperation_required else {}
        data |= {"planning_required": "on"} if call.planning_required else {}
    elif step == "criteria":
        data |= list_of(call, "criteria")
    elif step == "geld":
        data |= {f"reserve-{each.focus_id}": str(each.amount) for each in call.reserves.all()}
        data |= list_of(call, "categories") | list_of(call, "instalments")
    elif step == "ontvankelijkheid":
        data |= list_of(call, "conditions")
    elif step == "kalender":
        for name in ("opens_at", "closes_at", "questions_close_at"):
            data |= moment(name, getattr(call, name))
        data |= rows("jury_days", [jury_row(each) for each in call.jury_days.order_by("starts_at")])
    elif step == "team":
        members = {part: [m.user_id for m in call.team.filter(part=part)] for part in ("lead", "colleague")}
        data |= {"lead": (members["lead"] or [""])[0], "colleagues": members["colleague"]}
    return data | {"edit": str(call.edit), "_key": str(uuid4())}
