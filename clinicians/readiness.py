"""What a centre needs before its first patient: each step with whether it is done, read from the rooms below."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One thing to set up: where, and why it matters to a patient."""

    name: str
    why: str
    url: str
    done: bool
