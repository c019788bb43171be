"""The event this room tells, and the kinds of its mails."""

from oncocare.events.registry import kind

INVITATION_MADE = kind("invitation.made", carries="invitation")

# the kinds of mails
INVITED, CODE, KNOWN = "joining.invitation", "joining.code", "joining.known"
