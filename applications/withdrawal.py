"""Taking an application back, and telling everybody whom that concerns: the only writer of it."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions import notify, supersede_notices
from accounts.models import Membership, Role, User
from applications import completing, rules
from applications.models import Application
from applications.running import holders_of
from applications.states import ConfirmationState
from calls import team
from workflow import dutch
from workflow.models import subject_of
from workflow.moves import hold, hold_shared, move
from workflow.refusals import refuse

HEARD = (ConfirmationState.ASKED, ConfirmationState.CONFIRMED, ConfirmationState.REFUSED)


@transaction.atomic
def withdraw(application: Application, reason: str, *, by, at: datetime) -> None:
    """Take the application back, with a reason. Before the seal the Flemish side never gets to read it."""
    hold_shared(application.call)
    hold(application, "organisation")
    refuse(rules.why_not_withdraw(application, by=by, reason=reason))
    sealed, handed_in = application.call.is_sealed, application.submission_id is not None
    also = {"withdrawal": reason.strip()[:300]}
    if not sealed:
        also["submission"] = None
    also["completing_until"] = None
    completing.drop(application, by=by, at=at)
    move(application, "withdraw", by=by, at=at, also=also, reason=reason)
    supersede_notices(subject_of(application), at=at)
    _tell(application, handed_in, sealed, by=by, at=at)


def _tell(application: Application, handed_in: bool, sealed: bool, *, by, at: datetime) -> None:
    """The lead government and the governments that were asked; the team of the call only of what it could read."""
    facts = {
        "number": application.number,
        "title": application.title,
        "who": by,
        "government": application.organisation.full_name,
        "moment": dutch.moment(at),
        "reason": application.withdrawal,
    }
    body = _("%(who)s withdrew “%(title)s” of %(government)s on %(moment)s.\n\nReason: %(reason)s") % facts
    after = _("It no longer takes part in the call.") if handed_in else _("The draft was never handed in.")
    told = {
        "subject": _("The application is withdrawn (%(number)s)") % facts,
        "body": f"{body}\n\n{after}",
        "about": subject_of(application),
        "at": at,
    }
    asked = application.confirmations.filter(state__in=HEARD).values("organisation")
    partners = Membership.objects.filter(organisation__in=asked, role=Role.SUBMITTER).values("user")
    own = holders_of(application)
    people = own | User.objects.filter(pk__in=partners, is_active=True)
    key = f"withdrawn:{application.pk}"
    notify(people, key=key, link=application.get_absolute_url(), action=_("See the application"), **told)
    if sealed and handed_in:
        link = reverse("applications:staff_detail", args=[application.number])
        notify(team.told_of(application.call), key=key, link=link, action=_("See the application"), **told)
