"""Ana and her first questionnaire; and two people at one moment, who need real commits."""

import pytest

from tests.factories.committed import committed  # noqa: F401
from tests.factories.rooms import ask


@pytest.fixture
def patient(cast):
    return cast.patient(cast.ana)


@pytest.fixture
def due(patient):
    [assignment] = ask(patient)
    return assignment
