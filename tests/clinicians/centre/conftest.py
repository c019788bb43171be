"""Who opens the pages of a centre, and a week in which somebody is there."""

from __future__ import annotations

from datetime import time

import pytest
from django.test import Client

from oncocare.people import actions as people
from oncocare.people.models import User
from oncocare.people.roles import CLINICIAN
from oncocare.safety.promise import Opening
from oncocare.safety.rota.actions import set_staffed_hours
from tests.cast import BY, Cast


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def carlos(cast: Cast) -> Client:
    """The browser of the coordinator."""
    return signed_in(cast.carlos)


@pytest.fixture
def clara(cast: Cast) -> Client:
    """The browser of a clinician."""
    return signed_in(cast.clara)


@pytest.fixture
def berta(cast: Cast) -> User:
    """A second clinician."""
    user = people.register_user(by=BY, email="berta@example.org", name="Berta", language="en")
    people.appoint(by=BY, user=user, centre=cast.here, role=CLINICIAN)
    return user


@pytest.fixture
def office(cast: Cast) -> None:
    """Somebody is there on weekdays from nine to five."""
    set_staffed_hours(by=BY, centre=cast.here, openings=[Opening(day, time(9), time(17)) for day in range(5)])
