"""May this happen to a call, and if not, why not? Reads only."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import Role
from calls import moments
from calls.asking import definition_of
from calls.models import Call, Focus, JuryDay, Moment, Programme, TeamMember, TermChange
from calls.states import CallState, ChangeState
from questionnaires.rules import faults
from workflow import dutch
from workflow.moments import DRAIN
from workflow.refusals import Reason, rule

# Before the field of a reason that is about the form of the call: what follows is the key of its section or question.
FORM = "form/"


def _officer_only(by) -> Iterator[Reason]:
    if Role.OFFICER not in by.roles:
        yield Reason("not-an-officer", _("Only a programme officer can do this."))


@rule
def why_not_write(*, by) -> Iterator[Reason]:
    """May this person set up calls?"""
    yield from _officer_only(by)


@rule
def why_not_start_programme(name: str, *, by) -> Iterator[Reason]:
    """A programme is started once."""
    yield from _officer_only(by)
    if Programme.objects.filter(name__iexact=name).exists():
        yield Reason("programme-exists", _("This programme exists. Choose it in the list."), "new_programme")


@rule
def why_not_edit(call: Call, *, by, edit: int | None = None) -> Iterator[Reason]:
    """Only a call in preparation is edited, and never over somebody else's newer version (`edit`)."""
    yield from _officer_only(by)
    if call.state != CallState.DRAFT:
        yield Reason("published", _("This call is published. Its moments can still be moved, with a reason."))
    if edit is not None and edit != call.edit:
        text = _("Somebody else saved this call while you were typing. Compare with the newest version and save again.")
        yield Reason("edited-meanwhile", text)


@rule
def why_not_edit_form(call: Call, *, by, at: datetime) -> Iterator[Reason]:
    """The form is written until the call closes; what is changed after publishing waits for a new version."""
    yield from _officer_only(by)
    if call.is_closed_at(at):
        yield Reason("call-closed", _("This call is closed. Its form can no longer change."))


@rule
def why_not_publish_form(call: Call, *, by, at: datetime, edit: int | None = None) -> Iterator[Reason]:
    """A new version of the form, as it stands in version `edit` of its text, while the call can still be answered."""
    yield from _officer_only(by)
    if call.state == CallState.DRAFT:
        yield Reason("not-published", _("The first version of the form is made when the call is published."))
        return
    if call.is_closed_at(at):
        yield Reason("call-closed", _("This call is closed. Its form can no longer change."))
    whole = definition_of(call)
    if whole == call.form.current.definition:
        yield Reason("nothing-changed", _("Applicants have this form already: nothing changed since it was published."))
    elif edit is not None and edit != call.form.edit:
        text = _("Somebody else changed the form after you looked. See what changes now, and publish again.")
        yield Reason("edited-meanwhile", text)
    for each in faults(whole):
        yield replace(each, field=f"{FORM}{each.field}")


@rule
def why_not_weigh(weights: list[Decimal]) -> Iterator[Reason]:
    """The weights of the criteria, in %, are the whole."""
    if sum(weights) != 100:
        text = _("The weights of the criteria add up to %(sum)s. Make that 100 %%.") % {
            "sum": dutch.percent(sum(weights))
        }
        yield Reason("weights", text, "criteria")


@rule
def why_not_pay(parts: list[Decimal]) -> Iterator[Reason]:
    """The instalments, in %, are the whole."""
    if sum(parts) != 100:
        text = _("The instalments add up to %(sum)s. Make that 100 %%.") % {"sum": dutch.percent(sum(parts))}
        yield Reason("instalments", text, "instalments")


@rule
def why_not_reserve(budget: Decimal, reserves: dict[Focus, Decimal], focuses) -> Iterator[Reason]:
    """What is kept for focuses fits the budget, and each of them is a focus of the call."""
    kept = sum(reserves.values(), Decimal(0))
    if kept > budget:
        text = _("The reserves add up to %(kept)s. That is more than the budget of %(budget)s. Reserve less.")
        facts = {"kept": dutch.money(kept), "budget": dutch.money(budget)}
        yield Reason("reserves", text % facts, f"reserve-{next(iter(reserves)).pk}")
    for focus in reserves:
        if focus not in focuses:
            text = _("An amount is reserved for “%(focus)s”. Take that reserve away first, in the step “Money”.")
            yield Reason("focus-has-reserve", text % {"focus": focus}, "focuses")


