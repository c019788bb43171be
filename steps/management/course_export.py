"""What the two exports of pathways have in common: whose, and where the text goes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import QuerySet

from oncocare.people.models import Centre
from steps.history.selectors import pathways
from steps.models import Pathway, PolicyVersion


class PathwayExport(BaseCommand):
    """A command that writes pathways, of one centre and under one policy where these are named."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--centre", help="the centre's slug; all centres without it")
        parser.add_argument("--policy", metavar="SLUG:VERSION", help="those that follow this policy; all without it")
        parser.add_argument("--out", type=Path, help="write to a file")

    def chosen(self, options: dict[str, Any]) -> QuerySet[Pathway]:
        """The pathways that the options name; `CommandError` says what to choose from."""
        return pathways(_centre(options["centre"]), _policy(options["policy"]))

    def write(self, text: str, out: Path | None) -> None:
        """To the file, or as the command's own output."""
        if out:
            out.write_text(text, encoding="utf-8")
        else:
            self.stdout.write(text, ending="")


def _centre(slug: str | None) -> Centre | None:
    centres = {centre.slug: centre for centre in Centre.objects.order_by("slug")}
    if slug is not None and slug not in centres:
        raise CommandError(f"There is no centre {slug!r}. Centres: {', '.join(centres) or 'none yet'}.")
    return centres[slug] if slug is not None else None


def _policy(name: str | None) -> PolicyVersion | None:
    versions = {f"{one.slug}:{one.version}": one for one in PolicyVersion.objects.order_by("slug", "version")}
    if name is not None and name not in versions:
        raise CommandError(f"There is no policy {name!r}. Policies: {', '.join(versions) or 'none yet'}.")
    return versions[name] if name is not None else None
