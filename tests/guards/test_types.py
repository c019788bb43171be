"""Types: mypy checks every package, strictly; what it forgives is written down, and nothing is forgiven a pure file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from typing import Any

from tests.guards.house import PACKAGES, ROOT, judge, modules
from tests.guards.test_law_01_layers import PURE, layer

FORGIVEN = re.compile(r"#\s*type:\s*ignore(?!\[[a-z, -]+\]  # -- \S)")
WITHOUT_TYPES = {"module", "ignore_missing_imports"}  # an override with these names libraries, not files of ours


def loosened(overrides: list[dict[str, Any]]) -> Iterator[str]:
    """Pure files that an override takes a flag from."""
    patterns = [name for one in overrides if set(one) != WITHOUT_TYPES for name in one["module"]]
    yield from (
        f"{one.name}: loosened by {pattern}"
        for one in modules()
        for pattern in patterns
        if layer(one) == PURE and (fnmatch(one.name, pattern) or one.name == pattern.removesuffix(".*"))
    )


def settings() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]


def test_mypy_checks_every_package_strictly():
    assert set(settings()["files"]) == {*PACKAGES, "manage.py", "tests/translations.py"}
    assert settings()["strict"] is True


def test_nothing_is_forgiven_a_pure_file():
    assert judge(loosened(settings()["overrides"])) == []


def test_a_flag_taken_from_a_pure_file_is_found():
    made_up = [{"module": ["steps.rules", "django.*"], "disallow_any_generics": False}]
    assert list(loosened(made_up)) == ["steps.rules: loosened by steps.rules"]
    assert list(loosened([{"module": ["steps.*"], "ignore_missing_imports": True}])) == []


def test_whatever_is_ignored_says_why():
    assert (
        judge(
            f"{one.path}:{number}"
            for one in modules()
            for number, line in enumerate((ROOT / one.path).read_text(encoding="utf-8").splitlines(), 1)
            if FORGIVEN.search(line)
        )
        == []
    )


def test_an_ignore_without_a_reason_is_found():
    assert FORGIVEN.search("x = y  # type: ignore[misc]")
    assert FORGIVEN.search("x = y  # type: ignore")
    assert not FORGIVEN.search("x = y  # type: ignore[misc]  # -- the stub is wrong")
