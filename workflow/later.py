"""Asking a worker for something after the commit. It is a hint: what is owed stands as a row, and a sweep finds it."""

import logging

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def hint(task: str, *args) -> None:
    """Publish a task by name; an unreachable broker is logged and costs a second at most."""
    try:
        current_app.send_task(task, args, retry=False)
    except (OperationalError, OSError) as fault:
        log.warning("%s not published, the sweep will find its work: %s", task, fault)


def ask_later(task: str, *args) -> None:
    """Publish a task once the transaction has committed."""
    transaction.on_commit(lambda: hint(task, *args))
