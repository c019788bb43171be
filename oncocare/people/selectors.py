"""Reading who works at a centre, and who somebody named in the log is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from oncocare.people.access import at_work
from oncocare.people.models import Centre, Membership, User
from oncocare.people.permissions import Permission, roles_with


def membership_for(user: User, pk: Any, permission: Permission) -> Membership:
    """A role somebody has at a centre where `user` works and holds `permission`."""
    membership = Membership.objects.select_related("user", "centre").filter(pk=pk).first()
    return at_work(user, membership, f"membership:{pk}", permission)


def holding(memberships: QuerySet[Membership], permission: Permission) -> QuerySet[Membership]:
    """Those of these roles that hold the permission, of people who can sign in, in the order they joined."""
    return memberships.filter(user__is_active=True, role__in=roles_with(permission)).order_by("user__joined", "pk")


def holders(centre: Centre, permission: Permission) -> list[User]:
    """Whoever holds the permission here and can sign in, in the order they joined, each person once."""
    return list(dict.fromkeys(row.user for row in holding(centre.memberships.select_related("user"), permission)))


def works_with(user: User, *permissions: Permission) -> set[Any]:
    """The ids of the centres where this person holds one of the permissions."""
    roles = roles_with(*permissions)
    return {row.centre_id for row in user.memberships.all() if row.role in roles}


def users_by_actor(actors: Iterable[str]) -> dict[str, User]:
    """The users among these text ids of the log, by id; the system and who is gone are not there."""
    ids = {actor.removeprefix("user:") for actor in actors if actor.startswith("user:")}
    return {f"user:{user.pk}": user for user in User.objects.filter(pk__in=ids)}


def account_of(email: str) -> User | None:
    """Who signs in with this address, whatever its case."""
    return User.objects.filter(email__iexact=email).first()
