"""People, the governments they work for, what they may do there, and what was said to them."""

from datetime import date

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.numbers import in_fours
from accounts.states import MOVES, MailState
from documents.models import Document
from workflow.moments import wall


class Kind(models.TextChoices):
    """Kinds of organisation; which of them may apply is data of a call."""

    MUNICIPALITY = "municipality", _("municipality")
    OCMW = "ocmw", _("OCMW")
    AGB = "agb", _("autonomous municipal company (AGB)")
    IGS = "igs", _("intermunicipal partnership (IGS)")
    WELFARE = "welfare", _("welfare association")
    OCMW_ASSOCIATION = "ocmw-association", _("OCMW association")
    FLEMISH = "flemish", _("Flemish administration")


class Role(models.TextChoices):
    DRAFTER = "drafter", _("drafter")
    SUBMITTER = "submitter", _("submitter")
    REVIEWER = "reviewer", _("reviewer")
    OFFICER = "officer", _("programme officer")
    DECIDER = "decider", _("decider")
    AUDITOR = "auditor", _("auditor")


LOCAL_ROLES = {Role.DRAFTER, Role.SUBMITTER}
FLEMISH_ROLES = {Role.REVIEWER, Role.OFFICER, Role.DECIDER, Role.AUDITOR}


class OrganisationQuerySet(models.QuerySet):
    def local(self):
        """Governments that may be part of an application, whatever the call says."""
        return self.exclude(kind=Kind.FLEMISH)

    def valid_on(self, day: date):
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_until=None) | Q(valid_until__gte=day))

    def by_name(self):
        return self.order_by("name", "id")

    def read_by(self, user):
        """Governments whose files this person may read: one's own, and those that ended and live on in one's own."""
        mine, today = user.organisation_ids, wall(timezone.now()).date()
        once_removed = Q(successor__in=mine)
        twice_removed = Q(successor__successor__in=mine, successor__valid_until__lt=today)
        return self.filter(Q(pk__in=mine) | Q(valid_until__lt=today) & (once_removed | twice_removed))

    def kin_of(self, organisations):
        """The organisations themselves, their predecessors and their successors: one house around a merger."""
        ids = list(organisations)
        return self.filter(Q(pk__in=ids) | Q(successor__in=ids) | Q(predecessors__in=ids)).distinct()


class Organisation(models.Model):
    """A government. Its KBO number is not unique: after a merger a legal entity may go on under a new NIS code."""

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    name = models.CharField(_("name"), max_length=120)
    nis = models.CharField(_("NIS code"), max_length=5, blank=True)
    kbo = models.CharField(_("KBO number"), max_length=10, blank=True)
    ovo = models.CharField(_("OVO code"), max_length=9, blank=True)
    province = models.CharField(_("province"), max_length=40, blank=True)
    population = models.PositiveIntegerField(_("inhabitants"), null=True)
    longitude = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    latitude = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("successor"),
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["nis", "valid_from"],
                condition=Q(kind="municipality"),
                nulls_distinct=False,
                name="one_municipality_per_nis_and_validity",
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_from=None) | Q(valid_until__gte=F("valid_from")),
                name="organisation_ends_after_it_starts",
                violation_error_message=_("An organisation cannot end before it starts."),
            ),
        ]
        indexes = [models.Index(fields=["name"]), models.Index(fields=["kbo"]), models.Index(fields=["nis"])]

    def __str__(self):
        return self.name

    @property
    def full_name(self) -> str:
        """gemeente Halle, OCMW Halle; others carry their kind in their name."""
        return f"gemeente {self.name}" if self.kind == Kind.MUNICIPALITY else self.name

    @property
    def kbo_written(self) -> str:
        """0207.509.031"""
        return f"{self.kbo[:4]}.{self.kbo[4:7]}.{self.kbo[7:]}" if self.kbo else ""


