"""`manage.py import_patients FILE.csv`: people come into care from a file, whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from oncocare.foundation.datafiles import DataFileError, read_text
from oncocare.joining.arriving.actions import check_arriving, take_in_people
from oncocare.joining.arriving.people_file import ArrivingPerson, read_people
from oncocare.people.days import today_of
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
            text = read_text(options["file"])
            people = read_people(text, name=name, today=today_of(centre), languages=dict(settings.LANGUAGES))
            if options["dry_run"]:
                check_arriving(centre, people, name)
            else:
                self._take_in(centre, people, name)
        except (DataFileError, OSError) as wrong:
            raise CommandError(f"Nobody was taken in.\n{wrong}") from wrong
        except ValidationError as refused:
            raise CommandError("Nobody was taken in. " + " ".join(refused.messages)) from refused
        kept = "can be taken in; nothing was kept" if options["dry_run"] else "were taken in"
        self.stdout.write(f"{len(people)} people {kept}.")

    def _take_in(self, centre: Centre, people: list[ArrivingPerson], name: str) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True)) as progress:
            task = progress.add_task("Taking in", total=len(people))
            take_in_people(
                by="system:import", centre=centre, people=people, name=name, progress=lambda: progress.advance(task)
            )
