"""Whether a second person signed off what stands there now, where the call asks that."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import LOCAL_ROLES, Membership, Signatory, User
from applications.models import Application, SignOff
from applications.snapshot import content_of
from applications.states import SignOffState
from workflow import dutch
from workflow.models import fingerprint

# What others say of the same text is not a part of what is signed.
APART = frozenset(("confirmations", "left_out", "signature"))
PARTS = {
    "project": ("title", "summary", "focus", "starts_on", "ends_on", "goals"),
    "participants": ("participants",),
    "costs": ("costs", "cost", "subsidy"),
    "planning": ("planning",),
    "answers": ("form", "answers"),
    "files": ("files",),
}
LABELS = {
    "project": gettext_lazy("Project"),
    "participants": gettext_lazy("Cooperation"),
    "costs": gettext_lazy("Costs and subsidy"),
    "planning": gettext_lazy("Planning"),
    "answers": gettext_lazy("Answers"),
    "files": gettext_lazy("Attachments"),
    "rest": gettext_lazy("Other data"),
}
MARKS = {  # how a standing looks: badge, icon
    "unasked": ("quiet", "circle"),
    "asked": ("busy", "clock"),
    "sent-back": ("bad", "undo"),
    "outdated": ("soon", "warning"),
    "signed": ("good", "check"),
}


def asks(application: Application) -> bool:
    """Whether somebody signs off in this call."""
    return bool(application.call.signer)


def essence(content: dict) -> dict:
    """What of a content is signed; of a submission too, so that its signature can be checked later."""
    return {name: value for name, value in content.items() if name not in APART}


def text_of(application: Application) -> dict:
    """What stands there now, of an application fetched whole."""
    return essence(content_of(application))


def parts_of(text: dict) -> dict[str, str]:
    """The fingerprint of each part."""
    known = {name for names in PARTS.values() for name in names}
    found = {part: {name: text.get(name) for name in names} for part, names in PARTS.items()}
    found["rest"] = {name: value for name, value in text.items() if name not in known}
    return {part: fingerprint(value) for part, value in found.items()}


@dataclass(frozen=True)
class Standing:
    """`code` is unasked, asked, sent-back, outdated or signed; `changed` names the parts that are not as signed."""

    code: str
    sign_off: SignOff | None = None
    sha256: str = ""
    changed: list[str] = field(default_factory=list)

    @property
    def stands(self) -> bool:
        return self.code == "signed"

    @property
    def words(self) -> str:
        return {
            "unasked": _("Nobody was asked yet"),
            "asked": _("Asked, not signed off yet"),
            "sent-back": _("Sent back"),
            "outdated": _("Outdated: changed after it was signed off"),
            "signed": _("Signed off"),
        }[self.code]

    @property
    def badge(self) -> str:
        return MARKS[self.code][0]

    @property
    def icon(self) -> str:
        return MARKS[self.code][1]

    @property
    def what(self) -> str:
        return dutch.enumerate_names([str(each).lower() for each in self.changed])


def standing(application: Application, content: dict | None = None) -> Standing:
    """How it stands, of an application fetched whole; `content` is what stands there, where that is known already."""
    found = application.sign_off
    if found is None or found.state == SignOffState.DROPPED:
        return Standing("unasked")
    if found.state != SignOffState.SIGNED:
        return Standing(str(found.state), found)
    text = text_of(application) if content is None else essence(content)
    sha256 = fingerprint(text)
    if sha256 == found.sha256:
        return Standing("signed", found, sha256)
    now = parts_of(text)
    return Standing("outdated", found, sha256, [LABELS[each] for each in now if now[each] != found.parts.get(each)])


def frozen(application: Application) -> dict:
    """What a submission keeps of it: who signed what, when. Nothing where nobody is asked."""
    found = application.sign_off
    if not asks(application) or found is None:
        return {}
    return {
        "signature": {
            "name": found.signer.get_full_name(),
            "function": found.function,
            "at": found.replied_at.isoformat(),
            "asked_by": found.asked_by.get_full_name(),
            "sha256": found.sha256,
        }
    }


def in_words(signature: dict) -> str:
    """Karin Mertens, algemeen directeur"""
    return ", ".join(filter(None, (signature["name"], signature["function"])))


def colleagues(application: Application, *, besides: User) -> list[User]:
    """Who can be asked, signatories of the profile first, each with a `function` that may be empty. Two queries."""
    held = Membership.objects.filter(organisation=application.organisation_id, role__in=LOCAL_ROLES)
    people = User.objects.filter(pk__in=held.values("user"), is_active=True).exclude(pk=besides.pk)
    functions = signatories(application)
    found = list(people.order_by("last_name", "first_name", "pk"))
    for each in found:
        each.function = functions.get(_plain(each.get_full_name()), "")
    return sorted(found, key=lambda each: not each.function)


def signatories(application: Application) -> dict[str, str]:
    """The functions of those who sign for the lead government, by name in small letters."""
    rows = Signatory.objects.filter(profile__organisation=application.organisation_id).order_by("position")
    return {_plain(each.name): each.function for each in rows}


def function_of(application: Application, person: User) -> str:
    return signatories(application).get(_plain(person.get_full_name()), "")


def without_account(application: Application, people: list[User]) -> list[str]:
    """Signatories of the profile that are none of these people."""
    known = {_plain(each.get_full_name()) for each in people}
    rows = Signatory.objects.filter(profile__organisation=application.organisation_id).order_by("position")
    return [f"{each.name} ({each.function})" for each in rows if _plain(each.name) not in known]


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
