"""What can be done with decisions: the only writer. Locks go from the ground up: call, application, decision."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from accounts.actions import notify, supersede_notices
from accounts.models import LOCAL_ROLES, Membership, Notice, User
from accounts.states import MailState
from applications import actions as application_actions
from applications.models import Application
from calls.models import Call
from decisions import letters, rules
from decisions.models import Decision, Motivation
from decisions.states import Outcome, State
from workflow.models import Event, subject_of
from workflow.moments import wall
from workflow.moves import hold, move
from workflow.refusals import refuse


@transaction.atomic
def decide(
    application: Application,
    *,
    outcome: str,
    amount: Decimal = Decimal(0),
    reason: str,
    conditions: str = "",
    motivations: dict[int, str] | None = None,
    edit: int | None = None,
    by,
    at: datetime,
) -> Decision:
    """Take the decision on a file, or take it again while it is not announced.

    `motivations` maps criterion ids to texts. The call is held, so Σ awarded ≤ budget is asked of a settled sum; the
    database holds the same sum by a constraint.
    """
    hold(application.call)
    hold(application)
    facts = {"outcome": outcome, "amount": amount, "reason": reason}
    ground = rules.ground_of(application.call)
    asked = {"motivations": motivations or {}, "edit": edit, "ground": ground}
    refuse(rules.why_not_decide(application, **facts, **asked, by=by, at=at))
    decision = Decision.objects.filter(application=application).first() or Decision(
        application=application, call=application.call, number=f"B-{application.number}", edit=0
    )
    decision.outcome, decision.amount, decision.reason = outcome, amount, reason.strip()
    decision.conditions = conditions.strip()
    decision.ranking = None if outcome == Outcome.INADMISSIBLE else ground.ranking
    decision.by, decision.at = by, at
    decision.edit += 1
    decision.full_clean(
        exclude=["application", "call", "ranking", "by", "document", "announced_at"], validate_unique=False
    )
    decision.save()
    decision.motivations.all().delete()
    points = ground.points_of(application)
    for criterion, text in (motivations or {}).items():
        Motivation.objects.create(
            decision=decision, criterion_id=criterion, text=text.strip(), points=points.get(criterion, Decimal(0))
        )
    refuse(letters.faults(decision))
    Event.objects.record(decision, "decide", by=by, at=at, facts=facts | {"motivations": motivations or {}})
    return decision


@transaction.atomic
def drop(decision: Decision, *, by, at: datetime) -> None:
    """Drop a decision that is not announced; its amount is free again."""
    hold(decision.call)
    hold(decision)
    refuse(rules.why_not_drop(decision, by=by))
    Event.objects.record(decision.application, "drop-decision", by=by, at=at, facts={"number": decision.number})
    decision.delete()


@transaction.atomic
def announce(call: Call, *, by, at: datetime, mail: bool = True) -> list[Decision]:
    """Announce every decision of a call together: per file a letter and a notice are owed from this moment on."""
    hold(call)
    table = rules.table_of(call)
    refuse(rules.why_not_announce(call, by=by, at=at, table=table))
    ranked = table.ground.standings.places
    standings = {row.pk: letters.Standing(row.rank, len(ranked)) for row in ranked}
    announced = _taken(call)
    holders = _holders(announced, at)
    for about in _queued_about([subject_of(decision.application) for decision in announced]):
        supersede_notices(about, at=at)
    for decision in announced:
        document = letters.owe(decision, by=by, at=at, standing=standings.get(decision.application_id))
        move(decision, "announce", by=by, at=at, also={"document": document}, number=decision.number)
        application_actions.finish(decision.application, by=by, at=at)
        _tell(decision, holders[decision.application.organisation_id], at=at, mail=mail)
    return announced


def _taken(call: Call) -> list[Decision]:
    """The decisions to announce, held together with their files, and all that their letters say."""
    prefetch_related_objects([call], "instalments")
    taken = (
        call.decisions.filter(state=State.TAKEN)
        .select_for_update(of=("self", "application"))
        .select_related("by", "application__organisation", "application__submission", "application__focus")
        .select_related("application__admissibility")
        .prefetch_related("motivations__criterion", "application__completions__before")
    )
    decisions = list(taken.order_by("pk"))
    for decision in decisions:
        decision.call = decision.application.call = call
    return decisions


def _holders(decisions: list[Decision], at: datetime) -> dict[int, list[User]]:
    """Who works on applications, per lead government, in one query for all files.

    When a government ended, the people of its successor too: they read its files (ADR 65), and it may have nobody left.
    """
    leads = {each.application.organisation_id: each.application.organisation for each in decisions}
    speaks_for: dict[int, set[int]] = {pk: {pk} for pk in leads}
    for lead in leads.values():
        if lead.successor_id and lead.valid_until and lead.valid_until < wall(at).date():
            speaks_for.setdefault(lead.successor_id, set()).add(lead.pk)
    holders: dict[int, dict[int, User]] = {pk: {} for pk in leads}
    held = Membership.objects.filter(organisation__in=speaks_for, role__in=LOCAL_ROLES, user__is_active=True)
    for each in held.select_related("user").order_by("pk"):
        for lead_id in speaks_for[each.organisation_id]:
            holders[lead_id][each.user_id] = each.user
    return {government: list(people.values()) for government, people in holders.items()}


def _queued_about(subjects: list[str]) -> list[str]:
    """Which of the files still have a mail in the queue that the decision overtakes."""
    queued = Notice.objects.filter(about__in=subjects, state=MailState.QUEUED)
    return list(queued.order_by("about").values_list("about", flat=True).distinct())


def _tell(decision: Decision, people: list[User], *, at: datetime, mail: bool) -> None:
    application = decision.application
    notify(
        people,
        key=f"decided:{decision.pk}",
        subject=_("The decision on your application is there (%(number)s)") % {"number": application.number},
        body=_(
            "A decision was taken on “%(title)s” of %(government)s. You find the outcome and the letter in the portal."
        )
        % {"title": application.submission.content["title"], "government": application.organisation},
        link=decision.get_absolute_url(),
        action=_("See the decision"),
        about=subject_of(decision),
        document=decision.document,
        at=at,
        mail=mail,
    )
