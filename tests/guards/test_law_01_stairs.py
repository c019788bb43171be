"""Law 1: imports, foreign keys, reverse accessors, url names, templates and their words point down the list."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping

from django.apps import apps
from django.template import engines

from tests.guards.house import (
    HEIGHT,
    ORDER,
    PACKAGES,
    ROOT,
    TOP,
    Edge,
    Module,
    Template,
    calls,
    house_models,
    imports,
    judge,
    module,
    modules,
    room_of,
    routes,
    templates,
    upward,
)

EVERYBODYS = {  # url names that any room may speak
    "home": "The first page of whoever is signed in: the one address that belongs to no room.",
}
DEMO_ONLY = {
    "demo_sign_in": "oncocare.demo",
    "gallery": "oncocare.demo",
}  # exist in a demo only, so the resolver of the tests does not know them
ALLOWED: dict[str, str] = {}
REGISTERED = {
    "clinicians/centre/overview/selectors.py": "The names are those that rooms, also above, registered for setting up a centre.",
    "clinicians/templatetags/centre.py": "The names are those that rooms, also above, registered for a centre's pages.",
    "oncocare/site/context.py": "The names are those that rooms registered for the main navigation.",
}

DOTTED = re.compile(rf"({'|'.join(PACKAGES)})(\.\w+)+")
URL_TAG = re.compile(r"{%-?\s*url\s+['\"]([^'\"]+)['\"]")
TEMPLATE_TAG = re.compile(r"{%\s*(?:extends|include)\s+[\"']([^\"']+)[\"']")
REVERSING = {"reverse", "reverse_lazy", "resolve_url", "redirect"}
LOOKUPS = {"select_related", "prefetch_related", "values", "values_list", "order_by", "only", "defer", "F", "OuterRef"}


# --- imports --------------------------------------------------------------------------------------------------------


def import_edges(one: Module) -> Iterator[Edge]:
    """Imports, and dotted names in strings: a path for `import_string`, a model for `get_model`."""
    for node, dotted in imports(one):
        if to := room_of(dotted):
            yield Edge(one.at(node), one.room, to, f"imports {dotted}")
    labels = {app.label: room_of(app.name) for app in apps.get_app_configs() if room_of(app.name)}
    for node in ast.walk(one.tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        label, _, rest = node.value.partition(".")
        if label in labels and re.fullmatch(r"[A-Z]\w+|0\d{3}_\w+", rest):
            yield Edge(one.at(node), one.room, labels[label], f"names {node.value}")
        elif DOTTED.fullmatch(node.value) and _is_module(node.value):
            yield Edge(one.at(node), one.room, room_of(node.value), f"names {node.value}")


def _is_module(dotted: str) -> bool:
    """Whether a dotted name starts with a module deeper than its package."""
    parts = dotted.split(".")
    paths = [ROOT.joinpath(*parts[:length]) for length in range(2, len(parts) + 1)]
    return any(path.is_dir() or path.with_suffix(".py").is_file() for path in paths)


def migration_edges(one: Module) -> Iterator[Edge]:
    """A migration waits for migrations of rooms below only."""
    labels = {app.label: room_of(app.name) for app in apps.get_app_configs() if room_of(app.name)}
    for node in ast.walk(one.tree):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "dependencies":
            for pair in ast.walk(node.value):
                if isinstance(pair, ast.Tuple) and isinstance(pair.elts[0], ast.Constant):
                    to = labels.get(pair.elts[0].value)
                    if to:
                        yield Edge(one.at(pair), one.room, to, f"waits for migrations of {to}")


def test_every_module_has_a_room_that_stands_in_the_order():
    assert {one.room for one in modules()} - set(ORDER) == set()
    assert len(modules()) > 80


def test_imports_and_dotted_names_point_down():
    edges = [edge for one in modules() for edge in (*import_edges(one), *migration_edges(one))]
    assert len(edges) > 300
    assert {edge.to for edge in edges} > set(PACKAGES) - {TOP, "clinicians"}
    assert judge(upward(edges), ALLOWED) == []


def test_foundation_imports_nothing_of_the_house_and_web_only_foundation():
    edges = [edge for one in modules() for edge in import_edges(one)]
    assert {edge.to for edge in edges if edge.room == "oncocare.foundation"} <= {"oncocare.foundation"}
    assert {edge.to for edge in edges if edge.room == "oncocare.web"} <= {"oncocare.web", "oncocare.foundation"}


def test_an_import_that_climbs_is_found_wherever_it_hides():
    source = """
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from steps.models import Pathway
def late():
    import clinicians.views
    return import_string("mentoring.actions.nominate"), get_model("steps.Pathway")
class Migration:
    dependencies = [("steps", "0001_initial")]
