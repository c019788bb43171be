"""What conversations tell by events, and the kinds of messages by which people learn of them."""

from oncocare.events.registry import kind

# A patient asked something of their team; somebody has answered it; somebody else is to answer it, from `at` on.
CONTACT_REQUEST_MADE = kind("contact_request.made", carries="request")
CONTACT_REQUEST_ANSWERED = kind("contact_request.answered", carries="request")
CONTACT_REQUEST_GIVEN = kind("contact_request.given", carries="request to at")
# What a patient asks became a private session, from the beginning or by a later message.
PRIVATE_ASKED = kind("contact_request.private", carries="request")
# The team wrote to a patient who had asked nothing.
TEAM_WROTE = kind("team.wrote", carries="message")

REQUEST_YOURS, REQUEST_ANSWERED, WRITTEN_TO = "contact_request.yours", "contact_request.answered", "team.wrote"
