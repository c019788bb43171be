"""A person's own safety plan: written in their words, in versions, shared by their choice, open without signal."""
