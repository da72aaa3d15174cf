"""What a juror says of his interests, and what follows from it. Locks: files in their order, seat, assignments."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actions import notify, supersede_notices
from accounts.models import User
from applications.models import Application
from calls.team import told_of
from reviews import interests, rules
from reviews.models import Assignment, Interest, Juror
from reviews.states import LIVE, READING, State
from workflow.models import Event, subject_of
from workflow.moves import hold, move
from workflow.refusals import Reason, refuse

Answer = Interest.Answer


@transaction.atomic
def answer_interests(
    juror: Juror, said: dict[int, tuple[str, str]], *, by, at: datetime
) -> tuple[int, dict[int, list[Reason]]]:
    """Keep what a juror says of each file (by its id: answer and remark), as far as it holds.

    Returns how many lines were kept, and why the others were not: the page shows both.
    """
    _hold_files(said)
    hold(juror)
    refuse(rules.why_not_answer_at_all(juror, by=by))
    files = interests.files_of(juror.call).filter(pk__in=said)
    lines = {line.pk: line for line in interests.lines_of(juror, files)}
    kept, refused, now = [], {}, {}
    for pk, (answer, remark) in said.items():
        line = lines.get(pk)
        if reasons := rules.why_not_answer(line, answer, remark):
            refused[pk] = reasons
        elif line.interest is None or (line.interest.answer, line.interest.remark) != (answer, remark.strip()):
            if answer != Answer.NONE and not remark.strip():
                remark = line.hints[0]
            kept.append(Interest(juror=juror, application_id=pk, answer=answer, remark=remark.strip()[:300], at=at))
            now[line.number] = answer
    _write(kept)
    if kept:
        Event.objects.record(juror, "answer-interests", by=by, at=at, facts={"answers": now})
    _follow(juror, kept, by=by, at=at)
    doubts = sum(each.answer == Answer.DOUBT for each in kept)
    if doubts:
        _tell_doubts(juror, doubts, by=by, at=at)
    return len(kept), refused


def _hold_files(files) -> None:
    """No assignment is made while its answer is written."""
    list(Application.objects.select_for_update().filter(pk__in=files).order_by("pk").values_list("pk", flat=True))


def _write(answers: list[Interest]) -> None:
    """A new answer takes the place of an older one, and of what was decided on it."""
    Interest.objects.bulk_create(
        answers,
        update_conflicts=True,
        unique_fields=["juror", "application"],
        update_fields=["answer", "remark", "at", "resolution", "resolution_reason", "resolved_by", "resolved_at"],
    )


def _follow(juror: Juror, answers: list[Interest], *, by, at: datetime) -> None:
    """What an answer does to an assignment: no interest opens it, a conflict ends it."""
    said = {each.application_id: each for each in answers}
    held = Assignment.objects.filter(application__in=said, reviewer=juror.user_id, state__in=LIVE)
    for each in held.select_related("application__call", "by").order_by("application"):
        answer = said[each.application_id]
        if answer.answer == Answer.NONE and each.state == State.ASSIGNED:
            hold(each, "application__call")
            move(each, "declare", by=by, at=at)
        elif answer.answer == Answer.CONFLICT:
            hold(each, "application__call", "by", "reviewer")
            close(each, answer.remark, by=by, at=at)


def _tell_doubts(juror: Juror, doubts: int, *, by, at: datetime) -> None:
    words = {"name": juror.user, "n": doubts, "call": juror.call.title}
    body = ngettext(
        "%(name)s doubts whether there is a conflict of interest in %(n)s file of “%(call)s”. Until you decide, the "
        "file is closed for this juror.",
        "%(name)s doubts whether there is a conflict of interest in %(n)s files of “%(call)s”. Until you decide, the "
        "files are closed for this juror.",
        doubts,
    )
    notify(
        told_of(juror.call, besides=by),
        key=f"doubts:{juror.pk}:{at:%Y%m%d%H%M%S%f}",
        subject=_("A juror doubts about a conflict of interest"),
        body=body % words,
        link=reverse("reviews:interests", args=[juror.call.slug]),
        action=_("Decide on the doubts"),
        about=subject_of(juror),
        at=at,
    )


def keep_answer(assignment: Assignment, answer: str, remark: str, *, at: datetime) -> None:
    """What was declared on the page of a file stands beside the answers given on the list."""
    seat = Juror.objects.filter(call=assignment.application.call_id, user=assignment.reviewer_id).first()
    if seat:
        remark = remark.strip()[:300]
        _write([Interest(juror=seat, application_id=assignment.application_id, answer=answer, remark=remark, at=at)])


def said_none(application: Application, reviewer: User) -> Interest | None:
    """The answer that opens a file at once when it is assigned."""
    said = Interest.objects.filter(application=application, juror__call=application.call_id, juror__user=reviewer)
    found = said.first()
    return found if found and not found.is_blocking else None


def close(assignment: Assignment, remark: str, *, by, at: datetime) -> None:
    """End an assignment for a conflict of interest, held: scores stop counting, and who is concerned hears it.

    The officers also hear whether the file was open, and who reads it beside: perhaps they spoke about it.
    """
    had = assignment.state
    move(assignment, "recuse", by=by, at=at, also={"remark": remark.strip()[:300]}, remark=remark.strip()[:300])
    supersede_notices(subject_of(assignment), at=at)
    file = assignment.application
    words = {"name": assignment.reviewer, "title": file.title, "remark": remark.strip()}
    body = _("%(name)s has an interest in “%(title)s”: %(remark)s") % words
    if had == State.SUBMITTED:
        body += "\n\n" + _("The review that was handed in no longer counts.")
    elif had == State.DECLARED:
        body += "\n\n" + _("The file was open to this juror until now.")
    others = file.assignments.filter(state__in=READING).exclude(pk=assignment.pk).select_related("reviewer")
    names = ", ".join(str(each.reviewer) for each in others.order_by("pk"))
    if had != State.ASSIGNED and names:
        body += " " + _("It is also open to: %(names)s.") % {"names": names}
    body += "\n\n" + _("Ask another reviewer if you need one.")
    officers = {each.pk: each for each in (*told_of(file.call, besides=by), assignment.by) if each.pk != by.pk}
    notify(
        officers.values(),
        key=f"recused:{assignment.pk}",
        subject=_("A reviewer cannot judge a file (%(number)s)") % {"number": file.number},
        body=body,
        link=reverse("reviews:assign_file", args=[file.number]),
        action=_("See the reviewers of this file"),
        about=subject_of(assignment),
        at=at,
    )


@transaction.atomic
def resolve(interest: Interest, resolution: str, reason: str, *, by, at: datetime) -> None:
    """Decide on a doubt: no interest, which opens the file, or a conflict, which closes it for good."""
    _hold_files([interest.application_id])
    hold(interest, "juror__call", "juror__user", "application")
    refuse(rules.why_not_resolve(interest, resolution, by=by, reason=reason))
    interest.resolution, interest.resolution_reason = resolution, reason.strip()[:300]
    interest.resolved_by, interest.resolved_at = by, at
    interest.save(update_fields=["resolution", "resolution_reason", "resolved_by", "resolved_at"])
    juror, file = interest.juror, interest.application
    facts = {"number": file.number, "resolution": resolution, "reason": interest.resolution_reason}
    Event.objects.record(juror, "resolve-interest", by=by, at=at, facts=facts)
    outcome = Interest(application=file, answer=resolution, remark=interest.remark)
    _follow(juror, [outcome], by=by, at=at)
    if resolution == Answer.NONE:
        body = _("You may judge %(number)s. Reason: %(reason)s")
    else:
        body = _("%(number)s stays closed for you. Reason: %(reason)s")
    _tell_juror(interest, _("Your doubt about %(number)s is answered"), body, reason, at=at)


@transaction.atomic
def ask_again(interest: Interest, reason: str, *, by, at: datetime) -> None:
    """Take away an answer that was given by mistake, so that the juror answers again. Ended assignments stay ended."""
    _hold_files([interest.application_id])
    hold(interest, "juror__call", "juror__user", "application")
    refuse(rules.why_not_ask_again(interest, by=by, reason=reason))
    facts = {"number": interest.application.number, "from": interest.answer, "reason": reason.strip()[:300]}
    Event.objects.record(interest.juror, "ask-interest-again", by=by, at=at, facts=facts)
    body = _("We ask you again whether you have an interest in %(number)s. Reason: %(reason)s")
    _tell_juror(interest, _("Say again whether you have an interest in %(number)s"), body, reason, at=at)
    interest.delete()


def _tell_juror(interest: Interest, subject: str, body: str, reason: str, *, at: datetime) -> None:
    words = {"number": interest.application.number, "reason": reason.strip()}
    notify(
        [interest.juror.user],
        key=f"interest:{interest.pk}:{at:%Y%m%d%H%M%S%f}",
        subject=subject % words,
        body=body % words,
        link=reverse("reviews:own_interests", args=[interest.juror.call.slug]),
        action=_("Go to your interests"),
        about=subject_of(interest.juror),
        at=at,
    )
