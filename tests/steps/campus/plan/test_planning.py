"""Which things a person is offered, in which order, and why."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from steps.campus.plan.planning import (
    PlanFacts,
    RecommendedPiece,
    make_plan,
    things_from_json,
    things_to_json,
    trace_from_json,
    trace_to_json,
)
from steps.campus.plan.table import CLINICIAN
from tests.steps.campus.plan.shelves import DAY, MODULES, SHELF, of, piece, sick, slept_badly, small_table, worried


def offered(known: PlanFacts) -> list[tuple[str, str]]:
    """The names of the pieces, each with its rule."""
    return [(thing.slug, thing.rule) for thing in make_plan(known, small_table(), DAY).things]


def test_somebody_of_whom_nothing_is_known_has_a_place_to_begin():
    assert offered(of()) == [("hello", "begin")]


def test_one_need_does_not_fill_the_plan():
    assert offered(of(slept_badly(), worried())) == [
        ("night-one", "sleep-hard"), ("night-two", "worried"), ("hello", "begin"),
    ]  # fmt: skip


def test_with_one_need_the_second_round_is_of_that_need():
    assert offered(of(slept_badly(), finished=("hello",))) == [
        ("night-one", "sleep-hard"), ("night-two", "sleep-hard"),
    ]  # fmt: skip


def test_an_answer_that_is_too_old_says_nothing():
    assert offered(of(slept_badly(ago=42)))[0] == ("night-one", "sleep-hard")
    assert offered(of(slept_badly(ago=43))) == [("hello", "begin")]


def test_what_is_finished_or_hidden_is_not_offered():
    known = of(slept_badly(), finished=("night-one",), hidden=("night-two",))
    assert offered(known) == [("night-three", "sleep-hard"), ("hello", "begin")]


def test_a_rule_that_has_given_what_it_has_makes_room():
    known = of(slept_badly(), finished=("night-one",), given={"sleep-hard": 1})
    assert offered(known) == [("night-two", "sleep-hard"), ("hello", "begin")]
    assert offered(replace(known, given={"sleep-hard": 2})) == [("hello", "begin")]


def test_what_is_begun_comes_first_as_it_was_touched():
    known = of(slept_badly(), begun=("worrying", "night-two"), told={"begun": ("piece",)})
    assert offered(known) == [("worrying", "go-on"), ("night-one", "sleep-hard"), ("hello", "begin")]


def test_what_a_clinician_recommends_comes_before_everything_whatever_the_phase():
    known = of(slept_badly(), told={"phase": ("after",)}, recommended=(RecommendedPiece("eating", "For Thursday."),))
    plan = make_plan(known, small_table(), DAY)
    assert [(thing.slug, thing.rule, thing.because) for thing in plan.things][:2] == [
        ("eating", CLINICIAN, {"en": "For Thursday."}),
        ("night-one", "sleep-hard", {"en": "You said that sleep was hard."}),
    ]


LAST_DAYS = piece("last-days", "worry", "sleep", "dying", end_of_life=True)


def dreading(**more: object) -> PlanFacts:
    """Somebody whose answers speak of worry, where something about dying is about worry too."""
    return of(worried(), **{"shelf": (LAST_DAYS, *SHELF), **more})


def test_what_speaks_of_the_end_of_life_is_offered_to_nobody_unasked():
    assert offered(dreading()) == offered(of(worried()))
    tried = make_plan(dreading(), small_table(), DAY).trace.tried
    assert [one.rule for one in tried if "last-days" in one.pieces] == []


@pytest.mark.parametrize(
    "more",
    [
        {"told": {"chosen": ("dying",)}},
        {"begun": ("last-days",), "told": {"begun": ("piece",)}},
        {"recommended": (RecommendedPiece("last-days", "As we said."),)},
    ],
    ids=["chosen", "begun", "recommended"],
)
def test_who_chose_it_is_reading_it_or_was_told_of_it_by_a_clinician_is_offered_it(more):
    assert "last-days" in {slug for slug, _rule in offered(dreading(**more))}


def test_a_recommendation_that_is_done_is_over():
    known = of(finished=("eating",), recommended=(RecommendedPiece("eating", ""),))
    assert offered(known) == [("hello", "begin")]


@pytest.mark.parametrize(
    ("told", "first"), [({"phase": ("treatment",)}, "eating"), ({"phase": ("after",)}, "hello"), ({}, "eating")]
)
def test_a_piece_for_another_phase_is_kept_back_and_who_has_not_said_may_have_any(told, first):
    assert offered(of(sick(), told=told))[0][0] == first


def test_the_way_somebody_likes_comes_first():
    known = of(worried(), way="listen")
    assert next(slug for slug, rule in offered(known) if rule == "worried") == "breath"


def test_what_is_about_something_that_did_not_help_comes_last():
    known = of(worried(), told={"unhelped": ("sleep",)})
    assert [slug for slug, rule in offered(known) if rule == "worried"] == ["worrying", "breath"]
    both = of(worried(), told={"unhelped": ("sleep",), "helped": ("worry",)})
    assert [slug for slug, rule in offered(both) if rule == "worried"] == ["night-two", "worrying"]


def test_a_choice_of_ones_own_counts_as_an_answer_does():
    assert offered(of(told={"chosen": ("worry",)}))[0] == ("night-two", "worried")


def test_the_plan_is_done_when_nothing_is_left_after_something_was_finished():
    nothing = of(finished=("hello",))
    assert (make_plan(nothing, small_table(), DAY).things, make_plan(nothing, small_table(), DAY).trace.done) == (
        (), True,
    )  # fmt: skip
    empty = of(shelf=())
    assert make_plan(empty, small_table(), DAY).trace.done is False


def test_the_trace_says_of_every_rule_whether_it_held_and_on_what():
    trace = make_plan(of(slept_badly()), small_table(), DAY).trace
    assert [(one.rule, one.holds, one.pieces) for one in trace.tried] == [
        ("go-on", False, ()),
        ("sleep-hard", True, ("night-one", "night-two")),
        ("worried", False, ()),
        ("sick", False, ()),
        ("begin", True, ("hello",)),
    ]
    sleep = trace.tried[1].condition
    assert sleep is not None
    assert (sleep.measure, sleep.value, sleep.threshold, sleep.day) == ("sleep", 2, 2, DAY)


slugs = some.frozensets(some.sampled_from([one.slug for one in SHELF]))
anybody = some.builds(
    lambda readings, finished, begun, hidden, phase, way: of(
        *readings, finished=tuple(finished), begun=tuple(sorted(begun - finished)), hidden=tuple(hidden), way=way,
        told={**({"phase": (phase,)} if phase else {}), **({"begun": ("piece",)} if begun - finished else {})},
    ),
    some.lists(some.sampled_from([slept_badly(), worried(), sick(), slept_badly(50)]), max_size=4),
    slugs, slugs, slugs, some.sampled_from(["", "new", "treatment", "after"]), some.sampled_from(["", "read", "listen"]),
)  # fmt: skip


@given(anybody)
def test_nobody_is_offered_what_is_finished_hidden_or_for_others(known):
    plan = make_plan(known, small_table(), DAY)
    shelf = {one.slug: one for one in SHELF}
    chosen = [thing.slug for thing in plan.things]
    assert len(chosen) == len(set(chosen)) <= 3
    assert not set(chosen) & {*known.finished, *known.hidden}
    phase = known.told.get("phase")
    assert all(phase is None or phase[0] in shelf[slug].phases for slug in chosen)
    assert all(thing.because for thing in plan.things)
    assert {thing.rule for thing in plan.things} <= {one.rule for one in plan.trace.tried if one.holds}


@given(anybody)
def test_the_same_is_offered_for_the_same_and_comes_back_from_json_the_same(known):
    plan = make_plan(known, small_table(), DAY)
    assert make_plan(known, small_table(), DAY) == plan
    assert things_from_json(things_to_json(plan.things)) == plan.things
    assert trace_from_json(trace_to_json(plan.trace)) == plan.trace


def test_a_piece_that_is_on_no_shelf_is_never_offered():
    known = of(slept_badly(), shelf=(piece("night-two", "sleep"),), modules=MODULES)
    assert offered(known) == [("night-two", "sleep-hard")]
