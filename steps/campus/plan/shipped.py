"""The table of rules that comes with the house."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from oncocare.foundation.datafiles import read
from steps.campus.coach import table_file as coach
from steps.campus.plan.table import PlanTable
from steps.campus.plan.table_file import table_from

FILE = Path(__file__).with_name("tables") / "campus-plan.yaml"


@cache
def shipped_table() -> PlanTable:
    """The table that plans are made by, read once per process."""
    return table_from(read(FILE), coach.shipped_table().symptoms)
