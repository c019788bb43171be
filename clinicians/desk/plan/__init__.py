"""A person's safety plan at the desk: read where they share it, and written together with them."""
