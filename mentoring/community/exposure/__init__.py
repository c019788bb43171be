"""How much of a group somebody had in a week, in numbers alone."""