@rule
def why_not_team(members: list[dict]) -> Iterator[Reason]:
    """A team is of active officers, with one lead at most. `members` have a `user` and a `part`."""
    for each in members:
        if not each["user"].is_active or Role.OFFICER not in each["user"].roles:
            text = _("%(name)s is not a programme officer any more. Choose somebody else.")
            field = "lead" if each["part"] == TeamMember.Part.LEAD else "colleagues"
            yield Reason("not-an-officer-now", text % {"name": each["user"]}, field)
    if sum(each["part"] == TeamMember.Part.LEAD for each in members) > 1:
        yield Reason("two-leads", _("A call has one lead."), "lead")


@rule
def why_not_clone(call: Call, *, by) -> Iterator[Reason]:
    """Any call can be taken over into a new one."""
    yield from _officer_only(by)


def _needed() -> dict[str, tuple[str, str]]:
    """What a call in preparation may leave open, and a published one not."""
    return {
        "summary": ("no-summary", _("Say in one sentence what the call offers.")),
        "purpose": ("no-purpose", _("Write what the call is for.")),
        "regulation": ("no-regulation", _("Name the rules of the call.")),
        "legal_grounds": ("no-legal-grounds", _("Name the legal grounds.")),
        "budget_article": ("no-budget-article", _("Name the budget article.")),
        "decider_title": ("no-decider", _("Name who decides.")),
    }


@rule
def why_not_publish(call: Call, *, by, at: datetime) -> Iterator[Reason]:
    """What is missing before applicants may see it."""
    yield from _officer_only(by)
    if call.state != CallState.DRAFT:
        yield Reason("wrong-state", _("This call was published before."))
    if call.closes_at <= at:
        yield Reason("closes-in-the-past", _("The closing lies in the past. Choose a later moment."), "closes_at")
    for field, (code, text) in _needed().items():
        if not getattr(call, field).strip():
            yield Reason(code, text, field)
    if not call.focuses.exists():
        yield Reason("no-focus", _("Choose at least one focus."), "focuses")
    if not call.eligible_kinds:
        yield Reason("nobody-may-apply", _("Choose who may apply."), "eligible_kinds")
    yield from why_not_weigh([each.weight for each in call.criteria.all()])
    if "geld" in call.proposed:
        text = _("The amounts are a proposal. Look at them, and save them in the step “Money”.")
        yield Reason("only-proposed", text, "budget")
    if not call.categories.all():
        yield Reason("no-category", _("Name at least one kind of cost that applicants can choose."), "categories")
    yield from why_not_pay([each.percentage for each in call.instalments.all()])
    for each in faults(definition_of(call)):
        yield replace(each, field=f"{FORM}{each.field}")


@rule
def why_not_move_now(call: Call, *, moment: str = Moment.CLOSES, by, at: datetime) -> Iterator[Reason]:
    """May this moment of the call be moved at all, whatever the new one? What has passed is fixed for good."""
    yield from _officer_only(by)
    passed = moments.has_passed(moment, moments.promised(call, moment), at)
    if call.state == CallState.DRAFT:
        yield Reason("not-published", _("This call is being prepared. Change its moments in its form."))
    elif moment == Moment.CLOSES and (call.state != CallState.PUBLISHED or passed):
        yield Reason("call-closed", _("This call is closed. Its closing cannot be moved any more."))
    elif passed:
        yield Reason("moment-passed", _("This moment has passed. It cannot be moved any more."))
    yield from why_not_settled(call)


@rule
def why_not_settled(call: Call) -> Iterator[Reason]:
    """One proposed change at a time."""
    if call.term_changes.filter(state=ChangeState.PROPOSED).exists():
        text = _("Another change of this call waits for a second officer. Settle that one first.")
        yield Reason("one-at-a-time", text)


@rule
def why_not_change_term(
    call: Call, new: datetime, reason: str, *, moment: str = Moment.CLOSES, by, at: datetime
) -> Iterator[Reason]:
    """A moment can be moved until it has passed, to one still to come, with a reason."""
    yield from why_not_move_now(call, moment=moment, by=by, at=at)
    if new == moments.promised(call, moment):
        yield Reason("same-moment", _same(moment), "new")
    elif moments.has_passed(moment, new, at) or moment == Moment.CLOSES and new <= call.opens_at:
        yield Reason("too-early", _too_early(moment), "new")
    elif moment == Moment.OPENS and new >= call.closes_at:
        yield Reason("too-late", _("Choose an opening before the closing of the call."), "new")
    elif moment == Moment.QUESTIONS and new > call.closes_at:
        text = _("Questions stop before the call closes. Choose an earlier moment.")
        yield Reason("after-the-closing", text, "new")
    yield from _without_reason(reason)


