"""What can be done with people and with what is said to them."""

from datetime import datetime

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.mail import EmailMultiAlternatives
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import letters, rules
from accounts.models import (
    Contact,
    Membership,
    Notice,
    Organisation,
    Profile,
    Role,
    Signatory,
    User,
)
from accounts.states import MailState
from workflow.later import ask_later
from workflow.models import Event, subject_of
from workflow.moves import hold, hold_name, move
from workflow.refusals import refuse


@transaction.atomic
def join(user: User, organisation: Organisation, role: str, *, by, at: datetime) -> Membership:
    """Give a person a role. Flemish roles exist in the Flemish administration only, local ones in local governments."""
    refuse(list(rules.role_fits(organisation, role)))
    membership, fresh = Membership.objects.get_or_create(user=user, organisation=organisation, role=role)
    if fresh:
        Event.objects.record(user, "join", by=by, at=at, facts={"organisation": organisation.pk, "role": role})
    user.__dict__.pop("memberships_held", None)
    return membership


@transaction.atomic
def leave(membership: Membership, *, by, at: datetime) -> None:
    """Take a role away."""
    refuse(rules.why_not_leave(Membership.objects.select_for_update().filter(pk=membership.pk).first()))
    facts = {"organisation": membership.organisation_id, "role": membership.role}
    Event.objects.record(membership.user, "leave", by=by, at=at, facts=facts)
    membership.delete()


@transaction.atomic
def grant(user: User, organisation: Organisation, role: str, *, by, at: datetime) -> Membership:
    """Give a person a role, as an officer."""
    refuse(rules.why_not_grant(user, organisation, role, by=by))
    return join(user, organisation, role, by=by, at=at)


@transaction.atomic
def take_away(membership: Membership, *, by, at: datetime) -> None:
    """Take a role away, as an officer. Two officers cannot take each other's away: one of them is no longer one."""
    list(Membership.objects.select_for_update().filter(role=Role.OFFICER).order_by("pk"))
    by = User.objects.get(pk=by.pk)  # with the roles that are left
    refuse(rules.why_not_take_away(membership, by=by))
    leave(membership, by=by, at=at)


@transaction.atomic
def invite(
    email: str, first_name: str, last_name: str, organisation: Organisation, role: str, *, by, at: datetime
) -> User:
    """Make an account for a person, or find it, with a first role; tell so, with a link to choose a password."""
    email = email.strip().lower()
    hold_name("accounts.invite", email)
    user = User.objects.filter(email=email).first()
    refuse(rules.why_not_grant(user or User(email=email), organisation, role, by=by))
    return _welcome(user, email, first_name, last_name, organisation, role, by=by, at=at)


def _welcome(user: User | None, email, first_name, last_name, organisation, role, *, by, at: datetime) -> User:
    """Make the account where there is none, give the role, and tell so."""
    if fresh := user is None:
        user = User.objects.create_user(email, first_name=first_name.strip(), last_name=last_name.strip())
        Event.objects.record(user, "invite", by=by, at=at)
    membership = join(user, organisation, role, by=by, at=at)
    if fresh:
        _tell_invited(membership, f"{letters.INVITED}:{membership.pk}", at=at)
    else:
        _tell_joined(membership, at=at)
    return user


def _words(membership: Membership) -> dict:
    return {"role": membership.get_role_display(), "organisation": membership.organisation.full_name}


def _tell_invited(membership: Membership, key: str, *, at: datetime) -> None:
    body = _(
        "You are now %(role)s for %(organisation)s.\n\nChoose a password first. The link works for three days; "
        "after that you ask for a new one on the page where you sign in."
    )
    notify(
        [membership.user], key=key, subject=_("You have an account in the subsidy desk"),
        body=body % _words(membership), link=reverse("account_reset_password"), action=_("Choose a password"),
        about=subject_of(membership.user), at=at,
    )  # fmt: skip


def _tell_joined(membership: Membership, *, at: datetime) -> None:
    notify(
        [membership.user], key=f"joined:{membership.pk}", subject=_("You have a new role in the subsidy desk"),
        body=_("You are now %(role)s for %(organisation)s.") % _words(membership), link=reverse("start"),
        action=_("See what awaits you"), about=subject_of(membership.user), at=at,
    )  # fmt: skip


