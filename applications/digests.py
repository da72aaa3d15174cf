"""Every night, for a draft that closes soon: what is still missing, in words and with links. Its only writer."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actions import notify
from applications import progress, rules
from applications.models import Answer, Application, CostLine, Participant
from applications.running import holders_of
from applications.states import State
from workflow import dutch
from workflow.models import subject_of
from workflow.moves import hold

SOON = timedelta(days=10)


def due(night: datetime, at: datetime) -> QuerySet[Application]:
    """Drafts never handed in that had ten days or less at the end of this night, and were not counted in it."""
    soon = Application.objects.drafts().closing_within(night, SOON).filter(own_closing__gt=at, created_at__lte=night)
    return soon.filter(Q(counted_on=None) | Q(counted_on__lt=night.date()))


@transaction.atomic
def tell(application: Application, night: date, *, at: datetime) -> bool:
    """One notice to the holders while something is missing, and one more when nothing is any longer."""
    hold(application, "call__form__current", "call__type", "organisation", "focus", "sign_off__signer")
    if application.state != State.DRAFT or (application.counted_on and application.counted_on >= night):
        return False
    answers = Prefetch("answers", Answer.objects.current())
    lists = [
        Prefetch("costs", CostLine.objects.select_related("organisation")),
        Prefetch("participants", Participant.objects.select_related("organisation")),
    ]
    prefetch_related_objects([application], answers, "attachments", *lists)
    prefetch_related_objects([application.call], "criteria", "categories")
    reasons = rules.why_incomplete(application)
    before, application.counted, application.counted_on = application.counted, len(reasons), night
    application.save(update_fields=["counted", "counted_on"])
    if not reasons and not before:
        return False
    notify(
        holders_of(application),
        key=f"missing:{application.pk}:{night:%Y%m%d}",
        subject=_subject(application, len(reasons)),
        body=_body(application, reasons, at),
        link=f"{application.get_absolute_url()}nakijken/",
        action=_("Check and hand in") if not reasons else _("See what is missing"),
        about=subject_of(application),
        at=at,
    )
    return True


def _subject(application: Application, n: int) -> str:
    if not n:
        return _("Nothing is missing any more: hand in (%(number)s)") % {"number": application.number}
    words = ngettext("%(n)s thing is missing (%(number)s)", "%(n)s things are missing (%(number)s)", n)
    return words % {"n": n, "number": application.number}


def _body(application: Application, reasons, at: datetime) -> str:
    facts = {
        "title": application.title,
        "moment": dutch.moment(application.closes_at),
        "left": dutch.time_left(application.closes_at, at),
    }
    until = _("The call closes on %(moment)s: %(left)s left.") % facts
    if not reasons:
        return _("Everything of “%(title)s” is filled in. It is not handed in yet.") % facts + f"\n\n{until}"
    sections = progress.sections_of(application)
    lines = []
    for each in reasons:
        href = progress.where(each, application, sections)["href"]
        lines.append(f"- {each.text}" + (f"\n  {settings.BASE_URL}{href}" if href else ""))
    said = _("“%(title)s” is not handed in yet. Before that can be done:") % facts
    return f"{said}\n\n" + "\n".join(lines) + f"\n\n{until}"
