"""Asking by telephone: one question a page to read aloud, in the language of the call."""
