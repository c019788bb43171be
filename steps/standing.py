"""Where a pathway stands after its decisions and after what people said; one fold for replay and live. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from steps.facts import DeclinedProposal, PathwayState
from steps.levels import Level
from steps.policy import Way


class Said(StrEnum):
    """What a person said: yes or no to a proposal, or a level of their own."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    LEVEL = "level"


@dataclass(frozen=True, slots=True)
class Word:
    """What a person said about the level on a day: yes or no to a proposal of `level`, or that level set by hand."""

    day: date
    said: Said
    level: Level


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a decision does: the level it asks for, if that waits for a clinician, and what is done meanwhile."""

    point: date
    level_after: Level
    approval: bool
    meanwhile: Level | None
    nominate: bool


def begin(start: Level, day: date, before: Iterable[Word] = ()) -> PathwayState:
    """A pathway enters its start level on the day of its first point; a level set by hand `before` takes its place."""
    by_hand = [word for word in before if word.said is Said.LEVEL]
    level = by_hand[-1].level if by_hand else start
    return PathwayState(level, entered=day, started=day, by_hand=tuple([word.day for word in by_hand]))


def advance(state: PathwayState, decision: Ruling, granted: bool) -> PathwayState:
    """The pathway after a day's decision. `granted` matters only where the decision waits for approval.

    A decision that moves the level or proposes another ends an open proposal; one that proposes the same renews it,
    and one that stays leaves it open. On entering a level its days start at 0 that day.
    """
    waits = decision.approval and not granted
    level = (decision.meanwhile or state.level) if waits else decision.level_after
    moved = _enter(state, level, decision.point)
    proposed = decision.level_after if waits else state.proposed if level is state.level else None
    return replace(moved, proposed=proposed, nominated=state.nominated or decision.nominate)


def stand(start: Level, decisions: Iterable[Ruling], words: Iterable[Word]) -> PathwayState | None:
    """Where a pathway stands after its decisions, one a point, and what people said; None before the first decision.

    What people said on a day comes after its decision, in the order of `words`.
    """
    return _fold(start, decisions, words)[0]


def effects(start: Level, decisions: Iterable[Ruling], words: Iterable[Word]) -> list[Word]:
    """What each word came to, as `effect` says, in order; those that came to nothing are left out."""
    return _fold(start, decisions, words)[1]


def _fold(start: Level, decisions: Iterable[Ruling], words: Iterable[Word]) -> tuple[PathwayState | None, list[Word]]:
    state: PathwayState | None = None
    said: list[Word] = []
    events: list[Ruling | Word] = [*decisions, *words]
    for happened in sorted(events, key=_when):
        if not isinstance(happened, Word):
            state = advance(state or begin(start, happened.point, said), happened, granted=False)
            continue
        stands = effect(state, happened) if state else happened
        state = answer(state, happened) if state else None
        said += [stands] if stands else []
    return state, said


def _when(happened: Ruling | Word) -> tuple[date, bool]:
    return (happened.day, True) if isinstance(happened, Word) else (happened.point, False)


def effect(state: PathwayState, word: Word) -> Word | None:
    """What a person's word comes to at the end of its day, when newer answers may have changed the proposal.

    A yes to one that is not open is a level set by hand; a no to one that is not open is nothing.
    """
    if word.said is Said.LEVEL or word.level is state.proposed:
        return word
    return replace(word, said=Said.LEVEL) if word.said is Said.ACCEPTED else None


def answer(state: PathwayState, word: Word) -> PathwayState:
    """The pathway after a person's word. Any ends the open proposal; a no, or another level than it asks, declines it.

    A level set by hand that the pathway has enters nothing anew.
    """
    stands = effect(state, word)
    if stands is None:
        return state
    declined, by_hand = state.declined, state.by_hand
    if state.proposed and (stands.said is Said.DECLINED or stands.level is not state.proposed):
        way = Way.UP if state.proposed > state.level else Way.DOWN
        declined = (*declined, DeclinedProposal(stands.day, way))
    if stands.said is Said.LEVEL:
        by_hand = (*by_hand, stands.day)
    level = state.level if stands.said is Said.DECLINED else stands.level
    return replace(_enter(state, level, stands.day), proposed=None, declined=declined, by_hand=by_hand)


def _enter(state: PathwayState, level: Level, day: date) -> PathwayState:
    return state if level is state.level else replace(state, level=level, entered=day)
