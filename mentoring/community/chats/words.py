"""What a chat says in words: its first post, and why topics or hours are refused. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import time

from django.utils.translation import gettext as _

from mentoring.community.chats.labels import LONGEST_LINE, MOST_LINES, MOST_TOPICS, TopicFault, TopicLine
from mentoring.community.chats.quoting import as_words
from oncocare.safety.rota.weekly import write_hours
from oncocare.web.weekdays import weekday


def first_post(about: str, when: str, guest: str, topics: Iterable[TopicLine]) -> str:
    """What the post says that opens the thread of a chat; `guest`: who answers there, empty without anybody."""
    said = [about, f"**{when}**"]
    if guest:
        said.append(_("Ask the professional: %(name)s answers in this chat.") % {"name": as_words(guest)})
    lines = [f"{'  ' if one.is_question else ''}- **{one.label}** {as_words(one.words)}" for one in topics]
    return "\n\n".join([*said, "\n".join(lines)])


def topic_post(label: str, words: str) -> str:
    """What the post says by which a topic is begun."""
    return f"**{label}** {as_words(words)}"


def faults_in_words(faults: Iterable[tuple[int, TopicFault]]) -> list[str]:
    """What is wrong with the topics, each with its line and what to do."""
    said = {
        TopicFault.NONE: _("Write at least one topic."),
        TopicFault.NO_TOPIC: _("This is a question under a topic, and no topic stands above it."),
        TopicFault.TOO_LONG: _("Say it in fewer words: %(most)s characters fit.") % {"most": LONGEST_LINE},
        TopicFault.TOO_MANY: _("A chat has up to %(topics)s topics, and %(lines)s lines with their questions.")
        % {"topics": MOST_TOPICS, "lines": MOST_LINES},
    }
    return [
        _("Line %(line)s: %(what)s") % {"line": line, "what": said[fault]} if line else said[fault]
        for line, fault in faults
    ]


def hours_in_words(week: Mapping[int, Sequence[tuple[time, time]]]) -> str:
    """Why a chat cannot be then, with the hours of that week in which it can; by weekday, Monday is 0."""
    why = _("Somebody must be on duty in the group all the while, so that nobody is left alone with what they write.")
    listed = "; ".join(f"{weekday(day).capitalize()} {write_hours(hours)}" for day, hours in sorted(week.items()))
    there = _("In that week somebody is on duty: %(hours)s.") % {"hours": listed}
    return f"{why} {there if week else _nobody()}"


def _nobody() -> str:
    return _("In that week nobody is on duty.")
