"""Which things a person is offered now, and why: the table of rules asked of what is known. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import TypeAdapter

from oncocare.library.choices import PieceTopic
from steps.campus.plan.table import CLINICIAN, PlanOffer, PlanRule, PlanTable
from steps.decision import Node, Seen
from steps.facts import Facts
from steps.judging import judge
from steps.known import Moment, moment, seen


@dataclass(frozen=True, slots=True)
class ShelfPiece:
    """One piece that this person can have: published in their language, for patients. `way`: read, listen or watch.

    `end_of_life`: it speaks of dying or of palliative care.
    """

    id: str
    slug: str
    title: str
    minutes: int
    topics: tuple[str, ...]
    phases: tuple[str, ...]
    way: str = "read"
    end_of_life: bool = False


@dataclass(frozen=True, slots=True)
class RecommendedPiece:
    """A piece that a clinician recommends, in words for the person."""

    slug: str
    words: str


@dataclass(frozen=True)
class PlanFacts:
    """All that the table may look at.

    `told` as `steps/told.py` names it. `shelf`: in the order of modules, then of titles. `modules`: names of pieces by
    module. `finished`, `begun` (the last touched first), `hidden`: names of pieces. `recommended`: the newest first.
    `given`: how many pieces were finished because of a rule. `way`: how the person would rather have it. No sets: the
    same must read the same in every process, for it is hashed.
    """

    facts: Facts
    told: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shelf: tuple[ShelfPiece, ...] = ()
    modules: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    finished: tuple[str, ...] = ()
    begun: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    recommended: tuple[RecommendedPiece, ...] = ()
    given: Mapping[str, int] = field(default_factory=dict)
    way: str = ""


@dataclass(frozen=True, slots=True)
class PlanThing:
    """One thing to do now: the piece, the rule by which it is offered (or `clinician`), and why, by language."""

    piece: str
    slug: str
    title: str
    minutes: int
    rule: str
    because: dict[str, str]


@dataclass(frozen=True, slots=True)
class TriedOffer:
    """One rule, judged: whether it holds, and the pieces that it would offer, the first first."""

    rule: str
    holds: bool
    condition: Node | None
    pieces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanTrace:
    """All that is needed to show why, and to make the plan again. `done`: nothing is left, after something was done."""

    table: str
    version: int
    hash: str
    day: date
    told: dict[str, tuple[str, ...]]
    values: dict[str, Seen]
    help_ended: bool
    tried: tuple[TriedOffer, ...]
    done: bool


@dataclass(frozen=True, slots=True)
class PersonPlan:
    """The things offered, in their order, and the whole trace."""

    things: tuple[PlanThing, ...]
    trace: PlanTrace


def make_plan(known: PlanFacts, table: PlanTable, day: date) -> PersonPlan:
    """What a person is offered on `day`: what a clinician recommends, then of each rule that holds one piece in turn,
    until there are `table.things`. Every rule is judged to its last part.
    """
    now = moment(known.facts, table.measures, day, whole=True, told=known.told)
    tried = tuple(_try(rule, known, now) for rule in table.rules)
    things = tuple(_things(known, table, tried))
    trace = PlanTrace(
        table=table.slug,
        version=table.version,
        hash=table.sha256,
        day=day,
        told={about: tuple(codes) for about, codes in known.told.items()},
        values={slug: seen(now, measure) for slug, measure in table.measures.items()},
        help_ended=now.help.ended,
        tried=tried,
        done=not things and bool(known.finished),
    )
    return PersonPlan(things, trace)


# --- what a rule offers -----------------------------------------------------------------------------------------------


def _try(rule: PlanRule, known: PlanFacts, now: Moment) -> TriedOffer:
    node = judge(rule.when, now) if rule.when is not None else None
    holds = node is None or node.holds
    left = rule.most - known.given.get(rule.id, 0)
    pieces = tuple(piece.slug for piece in _offered(rule.offer, known))[: max(0, left)] if holds else ()
    return TriedOffer(rule.id, holds, node, pieces)


def _offered(offer: PlanOffer, known: PlanFacts) -> list[ShelfPiece]:
    """What an offer comes to for this person: not finished, not hidden, of their phase; in the way they like first, and
    what did not help last.
    """
    named = [*(known.begun if offer.begun else ()), *offer.pieces]
    named += [slug for module in offer.modules for slug in known.modules.get(module, ())]
    places = {slug: place for place, slug in enumerate(dict.fromkeys(named))}
    wanted = [piece for piece in known.shelf if piece.slug in places or set(offer.topics) & set(piece.topics)]
    fitting = [piece for piece in wanted if _fits(piece, known) and _welcome(piece, known)]
    return sorted(
        fitting,
        key=lambda piece: (
            places.get(piece.slug, len(places)), _disliked(piece, known), piece.way != known.way and bool(known.way)
        ),
    )  # fmt: skip


def _fits(piece: ShelfPiece, known: PlanFacts) -> bool:
    """Whether it is still to do, and for somebody where this person is; who has not said may have any."""
    phases = known.told.get("phase", ())
    here = not phases or bool(set(phases) & set(piece.phases))
    return here and piece.slug not in known.finished and piece.slug not in known.hidden


def _welcome(piece: ShelfPiece, known: PlanFacts) -> bool:
    """Whether a rule may offer it: what speaks of the end of life comes to whoever chose it or is reading it already,
    and by no answer, phase or other topic. Else a clinician's recommendation alone brings it.
    """
    chose = PieceTopic.DYING in known.told.get("chosen", ())
    return not piece.end_of_life or chose or piece.slug in known.begun


def _disliked(piece: ShelfPiece, known: PlanFacts) -> bool:
    """Whether all it is about did not help before, and nothing of it did."""
    helped, unhelped = set(known.told.get("helped", ())), set(known.told.get("unhelped", ()))
    return bool(set(piece.topics) & unhelped) and not set(piece.topics) & helped


# --- the things -------------------------------------------------------------------------------------------------------


def _things(known: PlanFacts, table: PlanTable, tried: tuple[TriedOffer, ...]) -> Iterator[PlanThing]:
    shelf = {piece.slug: piece for piece in known.shelf}
    texts = {rule.id: rule.because for rule in table.rules}
    chosen: set[str] = set()
    for slug, rule, because in [*_recommended(known), *_in_turn(tried, texts)]:
        if len(chosen) < table.things and slug in shelf and slug not in chosen:
            piece = shelf[slug]
            chosen.add(slug)
            yield PlanThing(piece.id, slug, piece.title, piece.minutes, rule, because)


def _recommended(known: PlanFacts) -> Iterator[tuple[str, str, dict[str, str]]]:
    """A clinician's recommendations, which no phase keeps away; their words stand as they are in every language."""
    for one in known.recommended:
        if one.slug not in known.finished:
            yield one.slug, CLINICIAN, {"en": one.words} if one.words else {}


