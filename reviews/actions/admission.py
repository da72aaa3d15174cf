"""What the administration does with a file before the jury reads it. Locks: the application."""

from datetime import datetime

from django.db import transaction

from applications import actions as application_actions
from applications.models import Application
from reviews import rules
from reviews.models import Admissibility
from workflow.moves import hold
from workflow.refusals import refuse


@transaction.atomic
def judge_admissibility(
    application: Application, *, admissible: bool, motivation: str, condition="", source="", by, at: datetime
) -> Admissibility:
    """Mark a file admissible or not. What is not admissible names the condition and where it is written."""
    hold(application)
    said = {"motivation": motivation, "admissible": admissible, "condition": condition, "source": source}
    refuse(rules.why_not_judge_admissibility(application, by=by, **said))
    outcome = Admissibility(
        application=application,
        admissible=admissible,
        motivation=motivation.strip(),
        condition="" if admissible else condition.strip(),
        source="" if admissible else source.strip(),
        by=by,
        at=at,
    )
    outcome.full_clean()
    outcome.save()
    (application_actions.admit if admissible else application_actions.reject)(application, by=by, at=at)
    return outcome
