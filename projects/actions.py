"""What can be done with a project: the only writer."""

from datetime import datetime

from django.db import transaction

from decisions.models import Decision
from projects import rules
from projects.models import Boost
from workflow.models import Event
from workflow.moves import hold
from workflow.refusals import refuse


@transaction.atomic
def boost(decision: Decision, reason: str, *, by, at: datetime) -> Boost:
    """Choose an approved project as boost-project."""
    hold(decision)
    refuse(rules.why_not_boost(decision, reason=reason, by=by))
    chosen = Boost.objects.create(decision=decision, reason=reason.strip(), by=by, at=at)
    Event.objects.record(decision, "boost", by=by, at=at, facts={"reason": reason})
    return chosen
