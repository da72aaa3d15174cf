"""How texts of people travel to other programs: without signs that a feed or a calendar cannot hold."""

import re

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")


def plain(text: str) -> str:
    """The text without control characters, with plain ends of line."""
    return CONTROL.sub("", text.replace("\r\n", "\n"))