"""
    made_up = module(source, "questionnaires/selectors.py")
    assert upward([*import_edges(made_up), *migration_edges(made_up)]) == [
        "questionnaires/selectors.py:4: imports steps.models.Pathway",
        "questionnaires/selectors.py:6: imports clinicians.views",
        "questionnaires/selectors.py:7: names mentoring.actions.nominate",
        "questionnaires/selectors.py:7: names steps.Pathway",
        "questionnaires/selectors.py:9: waits for migrations of steps",
    ]


def test_a_relative_import_is_read_too():
    made_up = module("from ..safety import actions", "oncocare/audit/actions.py")
    assert upward(import_edges(made_up)) == ["oncocare/audit/actions.py:1: imports oncocare.safety.actions"]


# --- foreign keys and reverse accessors -----------------------------------------------------------------------------


def key_edges(found: Iterable[type]) -> Iterator[Edge]:
    """Every relation of a model, history models and join tables included."""
    for one in found:
        for field in [*one._meta.fields, *one._meta.many_to_many]:
            target = field.remote_field and field.remote_field.model
            if target and room_of(getattr(target, "__module__", "")):
                name = f"{one._meta.label}.{field.name}"
                yield Edge(name, room_of(one.__module__), room_of(target.__module__), f"points at {target._meta.label}")


def accessors(found: Iterable[type]) -> dict[str, str]:
    """The names by which a model of a lower room reaches rows of a higher one, each with the highest lowest owner."""
    owners: dict[str, str] = {}
    for one in found:
        for field in one._meta.get_fields():
            if field.auto_created and not field.concrete and field.is_relation and not field.hidden:
                name, room = field.get_accessor_name(), room_of(field.related_model.__module__)
                if room and HEIGHT[room] > HEIGHT[room_of(one.__module__)]:
                    owners[name] = min(room, owners.get(name, room), key=HEIGHT.__getitem__)
    return owners


def accessor_edges(one: Module, owners: Mapping[str, str]) -> Iterator[Edge]:
    """Uses of a reverse accessor, by name: an attribute, a lookup in a keyword, in a string or in `getattr`."""
    for node in ast.walk(one.tree):
        if isinstance(node, ast.Attribute) and node.attr in owners:
            yield Edge(one.at(node), one.room, owners[node.attr], f"reaches up through .{node.attr}")
        if isinstance(node, ast.keyword) and "__" in (node.arg or ""):
            yield from _looked_up(one, node.value, node.arg or "", owners)
    for node, name in calls(one):
        if name in LOOKUPS | {"getattr", "hasattr"}:
            for given in node.args:
                if isinstance(given, ast.Constant) and isinstance(given.value, str):
                    yield from _looked_up(one, given, given.value, owners)


def _looked_up(one: Module, node: ast.AST, lookup: str, owners: Mapping[str, str]) -> Iterator[Edge]:
    for part in lookup.lstrip("-").split("__"):
        if part in owners:
            yield Edge(one.at(node), one.room, owners[part], f"reaches up through {part}")


def test_foreign_keys_point_down():
    edges = list(key_edges(house_models()))
    assert len(edges) > 40
    assert judge(upward(edges), ALLOWED) == []


def test_a_foreign_key_that_climbs_is_found():
    class Higher:
        __module__ = "steps.models"

        class _meta:  # noqa: N801 -- Django's name
            label = "steps.Higher"

    class Lower:
        __module__ = "oncocare.safety.models"

        class _meta:  # noqa: N801 -- Django's name
            label, many_to_many = "safety.Lower", ()
            fields = (type("Field", (), {"name": "up", "remote_field": type("Remote", (), {"model": Higher})}),)

    assert upward(key_edges([Lower])) == ["safety.Lower.up: points at steps.Higher"]


def test_nobody_reaches_up_through_a_reverse_accessor():
    owners = accessors(house_models())
    assert {"assignments", "flags", "pathway", "nomination", "scores"} <= owners.keys()
    edges = [edge for one in modules() for edge in accessor_edges(one, owners)]
    assert len(edges) > 20
    assert judge(upward(edges), ALLOWED) == []


def test_a_reverse_accessor_used_upward_is_found():
    source = """patient.pathway
rows.filter(pathway__status=1)
rows.select_related("patient__pathway")
getattr(p, "pathway")
"""
    edges = accessor_edges(module(source, "oncocare/people/selectors.py"), {"pathway": "steps"})
    assert [one.partition(": ")[0] for one in upward(edges)] == [
        f"oncocare/people/selectors.py:{n}" for n in (1, 2, 3, 4)
    ]


# --- url names ------------------------------------------------------------------------------------------------------


def url_owners() -> dict[str, str]:
    """Which room each url name belongs to; what everybody may say belongs to the lowest."""
    return {one.name: room_of(one.urlconf) for one in routes()} | dict.fromkeys(EVERYBODYS, ORDER[-1]) | DEMO_ONLY


def url_edges(one: Module, owners: Mapping[str, str]) -> Iterator[Edge]:
    """Every url name that Python code speaks; a name below the top must be written out, or nobody can check it."""
    for node, name in calls(one):
        if name not in REVERSING or not node.args:
            continue
        said = node.args[0]
        if isinstance(said, ast.Constant) and isinstance(said.value, str):
            if not said.value.startswith("/"):
                yield Edge(one.at(node), one.room, owners.get(said.value, TOP), f"speaks of {said.value}")
        elif name.startswith("reverse"):
            yield Edge(one.at(node), one.room, TOP, "speaks of a url name that is not written out")


def template_edges(one: Template, owners: Mapping[str, str]) -> Iterator[Edge]:
    """Every url name and every template of a room that a template speaks; the shared frame is everybody's."""
    for found in URL_TAG.finditer(one.text):
        yield Edge(one.line(found.start()), one.room, owners.get(found[1], TOP), f"speaks of {found[1]}")
    for found in TEMPLATE_TAG.finditer(one.text):
        to = Template(found[1].rstrip("_"), "").room
        if to != TOP:
            yield Edge(one.line(found.start()), one.room, to, f"takes {found[1]}")


