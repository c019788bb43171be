"""Reads of the demo: whether it is loaded."""

from __future__ import annotations

from oncocare.people.models import Centre


def loaded() -> bool:
    """Whether the demo's people are here."""
    return Centre.objects.filter(slug="demo").exists()
