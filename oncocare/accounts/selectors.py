"""Reading who works at a centre, and who somebody named in the log is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator

from oncocare.accounts.access import at_work
from oncocare.accounts.models import Centre, Membership, User
from oncocare.accounts.permissions import Permission

STRONG = (Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP)


@dataclass(frozen=True)
class Colleague:
    """Somebody who works at a centre, with their roles and whether they sign in with a second factor."""

    user: User
    memberships: list[Membership]
    strong: bool
    last_seen: datetime | None


def staff_of(centre: Centre) -> list[Colleague]:
    """Everybody who works here, in the order they joined; two queries however many they are."""
    rows = centre.memberships.filter(user__is_active=True).select_related("user").order_by("user__joined", "pk")
    by_user: dict[User, list[Membership]] = {}
    for row in rows:
        by_user.setdefault(row.user, []).append(row)
    strong = set(Authenticator.objects.filter(user__in=by_user, type__in=STRONG).values_list("user", flat=True))
    return [Colleague(user, mine, user.pk in strong, user.last_login) for user, mine in by_user.items()]


def membership_for(user: User, pk: Any, permission: Permission) -> Membership:
    """A role somebody has at a centre where `user` works and holds `permission`."""
    membership = Membership.objects.select_related("user", "centre").filter(pk=pk).first()
    return at_work(user, membership, f"membership:{pk}", permission)


def people(actors: Iterable[str]) -> dict[str, User]:
    """The users among these text ids of the log, by id; the system and who is gone are not there."""
    ids = {actor.removeprefix("user:") for actor in actors if actor.startswith("user:")}
    return {f"user:{user.pk}": user for user in User.objects.filter(pk__in=ids)}
