"""How far a chat is, and to which of its topics a post belongs. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

# After its hour a chat may be brought to an end: for so long a topic can be begun, and a post belongs to the last one.
LINGERS = timedelta(minutes=15)

Topic = TypeVar("Topic")


class ChatPhase(StrEnum):
    """How far a chat is."""

    COMING = "coming"
    RUNNING = "running"
    OVER = "over"
    CALLED_OFF = "called off"


def phase_of(begins: datetime, ends: datetime, now: datetime, *, called_off: bool = False) -> ChatPhase:
    """How far a chat is now; all three are aware. It is over at the moment at which it ends."""
    if called_off:
        return ChatPhase.CALLED_OFF
    if now < begins:
        return ChatPhase.COMING
    return ChatPhase.RUNNING if now < ends else ChatPhase.OVER


def may_begin_topic(begins: datetime, ends: datetime, now: datetime) -> bool:
    """Whether its host may begin a topic now: in its hour, and a little after it."""
    return begins <= now < ends + LINGERS


def topic_at(moment: datetime, begun: Iterable[tuple[Topic, datetime]], ends: datetime) -> Topic | None:
    """Which of these topics, each with when it was begun, was open at a moment: the one begun last. None before the
    first, and where the chat that ends then was over for long. All moments are aware.
    """
    if moment >= ends + LINGERS:
        return None
    before = [(at, topic) for topic, at in begun if at <= moment]
    return max(before, key=lambda one: one[0])[1] if before else None
