"""Fixing the ranked list of a call."""

from datetime import datetime

from django.db import transaction

from calls.models import Call
from reviews import panel, rules
from reviews.models import Ranking
from reviews.ranking import content_of, standings
from workflow.models import Event, fingerprint
from workflow.moves import hold
from workflow.refusals import refuse


@transaction.atomic
def fix_ranking(call: Call, reason: str = "", *, by, at: datetime) -> Ranking:
    """Fix the ranked list as it is now, with its formula, scores and hash; decisions rest on the newest one.

    Raises Refused; a second one needs a reason, and that something changed.
    """
    hold(call)
    before = call.rankings.order_by("-number").first()
    refuse(rules.why_not_fix(call, before=before, reason=reason, by=by))
    found = standings(call)
    content = content_of(call, found, waiting=panel.unjudged(call).count())
    ranking = Ranking.objects.create(
        call=call,
        number=before.number + 1 if before else 1,
        content=content,
        sha256=fingerprint(content),
        inputs=found.inputs,
        reason=reason.strip()[:300] if before else "",
        by=by,
        at=at,
    )
    facts = {"number": ranking.number, "sha256": ranking.sha256, "reason": ranking.reason}
    Event.objects.record(call, "fix-ranking", by=by, at=at, facts=facts)
    return ranking
