"""The door of a group, who is in it, and leaving it."""
