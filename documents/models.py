"""One document: what it says (frozen), whether it is made, and what its file must be. Its row is the queue."""

import secrets

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from documents.states import MOVES, Kind, State

# Without 0, O, 1, I and L: people type it over from paper.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE = rf"^[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}$"


def new_code() -> str:
    """`7F3K-Q2MD-9XBA`: 59 random bits, so that nobody finds a document by guessing."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))


def tidy_code(typed: str) -> str:
    """A code as people type it, in small letters or without its dashes, as it is kept; else an empty text."""
    bare = "".join(c for c in typed.upper() if c in ALPHABET)
    return f"{bare[:4]}-{bare[4:8]}-{bare[8:]}" if len(bare) == 12 else ""


class DocumentQuerySet(models.QuerySet):
    def owed_at(self, moment):
        """To be made now, the least tried first, so that one that kills its worker cannot stop the others."""
        return self.filter(state=State.OWED, try_at__lte=moment).order_by("attempts", "id")

    def failed(self):
        """Given up on; staff looks at them."""
        return self.filter(state=State.FAILED).order_by("id")

    def about(self, subject: str):
        """All documents of one object, oldest first."""
        return self.filter(subject=subject).order_by("id")


class Document(models.Model):
    """A receipt or a decision on paper. The database refuses any change of what it says, and of its file once made."""

    MOVES = MOVES

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    number = models.CharField(_("number"), max_length=40, unique=True)
    code = models.CharField(_("verification code"), max_length=14, unique=True, default=new_code, editable=False)
    subject = models.CharField(max_length=80, db_index=True)
    snapshot = models.JSONField()
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OWED)
    created_at = models.DateTimeField(db_default=Now())

    template = models.CharField(max_length=40, blank=True)
    file = models.CharField(max_length=120, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(null=True)

    attempts = models.PositiveIntegerField(default=0)
    try_at = models.DateTimeField(db_default=Now())
    fault = models.TextField(blank=True)

    superseded_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaces")
    superseded_at = models.DateTimeField(null=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["attempts", "id"], name="document_owed", condition=Q(state="owed"))]
        constraints = [
            models.CheckConstraint(
                name="document_kind_known",
                condition=Q(kind__in=Kind.values),
                violation_error_message=_("A document is a receipt, an award, a refusal or an inadmissibility."),
            ),
            models.CheckConstraint(
                name="document_state_known",
                condition=Q(state__in=State.values),
                violation_error_message=_("A document is owed, made or given up on."),
            ),
            models.CheckConstraint(
                name="document_code_readable",
                condition=Q(code__regex=CODE),
                violation_error_message=_("A verification code has three groups of four signs."),
            ),
            models.CheckConstraint(
                name="document_made_has_a_file",
                condition=~Q(state="made")
                | (
                    Q(sha256__regex=r"^[0-9a-f]{64}$", size__gt=0, pages__gt=0, made_at__isnull=False)
                    & ~Q(file="")
                    & ~Q(template="")
                ),
                violation_error_message=_("A document that is made has a file and its SHA-256."),
            ),
            models.CheckConstraint(
                name="document_not_made_has_no_moment",
                condition=Q(state="made") | Q(made_at__isnull=True),
                violation_error_message=_("A document that is not made has no moment of making."),
            ),
            models.CheckConstraint(
                name="document_given_up_says_why",
                condition=~Q(state="failed") | ~Q(fault=""),
                violation_error_message=_("A document that was given up on says why."),
            ),
            models.CheckConstraint(
                name="document_superseded_by_another",
                condition=Q(superseded_by__isnull=True, superseded_at__isnull=True)
                | Q(superseded_by__isnull=False, superseded_at__isnull=False) & ~Q(superseded_by=F("id")),
                violation_error_message=_("A document is replaced by another one, at a moment."),
            ),
        ]

    def __str__(self):
        return self.number

    @property
    def file_name(self) -> str:
        """What a person sees when it is downloaded: `besluit-sp-2022-0417.pdf`."""
        first = "ontvangstbewijs" if self.kind == Kind.RECEIPT else "besluit"
        return f"{first}-{self.number.lower()}.pdf".replace("/", "-")
