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
    SEE_CASELOAD = "see caseload"
    SEE_RECORD = "see record"
    ANSWER_FLAG = "answer flag"
    DECIDE_PROPOSAL = "decide proposal"
    CHANGE_PATHWAY = "change pathway"
    ASSIGN = "assign"
    SEE_INSTRUMENTS = "see instruments"


P = Permission

HELD_BY: dict[Role, frozenset[Permission]] = {
    Role.PATIENT: frozenset({P.SEE_OWN_COURSE, P.ANSWER}),
    Role.CLINICIAN: frozenset(
        {
            P.SEE_CASELOAD,
            P.SEE_RECORD,
            P.ANSWER_FLAG,
            P.DECIDE_PROPOSAL,
            P.CHANGE_PATHWAY,
            P.ASSIGN,
            P.SEE_INSTRUMENTS,
        }
    ),
    Role.COORDINATOR: frozenset({P.SEE_INSTRUMENTS}),
    Role.RESEARCHER: frozenset(),
}
