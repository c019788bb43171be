"""Law 12: no allowlist entry is stale, each has a reason, and every allowlist is really judged."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.guards.house import judge

HERE = Path(__file__).parent
GUARDS = sorted(HERE.glob("test_*.py"))
JUDGED_OTHERWISE = {
    "test_components.CLASSES": "What each component writes, not exceptions; a test finds it in the component.",
    "test_components.MARKS": "As the classes: what components without a class of their own write.",
    "test_law_01_stairs.DEMO_ONLY": "A name and its room, not an exception; law 2 tests that it exists in a demo only.",
    "test_law_01_layers.OTHERS": "The layer of each of these files; a file that is gone fails in the law itself.",
    "test_law_01_layers.FLOORS": "The order of folders, not exceptions; a folder that is gone fails in the law itself.",
    "test_law_02_permissions.SAID": "What stands for an argument in an address, not exceptions.",
    "test_law_09_headers.HEADERS": "The headers themselves, compared word for word with every answer.",
    "test_law_07_levels.STEPS": "The table of outcomes itself, compared with what every step does.",
    "test_law_07_levels.RULES": "The made-up rules of the test policies, not exceptions.",
    "test_law_08_queries.HADS": "The answers of a made-up person, not exceptions.",
}


def lists(name: str, tree: ast.Module) -> Iterator[str]:
    """Every table in capitals at the head of a guard."""
    for node in tree.body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        if targets and isinstance(getattr(node, "value", None), (ast.Dict, ast.Call)):
            for one in targets:
                if isinstance(one, ast.Name) and one.id.isupper() and _is_table(node.value):
                    yield f"{name}.{one.id}"


def _is_table(value: ast.AST) -> bool:
    return isinstance(value, ast.Dict) or "fromkeys" in ast.unparse(value)


def judged(name: str, tree: ast.Module) -> Iterator[str]:
    """Every table that is handed to `judge` as the allowlist."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "judge" and len(node.args) == 2:
            yield f"{name}.{ast.unparse(node.args[1])}"


def test_every_allowlist_is_judged():
    trees = {path.stem: ast.parse(path.read_text(encoding="utf-8")) for path in GUARDS}
    tables = [one for name, tree in trees.items() for one in lists(name, tree)]
    seen = {one for name, tree in trees.items() for one in judged(name, tree)}
    assert len(trees) >= 14
    assert len(tables) > 12
    assert (
        judge([one for one in tables if one not in seen and not one.endswith("JUDGED_OTHERWISE")], JUDGED_OTHERWISE)
        == []
    )


def test_judging_finds_the_uncovered_the_stale_and_the_unreasoned():
    assert judge(["a.py:1: x", "b.py:2: y"], {"a.py": "It is the one place that may."}) == ["b.py:2: y"]
    assert judge(["a.py:1: x"], {"a.py": "Because so"}) == ["no reason: a.py"]
    assert judge([], {"a.py": "It is the one place that may."}) == ["stale: a.py"]
    assert judge([]) == []


def test_an_allowlist_that_nobody_judges_is_found():
    tree = ast.parse("ALLOWED = {'a': 'b'}\nOTHER: dict[str, str] = {}\njudge([], OTHER)")
    assert list(lists("t", tree)) == ["t.ALLOWED", "t.OTHER"]
    assert list(judged("t", tree)) == ["t.OTHER"]
