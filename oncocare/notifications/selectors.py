"""Reads of this room: how a person wants to be reached, whose reason still holds, and what a message says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import F
from django.template.loader import render_to_string

from oncocare.notifications.models import Message, Preference
from oncocare.notifications.registry import Context, MessageKind, Read, Still, kinds
from oncocare.people.models import User


def preference_of(user: User) -> Preference:
    """How this person wants to be reached; what everybody starts with where they have not said."""
    return Preference.objects.filter(user=user).first() or Preference(user=user)


def failing(users: Iterable[Any]) -> set[Any]:
    """The ids of those of these people whose mail does not arrive at the address they have now."""
    rows = Preference.objects.filter(user__in=users, failing_since__isnull=False, failing_address=F("user__email"))
    return set(rows.values_list("user_id", flat=True))


def true_now(reader: User | str, messages: Iterable[Message]) -> dict[Any, Context]:
    """By message, what its words need, for those whose reason still holds; each reason is asked once,
    and what several are about is read once.

    `reader` is the person, or the address of one without an account.
    """
    known = [(message, kinds[message.kind]) for message in messages if message.kind in kinds]
    named: dict[Read, list[str]] = defaultdict(list)
    asked: dict[tuple[Still, Read | None], list[Message]] = defaultdict(list)
    for message, kind in known:
        asked[kind.still, kind.read].append(message)
        if kind.read:
            named[kind.read].append(message.source)
    found = {read: read(reader, sources) for read, sources in named.items()}
    contexts: dict[Any, Context] = {}
    for (still, read), group in asked.items():
        sources = [message.source for message in group]
        about = {source: found[read][source] for source in sources if source in found[read]} if read else sources
        held = still(reader, about)
        contexts |= {message.pk: held[message.source] for message in group if message.source in held}
    return contexts


# --- words: made in the language and time zone that are active --------------------------------------------------------


def label_of(message: Message) -> str:
    """What a queue calls it; the name of its kind where no room declares that kind any more."""
    return str(kinds[message.kind].label) if message.kind in kinds else message.kind


def subject(kind: MessageKind) -> str:
    """The one line that stands above it; it holds nothing about anybody."""
    return " ".join(render_to_string(f"emails/{kind.template}/subject.txt").split())


def body(kind: MessageKind, context: Mapping[str, Any]) -> str:
    """What it says, as plain text: a page that shows it must still escape it."""
    return "\n".join(render_to_string(f"emails/{kind.template}/body.txt", dict(context)).strip().splitlines())
