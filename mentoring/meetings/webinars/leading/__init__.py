"""A talk as whoever leads it sees it: how many come, and what is asked."""