def _in_turn(
    tried: tuple[TriedOffer, ...], texts: Mapping[str, dict[str, str]]
) -> Iterator[tuple[str, str, dict[str, str]]]:
    """The first piece of each rule that holds, then the second of each, and so on: so that one need does not fill it.
    What a rule above has offered already, the next rule passes over for its own next.
    """
    taken: set[str] = set()
    waiting = [(one.rule, list(one.pieces)) for one in tried]
    while any(pieces for _rule, pieces in waiting):
        for rule, pieces in waiting:
            while pieces and pieces[0] in taken:
                pieces.pop(0)
            if pieces:
                slug = pieces.pop(0)
                taken.add(slug)
                yield slug, rule, texts[rule]


# --- as JSON ----------------------------------------------------------------------------------------------------------

_TRACE = TypeAdapter(PlanTrace)
_THINGS = TypeAdapter(tuple[PlanThing, ...])


def trace_to_json(trace: PlanTrace) -> dict[str, Any]:
    """A trace as JSON that `trace_from_json` reads back the same."""
    stored: dict[str, Any] = _TRACE.dump_python(trace, mode="json", exclude_defaults=True)
    return stored


def trace_from_json(stored: Mapping[str, Any]) -> PlanTrace:
    """The trace that `trace_to_json` stored; raises pydantic's `ValidationError`."""
    return _TRACE.validate_python(stored)


def things_to_json(things: tuple[PlanThing, ...]) -> list[dict[str, Any]]:
    """The things as JSON that `things_from_json` reads back the same."""
    stored: list[dict[str, Any]] = _THINGS.dump_python(things, mode="json")
    return stored


def things_from_json(stored: list[dict[str, Any]]) -> tuple[PlanThing, ...]:
    """The things that `things_to_json` stored; raises pydantic's `ValidationError`."""
    return _THINGS.validate_python(stored)
