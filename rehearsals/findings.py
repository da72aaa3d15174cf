"""What a rehearsal teaches: warnings, worst first, and what went well. Reads only."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from calls.models import Call, Type
from decisions.models import Decision
from decisions.states import Outcome
from rehearsals.recorder import Recorder
from workflow import dutch
from workflow.moments import wall

FEW_AWARDS = 3
MOST_PAGES = {"receipt": 2}
MOST_PAGES_OTHERS = 7
LONGEST_SUBJECT = 78  # signs; a telephone shows some forty of them
SLOW = 5  # seconds
NIGHT = (22, 7)
SHORTEST = timedelta(days=21)


def warning(code: str, text: str, where: str = "") -> dict:
    """`where` names the part of the report that shows it: verloop, mails or stukken."""
    return {"code": code, "text": str(text), "where": where}


def warnings(original: Call, call: Call, recorder: Recorder, assumed: list[str]) -> list[dict]:
    """Everything an officer should look at, what went wrong first."""
    return [
        *_went_wrong(recorder),
        *_letters(recorder),
        *(warning("assumed", each) for each in assumed),
        *_moments(original, call),
        *_money(call),
        *_criteria(call),
        *_mails(original, recorder),
        *_slow(recorder),
    ]


def _went_wrong(recorder: Recorder) -> Iterator[dict]:
    for step in recorder.steps:
        if step["tone"] == "wrong":
            text = _("This was not possible in the rehearsal: %(act)s %(reasons)s")
            reasons = " ".join(step["reasons"]) or _("It should have been refused, and was not.")
            yield warning("went-wrong", text % {"act": step["text"], "reasons": reasons}, f"verloop/#stap-{step['n']}")


def _letters(recorder: Recorder) -> Iterator[dict]:
    for step in recorder.steps:
        for job in step["jobs"]:
            if job.get("fault"):
                text = _("The letter %(number)s could not be made: %(fault)s") % {
                    "number": job["text"],
                    "fault": job["fault"],
                }
                yield warning("letter-failed", text, f"verloop/#stap-{step['n']}")
    for paper in recorder.papers:
        most = MOST_PAGES.get(paper["kind"], MOST_PAGES_OTHERS)
        if paper["pages"] > most:
            text = _("%(number)s has %(n)s pages; more than %(most)s is long for this kind of letter.")
            facts = {"number": paper["number"], "n": paper["pages"], "most": most}
            yield warning("long-letter", text % facts, f"stukken/#stuk-{paper['position']}")


def _moments(original: Call, call: Call) -> Iterator[dict]:
    closes = wall(original.closes_at)
    if closes.weekday() > 4:
        text = _("The call closes in a weekend, on %(moment)s: nobody answers the telephone then.")
        yield warning("weekend", text % {"moment": dutch.moment(original.closes_at)})
    if original.closes_at - original.opens_at < SHORTEST:
        days = (original.closes_at - original.opens_at).days
        yield warning("short", _("The call is open for %(n)s days only.") % {"n": days})
    if closes.hour < 8 and (closes.hour, closes.minute) != (0, 0):
        text = _("The call closes at %(clock)s, when nobody is at work yet.")
        yield warning("early-closing", text % {"clock": dutch.clock(original.closes_at)})
    days = (
        (_("the day until when admissibility is judged"), original.admissibility_by),
        (_("the day of the jury"), original.jury_on),
        (_("the day until when is decided"), original.decision_by),
    )
    known = [(name, day) for name, day in days if day]
    for name, day in days:
        if day is None:
            text = _("%(name)s is not filled in; the rehearsal chose a date.")
            yield warning("no-day", text % {"name": name[:1].upper() + name[1:]})
    for name, day in known:
        if day.weekday() > 4:
            yield warning(
                "weekend", _("On %(day)s, %(name)s, it is weekend.") % {"day": dutch.weekday(day), "name": name}
            )
    yield from _order(original, call, known)
    if (
        original.type.term == Type.Term.FIXED_END
        and original.decision_by
        and original.type.term_end <= original.decision_by
    ):
        text = _("Projects must end on %(end)s, which is not after the decision on %(decision)s.")
        facts = {"end": dutch.day(original.type.term_end), "decision": dutch.day(original.decision_by)}
        yield warning("term", text % facts)


def _order(original: Call, call: Call, known: list[tuple[str, date]]) -> Iterator[dict]:
    closes, moved = wall(original.closes_at).date(), wall(call.closes_at).date()
    text = _("%(name)s (%(day)s) comes before or on %(other)s (%(otherday)s).")
    line = [(_("the closing"), closes), *known]
    for (other, otherday), (name, day) in zip(line, line[1:], strict=False):
        if day <= otherday:
            facts = {"name": name[:1].upper() + name[1:], "day": dutch.day(day)}
            yield warning("order", text % (facts | {"other": other, "otherday": dutch.day(otherday)}))
    if known and closes < known[0][1] <= moved:
        text = _("If the closing moves by a week, to %(closes)s, %(name)s comes too early.")
        yield warning("no-room", text % {"closes": dutch.day(moved), "name": known[0][0]})


def _money(call: Call) -> Iterator[dict]:
    whole = int(call.budget // call.max_subsidy)
    if whole < FEW_AWARDS:
        text = ngettext(
            "The budget holds %(n)s award at the maximum only.",
            "The budget holds %(n)s awards at the maximum only.",
            whole,
        )
        yield warning("budget", text % {"n": whole})


def _criteria(call: Call) -> Iterator[dict]:
    criteria = list(call.criteria.order_by("position"))
    for each in criteria:
        if not each.question.strip():
            yield warning("no-question", _("The criterion “%(name)s” has no question.") % {"name": each.name})
    if bare := [each.name for each in criteria if not each.anchors]:
        text = _("No text says what the scores mean for: %(names)s. Reviewers will each use their own measure.")
        yield warning("no-anchors", text % {"names": dutch.enumerate_names(bare)})


def _mails(original: Call, recorder: Recorder) -> Iterator[dict]:
    night = [mail for mail in recorder.mails if mail["key"] == "remind" and _at_night(mail["at"])]
    if night:
        text = ngettext(
            "%(n)s reminder goes out at night, at %(clock)s.",
            "%(n)s reminders go out at night, such as at %(clock)s.",
            len(night),
        )
        facts = {"n": len(night), "clock": dutch.clock(night[0]["at"])}
        yield warning("night", text % facts, f"mails/#mail-{night[0]['position']}")
    own, real = str(recorder.call.programme), str(original.programme)  # the name of the double is longer
    long = [mail for mail in recorder.mails if len(mail["subject"].replace(own, real)) > LONGEST_SUBJECT]
    if long:
        text = ngettext(
            "The subject of %(n)s mail is longer than %(most)s signs and will be cut off, such as “%(subject)s”.",
            "The subjects of %(n)s mails are longer than %(most)s signs and will be cut off, such as “%(subject)s”.",
            len(long),
        )
        facts = {"n": len(long), "most": LONGEST_SUBJECT, "subject": long[0]["subject"]}
        yield warning("long-subject", text % facts, f"mails/#mail-{long[0]['position']}")
    many = Counter((mail["to"], wall(mail["at"]).date()) for mail in recorder.mails)
    (who, day), n = many.most_common(1)[0] if many else (("", None), 0)
    if n > 6:
        text = _("%(who)s gets %(n)s mails on one day (%(day)s).")
        yield warning("many-mails", text % {"who": who, "n": n, "day": dutch.day(day)}, "mails/")


def _at_night(at: datetime) -> bool:
    return wall(at).hour >= NIGHT[0] or wall(at).hour < NIGHT[1]


def _slow(recorder: Recorder) -> Iterator[dict]:
    slow = [
        (step["n"], job) for step in recorder.steps for job in step["jobs"] if job["seconds"] > SLOW and "text" in job
    ]
    if slow:
        n, job = max(slow, key=lambda pair: pair[1]["seconds"])
        text = _("Making %(number)s took %(seconds)s seconds.")
        facts = {"number": job["text"], "seconds": dutch.number(round(job["seconds"]))}
        yield warning("slow", text % facts, f"verloop/#stap-{n}")


def went_well(call: Call, recorder: Recorder) -> list[str]:
    """The same story as good news: what an officer can be sure of."""
    states = Counter(call.applications.values_list("state", flat=True))
    outcomes = Counter(Decision.objects.announced().filter(call=call).values_list("outcome", flat=True))
    kinds = Counter(paper["kind"] for paper in recorder.papers)
    people = len({mail["to"] for mail in recorder.mails})
    late = [step for step in recorder.steps if step["tone"] == "refused"]
    said = []
    if late:
        said.append(_("Who came too late was refused, with the moment of the closing and of arrival."))
    if call.seal:
        text = _("The call was sealed with %(n)s applications; %(lapsed)s drafts lapsed.")
        said.append(text % {"n": call.seal["count"], "lapsed": states["lapsed"]})
    if outcomes:
        spent = dutch.money(call.awarded)
        text = _(
            "%(awards)s awards, %(refusals)s refusals and %(inadmissible)s inadmissible; "
            "%(spent)s of %(budget)s awarded."
        )
        facts = {"awards": outcomes[Outcome.AWARD], "refusals": outcomes[Outcome.REFUSAL]}
        facts |= {"inadmissible": outcomes[Outcome.INADMISSIBLE], "spent": spent, "budget": dutch.money(call.budget)}
        said.append(text % facts)
    if recorder.mails:
        said.append(
            _("%(n)s mails were composed for %(people)s people.") % {"n": len(recorder.mails), "people": people}
        )
    if recorder.papers:
        text = _(
            "%(n)s letters were drawn: %(receipts)s receipts and %(others)s decisions, each checked for screen readers."
        )
        receipts = kinds["receipt"]
        said.append(text % {"n": len(recorder.papers), "receipts": receipts, "others": len(recorder.papers) - receipts})
    return [str(each) for each in said]
