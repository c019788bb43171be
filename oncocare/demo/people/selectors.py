"""Whether there are demo people."""

from __future__ import annotations

from oncocare.people.models import Centre


def loaded() -> bool:
    """Whether the demo's centre is here, with which its people come."""
    return Centre.objects.filter(slug="demo").exists()
