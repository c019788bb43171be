"""Meetings as files for the telephone: one of them, and a person's own at a secret address."""
