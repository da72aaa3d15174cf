"""What the calls of the demo have beyond their texts: minima, words for each score, kinds of cost, reserves, a team."""

from datetime import datetime, timedelta
from decimal import Decimal

from accounts.models import User
from calls import proposals
from calls.models import Focus, TeamMember
from portal.demo.content import Days, read
from workflow.moments import wall

EVENTS = {
    "na de ondertekening van het besluit": "award",
    "na de goedkeuring van het tussentijdse verslag": "progress",
    "na de goedkeuring van het eindverslag en de afrekening": "final",
}


def fields_of(said: dict, days: Days, questions_until: datetime | None) -> dict:
    """The minima of a call, and the moments beside its opening and closing."""
    more = read("setting_up")
    closes = days.moment(said["closes"])
    return {
        "min_subsidy": Decimal(more["minimum"][said["type"]]),
        "threshold": Decimal(more["threshold"][said["type"]]),
        "questions_close_at": questions_until or closes + timedelta(days=more["days"]["questions_close"]),
        "admissibility_by": wall(closes).date() + timedelta(days=more["days"]["admissibility"]),
    }


def lists_of(said: dict, focuses: dict[str, Focus], team: list[User]) -> dict:
    """The lists of a call, as `calls.actions.create` takes them; the first of the team leads."""
    more = read("setting_up")
    anchors = more["anchors"].get(said["type"], {})
    minima = more["criterion_threshold"]
    return {
        "criteria": [
            {
                "group": c["group"],
                "name": c["title"],
                "question": c["description"],
                "weight": c["weight"],
                "guidance": more["guidance"][c["group"]],
                "anchors": anchors.get(c["group"], []),
                "threshold": Decimal(minima[c["group"]]) if c["group"] in minima else None,
            }
            for c in said["criteria"]
        ],
        "instalments": [row | {"event": EVENTS[row["trigger"]]} for row in said["instalments"]],
        "categories": [
            row | {"most_share": Decimal(share) if (share := more["most_share"].get(row["code"])) else None}
            for row in proposals.rows("categories")
        ],
        "reserves": [
            {"focus": focuses[code], "amount": Decimal(amount)}
            for code, amount in more["reserves"].get(said["key"], {}).items()
        ],
        "team": [
            {"user": user, "part": TeamMember.Part.COLLEAGUE if n else TeamMember.Part.LEAD}
            for n, user in enumerate(team)
        ],
    }
