"""The rules of scoring as properties: range, order, reversal, missing items, rounding, risk, change; and its speed."""

import random
import statistics
import time
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.instruments.catalogue import catalogue, definition
from questionnaires.instruments.file import ItemScore, Linear, Mean, Sum
from questionnaires.instruments.scoring import (
    AnswerError,
    ReliableChange,
    concerns,
    half_up,
    items_that_apply,
    recode,
    reliable_change,
    score,
    validate,
)

INSTRUMENTS = sorted(catalogue())


@st.composite
def responses(draw, code=None, whole=False):
    """An instrument and an answer, null or nothing for each of its items."""
    known = definition(code or draw(st.sampled_from(INSTRUMENTS)))
    chance = random.Random(draw(st.integers()))  # noqa: S311 -- repeatable chance
    empty = 0 if whole else chance.choice([0, 0.1, 0.5])
    answers = {}
    for item in known.items.values():
        if chance.random() >= empty:
            answers[item.key] = chance.choice(sorted(item.codes))
        elif chance.random() < 0.5:
            answers[item.key] = None
    country = chance.choice([None, *known.value_sets])
    return known, answers, country


@given(responses())
def test_every_score_is_within_its_range_and_has_a_band_where_there_are_bands(response):
    known, answers, country = response
    for name, one in score(known, answers, country).scores.items():
        low, high = known.scores[name].range
        assert one.value is None or low <= one.value <= high
        assert (one.band is not None) == (one.value is not None and bool(known.scores[name].bands))
        assert one.value is not None or not one.prorated


@given(responses(), st.randoms())
def test_the_order_of_the_answers_does_not_matter(response, chance):
    known, answers, country = response
    shuffled = list(answers.items())
    chance.shuffle(shuffled)
    assert score(known, dict(shuffled), country) == score(known, answers, country)


@given(responses())
def test_scoring_what_validation_returned_changes_nothing(response):
    known, answers, country = response
    checked = validate(known, answers)
    assert dict(checked) == answers
    assert score(known, checked, country) == score(known, answers, country)


@given(responses())
def test_reversal_undoes_itself_and_stays_within_the_codes(response):
    known, answers, _ = response
    for key, code in answers.items():
        if code is not None and code not in known.not_answered:
            item = known.items[key]
            assert recode(item, code) == (item.low + item.high - code if item.reverse else code)
            assert recode(item, recode(item, code)) == code
            assert recode(item, code) in item.codes


@given(responses())
def test_a_score_of_items_is_missing_exactly_when_more_items_are_missing_than_allowed(response):
    known, answers, country = response
    result = score(known, answers, country)
    applying = items_that_apply(known, answers)
    for name, spec in known.scores.items():
        if isinstance(spec, ItemScore) and not getattr(spec, "gate", None):
            usable = [answers.get(key) for key in spec.items if key in applying]
            empty = len(spec.items) - sum(code is not None and code not in known.not_answered for code in usable)
            assert (result.scores[name].value is None) == (empty > spec.max_missing)
            assert result.scores[name].prorated == (0 < empty <= spec.max_missing)


@given(responses())
def test_scores_of_items_by_a_second_naive_reading(response):
    known, answers, country = response
    result = score(known, answers, country)
    for name, spec in known.scores.items():
        plain = isinstance(spec, (Sum, Mean, Linear)) and not getattr(spec, "gate", None)
        if plain and result.scores[name].value is not None:
            assert result.scores[name].value == naive(known, spec, answers)


def naive(known, spec, answers):
    """Lists and Decimals, no fractions, and no code shared with the room."""
    codes = []
    for key in spec.items:
        item, code = known.items[key], answers.get(key)
        if code is not None and code not in known.not_answered and key in items_that_apply(known, answers):
            codes.append(item.low + item.high - code if item.reverse else code)
    mean = Decimal(sum(codes)) / Decimal(len(codes))
    first = known.items[spec.items[0]]
    if isinstance(spec, Linear):
        percent = 100 * Decimal(sum(codes) - first.low * len(codes)) / (len(codes) * (first.high - first.low))
        value = 100 - percent if spec.invert else percent
    elif isinstance(spec, Sum):
        value = Decimal(sum(codes) * len(spec.items) * spec.multiply) / Decimal(len(codes))
    else:
        value = mean
    return value.quantize(Decimal(1).scaleb(-spec.decimals), ROUND_HALF_UP)


