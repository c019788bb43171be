"""Meetings and series of them: planned, changed, moved, called off, and held by somebody else."""