def _same(moment: str) -> str:
    if moment == Moment.CLOSES:
        return _("This is the closing as it is. Choose another moment.")
    return _("This is the moment as it is. Choose another one.")


def _too_early(moment: str) -> str:
    if moment == Moment.CLOSES:
        return _("Choose a moment that is still to come, after the call opens.")
    return _("Choose a moment that is still to come.")


def _without_reason(reason: str) -> Iterator[Reason]:
    if not reason.strip():
        yield Reason("no-reason", _("Write why. The reason is public."), "reason")


@rule
def why_not_change_jury(
    call: Call, day: JuryDay | None, new: dict | None, reason: str, *, by, at: datetime
) -> Iterator[Reason]:
    """A day of the jury is added, changed or dropped until it begins."""
    yield from _officer_only(by)
    if call.state == CallState.DRAFT:
        yield Reason("not-published", _("This call is being prepared. Change its moments in its form."))
    if day and at >= day.starts_at:
        yield Reason("moment-passed", _("This moment has passed. It cannot be moved any more."))
    yield from why_not_settled(call)
    if new:
        if new["starts_at"] <= at:
            yield Reason("too-early", _("Choose a moment that is still to come."), "day")
        if new["ends_at"] <= new["starts_at"]:
            yield Reason("ends-first", _("A jury day ends after it starts."), "ends")
        others = call.jury_days.exclude(pk=day.pk if day else None)
        if others.filter(starts_at=new["starts_at"]).exists():
            yield Reason("same-moment", _("The jury meets already at that moment."), "day")
        if day and all(getattr(day, name) == value for name, value in new.items()):
            yield Reason("same-moment", _("This is the moment as it is. Choose another one."), "day")
    yield from _without_reason(reason)


@rule
def why_not_change_focuses(call: Call, *, by, at: datetime) -> Iterator[Reason]:
    """The focuses of a published call change until it closes."""
    yield from _officer_only(by)
    if call.state == CallState.DRAFT:
        yield Reason("not-published", _("This call is being prepared. Choose its focuses in its form."))
    elif call.state != CallState.PUBLISHED or at >= call.closes_at:
        yield Reason("call-closed", _("This call is closed. Its focuses are fixed."))


@rule
def why_not_add_focus(call: Call, focus: Focus, reason: str, *, by, at: datetime) -> Iterator[Reason]:
    yield from why_not_change_focuses(call, by=by, at=at)
    if call.focuses.contains(focus):
        yield Reason("focus-there", _("The call has this focus already."), "focus")
    yield from _without_reason(reason)


@rule
def why_not_remove_focus(call: Call, focus: Focus, reason: str, *, by, at: datetime) -> Iterator[Reason]:
    """A call keeps at least one focus."""
    yield from why_not_change_focuses(call, by=by, at=at)
    theirs = set(call.focuses.values_list("pk", flat=True))
    if focus.pk not in theirs:
        yield Reason("focus-not-there", _("The call does not have this focus."), "focus")
    elif len(theirs) == 1:
        yield Reason("last-focus", _("This is the last focus of the call. Add another one first."), "focus")
    yield from _without_reason(reason)


@rule
def why_not_second(change: TermChange, *, by, at: datetime) -> Iterator[Reason]:
    """A shortening is confirmed by another officer, while it still can be kept."""
    yield from _officer_only(by)
    call, moment = change.call, change.moment
    now = moments.promised(call, moment)
    if change.by_id == by.pk:
        yield Reason("own-proposal", _("You proposed this change yourself. Another officer has to confirm it."))
    if change.state != ChangeState.PROPOSED:
        yield Reason("wrong-state", _("This change was settled before."))
    if moments.has_passed(moment, change.new, at) or moments.has_passed(moment, now, at):
        yield Reason("too-late", _("The proposed moment has passed. Decline this change."))
    if change.old != now:
        yield Reason("moved-meanwhile", _("The moment was moved in the meantime. Decline this change."))
    elif moment == Moment.OPENS and change.new >= call.closes_at:
        yield Reason("too-late", _("Choose an opening before the closing of the call."))


@rule
def why_not_seal(call: Call, *, at: datetime) -> Iterator[Reason]:
    """Sealing waits until whatever arrived in time has been taken in, from whoever got an extension too."""
    if call.state != CallState.PUBLISHED:
        yield Reason("wrong-state", _("This call cannot be sealed."))
    elif at < call.last_closing + DRAIN:
        yield Reason("still-draining", _("This call is not closed long enough."))