@given(responses("phq-9"))
def test_suicidal_ideation_depends_on_item_9_and_nothing_else(response):
    known, answers, _ = response
    expected = ("suicidal_ideation",) if (answers.get("9") or 0) >= 1 else ()
    assert score(known, answers).risk == expected
    assert score(known, {key: code for key, code in answers.items() if key == "9"}).risk == expected


@pytest.mark.parametrize(
    ("code", "own", "expected"),
    [
        (0, True, {}),
        (1, True, {"suicidal_ideation": "high"}),
        (2, True, {"suicidal_ideation": "urgent"}),
        (3, False, {"suicidal_ideation": "urgent"}),
        (None, True, {"suicide_not_said": "medium"}),
        (None, False, {}),
    ],
)
def test_more_than_several_days_is_urgent_and_rather_not_say_is_a_concern_of_its_own(code, own, expected):
    assert concerns(definition("phq-9"), {"9": code}, own=own) == expected


@given(responses())
def test_only_instruments_with_risk_rules_show_risk(response):
    known, answers, _ = response
    assert known.risk or score(known, answers).risk == ()


@given(responses())
def test_complete_means_nothing_asked_is_missing(response):
    known, answers, _ = response
    result = score(known, answers)
    applying = items_that_apply(known, answers)
    answered = [key for key, code in answers.items() if code is not None and code not in known.not_answered]
    assert result.complete == (bool(answered) and result.missing == ())
    assert set(result.missing) <= set(applying) - set(answered)
    assert all(known.items[key].optional for key in set(applying) - set(answered) - set(result.missing))


@given(st.fractions(min_value=-1000, max_value=1000, max_denominator=5000), st.integers(0, 7))
def test_half_up_goes_away_from_zero_at_a_half_and_to_the_nearest_else(value, decimals):
    rounded = half_up(value, decimals)
    assert half_up(-value, decimals) == -rounded
    assert abs(Fraction(rounded) - value) <= Fraction(1, 2 * 10**decimals)
    assert abs(Fraction(rounded)) >= abs(value) or abs(Fraction(rounded) - value) < Fraction(1, 2 * 10**decimals)
    assert half_up(Fraction(rounded), decimals) == rounded


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [("1/2", 0, "1"), ("-1/2", 0, "-1"), ("5/2", 0, "3"), ("-5/2", 0, "-3"), ("1/8", 2, "0.13"), ("-1/8", 2, "-0.13")],
)
def test_half_up_examples(value, decimals, expected):
    assert half_up(Fraction(value), decimals) == Decimal(expected)


def test_one_code_higher_never_lowers_a_plain_sum():
    for code in INSTRUMENTS:
        known = definition(code)
        lowest = {item.key: item.low for item in known.items.values() if not item.not_if}
        for key in lowest:
            item = known.items[key]
            before, after = score(known, lowest).scores, score(known, {**lowest, key: item.low + 1}).scores
            for name, spec in known.scores.items():
                if isinstance(spec, Sum) and not spec.gate and before[name].value is not None and not item.reverse:
                    assert after[name].value >= before[name].value


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (4, "item 3: 4 is not allowed; allowed: 0, 1, 2, 3"),
        (-1, "item 3: -1 is not allowed; allowed: 0, 1, 2, 3"),
        (True, "item 3: True is not allowed; allowed: 0, 1, 2, 3"),
        (2.0, "item 3: 2.0 is not allowed; allowed: 0, 1, 2, 3"),
        ("2", "item 3: '2' is not allowed; allowed: 0, 1, 2, 3"),
        ([2], "item 3: a list is not allowed; allowed: 0, 1, 2, 3"),
        (float("nan"), "item 3: nan is not allowed; allowed: 0, 1, 2, 3"),
        ("x" * 99, f"item 3: '{'x' * 39}... is not allowed; allowed: 0, 1, 2, 3"),
    ],
)
def test_a_code_that_is_not_allowed(code, said):
    with pytest.raises(AnswerError) as refused:
        validate(definition("phq-9"), {"1": 0, "3": code})
    assert str(refused.value) == said


