"""The events this room tells."""

from oncocare.events.registry import kind

INVITATION_MADE = kind("invitation.made", carries="invitation")
