"""Who reads and hears whom in the discussion of a file: readers, their names or letters, and the threads."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from string import ascii_uppercase

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from accounts.models import Role, User
from applications.models import Application
from calls import team
from reviews import rules
from reviews.models import Assignment, Interest, Message, Phase, Thread
from reviews.phases import phase_at
from reviews.states import READING, State


@dataclass
class Circle:
    """Everybody in the discussion of one file, as one person sees them."""

    application: Application
    viewer: User
    phase: Phase
    asked: list[Assignment]  # all that were ever made for this file, so that a letter never moves
    readers: list[Assignment]  # those to whom the file is open now

    @property
    def own(self) -> Assignment | None:
        return next((each for each in self.readers if each.reviewer_id == self.viewer.pk), None)

    @property
    def others(self) -> list[Assignment]:
        return [each for each in self.readers if each.reviewer_id != self.viewer.pk]

    @property
    def lead(self) -> Assignment | None:
        return next((each for each in self.readers if each.leads), None)

    @property
    def sees_names(self) -> bool:
        return self.own is None or self.phase.names_shown

    @property
    def sees_scores(self) -> bool:
        """Whether the viewer may read what other readers scored."""
        shown = self.phase.others_scores
        if self.own is None or shown == Phase.Scores.ALWAYS:
            return True
        return shown == Phase.Scores.AFTER_OWN and self.own.state == State.SUBMITTED

    def name(self, person: User) -> str:
        """The name, or the letter of a reader while names are hidden."""
        if person.pk == self.viewer.pk:
            return _("You")
        return self.name_for_all(person) if not self.sees_names else str(person)

    def name_for_all(self, person: User) -> str:
        """As it may be said to any reader."""
        if self.phase.names_shown:
            return str(person)
        places = [each.reviewer_id for each in self.asked]
        if person.pk not in places:
            return str(person)  # an officer
        place = places.index(person.pk)
        return _("Juror %(letter)s") % {"letter": ascii_uppercase[place] if place < 26 else place + 1}

    def may_hear(self, audience: str) -> list[tuple[str, User]]:
        """Who may be mentioned, by the key that a page uses."""
        heard = [(f"a{each.pk}", each.reviewer) for each in self.others]
        return heard + (self._office if audience == Thread.Audience.OFFICE else [])

    @cached_property
    def _office(self) -> list[tuple[str, User]]:
        return [(f"o{each.pk}", each) for each in team.told_of(self.application.call, besides=self.viewer)]


def circle_of(application: Application, viewer: User, at: datetime) -> Circle:
    """Read once for a page: the phase, the assignments, and to whom a conflict hides the file."""
    asked = list(Assignment.objects.filter(application=application).select_related("reviewer").order_by("pk"))
    hidden = set(Interest.objects.blocking().filter(application=application).values_list("juror__user", flat=True))
    hidden |= rules.interested(application)
    readers = [each for each in asked if each.state in READING and each.reviewer_id not in hidden]
    return Circle(application, viewer, phase_at(application.call, at), asked, readers)


def threads_of(circle: Circle) -> list[Thread]:
    """The threads that the viewer may read, each with its messages (`said`), oldest first. Three queries."""
    messages = Message.objects.select_related("by", "struck_by").prefetch_related("mentions").order_by("pk")
    threads = Thread.objects.filter(application=circle.application)
    if circle.own is None:
        threads = threads.filter(audience=Thread.Audience.OFFICE)
    return list(threads.prefetch_related(Prefetch("messages", messages, to_attr="said")).order_by("at", "pk"))


def is_office(person: User) -> bool:
    return Role.OFFICER in person.roles
