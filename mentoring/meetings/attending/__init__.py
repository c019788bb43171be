"""Who was at a session and for how long, the minutes of staff, the next session of a person, and who died."""
