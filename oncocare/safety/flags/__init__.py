"""Flags: raised, owned, told, passed on, acknowledged, closed, and how long they waited."""