@pytest.mark.parametrize("key", ["3", "01", "total", "", 1, None, ("1",)])
def test_an_unknown_item(key):
    with pytest.raises(AnswerError) as refused:
        validate(definition("phq-2"), {key: 0})
    assert [problem.allowed for problem in refused.value.problems] == ["items 1, 2"]


@pytest.mark.parametrize("answers", [None, [], "1", 3, [("1", 0)]])
def test_answers_that_are_no_mapping(answers):
    with pytest.raises(AnswerError, match="an object of item and code"):
        score(definition("phq-2"), answers)


def test_every_problem_is_kept_but_only_the_first_few_are_said():
    with pytest.raises(AnswerError) as refused:
        validate(definition("phq-9"), {str(item): 9 for item in range(1, 10)})
    assert len(refused.value.problems) == 9
    assert str(refused.value).endswith("; and 4 more")


def test_a_scale_says_its_ends():
    with pytest.raises(AnswerError, match="item distress: 11 is not allowed; allowed: 0 to 10"):
        validate(definition("distress-thermometer"), {"distress": 11})


@pytest.mark.parametrize(
    ("code", "value_set", "allowed"),
    [("eq-5d-5l", "XX", "ES, PT, PL"), ("eq-5d-5l", [], "ES, PT, PL"), ("phq-9", "ES", "none for phq-9")],
)
def test_an_unknown_value_set(code, value_set, allowed):
    with pytest.raises(AnswerError, match=allowed):
        score(definition(code), {}, value_set)


def test_items_that_apply_follow_the_answers_and_the_wording():
    gate, depression = definition("pc-ptsd-5"), definition("phq-9")
    assert items_that_apply(gate, {}) == ["0", "1", "2", "3", "4", "5"]
    assert items_that_apply(gate, {"0": 0}) == ["0"]
    assert items_that_apply(depression, {}, depression.texts["en"]) == [str(item) for item in range(1, 11)]
    assert items_that_apply(depression, {}, depression.texts["es"]) == [str(item) for item in range(1, 10)]


@pytest.mark.parametrize(
    ("code", "name", "before", "after", "said"),
    [
        ("phq-9", "total", 15, 9, ReliableChange("improved", "NHS")),
        ("phq-9", "total", 15, 10, ReliableChange("none", "NHS")),
        ("phq-9", "total", 9, 15, ReliableChange("worse", "NHS")),
        ("phq-9", "total", Decimal(9), Decimal(14), ReliableChange("none", "NHS")),
        ("phq-9", "total", None, 15, None),
        ("phq-9", "total", 15, None, None),
        ("gad-7", "total", 8, 4, ReliableChange("improved", "NHS")),
        ("gad-7", "total", 4, 7, ReliableChange("none", "NHS")),
        ("who-5", "percentage", 20, 80, None),
        ("k10", "total", 50, 10, None),
    ],
)
def test_reliable_change(code, name, before, after, said):
    assert reliable_change(definition(code), name, before, after) == said


def test_a_reliable_change_has_the_name_of_whoever_published_its_threshold():
    known = definition("who-5")
    [threshold] = known.reliable_change.values()
    verified = threshold.model_copy(update={"verified": True, "name": "Topp 2015"})
    of_others = replace(known, reliable_change={"percentage": verified})
    assert reliable_change(of_others, "percentage", 20, 80) == ReliableChange("improved", "Topp 2015")


def test_reliable_change_of_an_unknown_score():
    with pytest.raises(KeyError):
        reliable_change(definition("phq-9"), "mean", 1, 2)


@given(st.integers(0, 27), st.integers(0, 27))
def test_reliable_change_turns_round_with_time(before, after):
    opposite = {"improved": "worse", "worse": "improved", "none": "none"}
    known = definition("phq-9")
    there, back = reliable_change(known, "total", before, after), reliable_change(known, "total", after, before)
    assert back.way == opposite[there.way]


def test_validating_and_scoring_a_phq_9_takes_less_than_5_ms():
    known, answers, spent = definition("phq-9"), {str(item): item % 4 for item in range(1, 10)}, []
    for _ in range(200):
        began = time.perf_counter()
        validate(known, answers)
        score(known, answers)
        spent.append(time.perf_counter() - began)
    assert statistics.median(spent) < 0.005
