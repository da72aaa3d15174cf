"""What an officer changes on a running call: everyone with a file in it is told, in the same transaction."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions import notify, supersede_notices
from accounts.models import LOCAL_ROLES, Membership, User
from applications import rules
from applications.models import Application, Extension
from applications.states import State
from calls import actions as call_actions
from calls import team, wording
from calls.models import Call, Focus, FocusChange, JuryDay, Moment, TermChange
from calls.states import ChangeState
from follow.actions import tell_followers
from workflow import dutch
from workflow.models import Event, subject_of
from workflow.moves import hold
from workflow.refusals import refuse

# Who hears of a change: whoever may still hand in, and whoever waits. It tells nobody how a file stands.
TOLD = (State.DRAFT, State.REOPENED, State.SUBMITTED, State.COMPLETING, State.ADMITTED, State.INADMISSIBLE)


def holders_of(application: Application) -> QuerySet[User]:
    """The people of the lead government who work on applications."""
    held = Membership.objects.filter(organisation=application.organisation_id, role__in=LOCAL_ROLES)
    return User.objects.filter(pk__in=held.values("user"), is_active=True)


@transaction.atomic
def move_moment(call: Call, moment: str, new: datetime, reason: str, *, by, at: datetime) -> TermChange:
    """Move a moment of a call, and tell everyone with a file in it once the move is in force."""
    change = call_actions.change_term(call, new, reason, moment=moment, by=by, at=at)
    if change.state == ChangeState.EFFECTIVE:
        _tell_moved(change, at=at)
    else:
        _ask_second(change, by=by, at=at)
    return change


def _ask_second(change: TermChange, *, by, at: datetime) -> None:
    """A shortening waits for another officer: of the team, or of all when the team has nobody else."""
    words = wording.change_in_words(change)
    facts = {"call": change.call.title, "who": by, "words": words, "reason": change.reason}
    notify(
        team.told_of(change.call, besides=by),
        key=f"shortening:{change.pk}",
        subject=_("A shortening waits for a second officer: %(call)s") % facts,
        body=_(
            "%(who)s proposes a change of the call “%(call)s”.\n\n%(words)s\n\nReason: %(reason)s\n\n"
            "Confirm or decline it on the page of the call."
        )
        % facts,
        link=reverse("calls:staff_detail", args=[change.call.slug]),
        action=_("See the call"),
        about=subject_of(change),
        at=at,
    )


def move_deadline(call: Call, new: datetime, reason: str, *, by, at: datetime) -> TermChange:
    """Move the closing."""
    return move_moment(call, Moment.CLOSES, new, reason, by=by, at=at)


@transaction.atomic
def second_deadline(change: TermChange, *, by, at: datetime) -> None:
    """Confirm a shortening as the second officer, and tell everyone."""
    call_actions.second(change, by=by, at=at)
    supersede_notices(subject_of(change), at=at)
    _tell_moved(change, at=at)


@transaction.atomic
def change_jury_day(call: Call, day: JuryDay | None, new: dict | None, reason: str, *, by, at: datetime) -> TermChange:
    """Add, change or drop a day of the jury, and tell everyone."""
    change = call_actions.change_jury_day(call, day, new, reason, by=by, at=at)
    _tell_moved(change, at=at)
    return change


@transaction.atomic
def add_focus(call: Call, focus: Focus, reason: str, *, by, at: datetime) -> FocusChange:
    """Offer one more focus, and tell everyone."""
    change = call_actions.add_focus(call, focus, reason, by=by, at=at)
    _tell_focus(change, at=at)
    return change


@transaction.atomic
def remove_focus(call: Call, focus: Focus, reason: str, *, by, at: datetime) -> FocusChange:
    """Stop offering a focus, and tell everyone; whoever chose it hears what to do."""
    change = call_actions.remove_focus(call, focus, reason, by=by, at=at)
    _tell_focus(change, at=at)
    return change


@transaction.atomic
def extend(application: Application, new: datetime, reason: str, *, by, at: datetime) -> Extension:
    """Give one application more time. The seal of the call waits for it; only its own people are told."""
    call = application.call
    hold(call)
    hold(application)
    application.call = call
    refuse(rules.why_not_extend(application, new, reason, by=by, at=at))
    extension = Extension.objects.create(
        call=call, application=application, old=application.closes_at, new=new, reason=reason.strip(), by=by, at=at
    )
    application.extended_until = new
    application.save(update_fields=["extended_until"])
    call_actions.extend_until(call, new)
    facts = {"old": extension.old, "new": new, "reason": extension.reason}
    Event.objects.record(application, "extend", by=by, at=at, facts=facts)
    body = _(
        "You get more time for application %(number)s: until %(new)s. Before, that was %(old)s.\n\n"
        "Reason: %(reason)s\n\nThis holds for this application only."
    )
    notify(
        holders_of(application),
        key=f"extended:{extension.pk}",
        subject=_("You get more time to hand in (%(number)s)") % {"number": application.number},
        body=body
        % {
            "number": application.number,
            "new": dutch.moment(new),
            "old": dutch.moment(extension.old),
            "reason": extension.reason,
        },
        link=application.get_absolute_url(),
        action=_("Go to your application"),
        about=subject_of(application),
        at=at,
    )
    return extension


def _tell_moved(change: TermChange, *, at: datetime) -> None:
    call = change.call
    _tell_followers(
        call,
        _("The closing moves: %(call)s") if change.moment == Moment.CLOSES else _("A moment changes: %(call)s"),
        wording.change_in_words(change),
        change.reason,
        key=f"moved:{change.pk}",
        at=at,
    )
    if change.moment == Moment.CLOSES:
        subject = _("The call closes at another moment (%(number)s)")
        text = _("The call “%(call)s” now closes on %(new)s. Before, that was %(old)s.") % {
            "call": call.title,
            "new": dutch.moment(change.new),
            "old": dutch.moment(change.old),
        }
    else:
        subject = _("A moment of the call changed (%(number)s)")
        text = f"{call.title}. {wording.change_in_words(change)}"

    def body(application: Application) -> str:
        own = ""
        if change.moment == Moment.CLOSES and application.extended_until and application.closes_at != change.new:
            own = "\n\n" + _("For your application it stays %(moment)s: you got an extension.") % {
                "moment": dutch.moment(application.closes_at)
            }
        return f"{text}{own}\n\n{_('Reason: %(reason)s') % {'reason': change.reason}}"

    _tell(call, subject, body, key=f"moved:{change.pk}", at=at)


def _tell_focus(change: FocusChange, *, at: datetime) -> None:
    call, words = change.call, wording.focus_change_in_words(change)
    _tell_followers(call, _("The focuses change: %(call)s"), words, change.reason, key=f"focus:{change.pk}", at=at)
    text = f"{call.title}. {words}"

    def body(application: Application) -> str:
        own = ""
        if not change.added and application.focus_id == change.focus_id:
            if application.state == State.SUBMITTED:
                own = "\n\n" + _("Your application chose it. What you handed in stays valid.")
            else:
                own = "\n\n" + _("Your application chose it. Nothing is lost; choose another focus before you hand in.")
        return f"{text}{own}\n\n{_('Reason: %(reason)s') % {'reason': change.reason}}"

    _tell(call, _("The focuses of the call changed (%(number)s)"), body, key=f"focus:{change.pk}", at=at)


def _tell_followers(call: Call, subject: str, words: str, reason: str, *, key: str, at: datetime) -> None:
    """Who follows the call, its programme or all calls."""
    body = _("%(words)s\n\nReason: %(reason)s") % {"words": words, "reason": reason}
    tell_followers(
        call, key=key, subject=subject % {"call": call.title}, body=body, link=call.get_absolute_url(), at=at
    )


def _tell(call: Call, subject: str, body, *, key: str, at: datetime) -> None:
    """Tell the holders of every file of a call, once per key."""
    for application in call.applications.filter(state__in=TOLD).select_related("organisation", "call"):
        notify(
            holders_of(application),
            key=f"{key}:{application.pk}",
            subject=subject % {"number": application.number},
            body=body(application),
            link=application.get_absolute_url(),
            action=_("Go to your application"),
            about=subject_of(application),
            at=at,
        )
