"""Starting an application from an earlier one: what comes along, and what does not. The only writer of that."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import notify
from accounts.models import Organisation
from applications import actions, keeping, rules
from applications.models import Application, Continuation, Participant
from applications.running import holders_of
from calls.models import Call
from questionnaires.definition import Kind, is_empty
from questionnaires.values import carry
from workflow.models import Event, subject_of
from workflow.moments import wall
from workflow.moves import hold
from workflow.refusals import refuse

LONGEST = 120  # signs of a name


def heir_of(organisation: Organisation, day: date) -> Organisation:
    """The government itself, or the one that it lives on in on this day."""
    for _merger in range(5):
        if not (organisation.valid_until and organisation.valid_until < day and organisation.successor):
            break
        organisation = organisation.successor
    return organisation


@dataclass
class Carried:
    """What comes along, as `actions.save` takes it, and what does not."""

    fields: dict = field(default_factory=dict)
    participants: list[dict] = field(default_factory=list)
    costs: list[dict] = field(default_factory=list)
    answers: dict[str, dict] = field(default_factory=dict)
    left: list[dict] = field(default_factory=list)

    def leave(self, why: str, what: str, text: str = "") -> None:
        self.left.append({"why": why, "what": str(what), "text": str(text)})


def why_left(why: str) -> str:
    return {
        "no-place": _("The form of this call does not ask this, or asks it otherwise."),
        "focus": _("This focus is not offered in this call."),
        "government": _("This government does not exist any more."),
        "category": _("This kind of cost is not offered in this call."),
        "costs": _("The costs of the approved project stay there. Write the costs of this project."),
        "term": _("This project gets a term of its own."),
        "file": _("Files do not come along. Add the ones that still hold."),
    }.get(why, "")


def carried(origin: Application, kind: str, call: Call, organisation: Organisation, day: date) -> Carried:
    """What of an application fits a call, by keys that never change."""
    found = Carried(fields={"summary": origin.summary, "goals": origin.goals})
    if origin.focus and origin.focus in call.focuses.all():
        found.fields["focus"] = origin.focus
    elif origin.focus:
        found.leave("focus", _("Focus"), origin.focus.name)
    if origin.starts_on or origin.ends_on:
        found.leave("term", _("Term"))
    for each in origin.planning.order_by("position"):
        found.leave("term", _("Planning"), each.name)
    governments = _participants(found, origin, organisation, day)
    _costs(found, origin, kind, call, governments)
    _answers(found, origin, call)
    for each in origin.attachments.current():
        found.leave("file", each.asked or each.get_topic_display().capitalize(), each.name)
    return found


def _participants(found: Carried, origin, organisation, day) -> dict[int, int | None]:
    """Fills the rows; answers which government stands for which old one, None for the new lead."""
    governments: dict[int, int | None] = {origin.organisation_id: None}
    for each in origin.participants.select_related("organisation__successor").order_by("position"):
        heir = each.organisation and heir_of(each.organisation, day)
        if heir and heir.valid_until and heir.valid_until < day:
            found.leave("government", Participant.Part(each.part).label.capitalize(), each.organisation.full_name)
            continue
        if heir:
            governments[each.organisation_id] = None if heir.pk == organisation.pk else heir.pk
        if heir and (heir.pk == organisation.pk or heir.pk in {row["organisation_id"] for row in found.participants}):
            continue
        values = {"uid": keeping.new_uid(), "part": each.part, "name": each.name}
        found.participants.append(values | {"organisation_id": heir.pk if heir else None})
    return governments


def _costs(found: Carried, origin, kind: str, call: Call, governments: dict) -> None:
    things = keeping.things_of(origin, "costs", ())
    rows = keeping.values_of(origin, "costs", (), things)[keeping.ROWS]
    if kind == Continuation.Kind.BUILD:
        if rows:
            found.leave("costs", _("Costs and subsidy"))
        return
    codes = {each.code for each in call.categories.all()}
    for row in rows:
        if row["category"] and row["category"] not in codes:
            found.leave("category", _("Costs and subsidy"), row["description"])
            row["category"] = ""
        row["organisation_id"] = governments.get(row["organisation_id"])
        found.costs.append(row | {"uid": keeping.new_uid(), "year": None})  # the project gets a term of its own


def _answers(found: Carried, origin, call: Call) -> None:
    version = call.form.current
    stored = [each.stored for each in origin.answers.current().order_by("pk")]
    if version is None:
        return
    kept, aside = carry(version.definition, stored)
    for section in version.definition.sections:
        # Nobody agrees to a statement by having agreed to it in another call.
        own = {
            each.key: kept[each.key]
            for each in section.questions
            if each.key in kept and each.kind != Kind.STATEMENT and not is_empty(kept[each.key])
        }
        if own:
            found.answers[section.key] = own
    for each in aside:
        if not is_empty(each.value) and each.asked.kind != Kind.STATEMENT:
            found.leave("no-place", each.asked.label, each.words)


@transaction.atomic
def begin(
    origin: Application, kind: str, call: Call, organisation: Organisation, title: str, *, by, at: datetime
) -> Application:
    """Start a draft with what an earlier application said; asked by `projects`, which knows the decision.

    Partners are asked nothing yet: the clock does that an hour later, when whoever started it had time to look.
    """
    found = carried(origin, kind, call, organisation, wall(at).date())
    new = actions.start(call, organisation, title[:LONGEST], by=by, at=at)
    how = {"by": by, "at": at, "typing": True}
    actions.save(new, "project", fields=found.fields, **how)
    if found.participants:
        actions.save(new, "participants", rows=keeping.rows_from("participants", found.participants), **how)
    if found.costs:
        actions.save(new, "costs", rows=keeping.rows_from("costs", found.costs), **how)
    for section, answers in found.answers.items():
        actions.save(new, section, answers=answers, version=call.form.current, **how)
    Continuation.objects.create(application=new, origin=origin, kind=kind, left=found.left)
    Event.objects.record(new, "continue", by=by, at=at, facts={"origin": origin.number, "kind": kind})
    _tell(new, origin, by=by, at=at)
    return new


def _tell(new: Application, origin: Application, *, by, at: datetime) -> None:
    facts = {"who": by, "title": new.title, "number": new.number, "origin": origin.number}
    notify(
        holders_of(new).exclude(pk=by.pk),
        key=f"continued:{new.pk}",
        subject=_("An application was started from an earlier one (%(number)s)") % facts,
        body=_("%(who)s started “%(title)s” (%(number)s) from what your government wrote in %(origin)s.") % facts,
        link=new.get_absolute_url(),
        action=_("See the application"),
        about=subject_of(new),
        at=at,
        mail=False,
    )


@transaction.atomic
def dismiss(continuation: Continuation, *, by, at: datetime) -> None:
    """Take the list of what did not come along from the pages; it stays with the application."""
    hold(continuation.application)
    refuse(rules.why_not_edit(continuation.application, by=by, at=at))
    continuation.dismissed_at = at
    continuation.save(update_fields=["dismissed_at"])
    Event.objects.record(continuation.application, "dismiss-left", by=by, at=at)
