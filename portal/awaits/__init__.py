"""What awaits somebody: one file per role, each a list of sections with the most pressing thing first."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Role, User
from portal.awaits import applicants, auditors, deciders, jury, officers
from portal.awaits.section import Section
from workflow.moments import wall


def greeting(at: datetime) -> str:
    hour = wall(at).hour
    if hour < 6 or hour >= 18:
        return _("Good evening")
    return _("Good morning") if hour < 12 else _("Good afternoon")


def sections_for(user: User, at: datetime) -> list[Section]:
    """All that awaits this person in every role, the first row of the first section marked."""
    asked = {
        (Role.DRAFTER, Role.SUBMITTER): applicants.applicant,
        (Role.REVIEWER,): jury.reviewer,
        (Role.OFFICER,): officers.officer,
        (Role.DECIDER,): deciders.decider,
        (Role.AUDITOR,): auditors.auditor,
    }
    sections = [each for roles, ask in asked.items() if user.roles & set(roles) for each in ask(user, at)]
    if first := next((section for section in sections if section.rows), None):
        first.rows[0]["next"] = first.rows[0].get("urgent", True)
    return sections
