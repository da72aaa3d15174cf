"""What in an application concerns one government, and whether what it confirmed is still what stands there."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from accounts.models import Organisation
from applications.models import Application, Attachment, Confirmation, CostLine, Participant, PlanLine
from applications.money import totals
from applications.states import ConfirmationState
from calls.models import Unconfirmed
from workflow import dutch
from workflow.models import fingerprint

MARKS = {  # how a standing looks: badge, icon
    "confirmed": ("good", "check"),
    "outdated": ("soon", "warning"),
    "refused": ("bad", "cross"),
    "asked": ("busy", "clock"),
    "unasked": ("quiet", "circle"),
}


def with_consent(participants: QuerySet[Participant]) -> QuerySet[Participant]:
    """Participants with what they confirmed as `consent`, in the same query."""
    own = Confirmation.objects.filter(application=OuterRef("application"), organisation=OuterRef("organisation"))
    said = JSONObject(
        state="state",
        asked_at="asked_at",
        seen_at="seen_at",
        seen="seen_sha256",
        at="reply__at",
        sha256="reply__sha256",
        content="reply__content",
        reason="reply__reason",
        first="reply__by__first_name",
        last="reply__by__last_name",
    )
    return participants.annotate(consent=Subquery(own.values(said=said)))


def lists() -> list[Prefetch]:
    """All that `concerns` reads of an application."""
    return [
        Prefetch("participants", with_consent(Participant.objects.select_related("organisation").order_by("position"))),
        Prefetch("costs", CostLine.objects.select_related("organisation").order_by("position")),
        Prefetch("planning", PlanLine.objects.select_related("organisation").order_by("position")),
        Prefetch("attachments", Attachment.objects.current()),
    ]


def asks(application: Application) -> bool:
    """Whether governments confirm in this call."""
    return application.call.unconfirmed != Unconfirmed.NOT_ASKED


def governments(application: Application) -> list[Participant]:
    """Those who are asked: every government beside the lead, subcontractors never."""
    own = application.organisation_id
    return [p for p in application.participants.all() if p.organisation_id and p.organisation_id != own]


def concerns(application: Application, organisation: Organisation) -> dict:
    """Exactly what concerns one government. The order of lines and files is not a part of it.

    Amounts are strings with two decimals, days ISO 8601.
    """
    part = next((p.part for p in application.participants.all() if p.organisation_id == organisation.pk), "")
    lines = [line for line in application.costs.all() if line.organisation_id == organisation.pk]
    files = [a for a in application.attachments.all() if a.removed_at is None]
    return {
        "part": part,
        "lead": application.organisation.full_name,
        "title": application.title,
        "summary": application.summary,
        "starts_on": _day(application.starts_on),
        "ends_on": _day(application.ends_on),
        "costs": sorted(
            [line.description, f"{line.cost:.2f}", f"{line.subsidy:.2f}", str(line.year or "")] for line in lines
        ),
        "planning": sorted(
            [line.name, line.kind, line.description, _day(line.starts_on) or "", _day(line.until) or ""]
            for line in application.planning.all()
            if line.organisation_id == organisation.pk
        ),
        "agreement": sorted([a.name, a.sha256] for a in files if a.topic == Attachment.Topic.AGREEMENT),
    }


def _day(value) -> str | None:
    return value.isoformat() if isinstance(value, date) else value


def words_of(content: dict) -> dict[str, tuple[str, str]]:
    """The same in words: a label and a text by name."""
    starts, ends = (date.fromisoformat(content[name]) if content[name] else None for name in ("starts_on", "ends_on"))
    term = _("%(start)s to %(end)s") % {"start": dutch.day(starts), "end": dutch.day(ends)} if starts and ends else ""
    costs = [[text, Decimal(cost), Decimal(subsidy), *year] for text, cost, subsidy, *year in content["costs"]]
    line = _("%(what)s: %(cost)s, of which %(subsidy)s subsidy")
    lines = [
        line % {"what": f"{text or '–'}{_year(year)}", "cost": dutch.money(cost), "subsidy": dutch.money(subsidy)}
        for text, cost, subsidy, *year in costs
    ]
    cost, subsidy = (sum((row[n] for row in costs), Decimal(0)) for n in (1, 2))
    if costs:
        own = _("Together %(cost)s, of which %(subsidy)s subsidy and %(own)s that your government pays itself")
        facts = {"cost": dutch.money(cost), "subsidy": dutch.money(subsidy), "own": dutch.money(cost - subsidy)}
        lines.append(own % facts)
    return {
        "part": (_("Role of your government"), str(dict(Participant.Part.choices).get(content["part"], ""))),
        "lead": (_("Lead government"), content["lead"]),
        "title": (_("Name of the project"), content["title"]),
        "summary": (_("Summary"), content["summary"]),
        "term": (_("Term"), term),
        "costs": (_("Costs and subsidy of your government"), "\n".join(lines) or _("No costs of your government")),
        "planning": (
            _("Planning of your government"),
            "\n".join(map(_planned, content.get("planning", ())))
            or _("No work packages or milestones of your government"),
        ),
        "agreement": (
            _("Cooperation agreement"),
            "\n".join(name if name else sha256 for name, sha256 in content["agreement"]) or _("Not uploaded yet"),
        ),
    }


def _year(found: list[str]) -> str:
    """What was confirmed before lines had a year says none."""
    return f" ({found[0]})" if found and found[0] else ""


def _planned(line: list[str]) -> str:
    name, _kind, description, starts, until = line
    days = [dutch.day(date.fromisoformat(each)) for each in dict.fromkeys((starts, until)) if each]
    said = f"{name or '–'}{': ' if days else ''}{' – '.join(days)}"
    return f"{said}\n{description}" if description else said


def differences(before: dict, after: dict) -> list[dict]:
    """What changed, in words: label, before and after. A file with the same name and other content is said too."""
    old, new = words_of(before), words_of(after)
    found = [
        {"label": new[name][0], "before": old[name][1] or "–", "after": new[name][1] or "–"}
        for name in new
        if old[name][1] != new[name][1]
    ]
    if before["agreement"] != after["agreement"] and old["agreement"] == new["agreement"]:
        label = new["agreement"][0]
        found.append({"label": label, "before": old["agreement"][1], "after": _("Another file with the same name")})
    return found


@dataclass(frozen=True)
class Voice:
    """One government of a consortium: what concerns it now, what it said, and how these compare."""

    organisation: Organisation
    part: str
    content: dict
    sha256: str
    said: dict = field(default_factory=dict)

    @property
    def standing(self) -> str:
        """unasked, asked, refused, confirmed or outdated."""
        state = self.said.get("state", ConfirmationState.RELEASED)
        if state == ConfirmationState.RELEASED:
            return "unasked"
        if state == ConfirmationState.CONFIRMED and self.said["sha256"] != self.sha256:
            return "outdated"
        return str(state)

    @property
    def stands(self) -> bool:
        return self.standing == "confirmed"

    @property
    def words(self) -> str:
        return {
            "unasked": _("Not asked yet"),
            "asked": _("Has not replied yet"),
            "refused": _("Refused"),
            "confirmed": _("Confirmed"),
            "outdated": _("Outdated: changed after it was confirmed"),
        }[self.standing]

    @property
    def badge(self) -> str:
        return MARKS[self.standing][0]

    @property
    def icon(self) -> str:
        return MARKS[self.standing][1]

    @property
    def differences(self) -> list[dict]:
        return differences(self.said["content"], self.content) if self.said.get("content") else []

    @property
    def changed(self) -> str:
        """What changed since it was confirmed, in a few words."""
        return dutch.enumerate_names([each["label"].lower() for each in self.differences])

    @property
    def facts(self) -> list[dict]:
        """What concerns this government, in words."""
        return [{"label": label, "text": text or "–"} for label, text in words_of(self.content).values()]

    @property
    def who(self) -> str:
        return f"{self.said.get('first') or ''} {self.said.get('last') or ''}".strip()

    @property
    def reason(self) -> str:
        return self.said.get("reason") or "" if self.standing == "refused" else ""

    def _moment(self, name: str) -> datetime | None:
        return datetime.fromisoformat(self.said[name]) if self.said.get(name) else None

    @property
    def asked_at(self) -> datetime | None:
        return self._moment("asked_at") if self.standing != "unasked" else None

    @property
    def seen_at(self) -> datetime | None:
        """Since when its people have seen what stands there now."""
        return self._moment("seen_at") if self.said.get("seen") == self.sha256 else None

    @property
    def replied_at(self) -> datetime | None:
        return self._moment("at") if self.standing in ("confirmed", "refused", "outdated") else None


def voice_of(application: Application, participant: Participant) -> Voice:
    content = concerns(application, participant.organisation)
    said = participant.consent or {}
    return Voice(participant.organisation, participant.part, content, fingerprint(content), said)


def voices(application: Application) -> list[Voice]:
    """Every government that is asked in this call, in the order of the list; none where the call does not ask."""
    found = governments(application) if asks(application) else []
    if any(not hasattr(each, "consent") for each in found):
        own = with_consent(Participant.objects.filter(application=application)).values_list("organisation", "consent")
        known = dict(own)
        for each in found:
            each.consent = known.get(each.organisation_id)
    return [voice_of(application, each) for each in found]


def left_out(application: Application) -> list[Voice]:
    """Whom handing in now would leave out."""
    if application.call.unconfirmed != Unconfirmed.LEAVE_OUT:
        return []
    return [each for each in voices(application) if not each.stands]


@dataclass(frozen=True)
class Counting:
    """What counts of a file: all its lists, or what is left of them without the governments that are left out."""

    participants: list[Participant]
    costs: list[CostLine]
    planning: list[PlanLine]
    left_out: list[Voice]

    @property
    def sums(self):
        return totals(self.costs)


def counting(application: Application) -> Counting:
    out = left_out(application)
    gone = {each.organisation.pk for each in out}
    return Counting(
        [p for p in application.participants.all() if p.organisation_id not in gone],
        [line for line in application.costs.all() if line.organisation_id not in gone],
        [line for line in application.planning.all() if line.organisation_id not in gone],
        out,
    )


def frozen(application: Application) -> dict:
    """What a submission keeps of it: who confirmed what, and who was left out. Nothing where nobody is asked."""
    if not asks(application):
        return {}
    said = [each for each in voices(application) if each.stands]
    return {
        "confirmations": [
            {
                "id": each.organisation.pk,
                "name": each.organisation.full_name,
                "sha256": each.sha256,
                "by": each.who,
                "at": each.said["at"],
            }
            for each in said
        ],
        "left_out": [
            {"id": each.organisation.pk, "name": each.organisation.full_name, "why": each.standing}
            for each in left_out(application)
        ],
    }


def names(found: Iterable[Voice]) -> str:
    return dutch.enumerate_names([each.organisation.full_name for each in found])
