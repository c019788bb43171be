"""What the laws are about: the order of the rooms, a walk over the code, and one way to judge what a walk found."""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("oncocare", "questionnaires", "steps", "mentoring", "clinicians")
TOP = "oncocare"

ORDER = (  # top first; a room calls only rooms below it
    "oncocare.launch",  # it starts everything, and `manage.py` looks into it
    TOP,  # settings, urls, celery, the doors of the servers: whatever only puts the rooms together
    "oncocare.site",
    "oncocare.demo",
    "oncocare.joining",
    "clinicians",
    "mentoring",
    "steps",
    "questionnaires",
    "oncocare.library",
    "oncocare.safety",
    "oncocare.signin",
    "oncocare.notifications",
    "oncocare.consent",
    "oncocare.people",
    "oncocare.effort",
    "oncocare.events",
    "oncocare.audit",
    "oncocare.paper",
    "oncocare.web",
    "oncocare.foundation",
)
HEIGHT = {room: -place for place, room in enumerate(ORDER)}
TEMPLATES = ROOT / "templates"


@dataclass(frozen=True, order=True)
class Edge:
    """What stands `at` a file and line, in `room`, points at something of the room `to`."""

    at: str
    room: str
    to: str
    what: str


def upward(edges: Iterable[Edge]) -> list[str]:
    """The edges that climb."""
    return sorted({f"{one.at}: {one.what}" for one in edges if HEIGHT[one.to] > HEIGHT[one.room]})


def judge(found: Iterable[str], allowed: Mapping[str, str] = MappingProxyType({})) -> list[str]:
    """What no allowlist entry covers, entries without a reason, and entries that cover nothing any more.

    An entry covers what it stands at the beginning of, so a line number may be left out.
    """
    found = list(found)
    return [
        *(one for one in found if not any(one.startswith(entry) for entry in allowed)),
        *(f"no reason: {entry}" for entry, reason in allowed.items() if len(reason.split()) < 4),
        *(f"stale: {entry}" for entry in allowed if not any(one.startswith(entry) for one in found)),
    ]


def room_of(dotted: str) -> str:
    """The room of a module or object of the house, by its dotted name; empty for anything else."""
    parts = dotted.split(".")
    if parts[0] not in PACKAGES:
        return "" if parts[0] != "manage" else "oncocare.launch"
    inner = ".".join(parts[:2])
    return inner if inner in HEIGHT else parts[0]


@dataclass(frozen=True)
class Module:
    """One Python file of the house."""

    name: str
    path: str
    tree: ast.Module

    @property
    def room(self) -> str:
        return room_of(self.name)

    def at(self, node: ast.AST) -> str:
        return f"{self.path}:{getattr(node, 'lineno', 0)}"


def module(source: str, path: str) -> Module:
    """A module from its text: the walk uses it for files, a test for made-up ones."""
    name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return Module(name, path, ast.parse(source))


@functools.cache
def modules() -> tuple[Module, ...]:
    """Every Python file of the house, migrations included, tests not."""
    files = [ROOT / "manage.py", *(file for one in PACKAGES for file in sorted((ROOT / one).rglob("*.py")))]
    return tuple(module(file.read_text(encoding="utf-8"), str(file.relative_to(ROOT))) for file in files)


def imports(one: Module) -> Iterator[tuple[ast.AST, str]]:
    """Every dotted name that a module imports, at its head, inside functions and for type checkers."""
    package = one.name if one.path.endswith("__init__.py") else one.name.rpartition(".")[0]
    for node in ast.walk(one.tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from ((node, f"{base}.{alias.name}") for alias in node.names)


def calls(one: Module) -> Iterator[tuple[ast.Call, str]]:
    """Every call with the last part of what is called: `reverse`, `update`."""
    for node in ast.walk(one.tree):
        if isinstance(node, ast.Call):
            yield node, node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


@dataclass(frozen=True)
class Template:
    """One template of the house."""

    name: str
    text: str

    @property
    def room(self) -> str:
        """The room a template belongs to; what lies at the root or is shared by all belongs to the top."""
        folder = self.name.split("/")[0]
        return next(
            (room for room in ORDER if room != TOP and room.rpartition(".")[2] == folder and "/" in self.name), TOP
        )

    @property
    def path(self) -> str:
        return f"templates/{self.name}"

    def line(self, place: int) -> str:
        return f"{self.path}:{self.text.count(chr(10), 0, place) + 1}"


@functools.cache
def templates() -> tuple[Template, ...]:
    """Every template file."""
    files = sorted(file for file in TEMPLATES.rglob("*") if file.is_file())
    return tuple(Template(str(file.relative_to(TEMPLATES)), file.read_text(encoding="utf-8")) for file in files)


def house_models() -> list[type[models.Model]]:
    """Every concrete model of ours, with the history models and hidden join tables."""
    return [one for one in apps.get_models(include_auto_created=True) if room_of(one.__module__)]


def history_models() -> list[type[models.Model]]:
    """The models in which pghistory keeps what changed."""
    return [one for one in house_models() if hasattr(one, "pgh_tracked_model")]


@dataclass(frozen=True)
class Route:
    """One address: its name, the module that declares it, and the names of its arguments."""

    name: str
    urlconf: str
    arguments: tuple[str, ...]


def routes(resolver: URLResolver | None = None) -> list[Route]:
    """Every address of the house; one without a name cannot be spoken of and is called by its pattern."""
    resolver = resolver or get_resolver()
    found: list[Route] = []
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            urlconf = getattr(resolver.urlconf_module, "__name__", TOP)
            arguments = tuple(one.pattern.converters) or tuple(re.findall(r"\(\?P<(\w+)>", str(one.pattern)))
            found.append(Route(one.name or f"unnamed:{one.pattern}", urlconf, arguments))
        else:
            found.extend(routes(one))
    return found
