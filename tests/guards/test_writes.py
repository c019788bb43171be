"""A row is written by an action alone, which has `by=`, one transaction and an audit row; no page or form writes one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.guards.house import Module, judge, module, modules
from tests.guards.test_law_01_layers import HEIGHT, layer

ACTIONS = HEIGHT["actions"]
WRITES = {"save", "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "update", "delete"}
ALLOWED = {
    "manage.py: os.environ.update": "It is the environment of a command and no row.",
    "oncocare/signin/methods/views.py: form.save": "It is the form of allauth that notes who has shown that it is still them.",
    "oncocare/people/models.py: user.save": "Making a user is a method of the manager, which an action calls.",
    "oncocare/foundation/unit.py: model._default_manager.bulk_create": "The rows that an action leaves for its end.",
    "oncocare/foundation/unit.py: row.save": "The same row, where no unit is open.",
    "oncocare/foundation/models.py: super().save": "A model that refuses every save but the first one.",
    "oncocare/joining/entry/selectors.py: self.kept.update": "It is a dictionary in the session of somebody who joins.",
    "oncocare/web/forms.py: built.update": "They are the arguments of a field and no row.",
    "oncocare/demo/simulation/selectors.py: whole.update": "It is a hash that grows and no row.",
    "oncocare/library/media/pictures.py: image.save": "It is a picture in memory and no row.",
    "oncocare/audit/chain.py: chain.update": "It is a hash that grows and no row.",
    "oncocare/paper/page.py: canvas.save": "It is a page on paper and no row.",
}
IN_PIECES = {
    "oncocare/demo/people/actions.py: load": "A demo takes minutes to make; what is made so far is seen meanwhile.",
    "oncocare/demo/happenings/actions.py: at_the_centre": "Each thing that happens there is a day of its own.",
}


def writes(one: Module) -> Iterator[str]:
    """Every write that stands outside an action; the helpers of actions live in their modules."""
    if layer(one) != ACTIONS and "/migrations/" not in one.path:
        yield from (f"{one.path}: {ast.unparse(call.func)}" for call in _outside_actions(one.tree))


def _outside_actions(node: ast.AST) -> Iterator[ast.Call]:
    for inner in ast.iter_child_nodes(node):
        if isinstance(inner, ast.FunctionDef) and "action" in map(ast.unparse, inner.decorator_list):
            continue
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute) and inner.func.attr in WRITES:
            yield inner
        yield from _outside_actions(inner)


def in_pieces(one: Module) -> Iterator[str]:
    """Every public function of actions that does several acts, each in a transaction of its own."""
    for node in one.tree.body if layer(one) == ACTIONS else ():
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not node.decorator_list:
            acts = [call for call in ast.walk(node) if isinstance(call, ast.Call) and any(map(_by, call.keywords))]
            if len(acts) > 1:
                yield f"{one.path}: {node.name}"


def _by(keyword: ast.keyword) -> bool:
    return keyword.arg == "by"


def test_only_actions_write():
    assert judge([hit for one in modules() for hit in writes(one)], ALLOWED) == []


def test_a_view_that_writes_is_found():
    source = """
def choose(request):
    request.user.save(update_fields=["language"])
    Patient.objects.filter(user=request.user).update(language="es")
    return redirect("home")
@action
def kept(*, by):
    by.save()
"""
    assert list(writes(module(source, "oncocare/views.py"))) == [
        "oncocare/views.py: request.user.save",
        "oncocare/views.py: Patient.objects.filter(user=request.user).update",
    ]
    assert list(writes(module(source, "steps/actions.py"))) == []


def test_several_acts_are_one_transaction():
    assert judge([hit for one in modules() for hit in in_pieces(one)], IN_PIECES) == []


def test_several_acts_in_pieces_are_found():
    source = """
def hand_over(*, by, patient, to, note):
    assign(by=by, patient=patient, to=to)
    write_note(by=by, patient=patient, words=note)
def log(*, by, patient):
    return log_contact(by=by, patient=patient)
@action
def both(*, by, patient):
    first(by=by)
    second(by=by)
"""
    assert list(in_pieces(module(source, "clinicians/actions.py"))) == ["clinicians/actions.py: hand_over"]
