"""When a message about a session leaves: with all else of the day, or by itself. Pure."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from oncocare.notifications.sending.quiet import allowed_at

NEAR = timedelta(hours=24)  # what is said of a session that begins sooner is not left to the one mail of a day
ENOUGH = timedelta(hours=2)  # before it begins: so long the night is kept


def goes_now(begins: datetime, now: datetime) -> bool:
    """Whether a message about a session that begins then cannot wait for the next mail; both are aware."""
    return begins - now <= NEAR


def leaves_at(begins: datetime, now: datetime, zone: str, quiet_from: time, quiet_until: time) -> datetime:
    """When it leaves by itself: after the quiet hours of the person, where that is two hours before the session begins
    or sooner; else at once. It is for what somebody must know who would set out in vain.
    """
    awake = allowed_at(now, zone, quiet_from, quiet_until)
    return awake if awake <= begins - ENOUGH else now
