"""The verbs of the audit log are the members of `Verb`: each is used, and none is written out as a text."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from oncocare.audit.verbs import Verb
from tests.guards.house import Module, calls, judge, module, modules

VERBS = "oncocare/audit/verbs.py"


def members(one: Module) -> Iterator[str]:
    """The name of every `Verb.<NAME>` in a module."""
    for node in ast.walk(one.tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Verb":
            yield node.attr


def amiss(verbs: Iterable[str], house: Iterable[Module]) -> list[str]:
    """Members that no line outside the enum uses, and names after `Verb` that are no member."""
    there, used = set(verbs), {name for one in house if one.path != VERBS for name in members(one)}
    return [
        *(f"{name}: not used" for name in sorted(there - used)),
        *(f"{name}: no verb" for name in sorted(used - there)),
    ]


def literals(one: Module) -> Iterator[str]:
    """Every call that has a text in `verb=` or in a filter on it, be it a part or one of two."""
    for call, _name in calls(one):
        for given in call.keywords:
            if (given.arg or "").partition("__")[0] == "verb" and any(map(_is_text, ast.walk(given.value))):
                yield f"{one.at(call)}: {given.arg}={ast.unparse(given.value)}"


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_every_verb_is_used_and_is_one():
    assert len(Verb) > 100
    assert amiss(Verb.__members__, modules()) == []


def test_no_call_writes_a_verb_out():
    assert judge(hit for one in modules() for hit in literals(one)) == []


def test_a_verb_that_nobody_writes_is_found():
    house = [
        module("class Verb(StrEnum):\n    A = 'a'\n    B = 'b'\nREADINGS = {Verb.B}", VERBS),
        module("record(by=by, verb=Verb.A)\nrecord(by=by, verb=Verb.C)", "steps/actions.py"),
    ]
    assert amiss(["A", "B"], house) == ["B: not used", "C: no verb"]


def test_a_verb_that_is_a_text_is_found():
    source = """
record(by=by, verb="note.written")
audit(by=by, verb=f"method.{what}")
actions.record(by=by, verb="a" if shown else Verb.A)
AuditRow.objects.filter(verb__in=["a", Verb.B], patient="p")
record(by=by, verb=Verb.A if shown else Verb.B, reason="a", verbose="a")
AuditRow.objects.filter(verb__startswith=READING)
"""
    assert list(literals(module(source, "steps/actions.py"))) == [
        "steps/actions.py:2: verb='note.written'",
        "steps/actions.py:3: verb=f'method.{what}'",
        "steps/actions.py:4: verb='a' if shown else Verb.A",
        "steps/actions.py:5: verb__in=['a', Verb.B]",
    ]
