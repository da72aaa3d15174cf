"""Asking a second person to sign off, and the reply: the only writer of it. The application is held first."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions import notify
from accounts.models import User
from applications import consent, signoff
from applications import signing_rules as rules
from applications.models import Answer, Application, SignOff
from applications.running import holders_of
from applications.states import EDITABLE, SignOffState
from calls.states import CallState
from workflow import dutch
from workflow.models import Event, fingerprint, subject_of
from workflow.moves import hold, move
from workflow.refusals import refuse

QUIET = timedelta(hours=1)


def _hold(application: Application) -> None:
    """Lock the application and read afresh all that is signed."""
    hold(
        application,
        "call__form__current",
        "call__type",
        "organisation",
        "focus",
        "sign_off__signer",
        "sign_off__asked_by",
    )
    application._prefetched_objects_cache = {}
    prefetch_related_objects([application], Prefetch("answers", Answer.objects.current()), *consent.lists())
    prefetch_related_objects([application.call], "criteria", "categories")


def _drop(application: Application, *, by, at: datetime) -> None:
    found = application.sign_off
    if found and found.state in rules.LIVE:
        move(found, "drop_sign_off", by=by, at=at)


@transaction.atomic
def ask(application: Application, signer: User | None, word: str, *, by, at: datetime) -> SignOff:
    """Ask a colleague to read the whole and sign off; whoever was asked before is asked no longer."""
    _hold(application)
    refuse(rules.why_not_ask(application, signer, by=by, at=at))
    before = application.sign_off
    _drop(application, by=by, at=at)
    if before and before.state == SignOffState.DROPPED and before.signer_id != signer.pk:
        _tell_dropped(before, application, at=at)
    function = signoff.function_of(application, signer)
    found = SignOff.objects.create(
        application=application, asked_by=by, asked_at=at, word=word.strip()[:300], signer=signer, function=function
    )
    application.sign_off = found
    application.save(update_fields=["sign_off"])
    Event.objects.record(found, "ask_sign_off", by=by, at=at, facts={"signer": signer.pk})
    _tell_asked(found, application, at=at)
    return found


@transaction.atomic
def sign(application: Application, sha256: str, *, by, at: datetime) -> SignOff:
    """Sign off what has this fingerprint, which is what the person had before them."""
    _hold(application)
    text = signoff.text_of(application)
    now = fingerprint(text)
    refuse(rules.why_not_sign(application, sha256, now, by=by, at=at))
    also = {"sha256": now, "parts": signoff.parts_of(text), "replied_at": at, "remark": "", "told_at": None}
    move(application.sign_off, "sign", by=by, at=at, also=also, sha256=now)
    _tell_signed(application.sign_off, application, at=at)
    return application.sign_off


@transaction.atomic
def send_back(application: Application, remark: str, *, by, at: datetime) -> SignOff:
    """Send it back with a remark, that everybody who fills it in reads."""
    _hold(application)
    refuse(rules.why_not_send_back(application, remark, by=by, at=at))
    also = {"remark": remark.strip()[:600], "replied_at": at, "sha256": "", "parts": {}}
    move(application.sign_off, "send_back", by=by, at=at, also=also)
    _tell_sent_back(application.sign_off, application, at=at)
    return application.sign_off


@transaction.atomic
def tell_outdated(application: Application, *, at: datetime) -> bool:
    """Tell once that what was signed off has changed since: the signer, and whoever fills it in."""
    _hold(application)
    found = application.sign_off
    if found is None or found.told_at is not None or application.state not in EDITABLE:
        return False
    now = signoff.standing(application)
    if now.code != "outdated":
        return False
    found.told_at = at
    found.save(update_fields=["told_at"])
    body = _("%(name)s signed off “%(title)s”. After that this changed: %(what)s. It has to be signed off again.")
    notify(
        holders_of(application) | User.objects.filter(pk=found.signer_id),
        key=f"sign-off-outdated:{found.pk}:{at:%Y%m%d%H%M%S}",
        subject=_("A sign-off is outdated (%(number)s)") % _facts(found, application),
        body=body % (_facts(found, application) | {"what": now.what}),
        action=_("See what has to be signed off"),
        **_told(application, at),
    )
    return True


def outdated_perhaps(at: datetime):
    """Applications of which the clock asks whether what was signed off still stands there."""
    signed = Application.objects.unsubmitted().filter(sign_off__state=SignOffState.SIGNED, sign_off__told_at=None)
    return signed.filter(call__state=CallState.PUBLISHED, call__opens_at__lte=at, saved_at__lte=at - QUIET)


# What is said


def _facts(found: SignOff, application: Application) -> dict:
    return {
        "number": application.number,
        "title": application.title,
        "government": application.organisation.full_name,
        "name": found.signer,
        "who": found.asked_by,
        "closes": dutch.moment(application.closes_at),
        "remark": found.remark,
    }


def _told(application: Application, at: datetime) -> dict:
    return {
        "link": reverse("applications:sign_off", args=[application.number]),
        "about": subject_of(application),
        "at": at,
    }


def _tell_asked(found: SignOff, application: Application, *, at: datetime) -> None:
    facts = _facts(found, application)
    body = _(
        "%(who)s asks you to sign off the application “%(title)s” of %(government)s. Read the whole, and sign off or "
        "send it back with a remark. The call closes on %(closes)s."
    )
    notify(
        [found.signer],
        key=f"sign-off:{found.pk}",
        subject=_("Will you sign off? (%(number)s)") % facts,
        body="\n\n".join(filter(None, [body % facts, found.word])),
        action=_("Read and sign off"),
        **_told(application, at),
    )


def _tell_dropped(found: SignOff, application: Application, *, at: datetime) -> None:
    facts = _facts(found, application)
    notify(
        [found.signer],
        key=f"sign-off-dropped:{found.pk}",
        subject=_("You need not sign off any more (%(number)s)") % facts,
        body=_("Somebody else is asked to sign off “%(title)s”. Nothing is asked of you.") % facts,
        about=subject_of(application),
        at=at,
    )


def _tell_signed(found: SignOff, application: Application, *, at: datetime) -> None:
    facts = _facts(found, application)
    body = _("%(name)s signed off “%(title)s”. It can be handed in as it stands now. The call closes on %(closes)s.")
    notify(
        holders_of(application).exclude(pk=found.signer_id),
        key=f"signed-off:{found.pk}:{found.sha256[:16]}",
        subject=_("Signed off (%(number)s)") % facts,
        body=body % facts,
        action=_("See the application"),
        **_told(application, at),
    )


def _tell_sent_back(found: SignOff, application: Application, *, at: datetime) -> None:
    facts = _facts(found, application)
    notify(
        holders_of(application).exclude(pk=found.signer_id),
        key=f"sent-back:{found.pk}",
        subject=_("Not signed off (%(number)s)") % facts,
        body=_("%(name)s sent back “%(title)s”.\n\nRemark: %(remark)s") % facts,
        action=_("Read the remark"),
        **_told(application, at),
    )
