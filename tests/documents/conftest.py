"""Documents owed, and the four letters drawn once for all tests that only look at them."""

from datetime import UTC, datetime

import pytest

from documents import actions, letters
from tests.documents import samples

AT = datetime(2022, 10, 14, 8, 30, tzinfo=UTC)
NUMBERS = {
    "receipt": "A-2022-4-017/1",
    "award": "SP-2022-0417",
    "refusal": "SP-2022-0431",
    "inadmissible": "NO-2022-0044",
}


def frozen(kind: str, snapshot) -> dict:
    """The snapshot as `owe` keeps it."""
    return {"frame": actions._frame(NUMBERS[kind], "7F3K-Q2MD-9XBA", AT).to_json(), "letter": snapshot.to_json()}


@pytest.fixture(scope="session")
def drawn() -> dict[str, bytes]:
    return {kind: letters.draw(kind, frozen(kind, snapshot)).data for kind, snapshot in samples.usual().items()}


@pytest.fixture
def owe(db):
    """Owe a document: `owe("award")`, `owe("receipt", number="…", snapshot=…)`."""

    def owe(kind="receipt", number="", snapshot=None, at=AT):
        snapshot = snapshot or samples.usual()[kind]
        return actions.owe(kind, number or NUMBERS[kind], "applications.application:17", snapshot, by=None, at=at)

    return owe
