"""Who opened one’s record."""
