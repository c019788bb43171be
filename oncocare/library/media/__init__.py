"""Pictures, films and sounds: taken in, described, and served from our own origin."""
