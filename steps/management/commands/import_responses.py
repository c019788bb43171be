"""`manage.py import_responses FILE.csv`: answers given elsewhere, sent through the real submit at their own dates."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from oncocare.foundation.datafiles import DataFileError
from steps.history.actions import Imported, import_answers, importing_centre
from steps.history.history_file import read_answers


class Command(BaseCommand):
    help = "Import item answers (patient,date,instrument,1,2,…; an empty cell is a missing item), whole or not at all."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--centre", help="the centre's slug; needed where there is more than one centre")
        parser.add_argument(
            "--approvals",
            choices=["grant", "leave"],
            default="leave",
            help="grant accepts each proposal at once in the importer's name; leave keeps them open (default)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rows = read_answers(options["file"])
            centre = importing_centre(options["centre"])
        except (DataFileError, OSError, ValueError) as error:
            raise CommandError(f"Nothing was imported.\n{error}") from error
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True)) as progress:
            task = progress.add_task("Importing", total=len(rows))
            try:
                done = import_answers(
                    by="system:import",
                    centre=centre,
                    rows=rows,
                    name=str(options["file"]),
                    sha256=hashlib.sha256(options["file"].read_bytes()).hexdigest(),
                    grant=options["approvals"] == "grant",
                    progress=lambda: progress.advance(task),
                )
            except DataFileError as error:
                raise CommandError(f"Nothing was imported.\n{error}") from error
        self.stdout.write(
            f"{done.responses} responses of {done.patients} patients imported into {centre.slug}, "
            f"{done.from_before} of them from before: {done.flags} flags raised, {done.transitions} changes of level, "
            f"{done.proposals} proposals open."
        )
        if done.to_look_at:
            self.stdout.write(_who_looks(done))


def _who_looks(done: Imported) -> str:
    people = f"{done.to_look_at} of these patients last said before that they thought of death or of hurting themselves"
    if done.told:
        return f"{people}: a task asks a colleague to look at them."
    return f"{people}. Nobody works at this centre yet, so nobody was asked to look at them."
