"""How often a schedule asks about suicidal thoughts, and what to add where that is too seldom. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

from questionnaires.instruments.definition import Definition
from questionnaires.scheduling.burden import DAY_ZERO
from questionnaires.scheduling.occasions import ScheduleFacts, costs, occurrences
from questionnaires.scheduling.schedule import Schedule, ScheduleLine

AT_LEAST_EVERY = 84  # days: a safety rule of this project, for which no published interval was found
YEAR = 364  # days: thirteen times four weeks, so that a line every 4 or 12 weeks ends on its last day
LEVELS = (1, 2, 3, 4)
ASKED_WITH = "phq-9"  # the whole questionnaire: an item alone would be another instrument
LINE = "every-12-weeks"
SOURCE = (
    "A safety rule of this project, not taken from a study: everybody is asked the whole PHQ-9 at least every 12 weeks"
)


@dataclass(frozen=True)
class AskedAbout:
    """How seldom somebody at `level` is asked: the longest time without, in days; None where nothing asks."""

    level: int
    days: int | None

    @property
    def too_seldom(self) -> bool:
        """Whether that is less often than this project asks."""
        return self.days is None or self.days > AT_LEAST_EVERY

    @property
    def weeks(self) -> int:
        """The longest time without, in whole weeks, of which a part counts."""
        return -(-(self.days or 0) // 7)


def asked_about(schedule: Schedule, known: Mapping[str, Definition]) -> tuple[AskedAbout, ...]:
    """For each level how often its people are asked about suicidal thoughts without a condition, in their first year.

    What only a positive screen opens does not count: who says nothing of it to the screen is never asked.
    """
    return tuple(AskedAbout(level, _longest(schedule, level, known)) for level in LEVELS)


def too_seldom(schedule: Schedule, known: Mapping[str, Definition]) -> tuple[AskedAbout, ...]:
    """Level 1, where this project asks at least every 12 weeks, and every level at which nothing asks at all."""
    found = asked_about(schedule, known)
    return tuple(one for one in found if one.days is None or (one.level == 1 and one.too_seldom))


def _longest(schedule: Schedule, level: int, known: Mapping[str, Definition]) -> int | None:
    """The most days between two occasions, and from the last one to the end of the year, for an example person."""
    facts = ScheduleFacts(anchors={"enrolment": DAY_ZERO}, levels=((DAY_ZERO, level),), **costs(known))
    ends = DAY_ZERO + timedelta(YEAR)
    asking = {code for code, definition in known.items() if definition.suicide_items}
    due = occurrences(schedule, facts, DAY_ZERO, ends).due
    days = sorted({question.day for question in due if question.instrument in asking})
    if not days:
        return None
    return max((later - earlier).days for earlier, later in zip([DAY_ZERO, *days], [*days, ends], strict=True))


def with_suicide_asked(schedule: Schedule, known: Mapping[str, Definition]) -> Schedule:
    """The schedule with a line that asks the whole PHQ-9 every 12 weeks at the levels that need it; the same where none
    does.
    """
    needed = tuple(one.level for one in too_seldom(schedule, known))
    if not needed:
        return schedule
    names = {line.line for line in schedule.lines}
    free = (name for number in count(1) if (name := LINE if number == 1 else f"{LINE}-{number}") not in names)
    line = ScheduleLine(
        line=next(free),
        instruments=(ASKED_WITH,),
        anchor="enrolment",
        every=AT_LEAST_EVERY,
        levels=() if needed == LEVELS else needed,
        source=SOURCE,
    )
    return schedule.model_copy(update={"lines": (*schedule.lines, line)})
