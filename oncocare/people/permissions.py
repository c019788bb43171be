"""Every permission there is. Which role holds it stands in `roles.py`; what no role holds nobody may do."""

from enum import StrEnum


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
    SEE_TASKS = "see tasks"  # one's own, whether or not they are about somebody in care
    HAND_OVER = "hand over"  # people, flags and tasks to a colleague
    INVITE = "invite"  # patients
    RESTORE_ACCESS = "restore access"  # after checking who somebody is
    SEE_ROTA = "see rota"
    MANAGE_CENTRE = "manage centre"  # hours, rota, texts, schedules, licences
    MANAGE_STAFF = "manage staff"
    ACTIVATE_POLICY = "activate policy"
    WRITE_LIBRARY = "write library"  # pieces, modules and media, in any language
    GUIDE = "guide"  # the people of level 2 who are one's own to guide
    SEE_WARD_LIST = "see ward list"  # danger signs of the body that people named, and nothing else of them
    SIGN_COACH = "sign coach"  # a part of the table by which the coach answers
    REVIEW_LIBRARY = "review library"  # clinically: what somebody else wrote is sent back or published
    TAKE_PART = "take part"  # in the groups that one has joined
    MODERATE = "moderate"  # the groups that one answers for
    LEAD_SESSIONS = "lead sessions"  # those that one holds, and the hours in which one can be booked
    COME_TO_SESSIONS = "come to sessions"  # those in which one has a place
    SEE_SYSTEM = "see system"  # dead letters and health


# What staff may do for a person outside their caseload without giving a reason: none of it shows the record, and a
# flag must never wait for a form. Whatever is not named here opens the record.
WITHOUT_A_REASON = frozenset({Permission.ANSWER_FLAG, Permission.INVITE, Permission.RESTORE_ACCESS})
