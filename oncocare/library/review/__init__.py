"""One version of a text: how it stands, what changed in it, and what a reviewer does with it."""
