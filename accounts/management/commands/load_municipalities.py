"""Load or refresh the directory of municipalities."""

from django.core.management.base import BaseCommand

from accounts.directory import load_municipalities


class Command(BaseCommand):
    help = "Load or refresh the municipalities (idempotent; also part of migrate)."

    def handle(self, **options):
        made, total = load_municipalities()
        self.stdout.write(f"{made} municipalities added, {total} in all.")
