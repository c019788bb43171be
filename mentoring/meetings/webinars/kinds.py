"""What is said by mail to people who come to a talk from outside."""

TALK_LINK = "talk.link"  # somebody asked for a place: the link by which they confirm, come in and give it back
TALK_PLACE = "talk.place"  # they waited, and a place became free
TALK_SOON = "talk.soon"
TALK_MOVED = "talk.moved"
TALK_CHANGED = "talk.changed"  # it is elsewhere, somebody else speaks, or it is recorded
TALK_OFF = "talk.off"
