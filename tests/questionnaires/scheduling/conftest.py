"""Somebody whose care began under a schedule."""

from __future__ import annotations

import pytest

from oncocare.events.actions import inline
from oncocare.foundation import clock
from questionnaires.selectors import due_for
from tests.cast import gad7, phq9
from tests.factories.rooms import day, newcomer, send
from tests.questionnaires.scheduling.sweeping import TWO_STAGE, adopt, sweep


@pytest.fixture
def begun(cast):
    """Somebody whose care began on day one, under the simple schedule."""
    with clock.at(day(0)):
        adopt(cast.here)
        return newcomer(cast.here, "NEW").patient


@pytest.fixture
def screened(cast):
    """Somebody whose screen of day 14 is open."""
    with clock.at(day(0)), inline():
        adopt(cast.here, TWO_STAGE)
        pathway = newcomer(cast.here, "NEW")
        for one, answers in zip(due_for(pathway.patient), (phq9(2), gad7(2)), strict=True):
            send(one, answers)
    assert sweep(14) == 1
    return pathway
