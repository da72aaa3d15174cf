"""Speak to a ClamAV daemon: send a file over its line, read what it says. No file of ours is opened by it.

The protocol is that of `man clamd`: zINSTREAM, pieces with their length before them, an empty one, one line back.
"""

import socket
import struct
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import urlsplit

from django.conf import settings

from applications.states import ScanState

CONNECT = 3  # seconds
ANSWER = 120  # seconds: a large file with many parts takes a while
PIECE = 64 * 1024
LIMITS = "Heuristics.Limits.Exceeded"  # with AlertExceedsMax: not all of it was looked at


class Unclear(Exception):
    """The daemon answered, but not whether there is a virus."""


@dataclass(frozen=True)
class Verdict:
    state: str
    said: str = ""


def connect() -> socket.socket:
    """A line to the daemon of CLAMD_URL. Raises OSError when it is not there."""
    place = urlsplit(settings.CLAMD_URL)
    if place.scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(CONNECT)
        try:
            line.connect(place.path)
        except OSError:
            line.close()
            raise
    else:
        line = socket.create_connection((place.hostname, place.port or 3310), timeout=CONNECT)
    line.settimeout(ANSWER)
    return line


def is_up() -> bool:
    """Does it answer?"""
    try:
        with connect() as line:
            line.settimeout(CONNECT)
            line.sendall(b"zPING\0")
            return _answer(line) == "PONG"
    except OSError:
        return False


def look(line: socket.socket, file: BinaryIO) -> Verdict:
    """What the daemon says of a file. Raises Unclear, and OSError when the line breaks."""
    try:
        line.sendall(b"zINSTREAM\0")
        while piece := file.read(PIECE):
            line.sendall(struct.pack("!L", len(piece)) + piece)
        line.sendall(struct.pack("!L", 0))
    except (BrokenPipeError, ConnectionResetError):
        pass  # too large for it: it says so and hangs up before all is sent
    said = _answer(line).removeprefix("stream: ")
    if said == "OK":
        return Verdict(ScanState.CLEAN)
    if said.endswith(" FOUND"):
        name = said.removesuffix(" FOUND")
        return Verdict(ScanState.UNSURE if name.startswith(LIMITS) else ScanState.INFECTED, name)
    raise Unclear(said or "no answer")


def _answer(line: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < 4096 and (piece := line.recv(1024)):
        said += piece
    return said.rstrip(b"\0\n").decode("utf-8", "replace")
