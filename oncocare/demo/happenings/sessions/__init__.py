"""The sessions of the demo: hours that were opened, what was booked in them, a group that meets, training and talks."""
