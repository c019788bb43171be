"""The events this room tells."""

from oncocare.events.registry import kind

WAY_CHANGED = kind("way.changed", carries="user what at")
ACCESS_RESTORED = kind("access.restored", carries="request")

# Told of every address that somebody types, with no `user` where nobody has it. All work waits for the relay, so the
# answer says nothing about the address and takes as long for each.
PASSWORD_ASKED = kind("password.asked", carries="user at", later=True)
ACCESS_ASKED = kind("access.asked", carries="user", later=True)
