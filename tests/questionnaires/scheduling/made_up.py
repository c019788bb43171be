"""Made-up schedules and people for the pure rules of a schedule."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from questionnaires.scheduling.occasions import Asked, ScheduleFacts, occurrences
from questionnaires.scheduling.schedule import ANCHORS, KNOWN_AHEAD, Schedule, ScheduleLine

ONE = date(2026, 3, 2)
MINUTES = {"risk": 4, "mood": 3, "sleep": 5, "long": 9}
RISK = frozenset({"risk"})
YEAR = timedelta(365)


def line(name: str = "one", *instruments: str, **more) -> ScheduleLine:
    return ScheduleLine(**{"line": name, "instruments": instruments or ("mood",), "anchor": "enrolment", **more})


def schedule(*lines: ScheduleLine, minutes: int = 60, **more) -> Schedule:
    return Schedule(**{"title": {"en": "made up"}, "weekly_minutes": minutes, "lines": lines, **more})


def facts(began: date = ONE, **more) -> ScheduleFacts:
    anchors = {"enrolment": began, **more.pop("anchors", {})}
    return ScheduleFacts(**{"anchors": anchors, "minutes": MINUTES, "risk": RISK, "levels": ((began, 1),), **more})


def days(of: Schedule, who: ScheduleFacts, until: date = ONE + timedelta(60)) -> list[int]:
    """On which days after day one something is asked."""
    return sorted({(one.day - ONE).days for one in occurrences(of, who, date.min, until).due})


def told(of: Schedule, who: ScheduleFacts, until: date = ONE + timedelta(60)) -> list[tuple[int, str, str]]:
    return [((one.day - ONE).days, one.line, one.instrument) for one in occurrences(of, who, date.min, until).due]


@st.composite
def repeats(draw) -> tuple[ScheduleLine, ScheduleFacts]:
    """One line of its own with any anchor and repeat, and a person."""
    anchor = draw(st.sampled_from([one for one in ANCHORS if not one.startswith("level")]))
    offset = draw(st.integers(-30 if anchor in KNOWN_AHEAD else 0, 60))
    every = draw(st.none() | st.integers(7, 60)) if anchor != "cycle" else None
    more = {}
    if every or anchor == "cycle":
        more = draw(
            st.sampled_from(
                [{}, {"until": max(1, offset + draw(st.integers(0, 90)))}, {"times": draw(st.integers(1, 5))}]
            )
        )
    at = ONE + timedelta(draw(st.integers(-200, 200)))
    person = facts(anchors={anchor: ONE if anchor == "enrolment" else at}, cycle_days=draw(st.integers(7, 60)))
    return line(anchor=anchor, offset=offset, every=every, **more), person


def naive(of: ScheduleLine, who: ScheduleFacts, day: date) -> bool:
    """Whether a line names a day, read the other way round: from the day back to the anchor."""
    after = (day - who.anchors[of.anchor]).days
    step = who.cycle_days if of.anchor == "cycle" else of.every
    turns, rest = divmod(after - of.offset, step) if step else (0, after - of.offset)
    return (
        day >= who.anchors["enrolment"]
        and rest == 0
        and turns >= 0
        and (of.until is None or after <= of.until)
        and (of.times is None or turns < of.times)
    )


@st.composite
def schedules(draw) -> Schedule:
    lines = []
    for number in range(draw(st.integers(1, 5))):
        anchor = draw(st.sampled_from(ANCHORS))
        lines.append(
            line(
                f"line-{number}",
                *draw(st.lists(st.sampled_from(sorted(MINUTES)), min_size=1, max_size=3, unique=True)),
                anchor=anchor,
                offset=draw(st.integers(-10 if anchor in KNOWN_AHEAD else 0, 20)),
                every=None if anchor == "cycle" else draw(st.none() | st.integers(7, 40)),
                levels=() if anchor.startswith("level") else draw(st.sampled_from([(), (1,), (2, 3)])),
                due_days=draw(st.integers(1, 9)),
                never_dropped=draw(st.booleans()),
            )
        )
    minutes, merge, gap = draw(st.integers(1, 25)), draw(st.integers(0, 6)), draw(st.integers(1, 10))
    return schedule(*lines, minutes=minutes, merge_days=merge, min_gap=gap)


@st.composite
def people(draw) -> ScheduleFacts:
    when = st.integers(0, 120).map(lambda number: ONE + timedelta(number))
    anchors = draw(st.dictionaries(st.sampled_from(["diagnosis", "surgery", "treatment", "cycle"]), when))
    levels = draw(st.lists(st.tuples(when, st.integers(1, 4)), max_size=4))
    stops = [(begin, begin + timedelta(draw(st.integers(0, 30)))) for begin in draw(st.lists(when, max_size=2))]
    asked = [
        Asked(
            draw(st.sampled_from(sorted(MINUTES))),
            opens,
            opens + timedelta(draw(st.integers(0, 9))),
            draw(st.booleans()),
        )
        for opens in draw(st.lists(when, max_size=3))
    ]
    return facts(
        anchors=anchors, cycle_days=draw(st.none() | st.integers(7, 30)), levels=((ONE, 1), *levels), stops=tuple(stops),
        asked=tuple(asked),
    )  # fmt: skip
