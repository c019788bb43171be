"""What made-up people write to their team: natural words in which no intent is found, and draws as the sources say."""

from __future__ import annotations

from datetime import timedelta
from statistics import median

import pytest

from oncocare.demo.simulation import writing
from oncocare.demo.simulation.conversations.pool import ANSWERS, FOLDER, MESSAGES, MessagePool, figures, found, pool
from oncocare.demo.simulation.courses import dice, sources
from oncocare.demo.simulation.writing import MessageFate
from oncocare.foundation.datafiles import DataFileError, parse, validate
from oncocare.safety.words.wordlist import LANGUAGES, DangerRank
from tests.factories.rooms import day
from tests.guards.house import ROOT

MANY = 4000
YEAR = [1] * 365

# --- the pool ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_enough_messages_and_answers_and_none_says_intent(language):
    read = pool(language)
    assert len(set(read.messages)) == len(read.messages) >= MESSAGES
    assert len(set(read.answers)) == len(read.answers) >= ANSWERS
    assert [words for words in read.messages if found(words) is DangerRank.INTENT] == []


def test_the_pool_has_the_figures_that_the_docs_quote():
    """At most one in 500 may be found as intent; of so few that is none."""
    messages, intent, death = figures()
    page = (ROOT / "docs" / "danger-words.md").read_text("utf-8")
    assert f"pool of {messages} made-up messages" in page
    assert f"intent in {intent}, death in {death};" in page
    assert messages == sum(len(pool(language).messages) for language in LANGUAGES)
    assert intent <= messages / 500
    assert 0 < death < messages / 5  # dying is spoken of now and then


def test_what_is_found_is_what_danger_words_find():
    assert found("Quiero morirme.") is DangerRank.INTENT
    assert found(pool("en").topics["loss"].messages[0]) is DangerRank.DEATH
    assert found(pool("en").topics["treatment"].messages[0]) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_is_there_in_every_language(language):
    assert [*pool(language).topics] == [*pool("en").topics]


def test_a_language_that_nobody_wrote_in_is_that_of_the_house():
    assert pool("ca") == pool("es")


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("language: en", "language: ca", "Input should be 'en', 'es' or 'pt'"),
        ('  - "Perfect, thanks."', '  - "Thank you! That helps me a lot."', "the same message stands there twice"),
        ("again:\n", "again: []\nnever:\n", "en.yaml:124: never: unknown key"),
    ],
)
def test_a_mistake_in_the_pool_is_refused_with_its_line(before, after, message):
    text = (FOLDER / "en.yaml").read_text("utf-8")
    assert text.count(before) == 1
    with pytest.raises(DataFileError, match=message):
        validate(parse(text.replace(before, after), "en.yaml"), MessagePool)


def test_a_pool_of_too_few_messages_is_refused():
    few = {"messages": ["one", "two"], "answers": ["one", "two"]}
    with pytest.raises(ValueError, match=f"a language needs {MESSAGES} messages and {ANSWERS} answers"):
        MessagePool.model_validate(
            {"language": "en", "topics": {}, "call": few, "private": {**few, "messages": ["three", "four"]},
             "again": ["five", "six"], "thanks": ["seven", "eight"]}
        )  # fmt: skip


# --- the draws --------------------------------------------------------------------------------------------------------


def test_some_never_write_most_a_few_times_a_year_and_few_often():
    often = [writing.a_year(dice(7, "messages", number)) for number in range(MANY)]
    some = [one for one in often if one]
    assert 1 - len(some) / MANY == pytest.approx(sources().number("writes_never"), abs=0.025)
    assert median(some) == pytest.approx(3, rel=0.06)
    assert 0.03 < sum(one > 11 for one in some) / len(some) < 0.08


def test_more_is_written_in_the_first_weeks_and_at_levels_3_and_4():
    rng = dice("days")
    assert writing.days(rng, 0, YEAR) == []
    light, heavy = ([len(writing.days(rng, 6, [level] * 365)) for _ in range(500)] for level in (2, 4))
    assert sum(heavy) / sum(light) == pytest.approx(2, rel=0.1)
    days = [day for _ in range(2000) for day in writing.days(rng, 6, YEAR)]
    assert sum(day < 28 for day in days) / len(days) == pytest.approx(56 / (365 + 28), rel=0.15)


def test_messages_come_at_any_hour_and_ask_for_what_the_sources_say():
    rng = dice("what")
    hours = [int(writing.hour(rng)) for _ in range(MANY)]
    assert set(hours) == set(range(24))
    kinds = [writing.what(rng) for _ in range(MANY)]
    shares = [kinds.count(kind) / MANY for kind in ("write", "call", "private")]
    assert shares == pytest.approx(sources().numbers("writes_for"), abs=0.02)
    fates = [writing.fate(rng) for _ in range(MANY)]
    assert [fates.count(one) / MANY for one in MessageFate] == pytest.approx(
        sources().numbers("writes_answered"), abs=0.02
    )
    waits = [writing.again(rng) for _ in range(MANY)]
    assert sum(one is not None for one in waits) / MANY == pytest.approx(0.15, abs=0.02)
    reads = [writing.until_read(rng) for _ in range(MANY)]
    assert sum(one is None for one in reads) / MANY == pytest.approx(0.08, abs=0.02)
    assert min(writing.days_late(rng) for _ in range(MANY)) == 1


def test_a_moment_lies_within_the_stretches_by_their_length():
    rng, first, second = dice("moment"), (day(1, 9), day(1, 10)), (day(2, 9), day(2, 12))
    drawn = [writing.moment_within(rng, [first, second]) for _ in range(1000)]
    assert all(begins <= one < ends for one in drawn for begins, ends in [first if one < day(2, 0) else second])
    assert sum(one < day(2, 0) for one in drawn) / 1000 == pytest.approx(0.25, abs=0.05)
    assert writing.moment_within(rng, []) is None
    assert writing.moment_within(rng, [(day(1, 9), day(1, 9) + timedelta(0))]) is None
