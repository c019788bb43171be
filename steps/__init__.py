"""Levels, policies and the pure rules; the pathway of each patient, its decisions and what became of them."""
