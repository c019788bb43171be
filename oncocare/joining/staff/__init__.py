"""Who works at a centre and who is invited to."""
