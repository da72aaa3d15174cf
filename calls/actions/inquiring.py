"""Questions about a call: asked, worded, answered for all at once, referred, declined, corrected."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions import notify
from accounts.models import Membership, Role, User
from calls import inquiry_rules as rules
from calls.models import Call, Correction, Inquiry
from workflow.models import Event, subject_of
from workflow.moves import hold, move
from workflow.refusals import refuse


def who_answers(call: Call) -> QuerySet[User]:
    """Who is told that a question waits: the officers of the call's team, or all officers where it has none left."""
    held = Membership.objects.filter(role=Role.OFFICER)
    officers = User.objects.filter(pk__in=held.values("user"), is_active=True)
    team = officers.filter(pk__in=call.team.values("user"))
    return team if team.exists() else officers


@transaction.atomic
def ask_question(call: Call, text: str, *, by, at: datetime) -> Inquiry:
    """Ask a question about a call, and tell who answers."""
    hold(call)
    refuse(rules.why_not_ask(call, text, by=by, at=at))
    text = text.strip()
    inquiry = Inquiry.objects.create(call=call, text=text, wording=text, asked_by=by, asked_at=at)
    Event.objects.record(inquiry, "ask-question", by=by, at=at)
    notify(
        who_answers(call),
        key=f"question:{inquiry.pk}",
        subject=_("A question about %(call)s") % {"call": call.title},
        body=_("%(who)s asks:\n\n%(text)s") % {"who": by.get_full_name(), "text": text},
        link=reverse("calls:inquiry", args=[call.slug, inquiry.pk]),
        action=_("Answer the question"),
        about=subject_of(inquiry),
        at=at,
    )
    return inquiry


@transaction.atomic
def draft_answer(inquiry: Inquiry, *, wording: str, answer: str, edit: int | None = None, by, at: datetime) -> None:
    """Save the public words of a question and the answer so far. Nobody else sees them yet."""
    hold(inquiry)
    refuse(rules.why_not_draft(inquiry, wording, by=by, edit=edit))
    inquiry.wording, inquiry.answer, inquiry.answered_by = wording.strip(), answer.strip(), by
    inquiry.edit += 1
    inquiry.save(update_fields=["wording", "answer", "answered_by", "edit"])
    Event.objects.record(inquiry, "draft-answer", by=by, at=at)


@transaction.atomic
def refer(inquiry: Inquiry, to: Inquiry | None, *, by, at: datetime) -> None:
    """Somebody asked the same: who asked this hears it with the other answer."""
    hold(inquiry.call)
    hold(inquiry)
    if to is not None:
        hold(to)
    refuse(rules.why_not_refer(inquiry, to, by=by))
    move(inquiry, "refer", by=by, at=at, also={"same_as": to}, question=to.pk)
    if to.number:
        _tell_answered(to, [inquiry.asked_by_id], at=at)


@transaction.atomic
def turn_down(inquiry: Inquiry, reason: str, *, by, at: datetime) -> None:
    """Give no public answer, and tell who asked why."""
    hold(inquiry.call)
    hold(inquiry)
    refuse(rules.why_not_turn_down(inquiry, reason, by=by))
    move(inquiry, "turn-down", by=by, at=at, also={"reason": reason.strip()[:300]}, reason=reason)
    notify(
        [inquiry.asked_by],
        key=f"turned-down:{inquiry.pk}",
        subject=_("Your question gets no public answer (%(call)s)") % {"call": inquiry.call.title},
        body=_("You asked:\n\n%(text)s\n\nReason: %(reason)s") % {"text": inquiry.text, "reason": inquiry.reason},
        link=inquiry.call.get_absolute_url(),
        action=_("See the call"),
        about=subject_of(inquiry),
        at=at,
    )


@transaction.atomic
def publish_answers(call: Call, *, by, at: datetime) -> list[Inquiry]:
    """Show all answers that are ready at one moment, numbered on; tell who asked. Others are told a floor higher."""
    hold(call)
    ready = list(call.inquiries.ready().select_for_update(of=("self",)).order_by("asked_at", "pk"))
    refuse(rules.why_not_publish_answers(call, ready, by=by))
    last = call.inquiries.aggregate(last=Max("number"))["last"] or 0
    for number, inquiry in enumerate(ready, last + 1):
        inquiry.call = call
        move(inquiry, "publish", by=by, at=at, also={"number": number}, number=number)
    asked = {inquiry.pk: [inquiry.asked_by_id] for inquiry in ready}
    for pk, same_as in Inquiry.objects.filter(same_as__in=ready).values_list("asked_by", "same_as"):
        asked[same_as].append(pk)
    for inquiry in ready:
        _tell_answered(inquiry, asked[inquiry.pk], at=at)
    return ready


def _tell_answered(inquiry: Inquiry, people: list[int], *, at: datetime) -> None:
    facts = {"n": inquiry.number, "call": inquiry.call.title, "question": inquiry.wording, "answer": inquiry.answer}
    notify(
        User.objects.filter(pk__in=people, is_active=True),
        key=f"answered:{inquiry.pk}",
        subject=_("Your question is answered (%(call)s)") % facts,
        body=_("Question %(n)s: %(question)s\n\nAnswer: %(answer)s") % facts,
        link=inquiry.call.get_absolute_url() + inquiry.anchor,
        action=_("See all answers"),
        about=subject_of(inquiry),
        at=at,
    )


@transaction.atomic
def correct_answer(inquiry: Inquiry, answer: str, *, edit: int | None = None, by, at: datetime) -> Correction:
    """Change a published answer. What it said stays readable, with this moment."""
    hold(inquiry)
    refuse(rules.why_not_correct(inquiry, answer, by=by, edit=edit))
    correction = Correction.objects.create(inquiry=inquiry, old=inquiry.answer, by=by, at=at)
    inquiry.answer, inquiry.answered_by = answer.strip(), by
    inquiry.edit += 1
    inquiry.save(update_fields=["answer", "answered_by", "edit"])
    Event.objects.record(inquiry, "correct-answer", by=by, at=at, facts={"old": correction.old, "new": inquiry.answer})
    return correction
