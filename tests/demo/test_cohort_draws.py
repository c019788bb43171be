"""The draws of the made-up cohort: shares, totals and answers stay within what their sources and instruments say."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from math import sqrt
from statistics import correlation, mean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncocare.demo.simulation import courses
from oncocare.demo.simulation.courses import FILE, Sources, Spell, SuddenWorsening, dice, sources
from oncocare.foundation.datafiles import DataFileError, parse, validate
from questionnaires.instruments import scoring
from questionnaires.instruments.catalogue import definition

MANY = 4000
seeds = st.integers(0, 2**32)


@pytest.fixture(scope="module")
def people():
    return [courses.person(dice("people", number)) for number in range(MANY)]


@pytest.fixture(scope="module")
def answers(people):
    """The totals of everybody on the first day, the same day again, a week later and a fortnight later."""
    rolls, spells, days = [dice("answers", number) for number in range(MANY)], [None] * MANY, []
    for day in (0, 0, 7, 14):
        spells = [courses.spell(rng, before, day) for rng, before in zip(rolls, spells, strict=True)]
        days.append(
            [
                courses.totals(rng, courses.untreated(who, day), now)
                for rng, who, now in zip(rolls, people, spells, strict=True)
            ]
        )
    return days


def expected(share: float, seen: int, of: int) -> bool:
    """Within four standard errors of a binomial share."""
    return abs(seen - share * of) <= 4 * sqrt(of * share * (1 - share))


# --- the file ---------------------------------------------------------------------------------------------------------


def test_every_number_says_where_it_is_from():
    numbers = sources()
    assert {one.status for one in numbers.figures.values()} == {"published", "assumption"}
    assert [
        name
        for name, one in numbers.figures.items()
        if one.status == "published" and not re.search(r"\d{4}|PMID", one.source)
    ] == []
    assert [
        name
        for name, one in numbers.figures.items()
        if one.status == "assumption" and re.search(r"doi|PMID", one.source)
    ] == []
    assert [name for name, one in numbers.compared.items() if not one.why] == []


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("share: 0.363", "share: 0.5", "the shares must add up to 1"),
        ("days: [0, 91,", "days: [91,", "every class needs one point for each of the days"),
        ("status: published", "status: guessed", "Input should be 'published' or 'assumption'"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_line(before, after, message):
    text = FILE.read_text("utf-8").replace(before, after, 1)
    with pytest.raises(DataFileError, match=rf"sources.yaml:\d+: .*{message}"):
        validate(parse(text, "sources.yaml"), Sources)


# --- people -----------------------------------------------------------------------------------------------------------


def test_the_classes_have_their_published_shares(people):
    drawn = Counter(one.course.name for one in people)
    assert drawn.keys() == {one.name for one in sources().courses.classes}
    assert [one.name for one in sources().courses.classes if not expected(one.share, drawn[one.name], MANY)] == []


def test_as_many_leave_and_pause_as_the_sources_say_and_half_of_them_early(people):
    gone = [one.leaves for one in people if one.leaves]
    assert expected(sources().number("attrition"), len(gone), MANY)
    assert expected(0.5, sum(day <= 92 for day in gone), len(gone))
    assert 1 <= min(gone) <= max(gone) <= courses.YEAR
    assert expected(sources().number("pauses"), sum(one.pause is not None for one in people), MANY)
    assert all(14 <= one.pause[1] - one.pause[0] <= 42 for one in people if one.pause)
    assert all(7 <= one.ill[1] - one.ill[0] <= 28 for one in people if one.ill)
    assert expected(sources().number("dies"), sum(one.dies is not None for one in people), MANY)


@pytest.mark.parametrize(
    ("fate", "changes"),
    [
        ({}, []),
        ({"leaves": 50}, [(50, "withdraw")]),
        ({"leaves": 50, "silently": True}, []),
        ({"leaves": 50, "dies": 40}, [(40, "end")]),
        ({"leaves": 50, "dies": 60}, [(50, "withdraw")]),
        ({"pause": (20, 40)}, [(20, "pause"), (40, "resume")]),
        ({"pause": (20, 40), "ill": (50, 60)}, [(20, "pause"), (40, "resume"), (50, "ill"), (60, "resume")]),
        ({"pause": (20, 40), "ill": (30, 60)}, [(20, "pause"), (40, "resume")]),
        ({"pause": (20, 40), "ill": (40, 60)}, [(20, "pause"), (40, "resume")]),
        ({"pause": (20, 40), "dies": 40}, [(40, "end")]),
    ],
)
def test_care_stops_goes_on_and_ends_in_an_order_that_can_be(people, fate, changes):
    free = {"leaves": None, "silently": False, "pause": None, "ill": None, "dies": None}
    assert list(courses.changes(replace(people[0], **{**free, **fate}))) == changes


def test_letters_and_consents_follow_their_shares():
    rng = dice("door")
    assert courses.unused_letters(5762) == 4238
    assert all(0 <= courses.days_to_join(rng) <= 50 for _ in range(MANY))
    for purpose in ("community", "research", "messages"):
        agreed = sum(courses.agrees(rng, purpose) for _ in range(MANY))
        assert expected(sources().number(f"agrees_{purpose}"), agreed, MANY)
    assert all(courses.agrees(rng, "care") for _ in range(100))
    assert all(2 <= courses.minutes(rng) <= 60 for _ in range(MANY))


def test_the_first_answers_have_the_assumed_mean_and_spread(answers):
    for which in (0, 1):
        assert mean(one[which] for one in answers[0]) == pytest.approx(6, abs=0.4)
        assert stdev(one[which] for one in answers[0]) == pytest.approx(5, abs=0.4)


def test_the_error_of_measurement_is_what_the_published_reliable_change_says():
    changes = [float(definition(code).reliable_change["total"].threshold) for code in ("phq-9", "gad-7")]
    assert [1.96 * sqrt(2) * noise for noise in sources().numbers("noise_sd")] == pytest.approx(changes, abs=0.01)


def test_of_people_who_have_not_changed_nearly_all_stay_within_the_reliable_change(answers):
    """Totals are whole numbers, so that a change of exactly that size stands for anything half a point around it."""
    now, again, *_ = answers
    for which, change in ((0, 6), (1, 4)):
        beyond = [abs(one[which] - other[which]) > change for one, other in zip(now, again, strict=True)]
        assert sum(beyond) / MANY <= 0.05


def test_totals_go_together_the_less_the_longer_ago(answers):
    first, again, week, fortnight = ([one[1] for one in day] for day in answers)
    same_day, after_one, after_two = (correlation(first, later) for later in (again, week, fortnight))
    assert same_day > after_one > after_two
    assert after_one == pytest.approx(0.83, abs=0.03)  # GAD-7, Spitzer 2006


def test_a_spell_passes_by_half_and_keeps_its_spread():
    spells, rolls = [None] * MANY, [dice("spell", number) for number in range(MANY)]
    days = (0, int(sources().number("slow_half_life")), 300)
    seen = []
    for day in days:
        spells = [courses.spell(rng, before, day) for rng, before in zip(rolls, spells, strict=True)]
        seen.append([one.points[0] for one in spells])
    assert [stdev(one) for one in seen] == pytest.approx([sources().number("slow_sd")] * 3, rel=0.05)
    assert correlation(seen[0], seen[1]) == pytest.approx(0.5, abs=0.05)
    assert correlation(seen[0], seen[2]) == pytest.approx(0, abs=0.05)
    assert courses.spell(dice("same"), Spell(3, (1.0, 2.0)), 3) == Spell(3, (1.0, 2.0))


def test_a_course_is_straight_between_its_points_and_level_after_the_last():
    [_, falling, *_] = sources().courses.classes
    assert [courses.shape(falling, day) for day in (0, 91, 365, 900)] == [8.1, 7.6, 2.1, 2.1]
    assert courses.shape(falling, 45) == pytest.approx(8.1 - 0.5 * 45 / 91)


def test_a_sudden_worsening_begins_on_its_day_and_passes_by_half(people):
    calm = replace(people[0], worsening=None)
    struck = replace(calm, worsening=SuddenWorsening(100, 8.0))
    half_life = int(sources().number("worsens_half_life"))
    above = [
        courses.untreated(struck, day)[0] - courses.untreated(calm, day)[0]
        for day in (99, 100, 100 + half_life, 100 + 2 * half_life)
    ]
    assert above == pytest.approx([0, 8, 4, 2])


def test_as_many_worsen_at_a_stroke_as_assumed(people):
    struck = [one.worsening for one in people if one.worsening]
    assert expected(sources().number("worsens"), len(struck), MANY)
    assert mean(one.points for one in struck) == pytest.approx(sources().number("worsens_points"), abs=0.4)
    assert min(one.points for one in struck) >= 2
    assert {14 <= one.day < courses.YEAR for one in struck} == {True}


def test_who_is_high_at_first_is_lower_next_time_without_any_help(answers, people):
    """Regression to the mean: the error and the bad days of the first answer do not come again."""
    first, _, _, fortnight = answers
    high = [number for number in range(MANY) if first[number][0] >= 15]
    fall = mean(first[number][0] - fortnight[number][0] for number in high)
    course = mean(courses.shape(people[number].course, 0) - courses.shape(people[number].course, 14) for number in high)
    assert fall - course > 1.5


def test_hads_has_the_assumed_mean_and_spread_at_first(people):
    rolls = [dice("hads", number) for number in range(MANY)]
    spells = [courses.spell(rng, None, 0) for rng in rolls]
    found = [
        courses.hads(rng, courses.untreated(who, 0), now) for rng, who, now in zip(rolls, people, spells, strict=True)
    ]
    for which, (centre, spread) in enumerate(((4.0, 3.5), (7.5, 4.3))):
        assert mean(one[which] for one in found) == pytest.approx(centre, abs=0.6)
        assert stdev(one[which] for one in found) == pytest.approx(spread, abs=0.6)


# --- answers ----------------------------------------------------------------------------------------------------------


@given(st.integers(0, 27), st.integers(0, 21), seeds)
def test_a_sitting_sums_to_its_totals_in_codes_the_instruments_take(depression, anxiety, seed):
    given = courses.sitting(dice(seed), depression, anxiety)
    for code, answers in given.items():
        known = definition(code)
        assert scoring.validate(known, answers) == answers
        assert answers.keys() == {key for key, item in known.items.items() if not item.optional}
    for code, total in (("phq-9", depression), ("gad-7", anxiety)):
        if None not in given[code].values():
            assert sum(given[code].values()) == total
            assert scoring.score(definition(code), given[code]).scores["total"].value == total


@given(st.integers(0, 27), seeds)
def test_item_9_never_says_more_than_the_total_holds(total, seed):
    ninth = courses.item_9(dice(seed), total)
    assert max(0, total - 24) <= ninth <= min(3, total)


def test_item_9_follows_the_depression_band():
    rng = dice("ninth")
    for total, share in zip((3, 7, 12, 17, 23), sources().numbers("item_9"), strict=True):
        above = sum(courses.item_9(rng, total) > 0 for _ in range(MANY))
        assert expected(share, above, MANY) if share else above == 0


def test_some_items_are_passed_over_and_some_questions_never_answered():
    rng = dice("gaps")
    codes = [code for _ in range(MANY) for code in courses.sitting(rng, 9, 9)["phq-9"].values()]
    assert expected(sources().number("item_missing"), codes.count(None), len(codes))
    delays = [courses.delay(rng) for _ in range(MANY)]
    answered = [one for one in delays if one is not None]
    assert expected(sources().number("answered"), len(answered), MANY)
    assert mean(answered) == pytest.approx(sources().number("days_to_answer"), rel=0.1)
    assert all(7 <= courses.hour(rng) <= 23 for _ in range(100))
    assert all(0 <= courses.joining(rng) < 1 for _ in range(100))


# --- staff ------------------------------------------------------------------------------------------------------------


def test_staff_accept_change_and_decline_as_assumed():
    rng = dice("staff")
    for passed, figure in ((False, "verdicts"), (True, "verdicts_passed")):
        verdicts = Counter(courses.verdict(rng, passed=passed) for _ in range(MANY))
        accepts, changes = sources().numbers(figure)
        for verdict, share in (("accept", accepts), ("change", changes), ("decline", 1 - accepts - changes)):
            assert expected(share, verdicts[verdict], MANY)
    assert expected(sources().number("away"), sum(courses.happens(rng, "away") for _ in range(MANY)), MANY)


def test_whether_it_can_wait_is_often_not_said():
    rng = dice("wait")
    replies = Counter(courses.says_it_can_wait(rng) for _ in range(MANY))
    assert expected(1 - sources().number("can_wait_said"), replies[None], MANY)
    assert expected(sources().number("can_wait"), replies[True], replies[True] + replies[False])


@given(seeds)
def test_the_same_seed_draws_the_same_person_and_answers(seed):
    def drawn():
        rng = dice(seed, "person", 1)
        who = courses.person(rng)
        now = courses.spell(rng, courses.spell(rng, None, 0), 30)
        return who, now, courses.sitting(rng, *courses.totals(rng, courses.untreated(who, 30), now)), courses.delay(rng)

    assert drawn() == drawn()


def test_the_dice_are_the_same_on_every_machine():
    assert [dice(7, "person", 1).random(), dice(7, "staff").randrange(100)] == [0.5770786772082791, 90]
