"""The policies that come with the house."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from oncocare.foundation.datafiles import parse
from steps.policy import Policy
from steps.policy_file import policy_from

FOLDER = Path(__file__).with_name("policies")
DEFAULT = "stepped-care-phq"


@cache
def shipped_policy(slug: str) -> tuple[Policy, str]:
    """A shipped policy and its text; `FileNotFoundError` for an unknown slug."""
    source = (FOLDER / f"{slug}.yaml").read_text(encoding="utf-8")
    return policy_from(parse(source, f"{slug}.yaml")), source
