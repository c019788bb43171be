"""What the desk tells by events."""

from oncocare.events.registry import kind

# `to` looks after `people` more from `at` on; `patient` is that one where it is one, and empty where there are more.
PEOPLE_HANDED_OVER = kind("people.handed_over", carries="to centre patient people at")
# What a patient asked of their team, and that somebody has answered it.
CONTACT_REQUEST_MADE = kind("contact_request.made", carries="request")
CONTACT_REQUEST_ANSWERED = kind("contact_request.answered", carries="request")
