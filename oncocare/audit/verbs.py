"""What a line of the audit log can say that somebody did: one verb for each act, reading and refusal. Pure."""

from __future__ import annotations

from enum import StrEnum

READING = "read."  # how each reading begins. Asked for so, a verb that nobody writes any more stays a reading.


class Verb(StrEnum):
    """The verbs by the lowest room that writes them. Their texts stand in sealed rows: they are never changed."""

    # demo
    SIGNED_IN_DEMO = "signed_in.demo"

    # site
    OWN_DATA_TAKEN = "own_data.taken"

    # joining
    INVITATION_ACCEPTED = "invitation.accepted"
    INVITATION_BOUNCED = "invitation.bounced"
    INVITATION_MADE = "invitation.made"
    INVITATION_OPENED = "invitation.opened"
    INVITATION_PRINTED = "invitation.printed"
    INVITATION_WITHDRAWN = "invitation.withdrawn"
    INVITATION_WRONG_BIRTH_DATE = "invitation.wrong_birth_date"
    PEOPLE_IMPORTED = "people.imported"
    READ_FROM_BEFORE = "read.from_before"
    READ_INVITATIONS = "read.invitations"

    # clinicians
    ANSWER_PROMISE_SET = "answer_promise.set"
    CONTACT_LOGGED = "contact.logged"
    CONTACT_REQUEST_MADE = "contact_request.made"
    CONTACT_REQUEST_ANSWERED = "contact_request.answered"
    CONTACT_REQUEST_HANDED_OVER = "contact_request.handed_over"
    EXPECTED_COURSE_SET = "expected_course.set"
    LEAFLET_WRITTEN = "leaflet.written"
    NOTE_WRITTEN = "note.written"
    READ_CASELOAD = "read.caseload"
    READ_DUTY = "read.duty"
    READ_MESSAGES = "read.messages"
    READ_PICTURE = "read.picture"
    READ_PLAN = "read.plan"
    READ_PRINT = "read.print"
    READ_RECORD = "read.record"
    READ_REQUEST = "read.request"
    READ_SCHEDULE = "read.schedule"
    READ_SUPERVISION = "read.supervision"
    READ_TASKS = "read.tasks"
    SUPERVISION_NOTED = "supervision.noted"
    TASK_ADDED = "task.added"
    TASK_DONE = "task.done"
    TASK_HANDED_OVER = "task.handed_over"
    TASK_LAPSED = "task.lapsed"
    VIEW_DELETED = "view.deleted"
    VIEW_SAVED = "view.saved"

    # mentoring
    NOMINATION_WITHDRAWN = "nomination.withdrawn"
    PATIENT_NOMINATED = "patient.nominated"

    # steps
    ANSWERS_IMPORTED = "answers.imported"
    ANSWER_DAYS_SET = "answer_days.set"
    DECISION_MADE = "decision.made"
    LEVEL_CHANGED = "level.changed"
    PATHWAY_COME_BACK = "pathway.come_back"
    PATHWAY_END = "pathway.end"
    PATHWAY_ILL = "pathway.ill"
    PATHWAY_OPENED = "pathway.opened"
    PATHWAY_PAUSE = "pathway.pause"
    PATHWAY_RESUME = "pathway.resume"
    PATHWAY_WITHDRAW = "pathway.withdraw"
    POLICY_ADOPTED = "policy.adopted"
    POLICY_DECLINED = "policy.declined"
    POLICY_PROPOSED = "policy.proposed"
    PROPOSAL_ACCEPTED = "proposal.accepted"
    PROPOSAL_CHANGED = "proposal.changed"
    PROPOSAL_DECLINED = "proposal.declined"
    PROPOSAL_CLIMBED = "proposal.climbed"
    LEVEL_SET = "level.set"
    HELP_BEGAN = "help.began"
    HELP_ENDED = "help.ended"

    # questionnaires
    ANCHOR_SET = "anchor.set"
    ASSIGNMENT_CANCELLED = "assignment.cancelled"
    ASSIGNMENT_MADE = "assignment.made"
    ASSIGNMENT_MISSED = "assignment.missed"
    ASSIGNMENT_REOPENED = "assignment.reopened"
    COURSE_BEGUN = "course.begun"
    COURSE_GONE_ON = "course.gone_on"
    COURSE_STOPPED = "course.stopped"
    RESPONSE_SUBMITTED = "response.submitted"
    SCHEDULE_ADOPTED = "schedule.adopted"
    SHEET_PRINTED = "sheet.printed"
    TEXT_PACK_LOADED = "text_pack.loaded"

    # library
    LIBRARY_LOADED = "library.loaded"
    LIBRARY_MEDIUM = "library.medium"
    LIBRARY_MODULE_CHANGED = "library.module_changed"
    LIBRARY_MODULE_MADE = "library.module_made"
    LIBRARY_PIECE = "library.piece"
    LIBRARY_SAID = "library.said"
    LIBRARY_STEP = "library.step"
    LIBRARY_TAKEN_OUT = "library.taken_out"
    LIBRARY_WRITTEN = "library.written"

    # safety
    ASSESSMENT_FORM_LOADED = "assessment_form.loaded"
    COVER_REMOVED = "cover.removed"
    COVER_SET = "cover.set"
    CRISIS_NUMBERS_REVIEWED = "crisis_numbers.reviewed"
    CRISIS_NUMBERS_SET = "crisis_numbers.set"
    FLAG_ACKNOWLEDGED = "flag.acknowledged"
    FLAG_CAN_WAIT = "flag.can_wait"
    FLAG_CLOSED = "flag.closed"
    FLAG_ESCALATED = "flag.escalated"
    FLAG_HANDED_OVER = "flag.handed_over"
    FLAG_JOINED = "flag.joined"
    FLAG_NOT_REACHED = "flag.not_reached"
    FLAG_RAISED = "flag.raised"
    HOLIDAYS_SET = "holidays.set"
    ON_CALL_SET = "on_call.set"
    ROTA_SET = "rota.set"
    RISK_ASSESSED = "risk.assessed"
    SAFETY_PLAN_SHARED = "safety_plan.shared"
    SAFETY_PLAN_WRITTEN = "safety_plan.written"
    STAFFED_HOURS_SET = "staffed_hours.set"
    UNCOVERED_HOURS_SIGNED = "uncovered_hours.signed"

    # signin
    ACCOUNT_CLOSED = "account.closed"
    ADDRESS_ASKED = "address.asked"
    ACCESS_ASKED = "access.asked"
    ACCESS_REFUSED = "access.refused"
    ACCESS_RESTORED = "access.restored"
    KEY_IN_USE = "key.in_use"
    METHOD_ALL_REMOVED = "method.all_removed"
    METHOD_APP_ADDED = "method.app_added"
    METHOD_APP_REMOVED = "method.app_removed"
    METHOD_CODES_MADE = "method.codes_made"
    METHOD_CODE_USED = "method.code_used"
    METHOD_PASSKEY_ADDED = "method.passkey_added"
    METHOD_PASSKEY_REMOVED = "method.passkey_removed"
    METHOD_PASSKEY_RENAMED = "method.passkey_renamed"
    METHOD_PASSWORD_SET = "method.password_set"  # noqa: S105 -- a verb, not a password
    METHOD_SEALED_ANEW = "method.sealed_anew"
    READ_ACCESS_REQUESTS = "read.access_requests"
    SESSION_ENDED = "session.ended"
    SESSION_ENDED_EVERYWHERE = "session.ended_everywhere"
    SIGNED_IN_LINK_BACK = "signed_in.link_back"

    # notifications
    MESSAGES_EMAIL_OFF = "messages.email_off"
    MESSAGES_EMAIL_ON = "messages.email_on"
    MESSAGES_WISHES_FORGOTTEN = "messages.wishes_forgotten"
    MESSAGES_FAILED = "messages.failed"
    MESSAGES_PREFERRED = "messages.preferred"
    MESSAGES_SENT = "messages.sent"
    MESSAGE_QUEUED = "message.queued"

    # consent
    CONSENT_ANSWERED = "consent.answered"
    TEXTS_SHIPPED = "texts.shipped"
    TEXT_PUBLISHED = "text.published"

    # people
    CENTRE_CHANGED = "centre.changed"
    CENTRE_CHOSEN = "centre.chosen"
    CENTRE_OPENED = "centre.opened"
    CENTRE_PROMISE_HIDDEN = "centre.promise_hidden"
    CENTRE_PROMISE_SHOWN = "centre.promise_shown"
    DENIED = "denied"
    MEMBERSHIP_GIVEN = "membership.given"
    MEMBERSHIP_TAKEN = "membership.taken"
    PATIENT_DIED = "patient.died"
    PATIENT_HANDED_OVER = "patient.handed_over"
    PATIENT_INTRODUCED = "patient.introduced"
    PATIENT_TAKEN_INTO_CARE = "patient.taken_into_care"
    PICTURE_KEPT = "picture.kept"
    READ_BREAK_GLASS = "read.break_glass"
    RELATION_GRANTED = "relation.granted"
    RELATION_REVOKED = "relation.revoked"
    USER_ADDRESS_CHANGED = "user.address_changed"
    USER_DISABLED = "user.disabled"
    USER_NAMED = "user.named"
    USER_LANGUAGE_CHOSEN = "user.language_chosen"
    USER_REGISTERED = "user.registered"

    # events
    DELIVERY_REVIVED = "delivery.revived"

    # audit
    AUDIT_VERIFIED = "audit.verified"
