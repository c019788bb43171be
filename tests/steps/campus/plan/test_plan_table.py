"""A table of the plan is read whole or refused with every mistake at its line; the shipped one offers what there is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import oncocare.library
from oncocare.foundation.datafiles import DataFileError, parse
from oncocare.library.choices import speaks_of_the_end
from oncocare.library.folder import shipped
from steps.campus.coach import table_file as coach
from steps.campus.plan.forms import TOUR_TOPICS
from steps.campus.plan.planning import PlanFacts, ShelfPiece, make_plan
from steps.campus.plan.shipped import FILE, shipped_table
from steps.campus.plan.table import PlanRule
from steps.policy import AllOf, AnyOf, Bound, Condition, IsTold, Value
from steps.policy_file import parse_policy
from steps.shipped import DEFAULT, shipped_policy
from steps.single_readings import SYMPTOM, item_score
from tests.steps.campus.plan.shelves import DAY, TABLE, answered, of, piece, small_table

CONTENT = Path(oncocare.library.__file__).parent / "content"


def mistakes(text: str) -> list[str]:
    """What the table is refused for."""
    with pytest.raises(DataFileError) as refused:
        small_table(text)
    return str(refused.value).splitlines()


def changed(old: str, new: str) -> list[str]:
    assert TABLE.count(old) == 1
    return mistakes(TABLE.replace(old, new))


def test_each_mistake_is_said_at_its_line():
    assert changed("{measure: sleep, at_least: 2}", "{measure: dream, at_least: 2}") == [
        'small.yaml:13: unknown measure "dream"; allowed: sleep, worry, nausea'
    ]  # fmt: skip
    assert changed("item: 3", "item: 33") == [
        'small.yaml:8: "33" is not an item of phq-9; its items: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10'
    ]
    assert changed("symptom: nausea", "symptom: dizzy") == [
        'small.yaml:10: "dizzy" is not a symptom; known: nausea, pain'
    ]
    assert changed("{chosen: worry}", "{chosen: joy}")[0].startswith(
        "small.yaml:14: rules.3.when.any.2.chosen must be one of worry, low_mood, sleep,"
    )
    assert changed("topics: [worry]", "topics: [joy]")[0].startswith("small.yaml:14: rules.3.offer.topics.1 must be")
    assert changed("offer: {pieces: [hello]}, ", "when: {first: true}, offer: {pieces: [hello]}, ") == [
        "small.yaml:16: the last rule must hold always, so that nobody is offered nothing"
    ]
    assert changed("id: sick", "id: worried") == ["small.yaml:15: rule id 'worried' is used twice"]
    assert changed("id: sick", "id: clinician") == ["small.yaml:15: rule id 'clinician' is used twice"]
    assert changed("things: 3", "things: 0") == ["small.yaml:5: things must be a whole number of at least 1, not 0"]
    assert changed("offer: {begun: true}", "offer: {}") == [
        "small.yaml:12: rules.1.offer needs at least one of pieces, modules, topics, begun"
    ]


def test_a_rule_that_offers_what_is_about_dying_unasked_is_refused():
    refused = "small.yaml:14: dying may be offered only when: {chosen: dying}, never unasked"
    assert changed("offer: {topics: [worry]}", "offer: {topics: [worry, dying]}") == [refused]
    asked = TABLE.replace("when: {any: [{measure: worry, at_least: 8}, {chosen: worry}]}", "when: {chosen: dying}")
    assert small_table(asked.replace("topics: [worry]", "topics: [dying]")).rules[2].offer.topics == ("dying",)
    either = asked.replace("when: {chosen: dying}", "when: {chosen: [worry, dying]}")
    assert mistakes(either.replace("topics: [worry]", "topics: [dying]")) == [refused]


def test_two_mistakes_are_said_at_once():
    text = TABLE.replace("things: 3", "things: 0").replace("id: sick", "id: worried")
    assert [line.partition(": ")[0] for line in mistakes(text)] == ["small.yaml:5", "small.yaml:15"]


def test_a_policy_of_levels_cannot_ask_what_a_person_chose():
    """The same engine reads both, and each knows what it may ask."""
    _policy, source = shipped_policy(DEFAULT)
    with pytest.raises(DataFileError, match="unknown key 'chosen'"):
        parse_policy(source.replace("    when:\n", "    when:\n      chosen: sleep\n", 1))


# --- the shipped one --------------------------------------------------------------------------------------------------


def test_it_offers_pieces_and_modules_that_there_are():
    pieces = {one.name for one in (CONTENT / "pieces").iterdir()}
    modules = {one.stem for one in (CONTENT / "modules").iterdir()}
    offers = [rule.offer for rule in shipped_table().rules]
    assert {slug for offer in offers for slug in offer.pieces} <= pieces
    assert {slug for offer in offers for slug in offer.modules} <= modules


def test_every_rule_says_why_in_every_language_and_where_it_comes_from():
    table = shipped_table()
    assert [rule.id for rule in table.rules if set(rule.because) != {"en", "es"} or len(rule.source) < 10] == []
    assert [slug for slug, measure in table.measures.items() if set(measure.words) != {"en", "es"}] == []


def leaves(condition: Condition | None) -> list[Condition]:
    """One test of each branch."""
    if isinstance(condition, AnyOf):
        return [leaf for part in condition.parts for leaf in leaves(part)]
    if isinstance(condition, AllOf):
        return leaves(condition.parts[0])
    return [] if condition is None else [condition]


BRANCHES = [(rule, leaf) for rule in shipped_table().rules for leaf in leaves(rule.when) or [None]]


@pytest.mark.parametrize(("rule", "leaf"), BRANCHES, ids=lambda one: getattr(one, "id", None) or type(one).__name__)
def test_every_branch_of_every_rule_offers_something_for_its_reason(rule: PlanRule, leaf: Condition | None):
    """Somebody of whom this alone is known is offered a piece by this rule, and by no rule about anything else."""
    wanted = [*rule.offer.pieces, *(f"of-{module}" for module in rule.offer.modules), *(["begun"] * rule.offer.begun)]
    shelf = tuple(piece(slug) for slug in wanted) + tuple(piece(f"about-{topic}", topic) for topic in rule.offer.topics)
    known = of(shelf=shelf, modules={module: (f"of-{module}",) for module in rule.offer.modules}, begun=("begun",))
    match leaf:
        case IsTold(about, among):
            known = replace(known, told={about: (among[0],)})
        case Value(measure, bound, limit):
            value = int(limit) - (bound is Bound.BELOW)
            known = replace(known, facts=of(answered(measure.instrument, measure.score, value)).facts)
            beside = answered(measure.instrument, measure.score, value + (1 if bound is Bound.BELOW else -1))
            not_yet = make_plan(replace(known, facts=of(beside).facts), shipped_table(), DAY).trace
            assert next(one.holds for one in not_yet.tried if one.rule == rule.id) is False
        case _:
            assert leaf is None
    tried = {one.rule: one for one in make_plan(known, shipped_table(), DAY).trace.tried}
    assert tried[rule.id].holds
    assert tried[rule.id].pieces


def shelf_of(language: str) -> tuple[ShelfPiece, ...]:
    """What a centre that took over all samples has for patients in a language."""
    return tuple(
        ShelfPiece(
            slug, slug, slug, 4, tuple(one.facts.topics), tuple(one.facts.phases),
            end_of_life=speaks_of_the_end(one.facts.area, one.facts.topics),
        )
        for slug, one in shipped().pieces.items()
        if language in one.texts and "patient" in one.facts.audience
    )  # fmt: skip


MODULES = {slug: tuple(module.pieces) for slug, module in shipped().modules.items()}


def known_by(leaf: Condition | None) -> PlanFacts:
    """Somebody of whom this alone is known."""
    match leaf:
        case IsTold(about, among):
            return of(told={about: among}, modules=MODULES)
        case Value(measure, bound, limit):
            return of(answered(measure.instrument, measure.score, int(limit) - (bound is Bound.BELOW)), modules=MODULES)
    return of(modules=MODULES)


@pytest.mark.parametrize(("rule", "leaf"), BRANCHES, ids=lambda one: getattr(one, "id", None) or type(one).__name__)
def test_no_branch_brings_what_speaks_of_the_end_of_life_unasked(rule: PlanRule, leaf: Condition | None):
    """Among all samples, at every branch of every rule, whatever somebody answered, told or chose."""
    shelf = shelf_of("en")
    ends = {one.slug for one in shelf if one.end_of_life}
    assert {"the-last-weeks-if-you-want-to-read", "comfort-what-can-be-eased"} < ends
    tried = make_plan(replace(known_by(leaf), shelf=shelf), shipped_table(), DAY).trace.tried
    assert [(one.rule, slug) for one in tried for slug in one.pieces if slug in ends] == []


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    ("reading", "first"),
    [
        (answered(SYMPTOM, "nausea", 1), "eating-around-treatment-days"),
        (answered(SYMPTOM, "vomiting", 1), "eating-around-treatment-days"),
        (answered(SYMPTOM, "appetite", 4), "when-nothing-tastes"),
        (answered(SYMPTOM, "taste", 4), "when-nothing-tastes"),
        (answered(SYMPTOM, "memory", 1), "a-foggy-head"),
        (answered("phq-9", item_score("7"), 2), "a-foggy-head"),
    ],
    ids=lambda one: getattr(one, "score", one),
)
def test_what_was_told_leads_to_the_lesson_about_it(reading, first, language):
    known = of(reading, shelf=shelf_of(language), modules=MODULES)
    assert make_plan(known, shipped_table(), DAY).things[0].slug == first


def test_the_hash_is_that_of_the_file():
    table = shipped_table()
    assert table.sha256 == parse(FILE.read_text(encoding="utf-8"), "again").sha256
    assert (table.slug, table.version, table.things) == ("campus-plan", 2, 3)


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_topic_that_the_tour_offers_has_a_rule_and_a_piece(language):
    asked = {code for rule in shipped_table().rules for leaf in leaves(rule.when)
             if isinstance(leaf, IsTold) and leaf.about == "chosen" for code in leaf.among}  # fmt: skip
    assert set(TOUR_TOPICS) <= asked
    carried = {topic for piece in shipped().pieces.values() if language in piece.texts for topic in piece.facts.topics}
    assert set(TOUR_TOPICS) <= carried


def test_symptoms_are_those_of_the_coach():
    asked = {one.score for one in shipped_table().measures.values() if one.instrument == SYMPTOM}
    assert asked <= set(coach.shipped_table().symptoms)
