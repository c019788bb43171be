"""What cannot be planned, in words. Pure."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mentoring.meetings.of_kinds import of_kind
from mentoring.meetings.planning.facts import LONGEST, PlannedFacts
from mentoring.meetings.times.series import MOST_MEETINGS, TimesRefused


def fault_in_words(field: str, fault: str, facts: PlannedFacts) -> str:
    """What is wrong with a field of what was said, and what to do."""
    if fault == "long":
        return _("This is too long. Please write at most %(most)s letters.") % {"most": LONGEST[field]}
    if fault == "places":
        return _("Choose from 1 to %(most)s places.") % {"most": of_kind(facts.kind).most}
    said = {
        ("title", "missing"): _("Say in a few words what it is called."),
        ("place", "missing"): _("Say where the room is."),
        ("link", "missing"): _("Write the address of your video room. It begins with https://"),
        ("link", "unsafe"): _("Write an address that begins with https:// and holds no password."),
        ("phone", "missing"): _("Say how people reach it by telephone. Somebody’s video always fails."),
        ("recorded", "unrecorded"): _("Only a talk open to everybody may be recorded."),
        ("second", "twice"): _("Choose somebody else, or nobody."),
    }
    return said[field, fault]


def times_in_words(refused: TimesRefused) -> str:
    """Why these times cannot be, and what to do."""
    said = {
        "length": _("A session lasts from 5 minutes to 8 hours."),
        "rhythm": _("Choose every week, every 2 weeks or every 4 weeks."),
        "year": _("Choose a day within the next two years."),
        "backwards": _("Choose a last day that is not before the first."),
        "too many": _("A series has up to %(most)s sessions. Choose an earlier last day, and plan the others later."),
        "skipped": _("The clocks change that night, and skip this time. Choose another time or another first day."),
    }
    return said[refused.why] % {"most": MOST_MEETINGS}
