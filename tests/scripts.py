"""Pure parts of the scripts of pages, run by Node.js without a browser."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
NODE = ROOT / ".venv" / "nodejs" / "bin" / "node"
ESBUILD = ROOT / "node_modules" / ".bin" / "esbuild"
MISSING = "No Node.js here, so the scripts of pages are not tried: `make test` brings it."


def node() -> str:
    """Where Node.js is: on the PATH, or as the Python package that the Makefile installs."""
    found = shutil.which("node") or (str(NODE) if NODE.exists() else None)
    return found or pytest.skip(MISSING)


def run(script: str, expression: str) -> Any:
    """What an expression gives in which `it` is everything that a script of `oncocare/web` exports."""
    source = f'import * as it from "./{script}"; console.log(JSON.stringify({expression}));'
    bundled = subprocess.run(
        [ESBUILD, "--bundle", "--format=esm", "--log-level=error"],
        input=source, cwd=ROOT / "oncocare" / "web", capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    told = subprocess.run(
        [node(), "--input-type=module", "-"], input=bundled, capture_output=True, text=True, check=True
    )
    return json.loads(told.stdout)
