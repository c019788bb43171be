"""A policy file with too much in it, or with nothing right in it, is refused within a second."""

from __future__ import annotations

import pytest

from steps.policy_file import parse_policy
from tests.steps.test_steps_policy_errors import GOOD, problems
from tests.timing import within_a_second

RULE = "  - {id: r%d, then: {stay: true}, because: {en: B.}, source: s}\n"
WHEN = "{measure: mood, at_least: 5}"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (GOOD.replace("case: 10", "case: " + "9" * 5000), 8, "a number has at most 15 digits"),
        (GOOD.replace("at_least: 5", "at_least: 0." + "3" * 5000), 12, "a number has at most 15 digits"),
        (GOOD.replace(WHEN, "{not: " * 5000 + "{level: 1}" + "}" * 5000), 12, "a data file is at most 40 levels deep"),
        (GOOD.replace(WHEN, "{any: [" * 5000), 12, "a data file is at most 40 levels deep"),
        (GOOD + "".join(f"k{n}: 1\n" for n in range(20_000)), 4983, "a data file has at most 10,000 keys and values"),
        (GOOD + "".join(RULE % n for n in range(20_000)), 3998, "a data file has at most 262,144 bytes"),
        (GOOD + "".join(RULE % n for n in range(2_000)), 780, "a data file has at most 10,000 keys and values"),
        (
            GOOD.replace("{en: Good}", "&a {en: Good}").replace("{en: Because.}", "*a"),
            14,
            "an alias (*) is not allowed",
        ),
    ],
    ids=["digits", "decimals", "deep-not", "deep-any", "keys", "rules", "fewer-rules", "alias"],
)
def test_what_is_too_much_is_refused_within_a_second(text, line, message):
    with within_a_second():
        assert problems(text) == [(line, message)]


@pytest.mark.parametrize(
    ("text", "how_many"),
    [
        (GOOD.replace(WHEN, "{any: [" + "{measure: joy},\n      " * 1500 + "]}"), 3000),
        (GOOD.replace(WHEN, "{any: [" * 10 + "1, " * 4000 + "]}" * 10), 8000),
        (GOOD.replace(WHEN, "{level: [" + "9, " * 5000 + "]}"), 5000),
        (GOOD.replace("rules:", "".join(f"  m{n}: 1\n" for n in range(4900)) + "rules:"), 4900),
        (GOOD + "  - {}\n" * 4000, 16_000),
        (GOOD + "  - {id: one}\n" * 2000, 9999),
    ],
    ids=["rows", "deep", "levels", "measures", "rules", "ids"],
)
def test_thousands_of_mistakes_are_found_within_a_second(text, how_many):
    parse_policy(GOOD)  # the catalogue is read once
    with within_a_second():
        assert len(problems(text)) == how_many
