"""Law 1 inside a room: pure ← models ← selectors ← actions ← forms ← views ← urls; and what only one file may do."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from django_fsm import FSMFieldMixin

from tests.guards.house import Module, calls, house_models, imports, judge, module, modules

LAYERS: tuple[tuple[str, ...], ...] = (  # lowest first; a module imports its own layer and those before it
    (),  # pure: any other name, for a file named after what it decides
    ("kinds", "registry"),
    ("models",),
    ("selectors", "context", "access"),
    ("actions",),
    ("forms", "messages", "handlers", "tasks", "adapter", "given"),
    ("views", "templatetags", "middleware"),
    ("urls", "apps", "management"),
)
HEIGHT = {name: height for height, names in enumerate(LAYERS) for name in names}
PURE, TOGETHER = 0, len(LAYERS) - 1  # what only puts things together: it alone may reach into the folders of its room

# Files that are neither pure nor of one of the names: each with the layer it stands on, and why it is there.
OTHERS: dict[str, tuple[str, str]] = {
    "oncocare.foundation.clock": ("kinds", "This is the one clock of the house; everything else asks it."),
    "oncocare.foundation.ids": ("kinds", "It is the one place that draws chance for ids."),
    "oncocare.foundation.env": ("kinds", "It reads the environment at start-up, before there are settings."),
    "oncocare.foundation.encryption": ("kinds", "It reads SECRET_KEY and the keys before it from the settings."),
    "oncocare.foundation.sealed": ("kinds", "It is a field, which models of every room are made of."),
    "oncocare.foundation.spool": ("kinds", "It is how the worker of one machine is handed its tasks, through files."),
    "oncocare.foundation.triggers": ("kinds", "It makes the triggers that models and migrations name."),
    "oncocare.foundation.history": ("models", "It makes models of changes for the models of every room."),
    "oncocare.foundation.unit": ("models", "It is the one place that opens a transaction."),
    "oncocare.foundation.mail": ("actions", "It is the one module that speaks to the mail server."),
    "oncocare.foundation.rights": ("actions", "It grants the rights of database roles, which are no rows of a model."),
    "oncocare.web.loaders": ("kinds", "It reads templates from their folders, for Django."),
    "oncocare.web.next_address": (
        "kinds",
        "It reads where to go next from a request; it asks neither clock nor table.",
    ),
    "oncocare.web.uploads": ("kinds", "It measures what a request sends, before anything of it is kept."),
    "oncocare.people.requests": (
        "selectors",
        "It names what a view is given; it is types, of models and of a selector.",
    ),
    "oncocare.people.days": ("models", "Whose day it is: it asks the clock, for models and for queries."),
    "oncocare.signin.internals": ("kinds", "It names what is taken from modules that allauth calls internal."),
    "oncocare.signin.recovery": ("models", "It hashes recovery codes with chance and a cost that the settings give."),
    "oncocare.joining.links": ("models", "It seals the links of invitations with the keys in the settings."),
    "oncocare.joining.codes": ("models", "It makes the codes that prove an address with the keys in the settings."),
    "oncocare.joining.inviting.letters": (
        "selectors",
        "It draws letters, from rows and from the days of their centre.",
    ),
    "oncocare.demo.simulation.courses": ("kinds", "It draws chance, from a seed that is given to it."),
    "oncocare.demo.simulation.exposure": ("kinds", "It draws what is opened, from a seed that is given to it."),
    "oncocare.demo.simulation.writing": ("kinds", "It draws who writes when, from a seed that is given to it."),
    "oncocare.demo.simulation.helping": ("kinds", "It draws effects and waits, from a seed that is given to it."),
    "oncocare.demo.simulation.policy_report.year": ("kinds", "It draws a year, from a seed that is given to it."),
    "oncocare.demo.simulation.policy_report.runs": ("kinds", "It spreads years over the cores of the machine."),
    "oncocare.demo.simulation.policy_report.pages": ("kinds", "It writes down what the people were drawn from."),
    "oncocare.demo.simulation.policy_report.committee": ("kinds", "It is a page beside the long one, and links to it."),
    "oncocare.demo.simulation.names": ("kinds", "It names made-up people by chance, from a seed that is given to it."),
    "oncocare.launch.processes": ("kinds", "It starts and stops processes, before there is anything else."),
    "oncocare.launch.postgres": ("models", "It runs the embedded PostgreSQL, before there is anything else."),
    "oncocare.launch.folders": ("models", "It keeps the folders of the demo, before there is anything else."),
    "oncocare.launch.demo": ("actions", "It runs the demo, before there is anything else."),
    "oncocare.launch.execute": ("actions", "It runs one command, before there is anything else."),
    "oncocare.launch.packages": ("kinds", "It installs packages with nothing but Python and its pip."),
    "oncocare.launch.front": ("kinds", "It is the one port of the demo, in front of the site and of the streams."),
    "mentoring.community.threads.board": ("selectors", "It reads what stands around the list, beside the selectors."),
    "mentoring.community.threads.marks": ("actions", "It writes what is said of whole threads, beside their actions."),
    "mentoring.community.live.listener": ("actions", "It hears what PostgreSQL says, past Django, in an event loop."),
    "mentoring.community.live.streams": (
        "views",
        "It answers open pages beside the site, without a request of Django.",
    ),
    "mentoring.meetings.rooms.janus": ("kinds", "It is the one module that speaks to the gateway for video."),
    "oncocare.launch.video": ("models", "It runs the gateway for video on one machine, before there is anything else."),
    "oncocare.settings": ("kinds", "It reads the environment, once, for Django."),
    "oncocare.celery": ("apps", "It is how a worker finds the house."),
    "oncocare.asgi": ("apps", "It is how a server finds the house."),
    "oncocare.wsgi": ("apps", "It is how a server finds the house."),
    "manage": ("apps", "It is the command line of Django."),
}

# The folders of a room, lowest first: one may use those before it. Folders that are not named here use the root only.
FLOORS: dict[str, tuple[str, ...]] = {
    "oncocare.demo": ("simulation", "happenings", "people"),
    "oncocare.demo.happenings": ("campus", "sessions"),
    "oncocare.demo.simulation": ("staff", "campus", "conversations", "community", "cohort", "report", "policy_report"),
    "oncocare.demo.simulation.community": ("feedback",),
    "oncocare.joining": ("introduction", "refusals", "entry", "inviting", "arriving", "staff"),
    "oncocare.signin": ("methods", "door", "lost_access", "account", "rotation"),
    "oncocare.notifications": ("wishes", "inbox", "sending"),
    "oncocare.safety": ("words", "rota", "assessment", "flags", "crisis", "plan"),
    "oncocare.library": ("telling", "media", "reading", "catalogue", "modules", "review", "writing", "exchange"),
    "questionnaires": ("instruments", "scheduling", "answering", "sheets"),
    "steps": ("course", "activation", "history", "proposals", "campus"),
    "steps.campus": ("lessons", "coach", "diary", "guiding", "plan"),
    "mentoring": ("conversations", "community", "meetings"),
    "mentoring.meetings": (
        "times",
        "rooms",
        "leaders",
        "planning",
        "places",
        "opening",
        "attending",
        "feeds",
        "webinars",
        "joining",
        "numbers",
    ),
    "mentoring.community": (
        "groups",
        "exposure",
        "threads",
        "news",
        "moderation",
        "waiting",
        "claims",
        "calm",
        "mentors",
        "leaders",
        "membership",
        "chats",
        "offers",
        "live",
        "surveys",
    ),
    "clinicians": ("desk", "centre"),
    "clinicians.desk": (
        "acts",
        "raised",
        "correspondence",
        "duty",
        "groups",
        "preview",
        "picture",
        "urgency",
        "sessions",
        "caseload",
        "campus",
        "community",
        "record",
        "work",
        "closing",
        "conversations",
        "plan",
        "sheets",
        "interview",
        "entering",
        "supervision",
    ),
}


def place(module: Module) -> tuple[str, str]:
    """The folder a module is in, below its room (`desk.caseload`, empty at the root), and the name that says its layer.

    `templatetags/`, `migrations/` and `management/` are files of the folder they are in, however many they hold.
    """
    parts = module.name.removeprefix(module.room).strip(".").split(".")
    for number, part in enumerate(parts):
        if part in ("templatetags", "migrations", "management"):
            return ".".join(parts[:number]), part
    if module.path.endswith("__init__.py"):
        return ".".join(parts), ""
    return ".".join(parts[:-1]), parts[-1]


def layer(module: Module) -> int | None:
    """How high a module stands in its folder; None for packages, which hold a docstring, and for migrations."""
    stem = place(module)[1]
    if stem in ("", "migrations", "__main__"):
        return TOGETHER if stem == "__main__" else None
    if module.name in OTHERS:
        return HEIGHT[OTHERS[module.name][0]]
    return HEIGHT.get(stem, PURE)


def climbs(module: Module, known: Mapping[str, Module]) -> Iterator[str]:
    """Imports of a higher layer, of a folder beside or above, or from the root of a room into its folders."""
    mine, (folder, stem) = layer(module), place(module)
    together = mine == TOGETHER or stem == "templatetags"  # Django finds these at the root of an app only
    if mine is None:
        return
    for node, dotted in imports(module):
        target = next((known[name] for name in _prefixes(dotted) if name in known), None)
        if target is None or target.room != module.room or target.name == module.name:
            continue
        theirs, (other, _) = layer(target), place(target)
        if not _reaches(module.room, folder, other, together=together):
            yield f"{module.at(node)}: {folder or 'the root'} reaches into {other}"
        elif theirs is not None and theirs > mine and (other == folder or folder.startswith(f"{other}.") or not other):
            yield f"{module.at(node)}: {_name(mine)} imports {dotted}"


def _prefixes(dotted: str) -> Iterator[str]:
    parts = dotted.split(".")
    yield from (".".join(parts[:length]) for length in range(len(parts), 0, -1))


def _name(height: int) -> str:
    return LAYERS[height][0] if LAYERS[height] else "pure"


def _reaches(room: str, folder: str, other: str, *, together: bool) -> bool:
    """Whether a file of one folder may use a file of another: its own, the folders around it, and lower floors."""
    mine, theirs = [part for part in folder.split(".") if part], [part for part in other.split(".") if part]
    shared = next(
        (n for n, (a, b) in enumerate(zip(mine, theirs, strict=False)) if a != b), min(len(mine), len(theirs))
    )
    if len(theirs) == shared:
        return True  # the same folder, or one around it
    if len(mine) == shared:
        return together  # a folder inside
    floors = FLOORS.get(".".join([room, *mine[:shared]]), ())
    return theirs[shared] in floors and mine[shared] in floors[floors.index(theirs[shared]) :]


def test_every_file_has_a_layer_and_no_name_is_kept_for_nothing():
    assert [name for name in OTHERS if name not in {module.name for module in modules()}] == []
    assert [name for name, (_layer, reason) in OTHERS.items() if len(reason.split()) < 4] == []
    assert set(HEIGHT) - {place(module)[1] for module in modules()} == set()


def test_every_floor_is_a_folder_and_where_there_are_floors_every_folder_has_one():
    folders = {f"{module.room}.{place(module)[0]}" for module in modules() if place(module)[0]}
    floors = {f"{room}.{floor}" for room, inside in FLOORS.items() for floor in inside}
    assert {folder for folder in folders if folder.rpartition(".")[0] in FLOORS} == floors


def test_layers_and_floors_point_down():
    known = {module.name: module for module in modules()}
    assert judge(hit for module in modules() for hit in climbs(module, known)) == []


def test_a_model_that_imports_an_action_is_found():
    made_up = module(
        "def save(self):\n    from steps.actions import move\n    from steps import kinds", "steps/models.py"
    )
    known = {f"steps.{name}": module("", f"steps/{name}.py") for name in ("actions", "kinds")}
    assert list(climbs(made_up, known)) == ["steps/models.py:2: models imports steps.actions.move"]


def test_a_folder_that_uses_the_one_beside_it_and_a_root_that_reaches_inside_are_found():
    known = {
        name: module("", f"{name.replace('.', '/')}.py")
        for name in ("oncocare.safety.models", "oncocare.safety.rota.actions", "oncocare.safety.made_up.actions")
    }
    folder = "from oncocare.safety import models\nfrom oncocare.safety.made_up import actions"
    found = climbs(module(folder, "oncocare/safety/rota/views.py"), known)
    assert list(found) == ["oncocare/safety/rota/views.py:2: rota reaches into made_up"]
    root = "from oncocare.safety.rota import actions"
    assert list(climbs(module(root, "oncocare/safety/actions.py"), known)) == [
        "oncocare/safety/actions.py:1: the root reaches into rota"
    ]
    assert list(climbs(module(root, "oncocare/safety/urls.py"), known)) == []


def test_a_floor_uses_those_below_it_and_never_those_above():
    known = {f"clinicians.{name}.views": module("", f"clinicians/{name}/views.py") for name in ("desk", "centre")}
    down = module("from clinicians.desk import views", "clinicians/centre/urls.py")
    up = module("from clinicians.centre import views", "clinicians/desk/urls.py")
    assert list(climbs(down, known)) == []
    assert list(climbs(up, known)) == ["clinicians/desk/urls.py:1: desk reaches into centre"]


PURE_ALLOWED: dict[str, str] = {}
CLOCK_ALLOWED = {
    "oncocare/foundation/clock.py": "This is the one clock of the house; everything else asks it.",
    "oncocare/launch/": "It starts the house before Django exists, so it has only the system's clock.",
}
TRANSACTION_ALLOWED = {
    "oncocare/foundation/unit.py": "This is the one place that opens a transaction.",
}
FSM_ALLOWED: dict[str, str] = {}


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
    pure = [one for one in modules() if layer(one) == PURE]
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
