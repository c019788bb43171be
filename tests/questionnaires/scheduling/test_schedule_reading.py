"""A schedule is read whole or refused whole, with every mistake at its line; one that asks too much is found."""

from __future__ import annotations

import pytest

from oncocare.foundation.datafiles import DataFileError, parse
from questionnaires.instruments.catalogue import catalogue
from questionnaires.scheduling.burden import Overload, overloads
from questionnaires.scheduling.schedule import MOST_MINUTES_A_WEEK, schedule_from, schedule_of, shipped

HEAD = "title: {en: Made up}\nweekly_minutes: 10\nmin_gap: 7\nlines:\n"


def read(lines: str, head: str = HEAD):
    return schedule_from(parse(head + lines, "made-up.yaml"), catalogue())


def refusals(lines: str, head: str = HEAD) -> list[str]:
    with pytest.raises(DataFileError) as refused:
        read(lines, head)
    return str(refused.value).splitlines()


def test_what_ships_is_read_and_asks_no_more_than_its_budget():
    assert list(shipped()) == ["every-two-weeks", "two-stage-hads", "two-stage", "two-stages-and-coping"]
    for one in shipped().values():
        assert schedule_of(one.content, catalogue()) == one
        assert overloads(one, catalogue()) == ()
        assert {"en", "es"} <= one.title.keys()
        assert all(line.source for line in one.lines)


def test_every_shipped_schedule_begins_with_the_scores_that_the_policies_read():
    for name, one in shipped().items():
        first, asked = one.lines[0], {"two-stage-hads": ("hads", "phq-9")}.get(name, ("phq-9", "gad-7"))
        assert (first.instruments, first.anchor, first.offset, first.levels) == (asked, "enrolment", 0, ())


@pytest.mark.parametrize(("name", "whole"), [("two-stage", ("phq-9", "gad-7")), ("two-stage-hads", ("hads",))])
def test_the_screen_that_ships_opens_at_the_published_cut_offs(name, whole):
    [then] = {line.then for line in shipped()[name].lines if line.then}
    published = {(one.score, one.value) for one in catalogue()["phq-4"].cutoffs}
    assert {(one.score, one.at_least) for one in then.any} == published
    assert then.open == whole


def test_the_same_words_have_the_same_hash():
    one, other = shipped()["every-two-weeks"], shipped()["two-stage"]
    assert one.sha256 == schedule_of(one.content, catalogue()).sha256 != other.sha256
    assert other.instruments == ("phq-9", "gad-7", "phq-4")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("  - {line: a, instruments: [nope], anchor: enrolment}", "made-up.yaml:5: lines.0.instruments: There is no instrument nope."),
        ("  - {line: a, instruments: [brs, brs], anchor: enrolment}", "made-up.yaml:5: lines.0.instruments: An instrument stands here twice."),
        ("  - {line: a, instruments: [brs], anchor: enrolment, offset: -1}", "made-up.yaml:5: lines.0.offset: Only an operation and the start of treatment are known days before."),
        ("  - {line: a, instruments: [brs], anchor: cycle, every: 21}", "made-up.yaml:5: lines.0.every: A treatment cycle repeats by its own length. Leave this empty."),
        ("  - {line: a, instruments: [brs], anchor: enrolment, every: 3, due_days: 1, grace_days: 0}", "made-up.yaml:5: lines.0.every: Nothing is asked again within 7 days."),
        ("  - {line: a, instruments: [brs], anchor: enrolment, every: 7, due_days: 5, grace_days: 2}", "made-up.yaml:5: lines.0.every: It can be answered until day 7, so the next must come later."),
        ("  - {line: a, instruments: [brs], anchor: enrolment, times: 3}", "made-up.yaml:5: lines.0.every: There is an end, but no repeat."),
        ("  - {line: a, instruments: [brs], anchor: enrolment, every: 8, times: 3, until: 9}", "made-up.yaml:5: lines.0.times: Give a last day or a number of times, not both."),
        ("  - {line: a, instruments: [brs], anchor: enrolment, every: 8, offset: 9, until: 8}", "made-up.yaml:5: lines.0.until: The last day is before the first."),
        ("  - {line: a, instruments: [brs], anchor: level:2, levels: [2]}", "made-up.yaml:5: lines.0.levels: A line counted from a level is asked at that level only. Choose no level here."),
        ("  - {line: a, instruments: [brs], anchor: enrolment}\n  - {line: a, instruments: [brs], anchor: surgery}", "made-up.yaml:6: lines.1.line: Another line is called a."),
        ("  - {line: a, instruments: [phq-4], anchor: enrolment, then: {any: [{instrument: phq-4, score: nope, at_least: 3}], open: [phq-9]}}", "made-up.yaml:5: lines.0.then.any.0: The screen must be one of the instruments of this line."),
        ("  - {line: a, instruments: [brs], anchor: enrolment, then: {any: [{instrument: phq-4, score: phq2, at_least: 3}], open: [phq-9]}}", "made-up.yaml:5: lines.0.then.any.0: The screen must be one of the instruments of this line."),
        ("  - {line: a, instruments: [phq-9], anchor: enrolment, then: {any: [{instrument: phq-9, score: total, at_least: 3}], open: [phq-9]}}", "made-up.yaml:5: lines.0.instruments: An instrument stands here twice."),
    ],
)  # fmt: skip
def test_a_mistake_is_refused_at_its_line(lines: str, said: str):
    assert refusals(lines) == [said]


