"""Everything the clock asks, once and here: for when beat or the workers are down, or nobody wants to wait."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts import actions as account_actions
from accounts.clock import doubt_forgotten
from accounts.models import Notice
from applications import clock
from documents.clock import sweep as make_all_owed
from rehearsals import clock as rehearsal_clock
from reviews import clock as review_clock


class Command(BaseCommand):
    help = "Seal what is due, settle, remind, rehearse, make the letters and send the mails owed, without a worker."

    def handle(self, **options):
        say = self.stdout.write
        say(f"{clock.seal_all_due(at=timezone.now())} calls sealed")
        say(f"{clock.settle_left(at=timezone.now())} drafts settled")
        say(f"{clock.remind_all_due(at=timezone.now())} drafts looked at for a reminder")
        say(f"{review_clock.compute_owed(at=timezone.now())} proposals for a jury computed")
        say(f"{rehearsal_clock.sweep(at=timezone.now())} rehearsals played")
        say(f"{rehearsal_clock.forget_old(at=timezone.now())} old rehearsals forgotten")
        say(f"{make_all_owed(at=timezone.now())} letters made")
        say(f"{doubt_forgotten(at=timezone.now())} mails became uncertain")
        say(f"{sum(self.deliver(pk) for pk in list(Notice.objects.owed().values_list('pk', flat=True)))} mails sent")

    def deliver(self, pk: int) -> bool:
        try:
            return account_actions.deliver(pk, at=timezone.now())
        except OSError as fault:
            self.stderr.write(f"notice {pk} stays owed: {fault}")
            return False
