"""In which phase is the work of a jury? Who sees whom and what follows from the answer, everywhere."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils.translation import gettext as _

from calls.models import Call
from reviews.models import Assignment, Phase, Score
from reviews.states import State
from workflow.moments import instant, wall


def phase_at(call: Call, moment: datetime) -> Phase:
    """The phase that began last; before the first one, or without any, the strictest: each judges alone.

    Asks `call.phases.all()`, so that a page that prefetched it pays nothing.
    """
    begun = [each for each in call.phases.all() if each.starts_at <= moment]
    return max(begun, key=lambda each: each.starts_at, default=Phase(call=call))


def proposed(call: Call) -> list[Phase]:
    """A sensible set: each alone at first, then beside each other before the jury meets, and closed after it."""
    alone = {"names_shown": False, "others_scores": Phase.Scores.NEVER, "may_edit": True, "discussion_open": False}
    found = [Phase(call=call, name=_("Reading, each alone"), starts_at=call.closes_at, **alone)]
    days = sorted(call.jury_days.all(), key=lambda each: each.starts_at)
    if not days:
        return found
    together = {"names_shown": True, "may_edit": True, "discussion_open": True}
    before = instant(datetime.combine(wall(days[0].starts_at).date() - timedelta(days=3), time(9)))
    if before > call.closes_at:
        scores = Phase.Scores.AFTER_OWN
        found.append(Phase(call=call, name=_("Preparing the day"), starts_at=before, others_scores=scores, **together))
    scores = Phase.Scores.ALWAYS
    name = _("The jury meets")
    found.append(Phase(call=call, name=name, starts_at=days[0].starts_at, others_scores=scores, **together))
    closed = together | {"may_edit": False, "discussion_open": False}
    ends = max(each.ends_at for each in days)
    found.append(Phase(call=call, name=_("Closed"), starts_at=ends, others_scores=scores, **closed))
    return found


@dataclass(frozen=True)
class Other:
    """A review of somebody else, as far as the phase shows it."""

    name: str
    scores: dict[int, Score]  # by criterion


def others_of(assignment: Assignment, moment: datetime) -> list[Other]:
    """What this reviewer may see of the others' reviews of the file: handed-in ones only. At most three queries."""
    phase = phase_at(assignment.application.call, moment)
    if phase.others_scores == Phase.Scores.NEVER:
        return []
    if phase.others_scores == Phase.Scores.AFTER_OWN and assignment.state != State.SUBMITTED:
        return []
    others = Assignment.objects.counting().filter(application=assignment.application_id).exclude(pk=assignment.pk)
    return [
        Other(
            str(each.reviewer) if phase.names_shown else _("Reviewer %(n)s") % {"n": n},
            {score.criterion_id: score for score in each.scores.all()},
        )
        for n, each in enumerate(others.select_related("reviewer").prefetch_related("scores").order_by("pk"), 1)
    ]
