"""Draws the states of stepped care from the code, for the picture in the docs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from steps.diagram import diagram
from steps.models import Pathway
from steps.shipped import FOLDER, shipped_policy

FILE = Path(settings.BASE_DIR) / "docs" / "states.md"
HEAD = """# States

Written by `python manage.py state_diagram --write`; a test compares it with the code.

A clinician can set any level from any other at any time, with a reason; the arrows below are what the rules can do.
A proposal, marked (clinician), changes nothing until a clinician accepts it; where the same rule has an arrow marked
(meanwhile), that level is entered at once.
"""


class Command(BaseCommand):
    """Print docs/states.md as the code would have it, or write it."""

    help = "Draws the levels of each shipped policy and the states of a pathway, as mermaid."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--write", action="store_true", help="write docs/states.md instead of printing it")

    def handle(self, *args: Any, write: bool, **options: Any) -> None:
        if write:
            FILE.write_text(states(), encoding="utf-8")
        else:
            self.stdout.write(states(), ending="")


def states() -> str:
    """The text of docs/states.md."""
    slugs = sorted(path.stem for path in FOLDER.glob("*.yaml"))
    levels = [(f"Levels under the policy {slug}", diagram(shipped_policy(slug)[0])) for slug in slugs]
    parts = [*levels, ("Status of a pathway", pathway_diagram())]
    return HEAD + "".join(f"\n## {title}\n\n```mermaid\n{drawn}```\n" for title, drawn in parts)


def pathway_diagram() -> str:
    """The transitions of `Pathway.status`; the ends are the states that nothing leaves."""
    field = Pathway._meta.get_field("status")
    arrows = sorted({(str(move.source), str(move.target), move.name) for move in field.get_all_transitions(Pathway)})
    sources = {source for source, _, _ in arrows}
    ends = sorted({target for _, target, _ in arrows} - sources)
    lines = [
        "stateDiagram-v2",
        f"    [*] --> {field.default}",
        *(f"    {source} --> {target}: {name}" for source, target, name in arrows),
        *(f"    {end} --> [*]" for end in ends),
    ]
    return "\n".join(lines) + "\n"
