"""The two menus: the public one, and the work area's, one list per role. Made only when a page shows them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Item:
    """One line of a menu. `count` is asked only when the line is drawn."""

    label: str
    name: str
    icon: str = ""
    count: Callable[[], int] | int = 0
    url: str = ""
    current: str = ""


@dataclass
class Group:
    items: list[Item]
    heading: str = ""


def _inbox(user) -> Item:
    return Item(_("Messages"), "accounts:inbox", "mail", count=lambda: user.unread_count)


PUBLIC = (
    Item(_("Calls"), "calls:list"),
    Item(_("Projects"), "projects:list"),
    Item(_("Figures"), "projects:figures"),
    Item(_("Help"), "help"),
)
APPLICANT = (Item(_("Applications"), "applications:list", "file"),)
REVIEWER = (Item(_("My files"), "reviews:desk", "scales"),)
OFFICER = (
    Item(_("Calls"), "calls:manage", "calendar"),
    Item(_("Applications"), "applications:staff_list", "file"),
    Item(_("People"), "accounts:people", "people"),
)
DECIDER = (
    Item(_("To decide"), "decisions:to_decide", "pen"),
    Item(_("Decisions"), "decisions:list", "file"),
)
AUDITOR = (
    Item(_("Files"), "applications:staff_list", "file"),
    Item(_("Log"), "log", "list"),
)
APPLICANTS = {"drafter", "submitter"}
# Who has one of these roles gets the list; the words name the role.
ROLES = (
    (APPLICANTS, APPLICANT, _("Applicant")),
    ({"reviewer"}, REVIEWER, _("Jury")),
    ({"officer"}, OFFICER, _("Programme management")),
    ({"decider"}, DECIDER, _("Decisions on subsidies")),
    ({"auditor"}, AUDITOR, _("Audit")),
)


def navigation(request):
    """Context processor: `menu`, `side`, who is signed in as what, and whether this is an example."""
    user = getattr(request, "user", None)
    return {
        "menu": SimpleLazyObject(lambda: list(_placed(PUBLIC, request.path))),
        "side": SimpleLazyObject(lambda: list(_side(user, request.path))),
        "acts_for": SimpleLazyObject(lambda: _acts_for(user)),
        "is_example": settings.DEMO,
        "sender": settings.SENDER,
    }


def _placed(items, path: str) -> Iterator[Item]:
    """The items with their address; the one whose address the page's address begins with is the current one."""
    placed = []
    for item in items:
        try:
            placed.append(replace(item, url=reverse(item.name)))
        except NoReverseMatch:
            continue
    here = max((item.url for item in placed if path.startswith(item.url)), key=len, default=None)
    for item in placed:
        # "page" for the page itself, "true" for a page beneath it
        yield replace(item, current="" if item.url != here else "page" if path == here else "true")


def _side(user, path: str) -> Iterator[Group]:
    if user is None or not user.is_authenticated:
        return
    roles = set(user.roles)
    mine = [(items, words) for who, items, words in ROLES if who & roles]
    start = Item(_("Start"), "start", "home")
    # An auditor reads along, is told nothing and has nothing to do by a day.
    inbox = () if roles == {"auditor"} else (_inbox(user), Item(_("My calendar"), "my_calendar", "calendar"))
    if len(mine) == 1:
        yield Group(list(_placed((start, *mine[0][0], *inbox), path)))
    else:
        yield Group(list(_placed((start, *inbox), path)))
        for items, words in mine:
            yield Group(list(_placed(items, path)), heading=words)
    if roles & APPLICANTS and user.organisations:
        several = len(user.organisations) > 1
        yield Group(
            list(_placed((Item(_("My local government"), "accounts:organisation", "people"),), path)),
            heading=_("Your local governments") if several else _written(user.organisations[0]),
        )


def _written(organisation) -> str:
    name = organisation.full_name
    return name[:1].upper() + name[1:]


def _acts_for(user) -> str:
    """What stands under the name in the band: the local government, or the role."""
    if user is None or not user.is_authenticated:
        return ""
    roles = set(user.roles)
    if roles & APPLICANTS and user.organisations:
        first, *others = user.organisations
        return f"{_written(first)} +{len(others)}" if others else _written(first)
    return next((words for who, _items, words in ROLES if who & roles), "")
