"""What keeps a group from opening, in words with what to do about it; and the name of a moderator in a group. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from mentoring.community.groups.cover import CoverGap, GroupLack
from oncocare.safety.rota.weekly import write_hours
from oncocare.web.weekdays import weekday


def lack_words(lack: GroupLack) -> str:
    """What is missing, and what to do."""
    return {
        GroupLack.NAME: _("It has no name. Give it one under Words and settings."),
        GroupLack.ABOUT: _("It does not say for whom it is. Write it under Words and settings."),
        GroupLack.RULES: _("It has no rules. Write them under Words and settings."),
        GroupLack.MODERATOR: _("Nobody answers for it. Appoint at least one moderator."),
        GroupLack.HOURS: _("Nobody has said when somebody answers. Write its answering hours."),
        GroupLack.COVER: _("There are hours without anybody on duty. Fill them in the table of duties:"),
    }[lack]


def gap_words(gap: CoverGap) -> str:
    """A stretch of the week that nobody covers."""
    return f"{weekday(gap.weekday).capitalize()} {write_hours([(gap.opens, gap.closes)])}"


def uncovered_words(gaps: Iterable[CoverGap]) -> str:
    """Why a change of an open group is refused: where it would leave people alone."""
    listed = "; ".join(gap_words(gap) for gap in gaps)
    return _(
        "The group is open, and then nobody would be on duty: %(listed)s. Nothing was changed. Put somebody on duty in "
        "these hours first."
    ) % {"listed": listed}


def name_among(wanted: str, taken: Collection[str], longest: int) -> str:
    """The name under which a moderator writes in a group: their own, cut to `longest`, with a number where somebody in
    the group has it.
    """
    own = wanted.strip() or _("The team")
    names, number, found = {name.lower() for name in taken}, 1, own[:longest].strip()
    while found.lower() in names:
        number += 1
        found = f"{own[: longest - len(str(number)) - 1].strip()} {number}"
    return found
