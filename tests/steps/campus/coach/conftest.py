"""The small table in the place of the one that is shipped."""

from __future__ import annotations

import pytest

from steps.campus.coach import actions, selectors, urls, views
from steps.campus.coach.table import CoachTable
from tests.factories import campus_coach
from tests.factories.campus_coach import small_table


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> CoachTable:
    """The coach answers by the small table."""
    table = small_table()
    put_in(monkeypatch, table)
    return table


def put_in(monkeypatch: pytest.MonkeyPatch, table: CoachTable) -> None:
    """The coach answers by this table from now on."""
    for module in (actions, selectors, views, urls, campus_coach):
        monkeypatch.setattr(module, "shipped_table", lambda: table)