def test_every_mistake_is_said_at_once():
    lines = "  - {line: A B, instruments: [], anchor: birthday, due_days: 0}"
    named = {one.split(": ")[1] for one in refusals(lines)}
    assert named >= {"lines.0.line", "lines.0.instruments", "lines.0.anchor", "lines.0.due_days"}
    said = refusals(
        "  - {line: a, instruments: [nope], anchor: enrolment, offset: -1, then: {any: [{instrument: nope, score: x, at_least: 1}], open: [gone]}}"
    )
    assert len(said) == 4


def test_no_centre_may_ask_for_more_than_an_hour_a_week():
    head = HEAD.replace("10", str(MOST_MINUTES_A_WEEK + 1))
    assert refusals("  - {line: a, instruments: [brs], anchor: enrolment}", head) == [
        "made-up.yaml:2: weekly_minutes: Input should be less than or equal to 60 (given: 61)"
    ]


def test_a_schedule_has_a_name_for_whoever_reads_it():
    head = HEAD.replace("en: Made up", "es: Inventado")
    assert refusals("  - {line: a, instruments: [brs], anchor: enrolment}", head) == [
        "made-up.yaml:1: title: Give the name in English too."
    ]


# --- too much ---------------------------------------------------------------------------------------------------------


def test_a_schedule_that_asks_for_two_hundred_minutes_a_week_is_found_with_its_week_and_lines():
    codes = sorted(code for code, one in catalogue().items() if not one.risk)
    lines = "".join(
        f"  - {{line: l{n}, instruments: [{code}], anchor: treatment, every: 7, due_days: 2}}\n"
        for n, code in enumerate(codes)
    )
    asked = sum(catalogue()[code].minutes for code in codes)
    assert asked > 70
    [over] = overloads(read(lines), catalogue())
    assert over == Overload("treatment", 1, 0, asked, tuple(f"l{n}" for n in range(len(codes))), by_risk=False)


def test_a_positive_screen_counts_in_the_fullest_week():
    then = "then: {any: [{instrument: phq-4, score: phq2, at_least: 3}], open: [phq-9, eortc-qlq-c30]}"
    one = read(f"  - {{line: a, instruments: [phq-4], anchor: enrolment, {then}}}", HEAD.replace("10", "4"))
    minutes = {code: catalogue()[code].minutes for code in ("phq-4", "phq-9", "eortc-qlq-c30")}
    [over] = overloads(one, catalogue())
    assert (over.minutes, over.by_risk) == (sum(minutes.values()), False)


def test_what_risk_needs_is_said_and_nothing_else_hides_behind_it():
    risky = read("  - {line: a, instruments: [phq-9], anchor: level:4, every: 7, due_days: 2}", HEAD.replace("10", "1"))
    [said] = overloads(risky, catalogue())
    assert (said.anchor, said.level, said.lines, said.by_risk) == ("level:4", 4, ("a",), True)
    both = read(
        "  - {line: a, instruments: [phq-9], anchor: enrolment, every: 7, due_days: 2}\n  - {line: b, instruments: [brs], anchor: enrolment, offset: 60}",
        HEAD.replace("10", "2"),
    )
    assert {(one.lines, one.by_risk) for one in overloads(both, catalogue())} == {(("a", "b"), False)}


def test_a_line_at_one_level_is_counted_at_that_level():
    one = read(
        "  - {line: a, instruments: [eortc-qlq-c30], anchor: surgery, offset: -9, levels: [3]}", HEAD.replace("10", "1")
    )
    assert [(over.level, over.day) for over in overloads(one, catalogue())] == [(3, -9)]
