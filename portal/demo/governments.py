"""What the governments of the demo's accounts say of themselves, and a colleague who was invited."""

from datetime import datetime, timedelta

from accounts import actions
from accounts.models import User

PROFILES = {
    "indiener@demo.example": (
        {"street": "Oudstrijdersplein 1", "postcode": "1500", "town": "Halle", "iban": "BE68539007547034", "bic": ""},
        [{"function": "dienst subsidies", "email": "subsidies@halle.example", "phone": "02 000 00 00"}],
        [
            {"name": "Jan Voorbeeld", "function": "burgemeester"},
            {"name": "An Voorbeeld", "function": "algemeen directeur"},
        ],
    ),
}


def play(people: dict[str, User], at: datetime) -> None:
    """Halle is complete but waits for a colleague; Beersel has still to fill in everything."""
    for email, (said, contacts, signatories) in PROFILES.items():
        by = people[email]
        (home,) = by.organisations
        moment = at - timedelta(days=20)
        actions.save_profile(home, said, contacts, signatories, version=0, by=by, at=moment)
        names = ("nieuw@demo.example", "Noor", "Nieuwkens")
        actions.invite_colleague(*names, home, "drafter", by=by, at=at - timedelta(days=2))
