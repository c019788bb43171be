"""Template tags of the campus."""
