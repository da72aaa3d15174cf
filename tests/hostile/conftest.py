"""The world of the portal's own tests, a little fuller: every form of the line stands somewhere on a page."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Notice
from reviews import actions as review_actions
from tests import factories
from tests.portal.conftest import world as world  # noqa: PLC0414 -- a fixture

ROLES = ("applicant", "partner", "stranger", "reviewer", "officer", "decider", "auditor")


@pytest.fixture
def fuller(world, reviewer, officer):
    """Beside the world: a file that nobody judged, a review that is being written, a mail in doubt."""
    now = timezone.now()
    closed = {"opens_at": now - timedelta(days=30), "closes_at": now - timedelta(days=3)}
    during = now - timedelta(days=9)
    desk = factories.CallFactory(slug="bureau", title="Op het bureau", number=92, **closed)
    other = factories.UserFactory(role="submitter")
    world.unjudged = factories.submitted(desk, world.applicant, at=during, title="Niet bekeken")
    reading = factories.submitted(desk, other, at=during, title="Wordt gelezen")
    factories.seal(desk)
    reading.refresh_from_db()
    factories.admit(reading, officer)
    reading.refresh_from_db()
    world.reading = factories.assign(reading, reviewer, officer, at=now)
    review_actions.declare(world.reading, by=reviewer, at=now)
    world.movable = factories.open_call(slug="schuift", title="Nog te verschuiven", number=93)
    doubt = Notice.objects.get(pk=world.notice.pk)
    doubt.pk, doubt.key, doubt.state = None, "twijfel", "uncertain"
    doubt.save()
    return world


@pytest.fixture
def signed_in(world):
    """A browser for each role; `nobody` is not signed in."""
    browsers = {"nobody": Client()}
    for role in ROLES:
        browsers[role] = Client(raise_request_exception=False)
        browsers[role].force_login(getattr(world, role))
    return browsers
