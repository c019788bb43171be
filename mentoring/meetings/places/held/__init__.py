"""Who has a place in a session, for whoever leads it: asked to come, and taken out."""
