"""What a program finds in a post, and which posts wait for a moderator because of it. Pure."""

from __future__ import annotations

from mentoring.community.threads.markup import cleaned, plain_text
from oncocare.safety.words.danger import tier
from oncocare.safety.words.wordlist import DangerRank


def found_in(*parts: str) -> DangerRank | None:
    """The highest tier of danger words in all that the group would read, as it is typed and, for the address of a link
    may stand between two words, as it is read.
    """
    words = cleaned("\n\n".join(parts))
    return tier(f"{words}\n\n{plain_text(words)}" if "](" in words else words)


def waits(found: DangerRank | None, *, staff: bool) -> bool:
    """Whether a moderator reads it first. A moderator may repeat what somebody said: their words are not held."""
    return found is DangerRank.INTENT and not staff
