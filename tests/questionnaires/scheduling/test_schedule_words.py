"""A line of a schedule in words, as a coordinator reads it."""

from __future__ import annotations

import pytest

from questionnaires.instruments import words
from questionnaires.scheduling import words as scheduling_words
from questionnaires.scheduling.schedule import ScheduleLine, shipped


def line(**more) -> ScheduleLine:
    return ScheduleLine(**{"line": "one", "instruments": ["phq-4"], "anchor": "enrolment", **more})


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "On the day of joining"),
        ({"offset": 1}, "1 day after joining"),
        ({"offset": 14, "every": 14, "until": 84}, "14 days after joining, then every 14 days until day 84"),
        (
            {"anchor": "level:4", "every": 7, "times": 6},
            "On the day of entering level 4, then every 7 days 6 times in all",
        ),
        ({"anchor": "surgery", "offset": -7}, "7 days before the operation"),
        ({"anchor": "cycle", "offset": 3, "times": 1}, "3 days after the start of each treatment cycle, 1 time in all"),
    ],
)
def test_when(more: dict, said: str):
    assert scheduling_words.when_words(line(**more)) == said


@pytest.mark.parametrize(
    ("due", "grace", "said"),
    [
        (1, 0, "Due after 1 day"),
        (3, 1, "Due after 3 days, 1 day of grace"),
        (3, 4, "Due after 3 days, 4 days of grace"),
    ],
)
def test_for_how_long(due: int, grace: int, said: str):
    assert scheduling_words.window_words(line(due_days=due, grace_days=grace)) == said


def test_a_second_stage():
    [screen, *_] = [one for one in shipped()["two-stage"].lines if one.then]
    assert scheduling_words.stage_words(screen) == (
        "If PHQ-4 anxiety ≥ 3 or PHQ-4 depression ≥ 3: "
        "Patient Health Questionnaire-9 and Generalized Anxiety Disorder-7 on the same day"
    )
    assert scheduling_words.stage_words(line()) == ""


@pytest.mark.parametrize(("parts", "said"), [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")])
def test_a_list(parts: list[str], said: str):
    assert words.listed(parts) == said
