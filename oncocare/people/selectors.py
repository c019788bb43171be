"""Reading what a person is and where, who works at a centre, who somebody named in the log is, and finding somebody."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any, NamedTuple, TypeVar, cast

from django.db.models import Model, QuerySet, Value

from oncocare.foundation.models import read_json, row_from
from oncocare.people.birthdays import birthday
from oncocare.people.days import today_of
from oncocare.people.models import KEY_AS_TYPED, Centre, Membership, Named, Patient, Relation, User
from oncocare.people.permissions import Permission
from oncocare.people.roles import PATIENT, ROLES, Basis, Role, names, roles_with, staff_roles
from oncocare.people.site_name import STAFF_NAME, called

Row = TypeVar("Row", bound=Model)

MOVE = "move"  # in a form: the id of the centre at which the person wants to be from now on
BEGUN = "at"  # in a form or address: the id of the centre at which its page was opened
AT = "centre"  # in the session: the id of the centre at which a person of several centres is now


# A person with the rows of the three tables that say what they are, in one statement: every page asks it. What stands
# beside a row is looked up where there is a row, so that PostgreSQL has no joins to plan.
WHO = """
    SELECT jsonb_build_object(
        'person', person,
        'in_care', (
            SELECT jsonb_agg(
                jsonb_build_array(
                    own, (SELECT centre FROM people_centre centre WHERE centre.id = own.centre_id),
                    (SELECT clinician FROM people_user clinician WHERE clinician.id = own.clinician_id)
                ) ORDER BY own.joined_on, own.id
            ) FROM people_patient own WHERE own.user_id = person.id
        ),
        'works', (
            SELECT jsonb_agg(
                jsonb_build_array(given, (SELECT centre FROM people_centre centre WHERE centre.id = given.centre_id))
                ORDER BY (SELECT name FROM people_centre WHERE id = given.centre_id), given.role
            ) FROM people_membership given WHERE given.user_id = person.id
        ),
        'beside', (
            SELECT jsonb_agg(
                jsonb_build_array(
                    lasting, (SELECT centre FROM people_centre centre WHERE centre.id = lasting.centre_id),
                    (SELECT patient FROM people_patient patient WHERE patient.id = lasting.patient_id)
                ) ORDER BY lasting.granted, lasting.id
            ) FROM people_relation lasting WHERE lasting.person_id = person.id AND lasting.revoked IS NULL
        )
    )
    FROM people_user person WHERE person.id = %s
"""


class Rows(NamedTuple):
    """The rows that say what one person is: in care, by centre, the earliest first; the roles that were given to them,
    by name of the centre; beside whom they stand, the earliest first.
    """

    patients: dict[Any, Patient]
    memberships: list[Membership]
    relations: list[Relation]


def person(pk: Any) -> User | None:
    """Who has this id, with the `rows` that say what they are."""
    for said in read_json(WHO, pk):
        found: Any = row_from(User, said["person"])
        in_care = _with(Patient, said["in_care"], centre=Centre, clinician=User)
        lasting = _with(Relation, said["beside"], centre=Centre, patient=Patient)
        found.rows = Rows(
            {own.centre_id: own for own in in_care},
            _with(Membership, said["works"], centre=Centre),
            [relation for relation in lasting if relation.patient.died_on is None],
        )
        return cast("User", found)
    return None


def _with(model: type[Row], listed: list[Any] | None, **beside: type[Model]) -> list[Row]:
    """The rows of one of the lists of `WHO`, each with those beside it."""
    rows = []
    for own, *others in listed or ():
        rows.append(row := row_from(model, own))
        for (name, other), values in zip(beside.items(), others, strict=True):
            setattr(row, name, row_from(other, values) if values else None)
    return rows


class Standing:
    """What one person is, and at which centres: every access helper asks it. Their rows are read once, if they were not
    read with them.

    Whoever is at several centres has chosen one of them, which is `centre`, or has not, and then it is None. `begun` is
    the id of the centre at which the page was opened whose form was sent; empty where the form does not say.
    """

    def __init__(self, user: User, chosen: Any = None, rows: Rows | None = None) -> None:
        self.user, self.begun = user, ""
        self._chosen, self._read = str(chosen), rows

    # --- the rows -----------------------------------------------------------------------------------------------------

    @cached_property
    def _rows(self) -> Rows:
        if self._read is None:
            self._read = getattr(person(self.user.pk), "rows", Rows({}, [], []))
        return self._read

    @property
    def patients(self) -> dict[Any, Patient]:
        """By centre, the person as somebody in care there, the earliest first."""
        return self._rows.patients

    @property
    def memberships(self) -> list[Membership]:
        """The roles that were given to this person, by name of the centre."""
        return self._rows.memberships

    @property
    def relations(self) -> list[Relation]:
        """Beside whom this person stands, the earliest first."""
        return self._rows.relations

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


def standing_as_read(user: User, chosen: Any = None) -> Standing:
    """The same from the rows that were read with this person, as whoever asks for a page was."""
    return Standing(user, chosen, getattr(user, "rows", None))


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
