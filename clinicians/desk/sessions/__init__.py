"""The sessions that one holds: those of today, who was there, whose minutes, and what goes into the record."""
