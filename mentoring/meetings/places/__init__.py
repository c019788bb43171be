"""Places in meetings: asked to come, booked, waited for, offered, given back; and a person's own sessions."""
