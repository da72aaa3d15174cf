"""What can be done with a seat in the jury of a call. Locks: the call's jury by name, then file, seat, assignment."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import actions as account_actions
from accounts.actions import notify, supersede_notices
from accounts.models import Kind, Organisation, Role, User
from applications.models import Application
from calls.models import Call
from calls.team import told_of
from reviews import rules
from reviews.models import Assignment, Involvement, Juror
from reviews.states import State
from workflow.models import Event, subject_of
from workflow.moves import hold, hold_name, move
from workflow.refusals import refuse

KEPT = ("capacity", "employer", "employer_organisation", "unavailable")


@transaction.atomic
def invite_juror(
    call: Call, user: User, *, by, at: datetime, focuses=(), capacity: int | None = None, like: Juror | None = None
) -> Juror:
    """Ask a reviewer to sit in the jury of a call; who declined or left before can be asked again.

    `like` is a seat of the same person in another jury, of which expertise, capacity and employer are taken over.
    """
    hold_name("reviews.jury", f"{call.pk}")
    refuse(rules.why_not_invite_juror(call, user, by=by))
    juror = Juror.objects.filter(call=call, user=user).first()
    if juror:
        hold(juror)
        move(juror, "invite_back", by=by, at=at, also={"by": by, "at": at, "remark": ""})
    else:
        said = {"capacity": capacity}
        if like:
            said = {name: getattr(like, name) for name in ("capacity", "employer", "employer_organisation")}
            focuses = call.focuses.filter(pk__in=like.focuses.values("pk"))
        juror = Juror.objects.create(call=call, user=user, by=by, at=at, **said)
        juror.focuses.set(focuses)
        Event.objects.record(juror, "invite-juror", by=by, at=at)
    _tell_invited(juror, at=at)
    return juror


def _tell_invited(juror: Juror, *, at: datetime) -> None:
    call = {"call": juror.call.title}
    notify(
        [juror.user],
        key=f"seat:{juror.pk}:{at:%Y%m%d%H%M%S}",
        subject=_("You are asked for the jury of “%(call)s”") % call,
        body=_("Do you want to sit in the jury of “%(call)s”? Say yes or no; if no, tell us why.") % call,
        link=reverse("reviews:seat", args=[juror.call.slug]),
        action=_("Answer the invitation"),
        about=subject_of(juror),
        at=at,
    )


@transaction.atomic
def invite_outsider(call: Call, email: str, first_name: str, last_name: str, *, by, at: datetime) -> Juror:
    """Give somebody the role of reviewer, with an account where there is none, and ask him for this jury."""
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None or Role.REVIEWER not in user.roles:
        home = next((m.organisation for m in by.memberships_held if m.role == Role.OFFICER), None)
        home = home or Organisation.objects.filter(kind=Kind.FLEMISH).order_by("pk").first()
        user = account_actions.invite(email, first_name, last_name, home, Role.REVIEWER, by=by, at=at)
    return invite_juror(call, user, by=by, at=at)


@transaction.atomic
def invite_jury_of(call: Call, other: Call, *, by, at: datetime) -> list[Juror]:
    """Ask everybody who sits in the jury of another call, and can sit here. Returns who was asked."""
    seats = Juror.objects.sitting().filter(call=other).select_related("user").order_by("pk")
    return [
        invite_juror(call, each.user, like=each, by=by, at=at)
        for each in seats
        if not rules.why_not_invite_juror(call, each.user, by=by)
    ]


@transaction.atomic
def accept_seat(juror: Juror, *, by, at: datetime) -> None:
    """Take part in the jury; also after having declined."""
    hold(juror)
    refuse(rules.why_not_answer_seat(juror, by=by))
    move(juror, "accept_seat", by=by, at=at, also={"remark": ""})
    subject = _("%(name)s takes part in a jury") % {"name": by}
    _tell_officers(juror, subject, _("%(name)s accepts a seat in the jury of “%(call)s”."), by=by, at=at)


@transaction.atomic
def decline_seat(juror: Juror, reason: str, *, by, at: datetime) -> None:
    """Say no, and why."""
    hold(juror)
    refuse(rules.why_not_decline_seat(juror, by=by, reason=reason))
    move(juror, "decline_seat", by=by, at=at, also={"remark": reason.strip()[:300]}, reason=reason.strip()[:300])
    subject = _("%(name)s does not take part in a jury") % {"name": by}
    body = _("%(name)s does not sit in the jury of “%(call)s”. Reason: %(reason)s")
    _tell_officers(juror, subject, body, by=by, at=at)


def _tell_officers(juror: Juror, subject: str, body: str, *, by, at: datetime, files="") -> None:
    words = {"name": juror.user, "call": juror.call.title, "reason": juror.remark, "files": files}
    notify(
        told_of(juror.call, besides=by),
        key=f"seat-{juror.state}:{juror.pk}:{at:%Y%m%d%H%M%S}",
        subject=subject,
        body=body % words,
        link=reverse("reviews:members", args=[juror.call.slug]),
        action=_("See the jury"),
        about=subject_of(juror),
        at=at,
    )


@transaction.atomic
def describe_juror(juror: Juror, said: dict, *, by, at: datetime) -> list[str]:
    """Write what is known of a juror: any of capacity, employer, employer_organisation, unavailable and focuses."""
    hold(juror)
    refuse(rules.why_not_describe_juror(juror, said, by=by))
    changed = [name for name in KEPT if name in said and getattr(juror, name) != said[name]]
    for name in changed:
        setattr(juror, name, said[name])
    juror.full_clean(exclude=["call", "user", "state", "by"])
    juror.save(update_fields=changed)
    if "focuses" in said and set(juror.focuses.all()) != set(said["focuses"]):
        juror.focuses.set(said["focuses"])
        changed.append("focuses")
    if changed:
        Event.objects.record(juror, "describe-juror", by=by, at=at, facts={"changed": changed})
    return changed


@transaction.atomic
def leave_jury(juror: Juror, reason: str, *, by, at: datetime) -> int:
    """End a seat. Reviews that were handed in stay; what is still open is taken back. Returns how many those are."""
    open_ones = Assignment.objects.filter(
        application__call=juror.call_id, reviewer=juror.user_id, state__in=(State.ASSIGNED, State.DECLARED)
    )
    for pk in open_ones.order_by("application").values_list("application", flat=True):
        hold(Application(pk=pk))
    hold(juror)
    refuse(rules.why_not_leave_jury(juror, by=by, reason=reason))
    reason = reason.strip()[:300]
    ended = list(open_ones.select_related("application").order_by("application"))
    for each in ended:
        hold(each)
        move(each, "revoke", by=by, at=at, also={"remark": reason}, reason=reason)
        supersede_notices(subject_of(each), at=at)
    move(juror, "leave_jury", by=by, at=at, also={"remark": reason}, reason=reason)
    supersede_notices(subject_of(juror), at=at)
    words = {"call": juror.call.title, "reason": reason}
    if by.pk != juror.user_id:
        notify(
            [juror.user],
            key=f"unseated:{juror.pk}:{at:%Y%m%d%H%M%S}",
            subject=_("You no longer sit in the jury of “%(call)s”") % words,
            body=_("Your seat in the jury of “%(call)s” has ended. Reason: %(reason)s") % words,
            link=reverse("reviews:desk"),
            action=_("Go to your files"),
            about=subject_of(juror),
            at=at,
        )
    files = ", ".join(each.application.number for each in ended)
    body = _("%(name)s no longer sits in the jury of “%(call)s”. Reason: %(reason)s")
    if ended:
        body += "\n\n" + _("These files need another reviewer: %(files)s.")
    subject = _("%(name)s left a jury") % {"name": juror.user}
    _tell_officers(juror, subject, body, by=by, at=at, files=files)
    return len(ended)


@transaction.atomic
def note_involvement(juror: Juror, organisation: Organisation, why: str, *, by, at: datetime) -> Involvement:
    """Keep what ties a juror to a government, so that his conflicts are proposed from it."""
    hold(juror)
    refuse(rules.why_not_note_involvement(juror, organisation, why, by=by))
    made = Involvement(juror=juror, organisation=organisation, why=why.strip(), by=by, at=at)
    made.full_clean()
    made.save()
    facts = {"organisation": organisation.pk, "reason": made.why}
    Event.objects.record(juror, "note-involvement", by=by, at=at, facts=facts)
    return made


@transaction.atomic
def drop_involvement(involvement: Involvement, *, by, at: datetime) -> None:
    """Take a wrong line away; the log keeps it."""
    juror = involvement.juror
    hold(juror)
    refuse(rules.why_not_drop_involvement(juror, by=by))
    facts = {"organisation": involvement.organisation_id, "reason": involvement.why}
    Event.objects.record(juror, "drop-involvement", by=by, at=at, facts=facts)
    involvement.delete()
