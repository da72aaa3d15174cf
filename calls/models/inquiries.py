"""Questions about a call, asked by local officials and answered for everybody at once; who asked is never public."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import FLEMISH_ROLES, Role
from calls.models.call import Call
from calls.states import INQUIRY_MOVES, InquiryState


class InquiryQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Published ones for all, all of them for the administration, and one's own for who asked."""
        if not user.is_authenticated:
            return self.published()
        if user.roles & (FLEMISH_ROLES - {Role.REVIEWER}):
            return self
        return self.filter(Q(state=InquiryState.PUBLISHED) | Q(asked_by=user))

    def published(self):
        return self.filter(state=InquiryState.PUBLISHED)

    def waiting(self):
        return self.filter(state=InquiryState.ASKED)

    def ready(self):
        """Waiting, with an answer that was written and not shown yet."""
        return self.waiting().exclude(answer="")


class Inquiry(models.Model):
    """A question about a call. `text` is what was typed; `wording` is what the world reads, and names nobody."""

    MOVES = INQUIRY_MOVES

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="inquiries")
    text = models.TextField(_("your question"))
    wording = models.TextField(_("the question as everybody reads it"))
    answer = models.TextField(_("the answer"), blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    number = models.PositiveSmallIntegerField(null=True)
    published_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    same_as = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="referring")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=InquiryState, default=InquiryState.ASKED)
    edit = models.PositiveIntegerField(default=1)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="one_number_per_answer"),
            models.CheckConstraint(
                condition=~Q(state="published")
                | (Q(number__isnull=False, published_at__isnull=False) & ~Q(answer="") & ~Q(wording="")),
                name="a_published_answer_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="referred") ^ Q(same_as__isnull=True), name="only_a_referred_question_refers"
            ),
            models.CheckConstraint(
                condition=Q(same_as=None) | ~Q(same_as=F("id")), name="no_question_refers_to_itself"
            ),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(reason=""), name="declined_with_a_reason"),
        ]
        indexes = [
            models.Index(fields=["call", "state", "number"]),
            models.Index(fields=["call"], condition=Q(state="asked"), name="questions_that_wait"),
            models.Index(fields=["asked_by", "call"]),
        ]

    def __str__(self):
        return gettext("Question %(n)s") % {"n": self.number} if self.number else gettext("A question")

    @property
    def anchor(self) -> str:
        return f"#vraag-{self.number}"


class Correction(models.Model):
    """What an answer said before, until when. It stays readable."""

    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="corrections")
    old = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["inquiry", "at"])]

    def __str__(self):
        return f"{self.inquiry} {self.at:%Y-%m-%d %H:%M}"
