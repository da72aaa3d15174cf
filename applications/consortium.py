"""Asking the governments of a consortium, and what they reply: the only writer of it. The application is held first."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions import notify
from accounts.models import Membership, Organisation, Role, User
from applications import consent
from applications import consortium_rules as rules
from applications.models import Application, Confirmation, Reply
from applications.running import holders_of
from applications.states import ConfirmationState
from workflow import dutch
from workflow.models import Event, subject_of
from workflow.moves import hold, move
from workflow.refusals import refuse

DAY = timedelta(days=1)


def submitters_of(organisation_id: int):
    """Who may reply for a government."""
    held = Membership.objects.filter(organisation=organisation_id, role=Role.SUBMITTER)
    return User.objects.filter(pk__in=held.values("user"), is_active=True)


def with_submitters(organisations: list[int]) -> set[int]:
    """Which of these governments have somebody who can reply."""
    held = Membership.objects.filter(organisation__in=organisations, role=Role.SUBMITTER, user__is_active=True)
    return set(held.values_list("organisation", flat=True))


def _hold(application: Application) -> None:
    """Lock the application and read afresh all that a confirmation is about."""
    hold(application, "call", "organisation")
    application._prefetched_objects_cache = {}
    prefetch_related_objects([application], *consent.lists())


def _words(application: Application, organisation: Organisation) -> dict:
    return {
        "number": application.number,
        "title": application.title,
        "lead": application.organisation.full_name,
        "government": organisation.full_name,
        "closes": dutch.moment(application.closes_at),
    }


def _tell_asked(confirmation: Confirmation, application: Application, *, at: datetime) -> None:
    facts = _words(application, confirmation.organisation)
    body = _(
        "%(lead)s names %(government)s in the application “%(title)s”. Read what concerns your government, and confirm "
        "or refuse. The call closes on %(closes)s."
    )
    notify(
        submitters_of(confirmation.organisation_id),
        key=f"take-part:{confirmation.pk}:{at:%Y%m%d%H%M%S}",
        subject=_("Does your government take part? (%(number)s)") % facts,
        body=body % facts,
        link=reverse("applications:take_part", args=[application.number]),
        action=_("Read and reply"),
        about=subject_of(application),
        at=at,
    )


def _ask(application: Application, voice: consent.Voice, there: Confirmation | None, *, by, at: datetime) -> None:
    told = {"asked_at": at, "told_sha256": voice.sha256, "told_at": at}
    facts = {"organisation": voice.organisation.pk, "sha256": voice.sha256}
    if there is None:
        there = Confirmation.objects.create(application=application, organisation=voice.organisation, **told)
        Event.objects.record(there, "ask_part", by=by, at=at, facts=facts)
    elif there.state in Confirmation.MOVES["ask_part"].sources:
        move(there, "ask_part", by=by, at=at, also=told, **facts)
    else:  # asked already, or confirmed something that changed since: the question stands
        for name, value in told.items():
            setattr(there, name, value)
        there.save(update_fields=list(told))
        Event.objects.record(there, "ask_part", by=by, at=at, facts=facts)
    _tell_asked(there, application, at=at)


def _release(confirmation: Confirmation, application: Application, *, by, at: datetime) -> None:
    move(confirmation, "release_part", by=by, at=at, organisation=confirmation.organisation_id)
    facts = _words(application, confirmation.organisation)
    notify(
        submitters_of(confirmation.organisation_id),
        key=f"take-part-no-more:{confirmation.pk}:{at:%Y%m%d%H%M%S}",
        subject=_("Your government no longer takes part (%(number)s)") % facts,
        body=_("%(lead)s no longer names %(government)s in the application “%(title)s”. Nothing is asked of you.")
        % facts,
        about=subject_of(application),
        at=at,
    )


@transaction.atomic
def follow_up(application: Application, *, by, at: datetime) -> int:
    """Ask whoever was named and was not asked yet, and tell whoever is named no more. Says how many were told.

    Asked by the buttons of the page and by the clock, not by every save while somebody types.
    """
    if not consent.asks(application):
        return 0
    _hold(application)
    voices = {each.organisation.pk: each for each in consent.voices(application)}
    held = Confirmation.objects.select_for_update(of=("self",)).filter(application=application)
    there = {each.organisation_id: each for each in held.select_related("organisation").order_by("pk")}
    gone = [c for pk, c in there.items() if pk not in voices and c.state != ConfirmationState.RELEASED]
    new = [each for each in voices.values() if each.standing == "unasked"]
    for each in gone:
        _release(each, application, by=by, at=at)
    for each in new:
        _ask(application, each, there.get(each.organisation.pk), by=by, at=at)
    return len(gone) + len(new)


def _find(application: Application, organisation_id: int) -> tuple[consent.Voice | None, Confirmation | None]:
    voice = next((v for v in consent.voices(application) if v.organisation.pk == organisation_id), None)
    held = Confirmation.objects.select_for_update(of=("self",)).select_related("organisation", "reply")
    return voice, held.filter(application=application, organisation=organisation_id).first()


@transaction.atomic
def ask(application: Application, organisation_id: int, *, by, at: datetime) -> None:
    """Ask one government, or ask it again."""
    _hold(application)
    voice, there = _find(application, organisation_id)
    refuse(rules.why_not_ask(application, there, voice is not None, by=by, at=at))
    _ask(application, voice, there, by=by, at=at)


def see(application: Application, voice: consent.Voice, *, at: datetime) -> None:
    """Keep since when a government has seen what stands there now."""
    if voice.standing != "unasked" and voice.said.get("seen") != voice.sha256:
        own = Confirmation.objects.filter(application=application, organisation=voice.organisation)
        own.update(seen_sha256=voice.sha256, seen_at=at)


@transaction.atomic
def confirm(application: Application, organisation_id: int, sha256: str, *, by, at: datetime) -> Reply:
    """Confirm what has this fingerprint, which is what the person had before them."""
    _hold(application)
    voice, there = _find(application, organisation_id)
    refuse(rules.why_not_confirm(application, there, sha256, voice.sha256 if voice else "", by=by, at=at))
    return _reply(application, voice, there, "confirm_part", "", by=by, at=at)


@transaction.atomic
def refuse_part(application: Application, organisation_id: int, sha256: str, reason: str, *, by, at: datetime) -> Reply:
    """Refuse it, with a reason that the lead government reads."""
    _hold(application)
    voice, there = _find(application, organisation_id)
    now = voice.sha256 if voice else ""
    refuse(rules.why_not_refuse(application, there, sha256, now, reason, by=by, at=at))
    return _reply(application, voice, there, "refuse_part", reason.strip()[:300], by=by, at=at)


def _reply(application, voice, confirmation: Confirmation, verb: str, reason: str, *, by, at: datetime) -> Reply:
    confirmed = verb == "confirm_part"
    reply = Reply.objects.create(
        confirmation=confirmation, confirmed=confirmed, content=voice.content, sha256=voice.sha256, reason=reason,
        by=by, at=at,
    )  # fmt: skip
    also = {"reply": reply, "seen_sha256": voice.sha256, "told_sha256": voice.sha256}
    facts = {"organisation": confirmation.organisation_id, "sha256": voice.sha256}
    move(confirmation, verb, by=by, at=at, also=also, **facts)
    words = _words(application, confirmation.organisation) | {"by": by, "reason": reason}
    if confirmed:
        subject, body = _("%(government)s confirmed its part (%(number)s)"), _("%(by)s confirmed for %(government)s.")
    else:
        subject = _("%(government)s refuses its part (%(number)s)")
        body = _("%(by)s refused for %(government)s.\n\nReason: %(reason)s")
    notify(
        holders_of(application),
        key=f"replied:{reply.pk}",
        subject=subject % words,
        body=body % words,
        link=reverse("applications:participants", args=[application.number]),
        action=_("See who has confirmed"),
        about=subject_of(application),
        at=at,
        mail=not confirmed,  # twelve mails of good news are eleven too many
    )
    return reply


@transaction.atomic
def tell_outdated(application: Application, *, at: datetime) -> int:
    """Tell each government of which the confirmation is outdated: once for each change, and at most once a day."""
    _hold(application)
    outdated = {v.organisation.pk: v for v in consent.voices(application) if v.standing == "outdated"}
    held = Confirmation.objects.select_for_update(of=("self",)).filter(application=application)
    told = 0
    for each in held.filter(organisation__in=list(outdated)).select_related("organisation").order_by("pk"):
        voice = outdated[each.organisation_id]
        if each.told_sha256 == voice.sha256 or each.told_at > at - DAY:
            continue
        each.told_sha256, each.told_at = voice.sha256, at
        each.save(update_fields=["told_sha256", "told_at"])
        told += 1
        _tell_changed(each, application, voice, at=at)
    return told


def _tell_changed(confirmation: Confirmation, application: Application, voice: consent.Voice, *, at: datetime) -> None:
    facts = _words(application, confirmation.organisation)
    lines = [
        _("%(what)s was: %(before)s. It is now: %(after)s.")
        % {"what": d["label"], "before": d["before"][:300], "after": d["after"][:300]}
        for d in voice.differences
    ]
    body = _("What you confirmed in “%(title)s” was changed by %(lead)s. Read it, and confirm again or refuse.") % facts
    notify(
        submitters_of(confirmation.organisation_id),
        key=f"outdated:{confirmation.pk}:{voice.sha256[:16]}:{at:%Y%m%d}",
        subject=_("What you confirmed was changed (%(number)s)") % facts,
        body="\n\n".join([body, *lines]),
        link=reverse("applications:take_part", args=[application.number]),
        action=_("Read what changed"),
        about=subject_of(application),
        at=at,
    )


def digest(application: Application, *, at: datetime) -> int:
    """What the clock says of one application: to whoever was never asked, and to whoever confirmed other text."""
    return follow_up(application, by=None, at=at) + tell_outdated(application, at=at)
