"""A sealed file, and who judges it."""

import pytest

from reviews import actions
from tests import factories
from tests.judging import LATER


@pytest.fixture
def file(call, applicant):
    """Handed in by Halle, and sealed."""
    application = factories.submitted(call, applicant)
    factories.seal(call)
    application.refresh_from_db()
    return application


@pytest.fixture
def admitted(file, officer, reviewer):
    """Admissible, and the reviewer sits in the jury of its call."""
    factories.seat(file.call, reviewer)
    return factories.admit(file, officer)


@pytest.fixture
def assignment(admitted, reviewer, officer):
    return factories.assign(admitted, reviewer, officer, at=LATER)


@pytest.fixture
def opened(assignment, reviewer):
    """The reviewer declared to have no interest."""
    actions.declare(assignment, by=reviewer, at=LATER)
    return assignment
