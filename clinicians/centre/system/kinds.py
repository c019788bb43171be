"""The kind of message about the audit log."""

CHANGED = "audit.changed"


def source_of(look: int) -> str:
    """By which a message names the look at the log (its id) that it is about."""
    return f"verification:{look}"
