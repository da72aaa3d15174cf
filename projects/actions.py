"""What can be done with a project: the only writer."""

from datetime import datetime

from django.db import transaction

from applications.continuing import begin
from applications.models import Application
from calls.models import Call
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


@transaction.atomic
def go_on(origin: Application, call: Call, title: str, *, by, at: datetime) -> Application:
    """Start an application in this call from an earlier one. Its row is held, so that two colleagues start one."""
    hold(origin, "call__type", "organisation__successor", "focus")
    refuse(rules.why_not_continue(origin, call, by=by, at=at))
    return begin(origin, rules.kind_of(origin, at=at), call, rules.heir(origin, at=at), title, by=by, at=at)
