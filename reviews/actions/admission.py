"""What the administration does with a file before the jury reads it. Locks: application, then proposal."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions import notify, supersede_notices
from accounts.models import User
from applications import actions as application_actions
from applications.models import Application, Completion
from calls import team
from reviews import rules
from reviews.checklist import Checklist, Given, checklist_of
from reviews.models import Admissibility, ConditionAnswer, Proposal
from workflow.models import Event, subject_of
from workflow.moves import hold, move
from workflow.refusals import refuse


def _hold_at(application: Application, at: datetime) -> None:
    """Hold a file. When its time to complete is over it is back by definition, also where no clock ran."""
    hold(application)
    application_actions.expire_if_over(application, at=at)


@transaction.atomic
def ask_completion(
    application: Application, parts: list[dict], text: str, closes_at: datetime, *, by, at: datetime
) -> Completion:
    """Let the applicant complete exactly these parts (`name`, `label`, `lacks`) until a moment."""
    _hold_at(application, at)
    refuse(rules.why_not_ask_completion(application, parts, text, closes_at, by=by, at=at))
    return application_actions.ask_completion(application, parts, text, closes_at, by=by, at=at)


@transaction.atomic
def check(application: Application, answers: Mapping[str, Given], *, by, at: datetime) -> None:
    """Keep what was found of the conditions that a person looks at, without an outcome yet."""
    _hold_at(application, at)
    refuse(rules.why_not_check(application, answers, by=by))
    _keep(application, checklist_of(application), answers, by=by, at=at)


def _keep(application: Application, checklist: Checklist, answers: Mapping[str, Given], *, by, at: datetime) -> None:
    """Write what is new or different; the log keeps what stood there before."""
    facts = {}
    for line in checklist.asked:
        given = answers.get(line.key)
        before = line.answer and (line.answer.found, line.answer.remark)
        if given is None or before == (given.found, given.remark.strip()):
            continue
        ConditionAnswer.objects.update_or_create(
            application=application,
            key=line.key,
            defaults={"asked": line.name, "found": given.found, "remark": given.remark.strip(), "by": by, "at": at},
        )
        facts[line.name] = [given.found, given.remark.strip()]
    if facts:
        Event.objects.record(application, "check", by=by, at=at, facts={"conditions": facts})


@transaction.atomic
def judge_admissibility(
    application: Application,
    *,
    admissible: bool,
    motivation: str,
    condition="",
    source="",
    answers: Mapping[str, Given] | None = None,
    by,
    at: datetime,
) -> Admissibility | Proposal:
    """Mark a file admissible, or propose that it is not: that names the condition, and waits for a second officer."""
    _hold_at(application, at)
    checklist = checklist_of(application) if application.submission_id else Checklist([], [])
    said = {"motivation": motivation, "admissible": admissible, "condition": condition, "source": source}
    refuse(rules.why_not_judge_admissibility(application, by=by, answers=answers, checklist=checklist, **said))
    _keep(application, checklist, answers or {}, by=by, at=at)
    if not admissible:
        return _propose(application, motivation.strip(), condition.strip(), source.strip(), by=by, at=at)
    outcome = Admissibility(application=application, admissible=True, motivation=motivation.strip(), by=by, at=at)
    outcome.full_clean()
    outcome.save()
    application_actions.admit(application, by=by, at=at)
    return outcome


def _propose(application: Application, motivation: str, condition: str, source: str, *, by, at: datetime) -> Proposal:
    proposal = Proposal(
        application=application, motivation=motivation, condition=condition, source=source, by=by, at=at
    )
    proposal.full_clean()
    proposal.save()
    Event.objects.record(proposal, "propose", by=by, at=at, facts={"condition": condition, "source": source})
    _tell(
        proposal,
        team.told_of(application.call, besides=by),
        "proposed",
        _("Not admissible? A file waits for a second officer (%(number)s)"),
        _(
            "%(who)s proposes to declare file %(number)s not admissible.\n\nCondition that is not met: %(condition)s "
            "(%(source)s)\n\n%(motivation)s\n\nConfirm it, or send it back with a remark."
        ),
        at=at,
    )
    return proposal


@transaction.atomic
def confirm_proposal(proposal: Proposal, *, by, at: datetime) -> Admissibility:
    """As the second officer: the file is not admissible."""
    application = proposal.application
    hold(application)
    hold(proposal)
    proposal.application = application
    refuse(rules.why_not_answer_proposal(proposal, by=by))
    move(proposal, "confirm_proposal", by=by, at=at, also={"answered_by": by})
    supersede_notices(subject_of(proposal), at=at)
    outcome = Admissibility(
        application=application,
        admissible=False,
        motivation=proposal.motivation,
        condition=proposal.condition,
        source=proposal.source,
        by=proposal.by,
        at=at,
        seconded_by=by,
    )
    outcome.full_clean()
    outcome.save()
    application_actions.reject(application, by=by, at=at)
    return outcome


@transaction.atomic
def send_back(proposal: Proposal, remark: str, *, by, at: datetime) -> None:
    """As the second officer: not like this. The file waits for an outcome again, and who proposed reads why."""
    application = proposal.application
    hold(application)
    hold(proposal)
    proposal.application = application
    refuse(rules.why_not_answer_proposal(proposal, by=by, remark=remark))
    also = {"answered_by": by, "remark": remark.strip()}
    move(proposal, "return_proposal", by=by, at=at, also=also, reason=remark.strip())
    supersede_notices(subject_of(proposal), at=at)
    _tell(
        proposal,
        [proposal.by],
        "sent-back",
        _("Your proposal came back (%(number)s)"),
        _("%(second)s sends your proposal about file %(number)s back.\n\n%(remark)s"),
        at=at,
    )


def _tell(proposal: Proposal, people: list[User], key: str, subject: str, body: str, *, at: datetime) -> None:
    file = proposal.application
    facts = {
        "number": file.number,
        "who": proposal.by,
        "second": proposal.answered_by,
        "condition": proposal.condition,
        "source": proposal.source,
        "motivation": proposal.motivation,
        "remark": proposal.remark,
    }
    notify(
        people,
        key=f"{key}:{proposal.pk}",
        subject=subject % facts,
        body=body % facts,
        link=reverse("reviews:admissibility", args=[file.number]),
        action=_("See the file"),
        about=subject_of(proposal),
        at=at,
    )
