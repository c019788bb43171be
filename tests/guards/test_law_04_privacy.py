"""Law 4: every field says once what it holds and once whether it may leave; identity and free text never leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.db import models

from oncocare.foundation.models import Privacy
from tests.guards.house import history_models, house_models, judge

ALLOWED: dict[str, str] = {}
HOLDS = ("identity", "health", "free_text", "technical")
LEAVES = ("export", "withhold")


def words(privacy: Privacy, kinds: Iterable[str]) -> Counter[str]:
    return Counter(name for kind in kinds for name in getattr(privacy, kind).split())


def unclassified(label: str, fields: Iterable[str], privacy: Privacy | None) -> list[str]:
    """What is wrong with the classification of one model."""
    if privacy is None:
        return [f"{label}: has no privacy"]
    fields, holds, leaves = list(fields), words(privacy, HOLDS), words(privacy, LEAVES)
    named = holds.keys() | leaves.keys()
    private = words(privacy, ("identity", "free_text")).keys() & words(privacy, ("export",)).keys()
    return [
        *(f"{label}.{name}: said {holds[name]} times what it holds" for name in fields if holds[name] != 1),
        *(f"{label}.{name}: said {leaves[name]} times whether it leaves" for name in fields if leaves[name] != 1),
        *(f"{label}.{name}: is no field" for name in sorted(named - set(fields))),
        *(f"{label}.{name}: private, and yet it leaves" for name in sorted(private)),
    ]


def concrete(one: type[models.Model]) -> list[str]:
    return [field.name for field in [*one._meta.concrete_fields, *one._meta.many_to_many]]


def test_every_field_is_classified_once():
    history = set(history_models())
    found = [one for one in house_models() if one not in history]
    assert sum(len(concrete(one)) for one in found) > 150
    problems = [
        problem for one in found for problem in unclassified(one._meta.label, concrete(one), vars(one).get("privacy"))
    ]
    assert judge(problems, ALLOWED) == []


def test_history_holds_what_its_model_holds_and_nothing_else():
    assert len(history_models()) >= 6
    for one in history_models():
        own = {name for name in concrete(one) if not name.startswith("pgh_")}
        assert own == set(concrete(one.pgh_tracked_model)), one._meta.label


def test_every_way_to_be_unclassified_is_found():
    privacy = Privacy(identity="name", health="score", technical="id score", export="name id", withhold="score gone")
    assert unclassified("made.Up", ["id", "name", "score", "new"], privacy) == [
        "made.Up.score: said 2 times what it holds",
        "made.Up.new: said 0 times what it holds",
        "made.Up.new: said 0 times whether it leaves",
        "made.Up.gone: is no field",
        "made.Up.name: private, and yet it leaves",
    ]
    assert unclassified("made.Up", ["id"], None) == ["made.Up: has no privacy"]