def render_edges(one: Module) -> Iterator[Edge]:
    """The templates of a room that Python code renders."""
    for node in ast.walk(one.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"[\w/]+\.html", node.value):
            to = Template(node.value, "").room
            if to != TOP:
                yield Edge(one.at(node), one.room, to, f"renders {node.value}")


def test_url_names_and_templates_point_down():
    owners = url_owners()
    spoken = [edge for one in modules() for edge in (*url_edges(one, owners), *render_edges(one))]
    written = [edge for one in templates() for edge in template_edges(one, owners)]
    assert len(spoken) > 20
    assert len(written) > 20
    assert judge(upward([*spoken, *written]), REGISTERED) == []


def test_every_address_of_everybody_is_spoken_by_a_room_below_its_own():
    said = {edge.what for one in modules() for edge in url_edges(one, url_owners()) if edge.room != TOP}
    assert judge([name for name in EVERYBODYS if f"speaks of {name}" in said], EVERYBODYS) == []


def test_a_url_name_that_climbs_is_found_in_python_and_in_a_template():
    owners = {"caseload": "clinicians", "home": ORDER[-1], "question": "questionnaires"}
    source = """redirect("caseload")
reverse(name)
redirect("home")
reverse("question")
render(r, "clinicians/record.html")
"""
    made_up = module(source, "questionnaires/views.py")
    page = Template(
        "questionnaires/answering/start.html", "{% url 'home' %}\n{% url \"caseload\" %}\n{% include 'steps/x.html' %}"
    )
    found = upward([*url_edges(made_up, owners), *render_edges(made_up), *template_edges(page, owners)])
    assert found == [
        "questionnaires/views.py:1: speaks of caseload",
        "questionnaires/views.py:2: speaks of a url name that is not written out",
        "questionnaires/views.py:5: renders clinicians/record.html",
        "templates/questionnaires/answering/start.html:2: speaks of caseload",
        "templates/questionnaires/answering/start.html:3: takes steps/x.html",
    ]


# --- the words of templates -----------------------------------------------------------------------------------------


def word_owners() -> dict[str, str]:
    """Every filter and tag of the house and the room it comes from."""
    engine = engines["django"].engine
    paths = [*engine.builtins, *engine.libraries.values()]
    libraries = [*engine.template_builtins, *engine.template_libraries.values()]
    return {
        name: room_of(path)
        for path, library in zip(paths, libraries, strict=True)
        for name in (*library.filters, *library.tags)
        if room_of(path)
    }


def word_edges(one: Template, owners: Mapping[str, str]) -> Iterator[Edge]:
    """The filters and tags of the house that a template uses."""
    for found in re.finditer(r"\|(\w+)|{%-?\s*(\w+)", one.text):
        name = found[1] or found[2]
        if name in owners:
            yield Edge(one.line(found.start()), one.room, owners[name], f"uses {name} of {owners[name]}")


def test_filters_and_tags_come_from_below():
    owners = word_owners()
    edges = [edge for one in templates() for edge in word_edges(one, owners)]
    assert len(edges) > 20
    assert judge(upward(edges), ALLOWED) == []


def test_a_filter_of_a_higher_room_is_found():
    page = Template("questionnaires/answering/start.html", "{{ 1|level_words }}{{ 1|day }}")
    found = upward(word_edges(page, {"level_words": "clinicians", "day": "oncocare.web"}))
    assert found == ["templates/questionnaires/answering/start.html:1: uses level_words of clinicians"]


# --- signals --------------------------------------------------------------------------------------------------------


def signals(one: Module) -> list[str]:
    """Every import of a signal."""
    return [
        f"{one.at(node)}: {dotted}"
        for node, dotted in imports(one)
        if dotted.startswith("django.dispatch") or "signals" in dotted.split(".")
    ]


def test_there_are_no_signals():
    assert judge(hit for one in modules() for hit in signals(one)) == []


def test_a_signal_is_found():
    made_up = module("from django.db.models import signals\nfrom django.dispatch import receiver", "steps/apps.py")
    assert len(signals(made_up)) == 2
