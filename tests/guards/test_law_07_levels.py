"""Law 7: every level × event has an outcome, every level has a way out, and the diagram in docs is the code's."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from itertools import product
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from oncocare.people.actions import take_into_care
from questionnaires.answering.actions import submit
from questionnaires.models import Assignment
from steps import actions
from steps.diagram import leads_to
from steps.levels import Level
from steps.management.commands.state_diagram import FILE, states
from steps.models import Pathway, Proposal, Transition
from steps.policy import Policy
from steps.policy_file import parse_policy
from steps.shipped import FOLDER, shipped_policy
from tests.cast import BY, Cast, due, phq9
from tests.guards.scene import undone

ENDED = "Stepped care is paused or ended for this person, so the level cannot change."
CHANGED = "This was changed already by somebody else. Nothing was changed now."
ANSWERED = "This proposal was answered already, or newer answers took its place."
STAYS = "stays"

RULES = {
    "up": "{step: up}",
    "down": "{step: down}",
    "stay": "{stay: true}",
    **{f"move to {level}": f"{{move_to: {level}}}" for level in (1, 2, 3, 4)},
    **{f"propose {level}": f"{{move_to: {level}, approval: clinician}}" for level in (1, 2, 3, 4)},
}
POLICY = """
language: 2
policy: made-up-{slug}
version: 1
title: {{en: Made up, es: Inventada}}
start_level: {start}
max_age_days: 14
measures:
  depression: {{instrument: phq-9, score: total, case: 10, reliable_change: 6, higher_is: worse, words: {{en: low mood, es: ánimo bajo}}}}
rules:
  - id: always
    then: {then}
    because: {{en: Because., es: Porque.}}
    source: "made up"
