"""Asking one’s team for a call, or writing to it."""
