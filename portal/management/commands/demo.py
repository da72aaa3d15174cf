"""Load the demo into an empty database, and say who logs in as what."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from portal.demo import load
from portal.demo.content import PASSWORD

ROLES = {
    "drafter": "writes applications for Halle",
    "submitter": "hands them in for",
    "reviewer": "scores what the jury reads",
    "officer": "runs the calls",
    "decider": "awards and refuses",
    "auditor": "sees all, changes nothing",
}


class Command(BaseCommand):
    help = "Load the demo into an empty database, and say who logs in as what (DEMO=1 only)."

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there is something already")

    def handle(self, *, if_empty=False, **options):
        if not settings.DEMO:
            raise CommandError("The demo is off here: set DEMO=1 to load it, and never where real applications are.")
        if load.is_empty():
            load.load(at=timezone.now())
        elif not if_empty:
            raise CommandError("This database is not empty; the demo is loaded into an empty one only.")
        if User.objects.filter(email__endswith="@demo.example").exists():
            self.stdout.write(self.who())

    def who(self) -> str:
        lines = [f"Log in at {settings.BASE_URL}/accounts/login/ with the password “{PASSWORD}” as"]
        for account in load.accounts():
            what = ROLES[account["role"]]
            if account["role"] == "submitter":
                what += " Halle" if account["email"].startswith("indiener") else " Beersel"
            lines.append(f"  {account['email']:<34} {what}")
        return "\n".join(lines)
