"""Opening a group, its hours and its cover, and what a centre says of it."""
