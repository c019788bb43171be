"""Reads of this room: who somebody named in the log is."""

from __future__ import annotations

from collections.abc import Iterable

from oncocare.accounts.models import User


def people(actors: Iterable[str]) -> dict[str, User]:
    """The users among these text ids of the log, by id; the system and who is gone are not there."""
    ids = {actor.removeprefix("user:") for actor in actors if actor.startswith("user:")}
    return {f"user:{user.pk}": user for user in User.objects.filter(pk__in=ids)}
