"""A page that names a test which shows something names one that is there, in the folder that it says."""

from __future__ import annotations

import re
from pathlib import Path

from tests.guards.house import ROOT

PAGE, FOLDERS = ROOT / "docs/sessions-hard-cases.md", "tests/mentoring/meetings"
FOLDER = re.compile(r"`([\w/]+/)`:((?:,? ?`test_\w+`)+)")
NAME = re.compile(r"`(test_\w+)`")


def lost(text: str, root: str) -> list[str]:
    """The tests that a text names and that no file of the folder before them holds; those behind no folder too. A
    folder is below `root`, or written out from `tests/` on.
    """
    found, behind_none = [], set(NAME.findall(text))
    for folder, tests in FOLDER.findall(text):
        defined = _defined(ROOT / (folder if folder.startswith("tests/") else f"{root}/{folder}"))
        found += [f"{folder}: {name}" for name in NAME.findall(tests) if name not in defined]
        behind_none -= set(NAME.findall(tests))
    return [*found, *sorted(behind_none)]


def _defined(folder: Path) -> set[str]:
    sources = (file.read_text() for file in folder.rglob("test_*.py"))
    return {name for source in sources for name in re.findall(r"^def (test_\w+)", source, re.MULTILINE)}


def test_every_test_that_a_page_names_is_there():
    assert lost(PAGE.read_text(), FOLDERS) == []


def test_a_test_that_is_gone_is_found():
    text = "`guards/`: `test_every_test_that_a_page_names_is_there`, `test_gone`; and `test_of_no_folder`"
    assert lost(text, "tests") == ["guards/: test_gone", "test_of_no_folder"]
