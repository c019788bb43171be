"""Meetings: people together at one time, in private, in a group or in public, by video or in a room."""
