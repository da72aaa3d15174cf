"""Recompute every chain of the event log; exit 1 and name what is broken, if anything is."""

import sys

from django.core.management.base import BaseCommand

from workflow.models import Event, broken_chains


class Command(BaseCommand):
    help = "Verify the hash chains of the event log."

    def handle(self, **options):
        broken = broken_chains()
        for each in broken:
            self.stderr.write(f"{each['subject']} event {each['event']}: {each['reason']} does not match")
        if broken:
            sys.exit(1)
        self.stdout.write(f"{Event.objects.count()} events, every chain is whole.")
