"""The kinds of messages to staff: about somebody who stopped answering, and about people handed over to them."""

MISSED_TWO, HANDED_OVER = "people.missed_two", "people.handed_over"
