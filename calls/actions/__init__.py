"""What can be done with a call. What tells people about it lives higher, in `applications`."""

from calls.actions.form import edit_form, publish_form
from calls.actions.running import (
    add_focus,
    change_jury_day,
    change_term,
    decline,
    extend_until,
    remove_focus,
    seal,
    second,
)
from calls.actions.setup import clone, create, publish, save, start_programme

__all__ = [
    "add_focus",
    "change_jury_day",
    "change_term",
    "clone",
    "create",
    "decline",
    "edit_form",
    "extend_until",
    "publish",
    "publish_form",
    "remove_focus",
    "save",
    "seal",
    "second",
    "start_programme",
]
