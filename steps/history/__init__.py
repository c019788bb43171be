"""Answers and levels of the past: imported from files, and exported."""