"""


def begin(cast: Cast, start: Level, then: str) -> Pathway:
    """Somebody new begins at this level, under a policy with one rule."""
    text = POLICY.format(slug=uuid.uuid4().hex, start=int(start), then=then)
    actions.adopt_policy(by=BY, centre=cast.here, policy=parse_policy(text), source=text)
    return actions.open_pathway(by=BY, patient=take_into_care(by=BY, centre=cast.here))


def answer(pathway: Pathway) -> None:
    """One assessment point."""
    [assignment] = due(pathway.patient)
    response = submit(by=BY, assignment=assignment, answers=phq9(12), key=uuid.uuid4())
    assert Assignment.objects.get(pk=assignment.pk).state == Assignment.State.ANSWERED
    score = response.scores.get(name="total")
    actions.decide_point(by=BY, pathway=pathway, day=score.recorded)


def outcome(pathway: Pathway, act: Callable[[], object]) -> int | str:
    """The level or status an act led to, `stays`, or the sentence it was refused with."""
    before = (pathway.level, pathway.status)
    try:
        act()
    except ValidationError as refused:
        [sentence] = refused.messages
        return sentence
    after = Pathway.objects.get(pk=pathway.pk)
    if after.level != before[0]:
        assert Transition.objects.filter(pathway=pathway).last().level_after == after.level
        return after.level
    return STAYS if after.status == before[1] else after.status


def expected(level: Level, event: str, number: int = 0) -> int | str:
    """What must come of an event at a level, while the pathway is active."""
    to = {"up": min(level + 1, 4), "down": max(level - 1, 1), "stay": level}.get(event, number)
    return STAYS if to == level else to


each_level = pytest.mark.parametrize("level", list(Level))


@each_level
def test_every_decision_has_an_outcome(cast: Cast, level: Level):
    for event in ("up", "down", "stay"):
        with undone():
            pathway = begin(cast, level, RULES[event])
            assert outcome(pathway, lambda one=pathway: answer(one)) == expected(level, event), event
    for to in Level:
        with undone():
            pathway = begin(cast, level, RULES[f"move to {to}"])
            assert outcome(pathway, lambda one=pathway: answer(one)) == expected(level, "move", int(to)), to


@each_level
def test_every_answer_to_a_proposal_has_an_outcome(cast: Cast, level: Level):
    for to in Level:
        for event in ("accept", "change", "decline"):
            with undone():
                pathway = begin(cast, level, RULES[f"propose {to}"])
                assert outcome(pathway, lambda one=pathway: answer(one)) == STAYS
                if to == level:
                    assert not Proposal.objects.filter(pathway=pathway).exists(), "nothing to propose"
                    continue
                proposal = Proposal.objects.get(pathway=pathway)
                said = {
                    "accept": lambda one=proposal: actions.accept(by=cast.clara, proposal=one),
                    "change": lambda one=proposal: actions.change(
                        by=cast.clara, proposal=one, to=Level.CAMPUS, reason="x"
                    ),
                    "decline": lambda one=proposal: actions.decline(by=cast.clara, proposal=one, reason="x"),
                }[event]
                number = {"accept": int(to), "change": int(Level.CAMPUS), "decline": int(level)}[event]
                assert outcome(pathway, said) == expected(level, event, number), (event, to)
                assert outcome(pathway, said) == ANSWERED


@each_level
def test_nobody_waits_for_an_answer_below_the_level_of_meanwhile(cast: Cast, level: Level):
    pathway = begin(cast, level, "{move_to: 4, approval: clinician, meanwhile: 3}")
    assert outcome(pathway, lambda: answer(pathway)) == (3 if level < Level.COMMUNITY else STAYS)
    assert Proposal.objects.filter(pathway=pathway, to_level=4).exists() is (level is not Level.GROUP_THERAPY)


@each_level
def test_every_override_has_an_outcome(cast: Cast, level: Level):
    for to in Level:
        with undone():
            pathway = begin(cast, level, RULES["stay"])
            said = outcome(
                pathway, lambda one=pathway, to=to: actions.override(by=cast.clara, pathway=one, to=to, reason="x")
            )
            assert said == (STAYS if to == level else int(to))


STEPS = {  # status × step: the status that follows, or the refusal
    ("active", "pause"): "paused",
    ("active", "ill"): "paused",
    ("active", "resume"): CHANGED,
    ("active", "withdraw"): "withdrawn",
    ("active", "come_back"): CHANGED,
    ("active", "end"): "died",
    ("paused", "pause"): CHANGED,
    ("paused", "ill"): CHANGED,
    ("paused", "resume"): "active",
    ("paused", "withdraw"): "withdrawn",
    ("paused", "come_back"): CHANGED,
    ("paused", "end"): "died",
    **{(status, step): CHANGED for status in ("withdrawn", "died") for step in actions.STEPS},
    ("withdrawn", "come_back"): "active",
}


def into(cast: Cast, pathway: Pathway, status: str) -> Pathway:
    """The pathway in this status."""
    for step in {"active": (), "paused": ("pause",), "withdrawn": ("withdraw",), "died": ("end",)}[status]:
        actions.set_status(by=cast.clara, pathway=pathway, step=step, reason="made up")
    return Pathway.objects.get(pk=pathway.pk)


@each_level
def test_every_status_has_an_outcome_for_every_step(cast: Cast, level: Level):
    assert set(STEPS) == set(product(Pathway.Status.values, actions.STEPS))
    for (status, step), wanted in STEPS.items():
        with undone():
            pathway = into(cast, begin(cast, level, RULES["stay"]), status)
            said = outcome(
                pathway,
                lambda one=pathway, step=step: actions.set_status(by=cast.clara, pathway=one, step=step, reason="x"),
            )
            assert said == wanted, (status, step)


@each_level
@pytest.mark.parametrize("status", ["paused", "withdrawn", "died"])
def test_no_level_changes_while_a_pathway_is_not_active(cast: Cast, level: Level, status: str):
    other = Level.CAMPUS if level is not Level.CAMPUS else Level.MONITORING
    pathway = into(cast, begin(cast, level, RULES["up"]), status)
    if status != "died":  # who died is asked nothing, not even by hand
        assert outcome(pathway, lambda: answer(pathway)) == STAYS
    assert outcome(pathway, lambda: actions.override(by=cast.clara, pathway=pathway, to=other, reason="x")) == ENDED
    with undone():
        waiting = begin(cast, level, RULES[f"propose {int(other)}"])
        answer(waiting)
        proposal = Proposal.objects.get(pathway=waiting)
        waiting = into(cast, waiting, status)
        assert outcome(waiting, lambda: actions.accept(by=cast.clara, proposal=proposal)) == ANSWERED


# --- a way out ------------------------------------------------------------------------------------------------------


def stuck(policies: Iterable[Policy]) -> list[str]:
    """Levels that a policy leads into or begins with and never out of."""
    ways: dict[str, Mapping[Level, set[Level]]] = {
        policy.slug: {level: {to for rule in policy.rules if (to := leads_to(rule, level))} for level in Level}
        for policy in policies
    }
    return [
        f"{slug}: no way out of level {int(level)}" for slug, out in ways.items() for level in Level if not out[level]
    ]


def shipped() -> list[Policy]:
    return [shipped_policy(path.stem)[0] for path in sorted(FOLDER.glob("*.yaml"))]


def test_every_level_has_a_way_out():
    assert len(shipped()) == 2
    assert stuck(shipped()) == []


def test_a_level_without_a_way_out_is_found():
    made_up: Any = parse_policy(POLICY.format(slug="x", start=1, then=RULES["up"]))
    assert stuck([made_up]) == ["made-up-x: no way out of level 4"]


# --- the picture ----------------------------------------------------------------------------------------------------


def test_the_diagram_in_the_docs_is_the_codes(capsys: pytest.CaptureFixture[str]):
    assert FILE.read_text(encoding="utf-8") == states(), "run: python manage.py state_diagram --write"
    call_command("state_diagram")
    assert capsys.readouterr().out == states()


def test_the_diagram_shows_every_transition_of_the_code():
    for arrow in (
        "active --> paused: pause",
        "paused --> active: resume",
        "paused --> withdrawn: withdraw",
        "withdrawn --> active: come_back",
        "active --> died: end",
        "died --> [*]",
    ):
        assert arrow in states()
