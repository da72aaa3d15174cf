"""Lists, filters and searches with anything in their address: never a fault of ours."""

import pytest
from django.db import transaction

from tests.hostile import nasty
from tests.hostile.test_forms import ENGLISH, EVERYTHING
from tests.portal.test_permissions import PAGES, ROLES
from tests.portal.test_permissions import addresses as addresses  # noqa: PLC0414 -- a fixture

pytestmark = pytest.mark.django_db

NAMES = (
    "q zoek page na voor oproep focus type boost stand programma zoals dossier onderwerp handeling persoon code next "
    "sort id uidb36 key format"
).split()
CURSORS = [
    "0001-01-01T00:00:00+00:00_1", "0001-01-01T00:00:00+23:59_1", "9999-12-31T23:59:59.999999-23:59_1",
    "2026-01-01T00:00:00+00:00_-1", "2026-01-01T00:00:00+00:00_4611686018427387904", "2026-01-01T00:00:00Z_1_0",
    "2026-01-01T00:00:00+00:00_" + "9" * 5_000, "2026-01-01 00:00_1", "2026-W01-1T00:00:00+00:00_1",
    "2026-01-01T00:00:00+00:00:30.5_1", "2026-01-01T24:00:00+00:00_1", "0-1", "-1-1", "9" * 18 + "-1", "9" * 30 + "-1",
    "-62135596800000000-1", "253402300799999999-1", "1-" + "9" * 19, "1--9", "1-" + "9" * 5_000, "--", "_", "-",
]  # fmt: skip
SHORT = [value for value in nasty.VALUES if len(value) < 20_000]  # a server takes no longer address


def lists(addresses) -> list[tuple[str, str]]:
    """Every page that somebody can read, with somebody who can."""
    return [
        (ROLES[max(n for n, status in enumerate(expected) if status == 200)], addresses[name])
        for name, expected in PAGES.items()
        if 200 in expected and name not in ("account_logout",)
    ]


def test_no_address_can_be_made_to_fail(fuller, addresses, signed_in):
    wrong = []
    pages = lists(addresses) + [("applicant", "/aanvragen/"), ("applicant", "/berichten/"), ("officer", "/besluiten/")]
    for role, page in pages:
        for n in range(0, len(SHORT), 1 if EVERYTHING else 40):
            asked = {name: SHORT[(n + 5 * i) % len(SHORT)] for i, name in enumerate(NAMES)}
            _ask(signed_in[role], page, asked, wrong)
        for many in ({"q": ["x"] * 900}, {f"a{n}[b][c]": "1" for n in range(900)}, {"q": "%" * 3_000}):
            _ask(signed_in[role], page, many, wrong)
    paged = {
        "nobody": ["/oproepen/", "/projecten/", "/cijfers/", "/controle/"],
        "applicant": ["/aanvragen/", "/berichten/"],
        "officer": ["/beheer/aanvragen/", "/beheer/oproepen/", "/beheer/mensen/", "/beheer/mails/", "/besluiten/",
                    "/beheer/oproepen/nieuw/"],
        "reviewer": ["/dossiers/"],
        "decider": ["/beslissingen/"],
        "auditor": ["/logboek/"],
    }  # fmt: skip
    for role, several in paged.items():
        for page in several:
            for value in SHORT[:: 1 if EVERYTHING else 5]:
                _ask(signed_in[role], page, {"q": value, "page": value, "zoek": value, "dossier": value}, wrong)
            for value in CURSORS:
                _ask(signed_in[role], page, {"na": value}, wrong)
                _ask(signed_in[role], page, {"voor": value}, wrong)
    assert not wrong, "\n".join(wrong[:100])


def _ask(browser, page, asked, wrong):
    with transaction.atomic():
        answer = browser.get(page, asked)
        transaction.set_rollback(True)
    about = f"{page} {str(asked)[:160]}"
    if answer.status_code not in {200, 302, 400, 404}:
        wrong.append(f"{about} {answer.status_code} {getattr(answer, 'exc_info', '')}"[:600])
    elif not answer.streaming and b"<html" in answer.content:
        text = answer.content
        if b'lang="nl' not in text or b"<script>alert" in text or any(each in text for each in ENGLISH):
            wrong.append(f"{about}: not Dutch, or not escaped")
    if answer.status_code == 302 and answer["Location"].startswith(("//", "http", "\\")):
        wrong.append(f"{about}: leads to {answer['Location']}")
