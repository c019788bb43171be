"""`manage.py cohort_report`: a cohort that lived in the whole service, beside its sources."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from oncocare.demo.management.commands.simulate import add_plan, plan_of
from oncocare.demo.simulation.report.selectors import written
from oncocare.people.models import Centre

PAGE = settings.BASE_DIR / "docs" / "simulated-service.md"


class Command(BaseCommand):
    help = "Compare a simulated cohort with its sources; give the options it was simulated with."

    def add_arguments(self, parser: CommandParser) -> None:
        add_plan(parser)
        parser.add_argument("--centre", default="cohort", metavar="SLUG")
        parser.add_argument("--write", action="store_true", help=f"write docs/{PAGE.name} instead of printing it")

    def handle(self, *args: Any, **options: Any) -> None:
        centre = Centre.objects.filter(slug=options["centre"]).first()
        if centre is None:
            raise CommandError(f"There is no centre {options['centre']}. Run manage.py simulate first.")
        page = written(centre, plan_of(options))
        if options["write"]:
            PAGE.write_text(page, encoding="utf-8")
        else:
            self.stdout.write(page)
