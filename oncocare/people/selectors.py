"""Reading what a person is and where, who works at a centre, who somebody named in the log is, and finding somebody."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.db.models import Exists, QuerySet, Value

from oncocare.people.birthdays import birthday
from oncocare.people.days import today_of
from oncocare.people.models import KEY_AS_TYPED, Centre, Membership, Named, Patient, Relation, User
from oncocare.people.permissions import Permission
from oncocare.people.roles import PATIENT, ROLES, Basis, Role, names, roles_with, staff_roles
from oncocare.people.site_name import STAFF_NAME, called

MOVE = "move"  # in a form: the id of the centre at which the person wants to be from now on
BEGUN = "at"  # in a form or address: the id of the centre at which its page was opened
AT = "centre"  # in the session: the id of the centre at which a person of several centres is now


class Standing:
    """What one person is, and at which centres: every access helper asks it, each of the three tables is read once, and
    of whoever works somewhere only where there is something: the rows of their roles know.

    Whoever is at several centres has chosen one of them, which is `centre`, or has not, and then it is None. `begun` is
    the id of the centre at which the page was opened whose form was sent; empty where the form does not say.
    """

    def __init__(self, user: User, chosen: Any = None) -> None:
        self.user, self.begun = user, ""
        self._chosen = str(chosen)

    # --- the rows -----------------------------------------------------------------------------------------------------

    @cached_property
    def patients(self) -> dict[Any, Patient]:
        """By centre, the person as somebody in care there, the earliest first."""
        if self.memberships and not self.memberships[0].in_care:
            return {}
        own = Patient.objects.filter(user=self.user).select_related("centre", "clinician").order_by("joined_on", "pk")
        return {patient.centre_id: patient for patient in own}

    @cached_property
    def memberships(self) -> list[Any]:
        """The roles that were given to this person, by name of the centre; each with whether they are `in_care` and
        `beside` somebody, anywhere.
        """
        given = Membership.objects.filter(user=self.user).select_related("centre").order_by("centre__name", "role")
        in_care, beside = Patient.objects.filter(user=self.user), Relation.objects.filter(person=self.user)
        return list(given.annotate(in_care=Exists(in_care), beside=Exists(beside)))

    @cached_property
    def relations(self) -> list[Relation]:
        """Beside whom this person stands, the earliest first."""
        if self.memberships and not self.memberships[0].beside:
            return []
        lasting = Relation.objects.filter(person=self.user, revoked=None, patient__died_on=None)
        return list(lasting.select_related("centre", "patient").order_by("granted", "pk"))

    # --- what follows from them ---------------------------------------------------------------------------------------

    @cached_property
    def roles(self) -> dict[Any, frozenset[Role]]:
        """By centre, what this person is there; an account that is closed is nothing anywhere."""
        found = [(centre, PATIENT) for centre in self.patients]
        found += _known([(row.centre_id, row.role) for row in self.memberships], Basis.MEMBERSHIP)
        found += _known([(row.centre_id, row.kind) for row in self.relations], Basis.RELATION)
        here = {centre: frozenset(role for at, role in found if at == centre) for centre, _role in found}
        return here if self.user.is_active else {}

    @cached_property
    def centres(self) -> list[Centre]:
        """Where this person is in care, works or stands beside somebody, in this order."""
        rows: list[Patient | Membership | Relation] = [*self.patients.values(), *self.memberships, *self.relations]
        return list({row.centre_id: row.centre for row in rows if row.centre_id in self.roles}.values())

    @cached_property
    def centre(self) -> Centre | None:
        """The centre this person has chosen, or the only one they are at."""
        if len(self.centres) == 1:
            return self.centres[0]
        return self.own(self._chosen)

    def own(self, centre_id: str) -> Centre | None:
        """That one of this person's centres."""
        return next((centre for centre in self.centres if str(centre.pk) == centre_id), None)

    @property
    def undecided(self) -> bool:
        """Whether this person is at several centres and has not chosen one."""
        return self.centre is None and len(self.centres) > 1

    @property
    def staff(self) -> bool:
        """Whether this person works at a centre."""
        return any(role.staff for roles in self.roles.values() for role in roles)

    def roles_at(self, centre_id: Any) -> frozenset[Role]:
        """What this person is at that centre."""
        return self.roles.get(centre_id, frozenset())

    def works_at(self, centre_id: Any) -> bool:
        """Whether this person works at that centre."""
        return any(role.staff for role in self.roles_at(centre_id))

    @property
    def works_here(self) -> bool:
        """Whether this person works, and is not in care, where they are now; anywhere while they have not chosen."""
        if self.centre is None:
            return self.staff and not self.patients
        return self.works_at(self.centre.pk) and self.centre.pk not in self.patients

    def may(self, permission: Permission, centre_id: Any) -> bool:
        """Whether a role of this person at that centre holds the permission."""
        return any(permission in role.permissions for role in self.roles_at(centre_id))

    def centres_with(self, *permissions: Permission) -> list[Centre]:
        """The centres at which this person holds one of the permissions."""
        return [centre for centre in self.centres if any(self.may(one, centre.pk) for one in permissions)]

    @property
    def permissions(self) -> frozenset[Permission]:
        """Everything this person may do at the centre where they are now."""
        here = self.roles_at(self.centre.pk) if self.centre else frozenset()
        return frozenset(permission for role in here for permission in role.permissions)


