"""The numbers to call in a crisis, and that somebody called them."""
