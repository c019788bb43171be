"""Law 1 inside a room: pure ← models ← selectors ← actions ← forms ← views ← urls; and what only one file may do."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from django_fsm import FSMFieldMixin

from tests.guards.house import TOP, Module, calls, house_models, imports, judge, module, modules

LAYERS: tuple[tuple[str, str], ...] = (  # lowest first; a module imports its own layer and those before it
    (
        "pure",
        (
            "definition scoring textpack lines levels policy rules replay explain diagram importing promise "
            "crisis charts datafiles env words kinds permissions registry shipped reading limits devices "
            "placeholders quiet rota weekly timing schedule filters chain"
        ),
    ),
    ("models", "models days clock history unit ids mail tokens shelf rendering optout box recovery triggers rights"),
    (
        "selectors",
        (
            "selectors system access context home timeline caseload export readiness invitations funnel letters "
            "ways messages correspondence plans plan witness verification"
        ),
    ),
    ("actions", "actions imports activations sessions keyring rotation link_back sending reminders watch"),
    ("forms", "forms handlers tasks checks adapter second_factor onward"),
    (
        "views",
        ("views gallery coordination templatetags middleware message_views duty plan_page caseload_views work_views"),
    ),
    ("urls", "urls apps management"),
)
HEIGHT = {stem: height for height, (_, stems) in enumerate(LAYERS) for stem in stems.split()}

PURE_ALLOWED = {
    "oncocare/foundation/env.py": "It reads the environment at start-up; nothing it does has a clock or a table.",
}
CLOCK_ALLOWED = {
    "oncocare/foundation/clock.py": "This is the one clock of the house; everything else asks it.",
    "oncocare/launch.py": "It starts the house before Django exists, so it has only the system's clock.",
}
TRANSACTION_ALLOWED = {
    "oncocare/foundation/unit.py": "This is the one place that opens a transaction.",
}
FSM_ALLOWED: dict[str, str] = {}


def stem(one: Module) -> str:
    """The part of a module's name that says its layer."""
    rest = one.name.removeprefix(one.room).strip(".").split(".")
    return rest[0]


def layer(one: Module) -> int | None:
    """How high a module stands in its room; None for packages, migrations and the top."""
    if one.room == TOP or stem(one) in ("", "migrations"):
        return None
    return HEIGHT.get(stem(one), -1)


def climbs(one: Module, names: set[str]) -> Iterator[str]:
    """Imports of a higher layer of the same room."""
    mine = layer(one)
    if mine is None:
        return
    for node, dotted in imports(one):
        if dotted.startswith(f"{one.room}."):
            theirs = dotted.removeprefix(f"{one.room}.").split(".")[0]
            if HEIGHT.get(theirs, -1) > mine and f"{one.room}.{theirs}" in names:
                yield f"{one.at(node)}: {LAYERS[mine][0]} imports {dotted}"


def test_every_module_has_a_layer():
    assert [one.path for one in modules() if layer(one) == -1] == []
    assert HEIGHT.keys() - {stem(one) for one in modules()} == set()


def test_layers_point_down():
    names = {".".join(one.name.split(".")[:length]) for one in modules() for length in range(1, 5)}
    assert judge(hit for one in modules() for hit in climbs(one, names)) == []


def test_a_model_that_imports_an_action_is_found():
    made_up = module(
        "def save(self):\n    from steps.actions import move\n    from steps import views", "steps/models.py"
    )
    assert list(climbs(made_up, {"steps.actions", "steps.views"})) == [
        "steps/models.py:2: models imports steps.actions.move",
        "steps/models.py:3: models imports steps.views",
    ]


# --- pure modules ---------------------------------------------------------------------------------------------------

IMPURE = re.compile(
    r"django\.(?!utils\.(?:translation|formats)|core\.exceptions)|.*\.models(\.|$)|oncocare\.foundation\.(clock|unit|history|models)|"
    r"(random|secrets|socket|subprocess|requests|time|os)(\.|$)"
)
MOMENTS = {"now", "utcnow", "today", "localdate", "localtime"}
CLOCKS = {"datetime", "date", "timezone"}


def impurities(one: Module) -> Iterator[str]:
    """What a pure module may not do: import the ORM, a clock or chance, or read the time."""
    yield from (f"{one.at(node)}: imports {dotted}" for node, dotted in imports(one) if IMPURE.match(dotted))
    yield from readings(one)


def test_pure_modules_are_pure():
    pure = [one for one in modules() if one.room != TOP and layer(one) == 0]
    assert len(pure) >= 20
    assert judge((hit for one in pure for hit in impurities(one)), PURE_ALLOWED) == []


