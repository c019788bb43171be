"""The kind of message about somebody who stopped answering."""

MISSED_TWO = "people.missed_two"
