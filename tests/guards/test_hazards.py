"""The hazard log: every hazard has a control, and every control has a test that exists."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from oncocare.foundation.datafiles import read

ROOT = Path(__file__).resolve().parents[2]
LOG = ROOT / "docs" / "safety" / "hazards.yaml"


def names_in(folder: Path) -> set[str]:
    """The names of all test functions."""
    trees = (ast.parse(path.read_text()) for path in folder.rglob("test_*.py"))
    return {node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def complaints(hazards: list[dict], tests: set[str]) -> list[str]:
    """Hazards without a control, twice the same id, and controls whose test is gone."""
    ids = [hazard["id"] for hazard in hazards]
    return [
        *(f"{one} stands twice" for one in sorted({one for one in ids if ids.count(one) > 1})),
        *(f"{hazard['id']} has no control" for hazard in hazards if not hazard["controls"]),
        *(
            f"{hazard['id']}: no test is called {control['test']}"
            for hazard in hazards
            for control in hazard["controls"]
            if control["test"] not in tests
        ),
    ]


def test_every_hazard_has_controls_that_are_tested():
    hazards, tests = read(LOG).data["hazards"], names_in(ROOT / "tests")
    assert len(hazards) >= 28
    assert len(tests) > 1000
    assert complaints(hazards, tests) == []


@pytest.mark.parametrize(
    ("hazards", "said"),
    [
        ([{"id": "H01", "controls": []}], ["H01 has no control"]),
        ([{"id": "H01", "controls": [{"test": "test_gone"}]}], ["H01: no test is called test_gone"]),
        ([{"id": "H01", "controls": [{"test": "test_here"}]}] * 2, ["H01 stands twice"]),
    ],
)
def test_the_guard_fails_when_its_law_is_broken(hazards, said):
    assert complaints(hazards, {"test_here"}) == said
