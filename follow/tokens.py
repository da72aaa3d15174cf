"""Signed names in addresses that work without signing in. Nothing secret is stored: the signature is the proof."""

from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from follow.models import CalendarKey, Subscription


def _signer(purpose: str) -> Signer:
    return Signer(salt=f"follow.{purpose}", sep=".")


def path_to(name: str, subscription: Subscription) -> str:
    """The path of `confirm` or `stop`; a token of the one is worth nothing at the other."""
    return reverse(f"follow:{name}", args=[_signer(name).sign(str(subscription.pk))])


def subscription_of(name: str, token: str) -> int | None:
    """The subscription a token speaks of, or None when it is not ours."""
    try:
        return int(_signer(name).unsign(token))
    except (BadSignature, ValueError):
        return None


def calendar_token(key: CalendarKey) -> str:
    return _signer("calendar").sign(key.name.hex)


def calendar_name(token: str) -> UUID | None:
    try:
        return UUID(_signer("calendar").unsign(token))
    except (BadSignature, ValueError):
        return None
