"""Who did what by hand for one person."""
