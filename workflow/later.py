"""Asking a worker for something after the commit. It is a hint: what is owed stands as a row, and a sweep finds it."""

import logging
import time

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)
PAUSE = 10  # seconds without hints after one that failed: a request with many of them waits for one time-out at most
_quiet_until = 0.0


def hint(task: str, *args) -> None:
    """Publish a task by name; an unreachable broker costs a second at most and is then left alone for a while."""
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    try:
        current_app.send_task(task, args, retry=False)
    except (OperationalError, OSError) as fault:
        _quiet_until = time.monotonic() + PAUSE
        log.warning("%s not published, the sweep will find its work: %s", task, fault)


def ask_later(task: str, *args) -> None:
    """Publish a task once the transaction has committed."""
    transaction.on_commit(lambda: hint(task, *args))
