"""`manage.py load_demo`: the people of the demo."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from mentoring.community.surveys.actions import count_weeks
from oncocare.demo.management.commands.simulate import add_plan, bar, plan_of
from oncocare.demo.people import actions as people
from oncocare.demo.people import selectors as people_selectors
from oncocare.people.models import Centre


class Command(BaseCommand):
    help = "Load the demo's centre, staff and patients; does nothing when they are here already."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--empty", action="store_true", help="one centre with nothing in it, to be set up by hand")
        add_plan(parser)
        parser.set_defaults(patients=None)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demo people are loaded in a demo only.")
        if options["empty"]:
            if not Centre.objects.exists():
                people.found_empty_centre()
            return
        cohort = plan_of(options) if options["patients"] else None
        if people_selectors.loaded():
            kept = "The demo people are here already; their data is kept."
            more = " A cohort comes with the first start only: `make demo-reset` forgets these." if cohort else ""
            self.stdout.write(kept + more)
            return
        with bar() as progress:
            task = progress.add_task("Loading demo people", total=people.size(cohort))
            people.load(lambda: progress.advance(task), cohort)
        people.fill_library()
        people.fill_demo_campus(cohort)
        people.fill_groups()
        people.fill_sessions()
        count_weeks()
