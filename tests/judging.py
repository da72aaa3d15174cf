"""Reviews and decisions, as the actions take them and as the forms send them."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from decisions import actions as decision_actions
from tests import factories
from tests.factories import CLOSES

LATER = CLOSES + timedelta(days=5)
JURY = CLOSES + timedelta(days=40)


def codes(refusal) -> list[str]:
    """The codes of what `pytest.raises(Refused)` caught."""
    return [reason.code for reason in refusal.value.reasons]


def scores(call, value=4, motivation="Sterk en meetbaar.") -> list[dict]:
    return [{"criterion": c, "value": value, "motivation": motivation} for c in call.criteria.order_by("position")]


def scores_typed(call, value=4, motivation="Sterk en meetbaar.", **more) -> dict:
    data = {"_key": str(uuid4())}
    for each in call.criteria.all():
        data |= {f"value-{each.pk}": value, f"motivation-{each.pk}": motivation}
    return data | more


def motivations(call, text="Afdoende onderbouwd.") -> dict[int, str]:
    return {each.pk: text for each in call.criteria.all()}


def decision_typed(call, outcome="award", amount="67.200,00", reason="Het project is sterk.", **more) -> dict:
    data = {"_key": str(uuid4()), "outcome": outcome, "amount": amount, "reason": reason, "conditions": "", "edit": 0}
    return data | {f"motivation-{each.pk}": "Afdoende onderbouwd." for each in call.criteria.all()} | more


def take(file, by, outcome="award", amount="67200.00", at=JURY, **more):
    """Decide through the action, with everything that is asked for."""
    facts = {"reason": "Het project is sterk.", "motivations": motivations(file.call)} | more
    if outcome != "award":
        amount = 0
    if outcome == "inadmissible":
        facts["motivations"] = {}
    else:
        factories.fix(file.call)
    return decision_actions.decide(file, outcome=outcome, amount=Decimal(amount), by=by, at=at, **facts)
