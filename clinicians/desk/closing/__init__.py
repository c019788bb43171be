"""Closing a flag, and what was asked and said where it is about suicidal thoughts."""
