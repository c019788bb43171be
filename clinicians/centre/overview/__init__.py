"""The first page of a centre: what waits, and what is still to be set up."""