@transaction.atomic
def invite_colleague(
    email: str, first_name: str, last_name: str, organisation: Organisation, role: str, *, by, at: datetime
) -> User:
    """Let a submitter bring a colleague into the own government, with an account or into the one there is."""
    email = email.strip().lower()
    hold_name("accounts.invite", email)
    user = User.objects.filter(email=email).first()
    pending = waiting_in(organisation)
    refuse(rules.why_not_invite_colleague(user, organisation, role, by=by, pending=pending))
    return _welcome(user, email, first_name, last_name, organisation, role, by=by, at=at)


def waiting_in(organisation: Organisation) -> int:
    """How many people of a government have not chosen a password yet."""
    waiting = User.objects.filter(is_active=True, password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return waiting.filter(memberships__organisation=organisation).distinct().count()


@transaction.atomic
def invite_again(membership: Membership, *, by, at: datetime) -> None:
    """Send a new link to somebody who has not chosen a password."""
    hold(membership.user)
    sent = Notice.objects.filter(to=membership.user, key__startswith=f"{letters.INVITED}:").order_by("-at")
    last = sent.values_list("at", flat=True).first()
    refuse(rules.why_not_invite_again(membership, by=by, at=at, last=last))
    _tell_invited(membership, f"{letters.INVITED}:{membership.pk}:{at:%Y%m%d%H%M%S}", at=at)
    Event.objects.record(membership.user, "invite-again", by=by, at=at)


@transaction.atomic
def dismiss(membership: Membership, *, by, at: datetime) -> None:
    """Take a local role away, as a submitter. Of two submitters who do this to each other at once, one is left."""
    where = membership.organisation
    held = Membership.objects.select_for_update(of=("self",)).filter(organisation=where, role=Role.SUBMITTER)
    submitters = list(held.select_related("user").order_by("pk"))
    by = User.objects.get(pk=by.pk)  # with the roles that are left
    others = [each for each in submitters if each.pk != membership.pk]
    refuse(rules.why_not_dismiss(membership, by=by, others=others))
    leave(membership, by=by, at=at)
    if membership.user_id != by.pk:
        body = _("%(by)s took your role “%(role)s” for %(organisation)s away.") % (_words(membership) | {"by": by})
        notify(
            [membership.user], key=f"left:{where.pk}:{membership.role}:{at:%Y%m%d%H%M%S}",
            subject=_("One of your roles was taken away"), body=body, about=subject_of(membership.user), at=at,
        )  # fmt: skip


@transaction.atomic
def save_profile(
    organisation: Organisation, said: dict, contacts: list[dict], signatories: list[dict], *, version: int, by, at
) -> Profile:
    """Write what a government says of itself: all of it, in place of what stood there in `version`.

    `said` holds street, postcode, town, iban and bic, and kbo where that may be written. A new account number is
    told to every other submitter: it is where money goes.
    """
    hold(organisation)
    profile = Profile.objects.filter(organisation=organisation).first()
    refuse(rules.why_not_save_profile(organisation, profile, said, by=by, version=version))
    profile = profile or Profile(organisation=organisation)
    before = profile_facts(organisation, profile)
    account = profile.iban
    for name in ("street", "postcode", "town", "iban", "bic"):
        setattr(profile, name, said[name])
    organisation.kbo = said.get("kbo", organisation.kbo)
    profile.version, profile.saved_at, profile.saved_by = profile.version + 1, at, by
    profile.save()
    organisation.save(update_fields=["kbo"])
    for model, rows in ((Contact, contacts), (Signatory, signatories)):
        model.objects.filter(profile=profile).delete()
        model.objects.bulk_create(model(profile=profile, position=n, **row) for n, row in enumerate(rows, 1))
    after = profile_facts(organisation, profile)
    changed = [name for name in after if after[name] != before[name]]
    facts = {"version": profile.version, "part": changed}
    if account != profile.iban:  # enough to see a change by, too little to pay to
        facts |= {"from": account[-4:], "to": profile.iban[-4:]}
        _tell_account(organisation, profile, by=by, at=at)
    Event.objects.record(organisation, "save-profile", by=by, at=at, facts=facts)
    return profile


def profile_facts(organisation: Organisation, profile: Profile | None) -> dict:
    """What a profile says, each part as it is compared and shown."""
    profile = profile or Profile(organisation=organisation)
    facts = {"kbo": organisation.kbo_written}
    facts |= {name: getattr(profile, name) for name in ("street", "postcode", "town")}
    facts |= {"iban": profile.iban_written, "bic": profile.bic, "contacts": "", "signatories": ""}
    if profile.pk:
        rows = profile.contacts.order_by("position")
        facts["contacts"] = "\n".join(", ".join(filter(None, (c.function, c.email, c.phone))) for c in rows)
        facts["signatories"] = "\n".join(str(each) for each in profile.signatories.order_by("position"))
    return facts


def _tell_account(organisation: Organisation, profile: Profile, *, by, at: datetime) -> None:
    held = Membership.objects.filter(organisation=organisation, role=Role.SUBMITTER)
    others = User.objects.filter(pk__in=held.values("user"), is_active=True).exclude(pk=by.pk)
    body = _(
        "%(by)s changed the bank account of %(organisation)s. Subsidies go to that account. "
        "Is this not right? Look at the page of your government and tell us."
    )
    notify(
        others, key=f"account:{organisation.pk}:{profile.version}",
        subject=_("The bank account of your government was changed"),
        body=body % {"by": by, "organisation": organisation.full_name}, link=reverse("accounts:organisation"),
        action=_("See the page of your government"), about=subject_of(organisation), at=at,
    )  # fmt: skip


def notify(
    people, *, key: str, subject: str, body: str, at: datetime, link="", action="", about="", document=None, mail=True,
    calendar="",
) -> int:  # fmt: skip
    """Say something to several people, once per key and person: an inbox line now and a mail later.

    `link` is a path in the portal, `action` the words on its button. With a `document` the mail waits until that is
    made; `calendar` is the text of a calendar file that goes with it. `mail=False` keeps it to the inbox. Returns how
    many people were told now. Costs one query.
    """
    state = MailState.QUEUED if mail else MailState.NONE
    notices = [
        Notice(
            to=user, key=key[:120], subject=subject[:200], body=body, link=link, action=action, about=about,
            document=document, calendar=calendar, at=at, state=state,
        )
        for user in people
    ]  # fmt: skip
    told = Notice.objects.bulk_create(notices, ignore_conflicts=True)
    if told and mail:
        ask_later("accounts.clock.deliver_owed")
    return len(told)


@transaction.atomic
def supersede_notices(about: str, *, at: datetime) -> None:
    """Stop queued mails on an object, because something newer is about to be said."""
    for notice in Notice.objects.select_for_update().filter(about=about, state=MailState.QUEUED):
        move(notice, "supersede", by=None, at=at)


def deliver(notice_id: int, *, at: datetime, through=None) -> bool:
    """Send the mail of one notice; `through` is another backend than the usual, for a rehearsal that catches it."""
    return send(Notice, notice_id, compose=letters.mail, at=at, through=through)


def send(model: type[models.Model], pk: int, *, compose, at: datetime, through=None) -> bool:
    """Send one mail that stands owed as a row of `model`; `compose` writes it. Exactly-once does not exist for mail,
    so doubt is kept as doubt.

    queued → sending is committed before the server is spoken to; a crash between leaves `sending`, which the clock
    turns into `uncertain`, shown to staff and never sent again by itself. Raises OSError when nothing was sent.
    """
    with transaction.atomic():
        owed = model.objects.owed().select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
        if owed is None:
            return False
        move(owed, "send", by=None, at=at)
    message: EmailMultiAlternatives = compose(owed)
    message.connection = through
    try:
        connection = message.get_connection()
        connection.open()
    except OSError:  # no server, so nothing was sent: owed again
        with transaction.atomic():
            hold(owed)
            move(owed, "requeue", by=None, at=at)
        raise
    try:
        message.send()
        verb = "arrive"
    except OSError:  # smtplib's errors are OSErrors; it may have been taken or not
        verb = "doubt"
    finally:
        connection.close()
    with transaction.atomic():
        hold(owed)
        move(owed, verb, by=None, at=at)
    return verb == "arrive"


@transaction.atomic
def settle(mail: models.Model, *, arrived: bool, by, at: datetime) -> None:
    """End the doubt about a mail, of a notice or to a follower: it arrived, or it goes out again."""
    hold(mail)
    refuse(rules.why_not_settle(mail, by=by))
    move(mail, "arrive" if arrived else "requeue", by=by, at=at)
    if not arrived:
        ask_later(mail.DELIVERY)


def read(notice: Notice, *, at: datetime) -> None:
    """Note that a person opened a notice, the first time only."""
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=at)
