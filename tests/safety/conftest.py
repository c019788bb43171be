"""A rota of three people; and two people at one moment, who need real commits."""

from datetime import time

import pytest

from oncocare.foundation import clock
from oncocare.safety.rota.actions import set_rota, set_staffed_hours
from oncocare.safety.rota.duty import Turn
from tests.cast import BY
from tests.factories.committed import committed  # noqa: F401
from tests.safety.team import OFFICE, at, colleague, gala_leaves, weekly


@pytest.fixture
def team(cast):
    """Clara, Berta and Emil answer flags here, and nobody else; Clara is first and Berta second every weekday."""
    gala_leaves(cast)
    berta, emil = (colleague(cast, name) for name in ("berta", "emil"))
    with clock.at(at(1)):
        set_staffed_hours(by=BY, centre=cast.here, openings=OFFICE)
        weekly(
            cast, [(weekday, person, rank) for weekday in range(5) for rank, person in ((1, cast.clara), (2, berta))]
        )
    return cast, berta, emil


@pytest.fixture
def halves(team):
    """Clara in the morning, Berta in the afternoon."""
    cast, berta, emil = team
    turns = [
        Turn(weekday, time(opens), time(opens + 4), person.pk)
        for weekday in range(5)
        for opens, person in ((9, cast.clara), (13, berta))
    ]
    set_rota(by=BY, centre=cast.here, turns=turns)
    return cast, berta, emil
