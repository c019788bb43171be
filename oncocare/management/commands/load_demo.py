"""`manage.py load_demo`: the people of the demo."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from oncocare import demo_people
from oncocare.accounts.models import Centre


class Command(BaseCommand):
    help = "Load the demo's centre, staff and patients; does nothing when they are here already."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--empty", action="store_true", help="one centre with nothing in it, to be set up by hand")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demo people are loaded in a demo only.")
        if options["empty"]:
            if not Centre.objects.exists():
                demo_people.found_empty_centre()
            return
        if demo_people.loaded():
            self.stdout.write("The demo people are here already; their data is kept.")
            return
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=Console(stderr=True)) as progress:
            task = progress.add_task("Loading demo people", total=demo_people.size())
            demo_people.load(lambda: progress.advance(task))
