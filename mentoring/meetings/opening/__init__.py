"""Hours that clinicians open for private sessions, and how people book, move and ask for one."""
