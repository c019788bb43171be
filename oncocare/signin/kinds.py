"""The events this room tells, and the kinds of its mails."""

from oncocare.events.registry import kind

METHOD_CHANGED = kind("method.changed", carries="user what at")
ACCESS_RESTORED = kind("access.restored", carries="request")
ACCOUNT_CLOSED = kind("account.closed", carries="user")  # by the person; each room deletes what was theirs alone

# Told of every address that somebody types, with no `user` where nobody has it. All work waits for the relay, so the
# answer says nothing about the address and takes as long for each.
PASSWORD_ASKED = kind("password.asked", carries="user at", later=True)
ACCESS_ASKED = kind("access.asked", carries="user", later=True)

# the kinds of mails
CHANGED, PASSWORD, BACK = "method.changed", "method.password", "access.link"
ADDRESS_NEW, ADDRESS_OLD, CLOSED = "address.new", "address.old", "account.closed"
