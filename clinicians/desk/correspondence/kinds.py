"""The kinds of messages to staff: about somebody who stopped answering, about people handed over to them, and about
what a patient asked; and the one to the patient whom somebody has answered.
"""

MISSED_TWO, HANDED_OVER = "people.missed_two", "people.handed_over"
REQUEST_YOURS, REQUEST_ANSWERED = "contact_request.yours", "contact_request.answered"
