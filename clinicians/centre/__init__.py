"""The pages on which a coordinator sets up a centre."""
