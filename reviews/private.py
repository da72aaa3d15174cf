"""Text that only its writer reads back: sealed with a key that the database does not hold.

A stream of SHAKE-256 over a key and a nonce, and an HMAC over what came of it. The key follows from that of the
installation, the person and the place, so that a copy of the database, or a row put in another's place, tells nothing.
"""

import hashlib
import hmac
import secrets
from base64 import b64decode, b64encode

from django.conf import settings

NONCE, TAG = 16, 32


def seal(text: str, *, place: str) -> str:
    """The text as the database may keep it; nothing stays nothing."""
    if not text:
        return ""
    key = _key(settings.SECRET_KEY, place)
    nonce = secrets.token_bytes(NONCE)
    hidden = _stream(key, nonce, text.encode())
    return b64encode(nonce + _tag(key, nonce + hidden) + hidden).decode()


def unseal(kept: str, *, place: str) -> str | None:
    """The text again; None when no key of this installation opens it."""
    if not kept:
        return ""
    raw = b64decode(kept)
    nonce, tag, hidden = raw[:NONCE], raw[NONCE : NONCE + TAG], raw[NONCE + TAG :]
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        key = _key(secret, place)
        if hmac.compare_digest(tag, _tag(key, nonce + hidden)):
            return _stream(key, nonce, hidden).decode()
    return None


def _key(secret: str, place: str) -> bytes:
    return hmac.digest(secret.encode(), f"reviews.private:{place}".encode(), "sha256")


def _stream(key: bytes, nonce: bytes, data: bytes) -> bytes:
    pad = hashlib.shake_256(key + b"hide" + nonce).digest(len(data))
    return bytes(a ^ b for a, b in zip(data, pad, strict=True))


def _tag(key: bytes, data: bytes) -> bytes:
    return hmac.digest(hmac.digest(key, b"tag", "sha256"), data, "sha256")
