"""`manage.py load_library [FOLDER]`: modules and pieces from files, as versions that wait for review."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from oncocare.library.exchange.actions import load_folder
from oncocare.library.exchange.selectors import centre_called, coming, read_folder
from oncocare.library.folder import SHIPPED, FolderRefused, shipped, true_part_of


class Command(BaseCommand):
    help = "Load modules and pieces from a folder, or those that come with the software. Nothing is published by it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, nargs="?", default=SHIPPED)
        parser.add_argument("--centre", help="the centre's slug; needed where there is more than one centre")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            folder = _folder(options["folder"])
            centre = centre_called(options["centre"])
            plan = coming(centre, folder)
            loaded = load_folder(by="system:command", centre=centre, folder=folder)
        except (FolderRefused, OSError, LookupError) as error:
            raise CommandError(f"Nothing was loaded.\n{error}") from error
        self.stdout.write(
            f"{centre.slug}: {loaded.pieces} new pieces, {loaded.versions} new versions of texts, "
            f"{loaded.modules} new modules, {loaded.media} new media. "
            "All of them wait for review; nothing is published."
        )
        for name in plan.kept:
            self.stdout.write(f"{name}: the centre has a file of this name already, which stays.")
        for name in plan.lacking:
            self.stdout.write(f"{name}: a text shows it, and it is neither in the folder nor at the centre.")


def _folder(path: Path) -> Any:
    """Those that come with the software are made up in part, which only a demo may show."""
    if path != SHIPPED:
        return read_folder(path)
    return shipped() if settings.DEMO else true_part_of(shipped())
