"""Modules of a centre: what each is, and its pieces in their order."""
