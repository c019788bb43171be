"""What somebody can be at a centre, and all that follows from it: a role is added by adding an entry here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from oncocare.people.permissions import Permission

P = Permission


class Basis(StrEnum):
    """Which row makes somebody what they are."""

    CARE = "care"  # a `Patient`: the person is in care at the centre
    MEMBERSHIP = "membership"  # a `Membership`: the role was given at the centre
    RELATION = "relation"  # a `Relation`: the person stands beside somebody in care there


@dataclass(frozen=True, eq=False)
class Role:
    """One thing a person can be at a centre.

    Whoever is `staff` works there: they need two factors, are signed out sooner, and get messages for staff. Everybody
    else signs in and is signed out as patients are. A kind of message may be about any role.
    """

    name: str
    label: object  # a text that is translated when `role_words` reads it
    basis: Basis
    permissions: frozenset[Permission] = frozenset()
    staff: bool = False

    @property
    def session(self) -> str:
        """Whose entry of SESSION_LIMITS holds."""
        return "staff" if self.staff else "patient"


PATIENT = Role(
    "patient",
    _("Patient"),
    Basis.CARE,
    frozenset({P.SEE_OWN_COURSE, P.ANSWER, P.CHOOSE_CONSENT, P.SEE_WHO_LOOKED, P.TAKE_PART, P.COME_TO_SESSIONS}),
)
CAREGIVER = Role("caregiver", _("Caregiver"), Basis.RELATION, frozenset({P.TAKE_PART, P.COME_TO_SESSIONS}))
MENTOR = Role("mentor", _("Mentor"), Basis.MEMBERSHIP, frozenset({P.COME_TO_SESSIONS}))
AT_WORK = frozenset({P.COME_TO_SESSIONS})  # of everybody who works at a centre: trainings, supervision, talks
CLINICIAN = Role(
    "clinician",
    _("Clinician"),
    Basis.MEMBERSHIP,
    frozenset(
        {
            P.SEE_CASELOAD,
            P.SEE_RECORD,
            P.ANSWER_FLAG,
            P.DECIDE_PROPOSAL,
            P.CHANGE_PATHWAY,
            P.ASSIGN,
            P.SEE_INSTRUMENTS,
            P.WRITE_RECORD,
            P.SEE_TASKS,
            P.HAND_OVER,
            P.INVITE,
            P.RESTORE_ACCESS,
            P.SEE_ROTA,
            P.ACTIVATE_POLICY,
            P.WRITE_LIBRARY,
            P.REVIEW_LIBRARY,
            P.GUIDE,
            P.SIGN_COACH,
            P.MODERATE,
            P.LEAD_SESSIONS,
            *AT_WORK,
        }
    ),
    staff=True,
)
COORDINATOR = Role(
    "coordinator",
    _("Coordinator"),
    Basis.MEMBERSHIP,
    frozenset(
        {
            P.SEE_INSTRUMENTS,
            P.SEE_TASKS,
            P.INVITE,
            P.RESTORE_ACCESS,
            P.SEE_ROTA,
            P.MANAGE_CENTRE,
            P.MANAGE_STAFF,
            P.ACTIVATE_POLICY,
            P.WRITE_LIBRARY,
            P.MODERATE,
            P.LEAD_SESSIONS,
            P.SEE_SYSTEM,
            *AT_WORK,
        }
    ),
    staff=True,
)
RESEARCHER = Role("researcher", _("Researcher"), Basis.MEMBERSHIP, AT_WORK, staff=True)
# A nurse or a trained volunteer, who sees what a person shares with them and nothing of the record.
SUPPORTER = Role("supporter", _("Supporter"), Basis.MEMBERSHIP, frozenset({P.GUIDE, *AT_WORK}), staff=True)
# Somebody of the ward or the day hospital, who sees oncology's own list and nothing else.
WARD = Role(
    "ward", _("Ward (oncology)"), Basis.MEMBERSHIP, frozenset({P.SEE_WARD_LIST, P.SIGN_COACH, *AT_WORK}), staff=True
)

ROLES: dict[str, Role] = {
    role.name: role for role in (PATIENT, CAREGIVER, MENTOR, CLINICIAN, COORDINATOR, RESEARCHER, SUPPORTER, WARD)
}


def staff_roles() -> list[Role]:
    """The roles of whoever works at a centre, in the order in which they are offered."""
    return [role for role in ROLES.values() if role.staff]


def roles_with(*permissions: Permission) -> list[Role]:
    """The roles that hold at least one of the permissions."""
    return [role for role in ROLES.values() if role.permissions.intersection(permissions)]


def role_words(name: str) -> str:
    """What a role is called; one that there is no more keeps its name."""
    return str(ROLES[name].label) if name in ROLES else name


def names(roles: Iterable[Role]) -> list[str]:
    """The names of these roles, as rows hold them."""
    return [role.name for role in roles]
