"""Answers to questions, told to everybody at once: a floor above `calls`, because holders of files must hear them."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actions import notify
from accounts.models import LOCAL_ROLES, Membership, User
from applications.models import Application
from applications.states import State
from calls.actions import inquiring
from calls.models import Call, Correction, Inquiry
from follow.actions import tell_followers
from workflow.models import subject_of


def people_with_a_file(call: Call) -> QuerySet[User]:
    """Everyone who works on an application in this call that can still change."""
    files = Application.objects.filter(call=call, state__in=(State.DRAFT, State.REOPENED, State.SUBMITTED))
    held = Membership.objects.filter(organisation__in=files.values("organisation"), role__in=LOCAL_ROLES)
    return User.objects.filter(pk__in=held.values("user"), is_active=True)


@transaction.atomic
def publish_answers(call: Call, *, by, at: datetime) -> list[Inquiry]:
    """Show all answers that are ready at one moment; tell who has a file in this call, and who follows it."""
    told = inquiring.publish_answers(call, by=by, at=at)
    first = told[0].number
    words = ngettext("%(n)s new answer about %(call)s", "%(n)s new answers about %(call)s", len(told))
    lines = [
        _("Question %(n)s: %(question)s\n\nAnswer: %(answer)s")
        % {"n": each.number, "question": each.wording, "answer": each.answer}
        for each in told
    ]
    _tell(call, f"answers:{call.pk}:{first}", words % {"n": len(told), "call": call.title}, lines, first, at=at)
    return told


@transaction.atomic
def correct_answer(inquiry: Inquiry, answer: str, *, edit: int | None = None, by, at: datetime) -> Correction:
    """Change a published answer, and tell the same people."""
    correction = inquiring.correct_answer(inquiry, answer, edit=edit, by=by, at=at)
    facts = {"n": inquiry.number, "call": inquiry.call.title, "question": inquiry.wording, "answer": inquiry.answer}
    subject = _("The answer to question %(n)s changed (%(call)s)") % facts
    lines = [_("Question %(n)s: %(question)s\n\nAnswer: %(answer)s") % facts]
    _tell(inquiry.call, f"corrected:{correction.pk}", subject, lines, inquiry.number, at=at)
    return correction


def _tell(call: Call, key: str, subject: str, lines: list[str], number: int, *, at: datetime) -> None:
    link = f"{call.get_absolute_url()}#vraag-{number}"
    said = {"key": key, "subject": subject, "body": "\n\n".join(lines), "link": link, "action": _("See all answers")}
    notify(people_with_a_file(call), **said, about=subject_of(call), at=at)
    tell_followers(call, **said, at=at)
