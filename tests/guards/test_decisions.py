"""Decision records: numbers, headings, files and the index agree, and each is short."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tests.guards.house import ROOT

FOLDER = ROOT / "docs" / "decisions"
FILE = re.compile(r"(\d{4})-[a-z0-9-]+\.md")
PARTS = ("Context", "Decision", "Rejected")
LIMIT = 400


def problems(records: Mapping[str, str], index: str) -> list[str]:
    """What is wrong with the records (file name and text) or their index."""
    wrong = []
    for place, (name, text) in enumerate(sorted(records.items()), 1):
        head, number = text.partition("\n")[0], FILE.fullmatch(name)
        if not number:
            wrong.append(f"{name}: not named NNNN-words.md")
            continue
        if int(number[1]) != place:
            wrong.append(f"{name}: number {place:04} is the next")
        if not re.fullmatch(rf"# {number[1]}\. \S.*", head):
            wrong.append(f"{name}: the heading is not '# {number[1]}. Title'")
        wrong += [f"{name}: no part '{part}'" for part in PARTS if f"\n## {part}" not in text]
        if len(text.split()) >= LIMIT:
            wrong.append(f"{name}: {len(text.split())} words")
        if f"- [{head.removeprefix('# ')}]({name})\n" not in index:
            wrong.append(f"{name}: not in the index under its heading")
    linked = set(re.findall(r"\]\(([^)]+\.md)\)", index))
    return wrong + [f"{name}: in the index, but not there" for name in sorted(linked - records.keys())]


def test_decisions_agree():
    records = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.glob("*.md") if file.name != "README.md"}
    assert len(records) >= 1
    assert problems(records, (FOLDER / "README.md").read_text(encoding="utf-8")) == []


def test_a_record_that_drifted_is_found():
    good = "# 0001. One\n\n## Context\n\n## Decision\n\n## Rejected\n"
    index = "- [0001. One](0001-one.md)\n- [0009. Gone](0009-gone.md)\n"
    assert problems({"0001-one.md": good}, index) == ["0009-gone.md: in the index, but not there"]
    drifted = {"0001-one.md": good, "0003-two.md": "# 0002. Two\n" + "word " * 400, "notes.md": ""}
    assert problems(drifted, "- [0001. One](0001-one.md)\n") == [
        "0003-two.md: number 0002 is the next",
        "0003-two.md: the heading is not '# 0003. Title'",
        "0003-two.md: no part 'Context'",
        "0003-two.md: no part 'Decision'",
        "0003-two.md: no part 'Rejected'",
        "0003-two.md: 403 words",
        "0003-two.md: not in the index under its heading",
        "notes.md: not named NNNN-words.md",
    ]
