"""Who needs somebody first, in a centre of any size."""
