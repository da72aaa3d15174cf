"""The cast, the same in every test, and what a test may not do by accident."""

import os

import kombu.pools
import pytest
from celery import current_app
from playwright.sync_api import Browser, sync_playwright

from tests import factories
from workflow import later


def use_broker(url: str) -> None:
    current_app.conf.broker_url = url
    kombu.pools.reset()
    current_app._pool = None
    current_app.amqp._producer_pool = None
    later._quiet_until = 0.0


use_broker("memory://")  # a test that needs a worker starts a real one, with the real broker


@pytest.fixture
def broker():
    """Speak to another broker for one test."""
    yield use_broker
    use_broker("memory://")


# What takes a minute or more goes first, and small files fill the time; each file stays with one worker, so that what
# its tests share is made once.
LONGEST = (
    "tests/line/",
    "tests/hostile/test_forms.py",
    "tests/reviews/test_canaries.py",
    "tests/portal/test_demo.py",
    "tests/look/test_axe.py",
    "tests/applications/test_typing_in_browser.py",
    "tests/rehearsals/",
    "tests/applications/test_whole_life.py",
    "tests/look/",
    "tests/hostile/",
)


def pytest_collection_modifyitems(items):
    def place(item) -> int:
        return next((n for n, path in enumerate(LONGEST) if path in str(item.path)), len(LONGEST))

    items.sort(key=place)


@pytest.fixture(autouse=True)
def nothing_outside(settings, tmp_path):
    """Files go to a folder of the test, mail to memory."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one costs 0.5 s each


@pytest.fixture
def call(db):
    return factories.CallFactory()


@pytest.fixture
def government(db):
    return factories.OrganisationFactory(name="Halle")


@pytest.fixture
def applicant(government):
    """Works on applications for Halle and hands them in."""
    return factories.UserFactory(
        role="submitter", role__organisation=government, first_name="Marieke", last_name="Claes"
    )


@pytest.fixture
def colleague(government):
    """Works on applications for Halle, but does not hand in."""
    return factories.UserFactory(role="drafter", role__organisation=government)


@pytest.fixture
def partner(db):
    """Works for Beersel, which takes part."""
    beersel = factories.OrganisationFactory(name="Beersel")
    return factories.UserFactory(role="submitter", role__organisation=beersel)


@pytest.fixture
def stranger(db):
    """Works for a government that has nothing to do with it."""
    return factories.UserFactory(role="submitter")


@pytest.fixture
def officer(db):
    return factories.UserFactory(role="officer")


@pytest.fixture
def second_officer(db):
    return factories.UserFactory(role="officer")


@pytest.fixture
def reviewer(db):
    return factories.UserFactory(role="reviewer")


@pytest.fixture
def decider(db):
    return factories.UserFactory(role="decider")


@pytest.fixture
def auditor(db):
    return factories.UserFactory(role="auditor")


@pytest.fixture(scope="session")
def chromium() -> Browser:
    """Debian's Chromium; Playwright's own download is not used."""
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    # Its loop keeps running in this thread; nothing of Django runs inside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=[*quiet, *sandbox])
        yield running
        running.close()
