"""Events of meetings. They name meetings and places by their ids, and hold nobody's words."""

from oncocare.events.registry import kind

# A meeting was planned, is at another time, or was called off.
MEETING_PLANNED = kind(
    "meeting.planned",
    carries="meeting centre",
    unhandled="Nobody has a place in it yet; whoever may take one finds it on their page.",
)
MEETING_MOVED = kind("meeting.moved", carries="meeting centre begins")
MEETING_CALLED_OFF = kind("meeting.called_off", carries="meeting centre")

# Somebody else leads it, it is somewhere else or held in another way; `sign` stands for how it is from now on, and
# `first` is the first of a series that one act changed, or the meeting itself.
MEETING_CHANGED = kind("meeting.changed", carries="meeting centre sign first")

# Somebody is asked to come, has a place, waits for one, is offered one that became free, or has none any more.
SEAT_INVITED = kind("seat.invited", carries="seat meeting")
SEAT_BOOKED = kind("seat.booked", carries="seat meeting")
SEAT_WAITS = kind(
    "seat.waits", carries="seat meeting", unhandled="Whoever waits chose it, and reads on the page that they do."
)
SEAT_OFFERED = kind("seat.offered", carries="seat meeting until")
SEAT_FREED = kind("seat.freed", carries="seat meeting by_staff")

# Whether somebody was there, and for how many minutes; told anew where it is corrected.
SEAT_ATTENDED = kind("seat.attended", carries="seat meeting attendance minutes")

# How the sources of tasks begin: somebody did not come and said nothing; a session asked for; whoever was to lead
# sessions does so no more.
MISSED_TASK, ASKED_TASK, UNLED_TASK = "session_missed:", "session_asked:", "session_unled:"

# The names of the messages about sessions; each ends with whom it is for, and with `.now` where it goes by itself.
SESSION_INVITED, SESSION_BOOKED, SESSION_MOVED, SESSION_CHANGED, SESSION_OFF = (
    "session.invited", "session.booked", "session.moved", "session.changed", "session.off",
)  # fmt: skip
PLACE_FREE, SESSION_TOMORROW, SESSION_SOON = "session.place_free", "session.tomorrow", "session.soon"
SESSION_HELD_CHANGED = "session.held_changed"  # to whoever leads it: a place was booked, or is free again
