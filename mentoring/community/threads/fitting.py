"""What fits into a post and into the title of a thread. Pure."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mentoring.community.threads.markup import MOST_LINKS, cleaned, number_of_links

LONGEST = 6000  # characters of a post
LONGEST_TITLE = 120


def checked_words(words: str) -> str:
    """The words of a post as they are kept; `ValidationError` by `words`, with what to do, where they do not fit."""
    words = cleaned(words)
    if not words:
        raise ValidationError({"words": _("Write what you want to say.")})
    if len(words) > LONGEST:
        said = _("This is too long for one post: %(number)s characters, and %(most)s fit. Make two of it.")
        raise ValidationError({"words": said % {"number": len(words), "most": LONGEST}})
    if number_of_links(words) > MOST_LINKS:
        said = _("Up to %(most)s links fit into one post, so that it is read. Keep those that matter most.")
        raise ValidationError({"words": said % {"most": MOST_LINKS}})
    return words


def check_length(words: str) -> None:
    """ValidationError where what somebody adds beside a post, such as why, is longer than a post may be."""
    if len(words) > LONGEST:
        raise ValidationError({"words": _("This is too long. Say it in fewer words.")})


def checked_title(title: str) -> str:
    """The same of the title of a thread, in one line."""
    title = " ".join(cleaned(title).split())
    if not title:
        raise ValidationError({"title": _("Say in a few words what it is about.")})
    if len(title) > LONGEST_TITLE:
        raise ValidationError({"title": _("Say it in fewer words: %(most)s characters fit.") % {"most": LONGEST_TITLE}})
    if number_of_links(title):
        raise ValidationError({"title": _("Put the link into the post, not into its title.")})
    return title
