"""A file fits into a head and a function onto a screen: at most 450 lines the one, 40 the other, tests too. A line of a
template fits onto the screen as well: at most 140 characters.
"""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath

import pytest

from tests.guards.house import ROOT, Module, Template, judge, module, templates

LONGEST_FILE = 450
LONGEST_FUNCTION = 40
LONGEST_LINE = 140  # ruff keeps those of Python; a tag of a template cannot be broken over lines

# What nobody reads from top to bottom, and so may be of any length: by the end of the name.
DATA = {
    ".json ": "npm writes package-lock.json; package.json is a list of packages.",
    ".jsonl ": "Made-up answers with their scores, one case a line.",
    ".lock ": "Written by uv: every package with its hashes.",
    ".po ": "Every text of the house with its translation, merged by babel.",
    ".yaml ": "Instruments, policies, schedules, texts and fixtures are as long as what they describe.",
    "migration ": "Written by Django, and never changed after a release.",
}


# --- files ----------------------------------------------------------------------------------------------------------


def kind(path: str) -> str:
    """What a file is, by the end of its name (the whole name where it has no end), or that it is a migration."""
    pure = PurePath(path)
    return "migration" if "migrations" in pure.parts else pure.suffix or pure.name


def too_long(texts: Mapping[str, str]) -> Iterator[str]:
    """Data of any length, and every other file that is longer than a file may be."""
    for path, text in texts.items():
        lines = len(text.splitlines())
        if f"{kind(path)} " in DATA or lines > LONGEST_FILE:
            yield f"{kind(path)} {path}: {lines} lines"


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """Every text file that git keeps or would keep, by its path; pictures and typefaces are no text."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    found = {}
    for path in listed.split("\0"):
        content = (ROOT / path).read_bytes() if (ROOT / path).is_file() else b"\0"
        if b"\0" not in content:
            found[path] = content.decode("utf-8", errors="replace")
    return found


def test_no_file_is_too_long(texts: dict[str, str]):
    assert len(texts) > 500
    assert {".py", ".html", ".md", ".scss", ".js", "Makefile"} <= {kind(path) for path in texts}
    assert judge(too_long(texts), DATA) == []


def test_a_file_that_is_too_long_is_found():
    line, most = "x\n", "x\n" * LONGEST_FILE
    made_up = {
        "steps/rules.py": most + line,
        "steps/levels.py": most,
        "docs/long.md": most + line,
        "Makefile": most + line,
        "steps/migrations/0001_initial.py": most + line,
        "steps/policies/short.yaml": line,
    }
    assert judge(too_long(made_up), {"migration ": DATA["migration "], ".yaml ": DATA[".yaml "]}) == [
        ".py steps/rules.py: 451 lines",
        ".md docs/long.md: 451 lines",
        "Makefile Makefile: 451 lines",
    ]


# --- functions ------------------------------------------------------------------------------------------------------


def lengthy(code: Iterable[Module]) -> Iterator[str]:
    """Every function that is longer than a function may be, from its `def` to its last line."""
    for one in code:
        for node in ast.walk(one.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    yield f"{one.at(node)}: {node.name} has {lines} lines"


def test_no_function_is_too_long(texts: dict[str, str]):
    code = [module(text, path) for path, text in texts.items() if kind(path) == ".py"]
    assert len(code) > 300
    assert judge(lengthy(code)) == []


def test_a_function_that_is_too_long_is_found():
    def body(lines: int) -> str:
        return "        pass\n" * lines

    made_up = (
        f"@cache\ndef most():\n{body(LONGEST_FUNCTION - 1)}"
        f"async def more():\n{body(LONGEST_FUNCTION)}"
        f"class Made:\n    def up(self):\n{body(LONGEST_FUNCTION)}"
    )
    assert list(lengthy([module(made_up, "steps/rules.py")])) == [
        "steps/rules.py:42: more has 41 lines",
        "steps/rules.py:84: up has 41 lines",
    ]


# --- lines of templates ---------------------------------------------------------------------------------------------


def wide(texts: Iterable[Template]) -> Iterator[str]:
    """Every line of a template, of a page or a mail, that is longer than a line may be."""
    for one in texts:
        for number, line in enumerate(one.text.splitlines(), 1):
            if len(line) > LONGEST_LINE:
                yield f"{one.path}:{number}: {len(line)} characters"


def test_no_line_of_a_template_is_too_long():
    assert {PurePath(one.name).suffix for one in templates()} == {".html", ".txt"}
    assert judge(wide(templates())) == []


def test_a_line_of_a_template_that_is_too_long_is_found():
    most = "x" * LONGEST_LINE
    made_up = [Template("a.html", f"{most}\n{most}x\n"), Template("emails/b/body.txt", f"x{most}")]
    assert list(wide(made_up)) == [
        "templates/a.html:2: 141 characters",
        "templates/emails/b/body.txt:1: 141 characters",
    ]
