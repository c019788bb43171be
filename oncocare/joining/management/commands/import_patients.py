"""`manage.py import_patients FILE.csv`: people come into care from a file, whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from oncocare.foundation.datafiles import DataFileError, decode
from oncocare.joining.arriving.actions import people_in, take_in_people
from oncocare.joining.arriving.people_file import LARGEST, unusual
from oncocare.people.models import Centre


class Command(BaseCommand):
    help = "Take people into care from a CSV file, whole or not at all; its columns stand at /centre/people/."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--centre", required=True, help="the centre's slug")
        parser.add_argument("--dry-run", action="store_true", help="check everything, and keep nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        centre = Centre.objects.filter(slug=options["centre"]).first()
        if centre is None:
            raise CommandError("Nobody was taken in. There is no such centre.")
        name = str(options["file"])
        try:
            text = self._text(options["file"])
            people = people_in(centre, text, name)
            for one in unusual(people):
                self.stderr.write(f"{name}:{one.line}: please check: {one.message}")
            if not options["dry_run"]:
                self._take_in(centre, text, name, len(people))
        except (DataFileError, OSError) as wrong:
            raise CommandError(f"Nobody was taken in.\n{wrong}") from wrong
        except ValidationError as refused:
            raise CommandError("Nobody was taken in. " + " ".join(refused.messages)) from refused
        kept = "can be taken in; nothing was kept" if options["dry_run"] else "were taken in"
        self.stdout.write(f"{len(people)} people {kept}.")

    def _text(self, path: Path) -> str:
        """What stands in the file; one that is too large is not read whole."""
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise CommandError(f"Nobody was taken in. A file has at most {LARGEST:,} bytes. Make several of it.")
        return decode(data, str(path))

    def _take_in(self, centre: Centre, text: str, name: str, total: int) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True)) as progress:
            task = progress.add_task("Taking in", total=total)
            take_in_people(
                by="system:import", centre=centre, text=text, name=name, progress=lambda: progress.advance(task)
            )
