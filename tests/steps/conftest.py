"""Ana, and what the rules propose for her; and two people at one moment, who need real commits."""

import pytest

from tests.factories.committed import committed  # noqa: F401
from tests.factories.rooms import day, sit
from tests.safety.conftest import team  # noqa: F401
from tests.steps.pathways import proposal


@pytest.fixture
def patient(cast):
    return cast.patient(cast.ana)


@pytest.fixture
def severe(patient):
    """Ana's first answers are severe: level 4 is proposed."""
    sit(patient, day(0, 10), phq=22, gad=10)
    return proposal(patient)
