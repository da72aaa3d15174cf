"""How the pages of a call say what it is: its term, who may apply, what changed, and what happens when."""

from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from accounts.models import Kind
from calls.models import Call, CostCategory, Criterion, Instalment, TeamMember, TermChange, Type
from calls.states import CallState
from workflow import dutch
from workflow.moments import wall

MANY = {
    Kind.MUNICIPALITY: gettext_lazy("municipalities"),
    Kind.OCMW: gettext_lazy("OCMWs"),
    Kind.AGB: gettext_lazy("autonomous municipal companies (AGBs)"),
    Kind.IGS: gettext_lazy("intermunicipal partnerships (IGSs)"),
    Kind.WELFARE: gettext_lazy("welfare associations"),
    Kind.OCMW_ASSOCIATION: gettext_lazy("OCMW associations"),
}


def term_in_words(type: Type) -> str:
    """12 maanden na de toekenning; uiterlijk op 31 december 2025."""
    if type.term == Type.Term.FIXED_END:
        return pgettext("term", "at the latest on %(day)s") % {"day": dutch.day(type.term_end)}
    words = {"n": type.term_months}
    if type.term == Type.Term.AFTER_AWARD:
        return ngettext("%(n)s month after the award", "%(n)s months after the award", type.term_months) % words
    return ngettext("%(n)s month after the selection", "%(n)s months after the selection", type.term_months) % words


def kinds_in_words(kinds: list[str]) -> str:
    """Gemeenten, OCMW's en autonome gemeentebedrijven (AGB's), in the order of their list."""
    text = dutch.enumerate_names([str(words) for kind, words in MANY.items() if kind in kinds])
    return text[:1].upper() + text[1:]


def change_in_words(change: TermChange) -> str:
    """Verlengd van 11 maart 2022 om 23.59 uur tot vrijdag 25 maart 2022 om 23.59 uur (Belgische tijd)."""
    words = {"old": dutch.short_moment(change.old), "new": dutch.moment(change.new)}
    if change.shortens:
        return _("Shortened from %(old)s to %(new)s.") % words
    return _("Extended from %(old)s to %(new)s.") % words


def state_of(call: Call, at: datetime) -> dict:
    """The badge of a call at a moment: `kind`, `icon`, `text`."""
    if call.state == CallState.DRAFT:
        return {"kind": "quiet", "icon": "pen", "text": _("Being prepared")}
    if call.is_open_at(at):
        return {"kind": "now", "icon": "circle", "text": _("Open for applications")}
    if call.is_closed_at(at):
        return {"kind": "quiet", "icon": "lock", "text": _("Closed")}
    return {"kind": "busy", "icon": "calendar", "text": _("Opens soon")}


def elapsed(call: Call, at: datetime) -> dict:
    """How much of the time to apply has gone: `percent`, and the same in days."""
    whole, gone = call.closes_at - call.opens_at, at - call.opens_at
    share = min(max(100 * gone / whole, 0), 100)
    days = {"gone": min(max(gone.days, 0), whole.days), "whole": whole.days}
    return {"percent": share, "text": _("%(gone)s of %(whole)s days have passed") % days}


def value_in_words(call: Call, field: str) -> str:
    """What a field of a call holds, for who compares two versions."""
    if field.startswith("reserve-"):
        kept = call.reserves.filter(focus=field.partition("-")[2]).first()
        return dutch.number(kept.amount) if kept else ""
    if field in ("lead", "colleagues"):
        part = TeamMember.Part.LEAD if field == "lead" else TeamMember.Part.COLLEAGUE
        return dutch.enumerate_names([each.user.get_full_name() for each in call.team.filter(part=part)])
    value = getattr(call, field, "")
    if field == "focuses":
        return dutch.enumerate_names([str(each) for each in value.order_by("position")])
    if field == "eligible_kinds":
        return kinds_in_words(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return dutch.moment(value)
    if isinstance(value, date):
        return dutch.weekday(value)
    if isinstance(value, Decimal):
        return dutch.number(value)
    return "" if value is None else str(value)


LISTS = {
    "criteria": gettext_lazy("Criteria"),
    "categories": gettext_lazy("Kinds of cost"),
    "instalments": gettext_lazy("Instalments"),
}


def row_in_words(thing: Criterion | CostCategory | Instalment) -> str:
    """A row of a list, for who compares two versions."""
    if isinstance(thing, Criterion):
        parts = [thing.name, dutch.percent(thing.weight), thing.question, thing.guidance, *thing.anchors]
        parts.insert(2, _("at least %(score)s") % {"score": dutch.number(thing.threshold)} if thing.threshold else "")
    elif isinstance(thing, CostCategory):
        most = dutch.percent(thing.most_share) if thing.most_share else ""
        parts = [thing.name, thing.explanation, most]
    else:
        day = dutch.day(thing.on) if thing.on else ""
        parts = [dutch.percent(thing.percentage), thing.get_event_display(), day, thing.trigger]
    return " · ".join(str(part) for part in parts if part)


def moments_of(call: Call, at: datetime) -> list[dict]:
    """The steps of a call as a timeline: what passed, where we are, what is to come."""
    today = wall(at).date()
    opened, closed = call.opens_at <= at, call.closes_at <= at
    steps = [
        (opened, _("Call opened") if opened else _("Call opens"), dutch.moment(call.opens_at)),
        (closed, _("Call closed") if closed else _("Call closes"), dutch.moment(call.closes_at)),
    ]
    if call.jury_on:
        steps.append((call.jury_on < today, _("Jury"), dutch.weekday(call.jury_on)))
    if call.decision_by:
        by = _("at the latest %(day)s") % {"day": dutch.weekday(call.decision_by)}
        steps.append((call.decision_by < today, _("You hear the decision"), by))
    line = [{"state": "past" if past else "", "title": title, "text": text} for past, title, text in steps]
    if call.is_open_at(at):
        here = {"state": "here", "title": _("Today: you can submit"), "text": dutch.weekday(at)}
        line.insert(1, here)
    return line
