"""The events this room tells the rooms above."""

from oncocare.events.registry import kind

RESPONSE_SUBMITTED = kind("response.submitted", carries="response patient bundle")  # once for what one press stored
ASSIGNMENT_MISSED = kind("assignment.missed", carries="assignment patient")
