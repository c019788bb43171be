"""Open proposals as work: who is told of one, and to whom it goes when nobody answers in time."""
