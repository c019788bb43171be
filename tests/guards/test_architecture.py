"""The documents one reads before moving a line name the rooms, folders, files and functions that there are."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from tests.guards.house import ORDER, PACKAGES, ROOT
from tests.guards.test_law_01_layers import FLOORS

ARCHITECTURE = "docs/architecture.md"
DOCUMENTS = (ARCHITECTURE, "docs/words.md", "CONTRIBUTING.md")
FOLDERS = tuple(f"{folder}/" for folder in (*PACKAGES, "docs", "tests", "templates"))

FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
FUNCTION = re.compile(r"(?P<path>\S+\.py)::?(?P<name>[\w.]+)(?:\(.*\))?")
HOLE = re.compile(r"<[^>]*>|…")  # `tests/<room>/test_….py`: whatever is put there


def folder(dotted: str) -> str:
    return f"{dotted.replace('.', '/')}/"


def read(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def spoken(text: str) -> list[str]:
    """Everything that stands in backticks; an example in a block of its own is none."""
    return CODE.findall(FENCED.sub("", text))


# --- the rooms ------------------------------------------------------------------------------------------------------


def rooms(text: str) -> list[str]:
    """The first column of the table of rooms: the first table that has a row for `oncocare/`."""
    tables = re.findall(r"(?:^\|.*\n?)+", text, re.MULTILINE)
    cells = [[row.split("|")[1].strip() for row in table.splitlines()[2:]] for table in tables]  # no head, no rule
    return next((column for column in cells if "`oncocare/`" in column), [])


def unnamed(text: str, floors: Mapping[str, Sequence[str]]) -> list[str]:
    """The folders of rooms that the document does not name."""
    named = set(spoken(text))
    folders = [folder(f"{room}.{floor}") for room, inside in floors.items() for floor in inside]
    return [path for path in folders if path not in named]


def test_the_table_names_every_room_from_the_top_down():
    assert rooms(read(ARCHITECTURE)) == [f"`{folder(room)}`" for room in ORDER]


def test_every_folder_of_a_room_is_named():
    assert unnamed(read(ARCHITECTURE), FLOORS) == []


MADE_UP = """
| word | is |
|---|---|
| `steps/` | no table of rooms |

| room | what lives there |
|---|---|
| `oncocare/` | whatever only puts the rooms together |
| `steps/` | levels, in `steps/history/` too |
| the cellar | |

Then `clinicians/desk` and:

```
`clinicians/centre/`
```
"""


def test_the_rows_of_a_made_up_table_are_read_whatever_stands_in_them():
    assert rooms(MADE_UP) == ["`oncocare/`", "`steps/`", "the cellar"]
    assert rooms("| a | b |\n|---|---|\n| `steps/` | |") == []


def test_a_folder_that_is_not_named_is_found():
    floors = {"steps": ("history",), "clinicians": ("desk", "centre")}
    assert unnamed(MADE_UP, floors) == ["clinicians/desk/", "clinicians/centre/"]


# --- files and functions --------------------------------------------------------------------------------------------


def missing(text: str, root: Path = ROOT) -> Iterator[str]:
    """What the text names in backticks as a file, a folder or a function of the house, and which is not there."""
    for code in spoken(text):
        if (function := FUNCTION.fullmatch(code)) is not None:
            if not _defines(root / function["path"], function["name"]):
                yield code
        elif code.startswith(FOLDERS) and not _exists(root, code):
            yield code


def _exists(root: Path, path: str) -> bool:
    found = root.glob(HOLE.sub("*", path).rstrip("/"))
    return any(one.is_dir() or not path.endswith("/") for one in found)


def _defines(file: Path, name: str) -> bool:
    """Whether a file has a function or class of that name at its head, or a class a method: `Class.method`."""
    body: list[ast.stmt] = ast.parse(file.read_text(encoding="utf-8")).body if file.is_file() else []
    for part in name.split("."):
        found = [node for node in body if getattr(node, "name", "") == part]
        if not found:
            return False
        body = getattr(found[0], "body", [])
    return True


@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_a_document_names_is_there(document: str):
    assert list(missing(read(document))) == []


def test_what_is_not_there_is_found(tmp_path: Path):
    (tmp_path / "steps" / "history").mkdir(parents=True)
    (tmp_path / "steps" / "rules.py").write_text(
        "def decide():\n    pass\nclass Rule:\n    def holds(self):\n        pass\n"
    )
    there = (
        "`steps/` `steps/history` `steps/rules.py` `steps/<name>.py` `steps/…/` `make test` `decide` `a/b`"
        " `steps/rules.py:decide` `steps/rules.py:decide()` `steps/rules.py:Rule.holds` `steps/rules.py::Rule`"
    )
    gone = [
        "steps/levels.py", "steps/rules.py/", "docs/words.md", "tests/<room>/test_….py", "templates/base.html",
        "steps/rules.py:move", "steps/rules.py:7", "steps/rules.py:Rule.decide", "rules.py:decide",
    ]  # fmt: skip
    assert list(missing(there, tmp_path)) == []
    assert list(missing(" ".join(f"`{code}`" for code in gone), tmp_path)) == gone


# --- what calls what --------------------------------------------------------------------------------------------------

CALL = re.compile(r"`([^`\n]+\.py):(\w+)`(?= → `([^`\n]+\.py):(\w+)`)")


def uncalled(text: str, root: Path = ROOT) -> list[str]:
    """Each `a.py:f` → `b.py:g` of the text where nothing that `f` uses of its own file names `g`."""
    return [
        f"{path}:{name} → {other}" for path, name, _there, other in CALL.findall(text)
        if other not in _used(root / path, name)
    ]  # fmt: skip


def _used(file: Path, name: str) -> set[str]:
    """Every name that stands in a function, and in the functions and classes of the same file that it uses."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    own = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    used: set[str] = set()
    waiting = [name]
    while waiting:
        nodes = list(ast.walk(own[waiting.pop()]))
        new = {node.id for node in nodes if isinstance(node, ast.Name)} - used
        used |= new | {node.attr for node in nodes if isinstance(node, ast.Attribute)}
        waiting += new & own.keys()
    return used


def test_each_hop_calls_the_next():
    text = read(ARCHITECTURE)
    assert len(CALL.findall(text)) > 10
    assert uncalled(text) == []


def test_a_hop_that_calls_nothing_is_found(tmp_path: Path):
    (tmp_path / "a.py").write_text("def f():\n    _g(1)\ndef _g(x):\n    other.h(x)\ndef alone():\n    pass\n")
    text = "`a.py:f` → `b.py:h`, `a.py:f` → `a.py:_g` → `b.py:h`; `a.py:alone` → `b.py:h`, `a.py:f` → `a.py:alone`"
    assert uncalled(text, tmp_path) == ["a.py:alone → h", "a.py:f → alone"]