class Profile(models.Model):
    """What a local government says of itself once, for all its applications. Never public: it holds a bank account."""

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="profile")
    version = models.PositiveIntegerField(default=0, editable=False)
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=4, blank=True)
    town = models.CharField(_("town"), max_length=60, blank=True)
    iban = models.CharField(_("bank account (IBAN)"), max_length=34, blank=True)
    bic = models.CharField(_("BIC"), max_length=11, blank=True)
    saved_at = models.DateTimeField(editable=False)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(iban="") | Q(iban__regex=r"^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$"), name="iban_is_tidy"
            ),
            models.CheckConstraint(condition=Q(bic="") | ~Q(iban=""), name="bic_goes_with_an_account"),
        ]

    def __str__(self):
        return f"profile of {self.organisation}"

    @property
    def iban_written(self) -> str:
        """BE71 0961 2345 6769"""
        return in_fours(self.iban)

    @property
    def address(self) -> str:
        """Grote Markt 1, 1500 Halle; empty while a part of it is missing."""
        return f"{self.street}, {self.postcode} {self.town}" if self.street and self.postcode and self.town else ""


class Contact(models.Model):
    """Where a government is reached: a function, so that it stays true when somebody leaves."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="contacts")
    position = models.PositiveSmallIntegerField()
    function = models.CharField(_("function"), max_length=80)
    email = models.EmailField(_("e-mail address"))
    phone = models.CharField(_("telephone"), max_length=30, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["profile", "position"], name="one_position_per_contact")]

    def __str__(self):
        return f"{self.function}, {self.email}"


class Signatory(models.Model):
    """Who signs for a government."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="signatories")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("name"), max_length=120)
    function = models.CharField(_("function"), max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["profile", "position"], name="one_position_per_signatory")]
        verbose_name_plural = "signatories"

    def __str__(self):
        return f"{self.name}, {self.function}"


class UserManager(BaseUserManager):
    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        """Make an account; without a password nobody can log in with one."""
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """A person with an account. What somebody may do stands in memberships, never on the account."""

    email = models.EmailField(_("e-mail address"), unique=True)
    first_name = models.CharField(_("first name"), max_length=60)
    last_name = models.CharField(_("last name"), max_length=60)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()
    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(email=Lower("email")), name="address_in_small_letters")]

    def __str__(self):
        return self.get_full_name()

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        return self.first_name

    @cached_property
    def unread_count(self) -> int:
        """How many notices wait to be read, for the menu."""
        return self.notices.unread().count()

    @cached_property
    def memberships_held(self) -> list["Membership"]:
        """One query per request answers every question about roles and governments."""
        return list(self.memberships.select_related("organisation").order_by("id"))

    @property
    def roles(self) -> set[str]:
        return {each.role for each in self.memberships_held}

    @property
    def organisations(self) -> list[Organisation]:
        """The local governments this person works for."""
        held = {m.organisation_id: m.organisation for m in self.memberships_held if m.role in LOCAL_ROLES}
        return list(held.values())

    @property
    def organisation_ids(self) -> list[int]:
        return [each.pk for each in self.organisations]

    def is_in(self, organisation_id: int, *roles: str) -> bool:
        """Whether this person has one of the roles (any, if none is named) in an organisation."""
        return any(
            m.organisation_id == organisation_id and (not roles or m.role in roles) for m in self.memberships_held
        )

    @property
    def is_flemish(self) -> bool:
        return bool(self.roles & FLEMISH_ROLES)


class Membership(models.Model):
    """A role of a person in an organisation."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=Role)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], name="one_membership_per_role"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_is_known"),
        ]

    def __str__(self):
        return f"{self.user} {self.role} {self.organisation}"


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(to=user)

    def unread(self):
        return self.filter(read_at=None)

    def owed(self):
        """Notices whose mail may go out now: a letter they speak of must be there first."""
        return self.filter(Q(document=None) | Q(document__state="made"), state=MailState.QUEUED)


class Notice(models.Model):
    """Something said to one person. It stands in the inbox at once; the mail follows, at most once."""

    MOVES = MOVES
    DELIVERY = "accounts.clock.deliver_owed"  # what hands out the mails of this kind that are owed

    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    key = models.CharField(max_length=120)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    link = models.CharField(max_length=300, blank=True)
    action = models.CharField(max_length=60, blank=True)
    about = models.CharField(max_length=80, blank=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    calendar = models.TextField(blank=True)  # a calendar file (RFC 5545) that goes with the mail
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=MailState, default=MailState.QUEUED)
    sent_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["to", "key"], name="said_once")]
        indexes = [
            models.Index(fields=["to", "-at", "-id"]),
            models.Index(fields=["id"], condition=Q(state="queued"), name="notices_owed"),
            models.Index(fields=["to"], condition=Q(read_at=None), name="notices_unread"),
            models.Index(fields=["about"]),
        ]

    def __str__(self):
        return self.subject
