"""Who is on duty, and the flags one holds."""
