"""Sealed files that were reviewed, ready to decide."""

import pytest

from tests import factories


@pytest.fixture
def files(call, applicant, officer, reviewer):
    """Three admitted files of Halle, each asking € 67.200,00, scored 80, 60 and 40."""
    made = [factories.submitted(call, applicant) for _n in range(3)]
    factories.seal(call)
    for file, value in zip(made, (4, 3, 2), strict=True):
        factories.reviewed(factories.admit(file, officer), reviewer, officer, value)
        file.refresh_from_db()
    factories.fix(call)
    return made


@pytest.fixture
def file(files):
    return files[0]
