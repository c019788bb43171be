"""What is wrong with an instrument that was read, in sentences with their place. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from oncocare.foundation.datafiles import Place
from questionnaires.instruments.definition import Item
from questionnaires.instruments.file import (
    Complaint,
    InstrumentFile,
    Interval,
    ItemScore,
    ItemSpec,
    Linear,
    Lookup,
    Mean,
    Score,
    Sum,
    Total,
)
from questionnaires.instruments.parts import own_items, parts


def numbers(options: tuple[int, ...] | Interval) -> tuple[int, ...]:
    return tuple(range(options.low, options.high + 1)) if isinstance(options, Interval) else options


def spec_complaints(spec: InstrumentFile, folder: str) -> Iterator[Complaint]:
    if spec.code != folder:
        yield ("code",), f"the folder is called {folder}"
    for name, options in spec.options.items():
        yield from _option_complaints(name, options, spec)
    for key, item in spec.items.items():
        yield from _item_complaints(key, item, spec)
    yield from _reference_complaints(spec)


def _option_complaints(name: str, options: tuple[int, ...] | Interval, spec: InstrumentFile) -> Iterator[Complaint]:
    codes = numbers(options)
    if len(codes) < 2 or len(set(codes)) < len(codes) or min(codes) < 0:
        yield ("options", name), "an option set needs two or more different codes, none below 0"
    if name in spec.items:
        yield ("options", name), "an option set cannot have the name of an item"
    if set(codes) & set(spec.not_answered):
        yield ("not_answered",), f"a code that means 'not answered' stands in option set {name}"


def _item_complaints(key: str, item: ItemSpec, spec: InstrumentFile) -> Iterator[Complaint]:
    if item.options not in spec.options:
        yield ("items", key, "options"), f"unknown option set {item.options!r}; known: {', '.join(spec.options)}"
    for other, codes in item.not_if.items():
        yield from _code_complaints(("items", key, "not_if", other), other, codes, spec)


def _code_complaints(place: Place, key: str, codes: Iterable[int], spec: InstrumentFile) -> Iterator[Complaint]:
    if key not in spec.items:
        yield place, f"unknown item {key!r}"
        return
    options = spec.options.get(spec.items[key].options, ())
    for code in sorted(set(codes) - set(numbers(options))):
        yield place, f"item {key} has no code {code}"


def _reference_complaints(spec: InstrumentFile) -> Iterator[Complaint]:
    known: set[str] = set()
    for name, score in spec.scores.items():
        for key in own_items(score):
            if key not in spec.items:
                yield ("scores", name), f"unknown item {key!r}"
        for part in parts(score):
            if part not in known:
                yield ("scores", name), f"there is no score {part!r} above this one"
        if isinstance(score, Sum) and score.gate:
            yield from _code_complaints(("scores", name, "gate"), score.gate.item, [score.gate.code], spec)
        known.add(name)
    yield from _risk_complaints(spec)
    for index, cutoff in enumerate(spec.cutoffs):
        if cutoff.score not in known:
            yield ("cutoffs", index), f"unknown score {cutoff.score!r}"
    for name, change in spec.reliable_change.items():
        if name not in known:
            yield ("reliable_change", name), f"unknown score {name!r}"
        elif (spec.scores[name].direction or spec.direction) == "neutral":
            yield ("reliable_change", name), "a score without a direction cannot improve"
        elif change.verified and change.name is None:
            yield ("reliable_change", name), "a verified threshold has a name, which says on every page whose it is"


def _risk_complaints(spec: InstrumentFile) -> Iterator[Complaint]:
    for index, rule in enumerate(spec.risk):
        yield from _code_complaints(("risk", index), rule.item, [rule.at_least], spec)
        for above in spec.risk[:index]:
            graver = above.at_least < rule.at_least and above.severity.rank < rule.severity.rank
            if (above.name, above.item) == (rule.name, rule.item) and not graver:
                yield ("risk", index), f"a second {rule.name} asks for a higher code and is more severe"
    for index, unsaid in enumerate(spec.unsaid):
        yield from _code_complaints(("unsaid", index), unsaid.item, [], spec)


def score_complaints(spec: InstrumentFile, items: Mapping[str, Item]) -> Iterator[Complaint]:
    for name, score in spec.scores.items():
        place = ("scores", name)
        if isinstance(score, ItemScore):
            yield from _item_score_complaints(place, score, items)
        if isinstance(score, Lookup) and set(score.table) != _whole(spec.scores[score.of].range):
            yield (*place, "table"), f"needs an entry for every value of {score.of}"
        reach = _reach(score, items, spec.scores)
        if reach and reach != score.range:
            yield (*place, "range"), f"the rule reaches from {reach[0]} to {reach[1]}"
        yield from _band_complaints((*place, "bands"), score)


def _item_score_complaints(place: Place, score: ItemScore, items: Mapping[str, Item]) -> Iterator[Complaint]:
    spans = {(items[key].low, items[key].high) for key in score.items}
    if len(set(score.items)) < len(score.items):
        yield (*place, "items"), "an item stands here twice"
    if score.max_missing >= len(score.items):
        yield (*place, "max_missing"), "at least one item must be answered"
    if len(spans) > 1 and (score.max_missing or not isinstance(score, Sum)):
        yield (*place, "items"), "a mean needs items with the same range of codes"


def _whole(ends: tuple[Decimal, Decimal]) -> set[int]:
    return set(range(int(ends[0]), int(ends[1]) + 1))


def _reach(score: Score, items: Mapping[str, Item], scores: Mapping[str, Score]) -> tuple[Decimal, Decimal] | None:
    """The lowest and highest value the rule can give, where that follows from the items."""
    if isinstance(score, Linear):
        return Decimal(0), Decimal(100)
    if isinstance(score, Total):
        parts = [scores[part].range for part in score.parts]
        return sum((low for low, _ in parts), Decimal(0)), sum((high for _, high in parts), Decimal(0))
    if isinstance(score, Lookup):
        return min(score.table.values()), max(score.table.values())
    if isinstance(score, (Sum, Mean)):
        times = Fraction(score.multiply if isinstance(score, Sum) else Fraction(1, len(score.items)))
        ends = (sum(items[key].low for key in score.items), sum(items[key].high for key in score.items))
        low, high = (Decimal((end * times).numerator) / (end * times).denominator for end in ends)
        return low, high
    return None


def _band_complaints(place: Place, score: Score) -> Iterator[Complaint]:
    if not score.bands:
        return
    step = Decimal(1).scaleb(-score.decimals)
    if (score.bands[0].low, score.bands[-1].high) != score.range:
        yield place, f"the bands must reach from {score.range[0]} to {score.range[1]}"
    for index, (below, above) in enumerate(pairwise(score.bands)):
        if above.low - below.high != step or above.high < above.low:
            yield (*place, index + 1), f"this band must begin {step} above {below.high} and not end before it"
