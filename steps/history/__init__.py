"""Answers and levels of the past: brought in from files, and given out."""