def test_an_impure_rule_is_found():
    source = "import random\nfrom django.db import models\nfrom oncocare.foundation import clock\nx = date.today()"
    assert len(list(impurities(module(source, "steps/rules.py")))) == 4


# --- one clock ------------------------------------------------------------------------------------------------------


def readings(one: Module) -> Iterator[str]:
    """Every place that reads the time of day past the one clock, or hands the reading on."""
    for node in ast.walk(one.tree):
        if isinstance(node, ast.Attribute) and node.attr in MOMENTS:
            base = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            if base in CLOCKS and node.attr != "localtime":
                yield f"{one.at(node)}: reads {base}.{node.attr}"
        if isinstance(node, ast.Attribute) and (getattr(node.value, "id", ""), node.attr) in {
            ("time", "time"), ("time", "monotonic"), ("time", "localtime"),
        }:  # fmt: skip
            yield f"{one.at(node)}: reads time.{node.attr}"
    for node, dotted in imports(one):
        if dotted in ("django.utils.timezone.now", "django.db.models.functions.Now", "time.time", "time.monotonic"):
            yield f"{one.at(node)}: imports {dotted}"


def test_only_the_clock_reads_the_time():
    hits = [hit for one in modules() if "migrations" not in one.path for hit in readings(one)]
    assert judge(hits, CLOCK_ALLOWED) == []


def test_a_second_clock_is_found():
    source = """
from django.db.models.functions import Now
a = timezone.now()
b = Field(default=timezone.now)
c = datetime.date.today()
"""
    assert len(list(readings(module(source, "steps/actions.py")))) == 4


# --- one door to a transaction --------------------------------------------------------------------------------------


def transactions(one: Module) -> Iterator[str]:
    """Every mention of a transaction."""
    for node, dotted in imports(one):
        if dotted.startswith("django.db.transaction") or dotted.endswith((".atomic", ".on_commit")):
            yield f"{one.at(node)}: imports {dotted}"
    for node in ast.walk(one.tree):
        if isinstance(node, ast.Attribute) and node.attr in {"atomic", "on_commit", "set_rollback", "savepoint"}:
            yield f"{one.at(node)}: uses {node.attr}"


def test_only_unit_opens_a_transaction():
    hits = [hit for one in modules() for hit in transactions(one)]
    assert len(hits) >= 3
    assert judge(hits, TRANSACTION_ALLOWED) == []


def test_a_second_door_is_found():
    source = "from django.db import transaction\nwith transaction.atomic():\n    pass\nconnection.on_commit(print)"
    assert len(list(transactions(module(source, "steps/actions.py")))) == 3


# --- one door to a level --------------------------------------------------------------------------------------------


def fsm_fields() -> set[str]:
    """The names of every field that only a transition may change."""
    return {
        field.name for one in house_models() for field in one._meta.fields if isinstance(field, FSMFieldMixin)
    }  # the history models copy them as plain fields


def shortcuts(one: Module, fields: set[str]) -> Iterator[str]:
    """Updates that slip past a state machine: `update(level=…)`, `update(**anything)`, `bulk_update(…, ["level"])`."""
    for node, name in calls(one):
        if name == "update":
            yield from (f"{one.at(node)}: update({given.arg}=…)" for given in node.keywords if given.arg in fields)
            if any(given.arg is None for given in node.keywords) and "hash" not in ast.unparse(node.func):
                yield f"{one.at(node)}: update(**…) hides which fields it sets"
        if name in {"bulk_update", "bulk_create", "update_or_create", "aupdate", "setattr"}:
            said = {
                part.value
                for given in [*node.args, *node.keywords]
                for part in ast.walk(given)
                if isinstance(part, ast.Constant)
            }
            yield from (f"{one.at(node)}: {name} of {field}" for field in sorted(said & fields))


def test_no_shortcut_to_a_level_or_status():
    fields = fsm_fields()
    assert fields == {"level", "status"}
    assert judge((hit for one in modules() for hit in shortcuts(one, fields)), FSM_ALLOWED) == []


def test_every_state_machine_is_protected():
    machines = [
        field for one in house_models() for field in one._meta.fields
        if isinstance(field, FSMFieldMixin) and not hasattr(one, "pgh_tracked_model")
    ]  # fmt: skip
    assert len(machines) == 2
    assert [str(field) for field in machines if not field.protected] == []


def test_a_shortcut_is_found():
    source = (
        "rows.update(level=3)\nrows.update(**change)\nrows.bulk_update(some, ['status'])\n"
        "rows.update_or_create(pk=1, defaults={'level': 2})\nsetattr(one, 'level', 4)\nrows.update(name='fine')"
    )
    assert len(list(shortcuts(module(source, "clinicians/views.py"), {"level", "status"}))) == 5
