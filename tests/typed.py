"""What a browser sends of our longer forms."""

from uuid import uuid4

from calls.models import Call
from workflow.moments import wall


def rows(prefix: str, given: list[dict]) -> dict:
    """A list of rows, as the controls of a formset."""
    data = {f"{prefix}-TOTAL_FORMS": len(given), f"{prefix}-INITIAL_FORMS": 0}
    return data | {f"{prefix}-{n}-{name}": value for n, row in enumerate(given) for name, value in row.items()}


def call_form(call: Call) -> dict:
    """The form of an existing call, with nothing changed."""
    plain = (
        "number title summary purpose budget max_subsidy flemish_share regulation legal_grounds budget_article "
        "decider_title recovery start_within_months final_report_within edit"
    ).split()
    data = {name: str(getattr(call, name)) for name in plain}
    for name in ("opens_at", "closes_at"):
        moment = wall(getattr(call, name))
        data |= {f"{name}_0": f"{moment:%Y-%m-%d}", f"{name}_1": f"{moment:%H:%M:%S}"}
    for name in ("jury_on", "decision_by"):
        data[name] = str(getattr(call, name) or "")
    data |= {"programme": call.programme_id, "type": call.type_id, "eligible_kinds": call.eligible_kinds}
    data["focuses"] = [focus.pk for focus in call.focuses.all()]
    criteria = call.criteria.order_by("position").values("name", "group", "question", "weight")
    instalments = call.instalments.order_by("position").values("percentage", "trigger")
    data |= rows("criteria", list(criteria)) | rows("instalments", list(instalments))
    return data | {"_key": str(uuid4())}
