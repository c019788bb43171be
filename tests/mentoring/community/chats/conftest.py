"""A group with Ana, who is a mentor there, Bea and Felix; Clara is on duty from nine to five on weekdays."""

from __future__ import annotations

import pytest

from oncocare.foundation import clock
from tests.factories.community import member, open_group
from tests.factories.rooms import day


@pytest.fixture
def group(cast):
    with clock.at(day(4, 9)):
        made = open_group(cast)
        member(cast, made, cast.ana, "Blue bird", mentor=True)
        member(cast, made, cast.bea, "Green hill")
        member(cast, made, cast.felix, "Grey cat", patient=None)
    return made
