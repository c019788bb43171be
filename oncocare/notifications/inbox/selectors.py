"""What the page of a person's messages shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from oncocare.foundation import clock
from oncocare.notifications.models import Message
from oncocare.notifications.registry import kinds
from oncocare.notifications.selectors import body, subject, true_now
from oncocare.people.models import User


def on_page(user: User) -> QuerySet[Message]:
    """What this person's page shows, the newest first."""
    rows = Message.objects.filter(user=user, channel=Message.Channel.PAGE, kind__in=kinds, not_before__lte=clock.now())
    return rows.order_by("-not_before", "-pk")


def unread(user: User) -> int:
    """How many of them the person has not seen and still has a reason to; each reason is asked once."""
    return len(true_now(user, on_page(user).filter(read=None)))


@dataclass(frozen=True)
class ShownMessage:
    """One message as its page shows it; no `text` where its reason is over."""

    message: Message
    title: str
    text: str


def shown(user: User, messages: Iterable[Message]) -> list[ShownMessage]:
    """These messages in words, in the language of the page."""
    messages = list(messages)
    contexts = true_now(user, messages)
    return [
        ShownMessage(
            message,
            subject(kinds[message.kind]),
            body(kinds[message.kind], contexts[message.pk]) if message.pk in contexts else "",
        )
        for message in messages
    ]
