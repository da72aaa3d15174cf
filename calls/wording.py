"""How the pages of a call say what it is: its term, who may apply, what changed, and what happens when."""

from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from accounts.models import Kind
from calls import moments
from calls.models import (
    Call,
    Condition,
    CostCategory,
    Criterion,
    FocusChange,
    Instalment,
    JuryDay,
    Moment,
    TeamMember,
    TermChange,
    Type,
)
from calls.states import CallState, ChangeState
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
    is_day = change.moment in moments.DAYS
    short, full = (dutch.day, dutch.weekday) if is_day else (dutch.short_moment, dutch.moment)
    words = {"old": short(change.old) if change.old else "", "new": full(change.new) if change.new else ""}
    if change.moment == Moment.CLOSES:
        text = _("Shortened from %(old)s to %(new)s.") if change.shortens else _("Extended from %(old)s to %(new)s.")
    elif change.moment == Moment.OPENS:
        text = _("The opening moved from %(old)s to %(new)s.")
    elif change.moment == Moment.QUESTIONS:
        text = _("The last moment for questions moved from %(old)s to %(new)s.")
    elif change.moment == Moment.JURY:
        text = _jury_in_words(change)
    elif change.old is None:
        text = (
            _("Admissibility is checked at the latest on %(new)s.")
            if change.moment == Moment.ADMISSIBILITY
            else _("The decision falls at the latest on %(new)s.")
        )
    elif change.moment == Moment.ADMISSIBILITY:
        text = _("The last day of the check of admissibility moved from %(old)s to %(new)s.")
    else:
        text = _("The last day for the decision moved from %(old)s to %(new)s.")
    return text % words


def _jury_in_words(change: TermChange) -> str:
    if change.old is None:
        return _("The jury also meets on %(new)s.")
    if change.new is None:
        return _("The jury does not meet on %(old)s.")
    if change.old == change.new:
        return _("The jury meets on %(new)s; the end or the place changed.")
    return _("The jury meets not on %(old)s but on %(new)s.")


def focus_change_in_words(change: FocusChange) -> str:
    """De focus ‘digitale democratie’ kwam erbij."""
    if change.added:
        return _("The focus “%(name)s” was added.") % {"name": change.focus}
    return _("The focus “%(name)s” is not offered any more.") % {"name": change.focus}


def jury_in_words(day: JuryDay) -> str:
    """dinsdag 6 september 2022, 9.00 tot 17.00 uur (Brussel, of online)"""
    words = {"day": dutch.weekday(day.starts_at), "from": dutch.clock(day.starts_at).split(dutch.NBSP)[0]}
    text = _("%(day)s, %(from)s to %(to)s") % (words | {"to": dutch.clock(day.ends_at)})
    return f"{text} ({day.place})" if day.place else text


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
    "conditions": gettext_lazy("Conditions of admissibility"),
    "jury_days": gettext_lazy("Days of the jury"),
}


def row_in_words(thing: Criterion | CostCategory | Condition | Instalment | JuryDay) -> str:
    """A row of a list, for who compares two versions."""
    if isinstance(thing, Criterion):
        parts = [thing.name, dutch.percent(thing.weight), thing.question, thing.guidance, *thing.anchors]
        parts.insert(2, _("at least %(score)s") % {"score": dutch.number(thing.threshold)} if thing.threshold else "")
    elif isinstance(thing, CostCategory):
        most = dutch.percent(thing.most_share) if thing.most_share else ""
        parts = [thing.name, thing.explanation, most]
    elif isinstance(thing, Condition):
        parts = [thing.name, thing.source]
    elif isinstance(thing, JuryDay):
        parts = [jury_in_words(thing)]
    else:
        day = dutch.day(thing.on) if thing.on else ""
        parts = [dutch.percent(thing.percentage), thing.get_event_display(), day, thing.trigger]
    return " · ".join(str(part) for part in parts if part)


def moments_of(call: Call, at: datetime, jury_days: list[JuryDay] | None = None) -> list[dict]:
    """The steps of a call as a timeline: what passed, where we are, what is to come. `jury_days` may be unsaved."""
    today = wall(at).date()
    opened, closed = call.opens_at <= at, call.closes_at <= at
    steps = [
        (opened, _("Call opened") if opened else _("Call opens"), dutch.moment(call.opens_at)),
        (closed, _("Call closed") if closed else _("Call closes"), dutch.moment(call.closes_at)),
    ]
    if call.questions_close_at:
        asked = call.questions_close_at <= at
        steps.insert(1, (asked, _("Last moment for questions"), dutch.moment(call.questions_close_at)))
    if call.admissibility_by:
        by = _("at the latest %(day)s") % {"day": dutch.weekday(call.admissibility_by)}
        steps.append((call.admissibility_by < today, _("Check of admissibility"), by))
    days = sorted(call.jury_days.all() if jury_days is None else jury_days, key=lambda each: each.starts_at)
    steps += [(each.day < today, _("Jury"), jury_in_words(each)) for each in days]
    if call.decision_by:
        by = _("at the latest %(day)s") % {"day": dutch.weekday(call.decision_by)}
        steps.append((call.decision_by < today, _("You hear the decision"), by))
    line = [{"state": "past" if past else "", "title": title, "text": text} for past, title, text in steps]
    if call.is_open_at(at):
        here = {"state": "here", "title": _("Today: you can submit"), "text": dutch.weekday(at)}
        line.insert(next((n for n, (past, *_words) in enumerate(steps) if not past), len(steps)), here)
    return line


def public_changes(call: Call) -> list[dict]:
    """What changed since the call was published, newest first: `words`, `reason`, `at`, and a `badge` for closings."""
    lines = [
        {
            "words": change_in_words(each),
            "reason": each.reason,
            "at": each.effective_at,
            "badge": _closing_badge(each) if each.moment == Moment.CLOSES else "",
        }
        for each in call.term_changes.filter(state=ChangeState.EFFECTIVE).order_by("pk")
    ]
    lines += [
        {"words": focus_change_in_words(each), "reason": each.reason, "at": each.at, "badge": ""}
        for each in call.focus_changes.select_related("focus").order_by("pk")
    ]
    lines.reverse()  # of two at one moment the newest first
    return sorted(lines, key=lambda line: line["at"], reverse=True)


def _closing_badge(change: TermChange) -> str:
    return _("Shortened") if change.shortens else _("Extended")
