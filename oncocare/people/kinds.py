"""The event this room tells the rooms above."""

from oncocare.events.registry import kind

ACCESS_ENDED = kind("access.ended", carries="user by")
