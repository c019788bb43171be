"""Every permission and which role holds it; what is not listed here nobody may do."""

from enum import StrEnum


class Role(StrEnum):
    """What a person is at one centre. `patient` is not a membership: it follows from a `Patient` row."""

    PATIENT = "patient"
    CLINICIAN = "clinician"
    COORDINATOR = "coordinator"
    RESEARCHER = "researcher"


class Permission(StrEnum):
    """One thing a person may do."""

    SEE_OWN_COURSE = "see own course"
    ANSWER = "answer"
    CHOOSE_CONSENT = "choose consent"
    SEE_WHO_LOOKED = "see who looked"
    SEE_CASELOAD = "see caseload"
    SEE_RECORD = "see record"
    ANSWER_FLAG = "answer flag"
    DECIDE_PROPOSAL = "decide proposal"
    CHANGE_PATHWAY = "change pathway"
    ASSIGN = "assign"
    SEE_INSTRUMENTS = "see instruments"
    WRITE_RECORD = "write record"  # notes, tasks and contacts
    HAND_OVER = "hand over"  # people, flags and tasks to a colleague
    INVITE = "invite"  # patients
    RESTORE_ACCESS = "restore access"  # after checking who somebody is
    SEE_ROTA = "see rota"
    MANAGE_CENTRE = "manage centre"  # hours, rota, texts, schedules, licences
    MANAGE_STAFF = "manage staff"
    ACTIVATE_POLICY = "activate policy"
    SEE_SYSTEM = "see system"  # dead letters and health


P = Permission

HELD_BY: dict[Role, frozenset[Permission]] = {
    Role.PATIENT: frozenset({P.SEE_OWN_COURSE, P.ANSWER, P.CHOOSE_CONSENT, P.SEE_WHO_LOOKED}),
    Role.CLINICIAN: frozenset(
        {
            P.SEE_CASELOAD,
            P.SEE_RECORD,
            P.ANSWER_FLAG,
            P.DECIDE_PROPOSAL,
            P.CHANGE_PATHWAY,
            P.ASSIGN,
            P.SEE_INSTRUMENTS,
            P.WRITE_RECORD,
            P.HAND_OVER,
            P.INVITE,
            P.RESTORE_ACCESS,
            P.SEE_ROTA,
            P.ACTIVATE_POLICY,
        }
    ),
    Role.COORDINATOR: frozenset(
        {
            P.SEE_INSTRUMENTS,
            P.INVITE,
            P.RESTORE_ACCESS,
            P.SEE_ROTA,
            P.MANAGE_CENTRE,
            P.MANAGE_STAFF,
            P.ACTIVATE_POLICY,
            P.SEE_SYSTEM,
        }
    ),
    Role.RESEARCHER: frozenset(),
}

# What staff may do for a person outside their caseload without giving a reason: none of it shows the record, and a
# flag must never wait for a form. Whatever is not named here opens the record.
WITHOUT_A_REASON = frozenset({P.ANSWER_FLAG, P.INVITE, P.RESTORE_ACCESS})


def roles_with(*permissions: Permission) -> list[Role]:
    """The roles that hold at least one of the permissions."""
    return [role for role, held in HELD_BY.items() if held.intersection(permissions)]
