"""Ana, signed in."""

import pytest


@pytest.fixture
def ana(cast, client):
    client.force_login(cast.ana)
    return client