def _known(rows: Iterable[tuple[Any, str]], basis: Basis) -> list[tuple[Any, Role]]:
    """Each row's role; a row whose role does not exist any more, or that cannot give it, gives nothing."""
    return [(centre, ROLES[name]) for centre, name in rows if name in ROLES and ROLES[name].basis is basis]


def standing_of(user: User, chosen: Any = None) -> Standing:
    """What this person is, read anew; `chosen` is the id of the centre at which they are now."""
    return Standing(user, chosen)


# --- what the site is called ----------------------------------------------------------------------------------------


def shared_site_name() -> str:
    """The name that every centre chose; empty where they chose several, or none."""
    chosen = list(Centre.objects.order_by().values_list("site_name", flat=True).distinct()[:2])
    return chosen[0] if len(chosen) == 1 else ""


def site_name_to(user: User | None, centre: Centre | None) -> str:
    """What the site is called in a mail about this centre: as staff say where the reader works and is not in care."""
    standing = standing_of(user) if user else None
    if standing and standing.staff and (centre is None or centre.pk not in standing.patients):
        return STAFF_NAME
    own = centre or (next(iter(standing.centres), None) if standing else None)
    return called(own.site_name if own else shared_site_name())


# --- who works at a centre ------------------------------------------------------------------------------------------


def staff_rows(centre: Centre) -> QuerySet[Membership]:
    """The roles of everybody who works here and can sign in, in the order they joined."""
    return _in_order(centre.memberships.filter(role__in=names(staff_roles())))


def holding(memberships: QuerySet[Membership], *permissions: Permission) -> QuerySet[Membership]:
    """Those of these roles that hold one of the permissions, of people who can sign in, in the order they joined."""
    return _in_order(memberships.filter(role__in=names(roles_with(*permissions))))


def _in_order(memberships: QuerySet[Membership]) -> QuerySet[Membership]:
    return memberships.filter(user__is_active=True).order_by("user__joined", "pk")


def holders(centre: Centre, permission: Permission) -> list[User]:
    """Whoever holds the permission here and can sign in, in the order they joined, each person once."""
    return list(dict.fromkeys(row.user for row in holding(centre.memberships.select_related("user"), permission)))


# --- who somebody is ------------------------------------------------------------------------------------------------


def users_by_actor(actors: Iterable[str], known: Iterable[User] = ()) -> dict[str, User]:
    """The users among these text ids of the log, by id; the system and who is gone are not there. Those who were
    `known` before are not read again.
    """
    wanted = {actor for actor in actors if actor.startswith("user:")}
    found = {f"user:{user.pk}": user for user in known}
    ids = [actor.removeprefix("user:") for actor in wanted - found.keys()]
    found |= {f"user:{user.pk}": user for user in User.objects.filter(pk__in=ids)}
    return {actor: found[actor] for actor in wanted if actor in found}


def account_of(email: str) -> User | None:
    """Who signs in with this address, whatever its case."""
    return User.objects.filter(email__iexact=email).first()


# --- finding somebody in care ---------------------------------------------------------------------------------------


def looked_for(centre: Centre, words: str) -> QuerySet[Patient]:
    """Whoever is or was in care here whose key begins with these words, who was born on this date, or whose name has a
    word beginning with each of them, in any order and whatever the accents and the case.

    Each of the three ways has an index of its own, so they are asked one by one and put together.
    """
    here = Patient.objects.filter(centre=centre)
    named = here.filter(Named("user__name", Value(words)))
    ways = [named, here.alias(typed=KEY_AS_TYPED).filter(typed__startswith=words.upper())]
    if born := birthday(words, today_of(centre)):
        ways.append(here.filter(born_on=born))
    first, *others = (way.order_by().values("pk") for way in ways)
    return Patient.objects.filter(pk__in=first.union(*others))
