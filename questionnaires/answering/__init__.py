"""Answering: one question a page, each answer saved at once, all of them sent together."""
