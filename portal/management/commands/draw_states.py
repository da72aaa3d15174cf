"""Write docs/states.md from the tables of moves."""

from django.core.management.base import BaseCommand

from portal.diagrams import PAGE, drawn


class Command(BaseCommand):
    help = "Draw docs/states.md from the tables of moves."

    def handle(self, **options):
        PAGE.write_text(drawn(), encoding="utf-8")
        self.stdout.write(f"{PAGE.name} is drawn.")
