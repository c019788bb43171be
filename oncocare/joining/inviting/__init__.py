"""Inviting patients, printed letters, and what became of them."""
