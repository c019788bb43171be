"""Ana in care with Clara, another colleague, and a rota of three people, as the tests of the desk have them."""

import pytest

from oncocare.people import actions as people
from oncocare.people.roles import CLINICIAN
from tests.cast import BY, _user
from tests.safety.conftest import team  # noqa: F401


@pytest.fixture
def patient(cast):
    return cast.patient(cast.ana)


@pytest.fixture
def clara(cast, client):
    client.force_login(cast.clara)
    return client


@pytest.fixture
def nora(cast):
    nora = _user("nora")
    people.appoint(by=BY, user=nora, centre=cast.here, role=CLINICIAN)
    return nora
