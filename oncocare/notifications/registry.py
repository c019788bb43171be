"""Which messages there are and whether their reason still holds; rooms above register theirs here.

A message holds no words. What it says is made when it is sent or shown, from what is true then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from oncocare.people.roles import Role

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Context = Mapping[str, Any]
Read = Callable[[Any, Sequence[str]], Mapping[str, Any]]
Still = Callable[[Any, Any], Mapping[str, Context]]
Foot = Callable[[Any], str]
Undelivered = Callable[[str], None]


class About(StrEnum):
    """Whom a message is for that is for no single role.

    STAFF: whoever works at the centre, in any role; the kind's own function asks for more. ACCOUNT: about the way in,
    to any address, at any hour, alone and in words of its own.
    """

    STAFF = "staff"
    ACCOUNT = "account"


Audience = Role | About


@dataclass(frozen=True)
class MessageKind:
    """A kind of message: `templates/emails/<template>/` holds subject and body, `label` is what a queue calls it."""

    name: str
    template: str
    label: StrOrPromise
    still: Still
    urgent: bool
    about: Audience
    undelivered: Undelivered | None = None
    read: Read | None = None


kinds: dict[str, MessageKind] = {}
feet: list[Foot] = []


def message(
    name: str,
    template: str,
    *,
    label: StrOrPromise,
    about: Audience,
    urgent: bool = False,
    undelivered: Undelivered | None = None,
    read: Read | None = None,
) -> Callable[[Still], Still]:
    """Declare a kind of message. What is decorated is asked at the moment of sending and of showing: given the person
    and some sources, it returns the words' context for each source whose reason still holds, and leaves out the others.
    One about the way in may be given the address of somebody who has no account. `undelivered` is told the source of a
    mail that did not arrive. `about` says whom it is for, and so what must still be true of them when it leaves: a role
    is held at the centre, and a patient is alive and agreed to messages.

    Kinds about one thing share a `read`: it is asked once for the sources of all of them, returns what each is about,
    and each of these kinds is given that by source instead of its sources.
    """

    def register(still: Still) -> Still:
        if name in kinds:
            raise ValueError(f"message kind {name} is declared twice")
        kinds[name] = MessageKind(name, template, label, still, urgent, about, undelivered, read)
        return still

    return register


def foot(words: Foot) -> Foot:
    """Register what stands below every e-mail to a patient, given the patient."""
    feet.append(words)
    return words
