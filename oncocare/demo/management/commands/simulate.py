"""`manage.py simulate`: a made-up cohort at a centre of its own."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import UTC, date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from oncocare.demo.simulation.cohort.actions import AlreadyHere, simulate
from oncocare.demo.simulation.plan import SimulationPlan
from oncocare.demo.simulation.selectors import fingerprint
from oncocare.foundation import clock


def whole(text: str) -> int:
    """A whole number of at least 1."""
    if not text.isdigit() or int(text) < 1:
        raise ArgumentTypeError("must be a whole number of at least 1")
    return int(text)


def add_plan(parser: CommandParser) -> None:
    """The options that make a plan."""
    parser.add_argument("--patients", type=whole, default=400)
    parser.add_argument("--months", type=whole, default=12)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--until", type=date.fromisoformat, metavar="YYYY-MM-DD", help="default: today (UTC)")


def plan_of(options: dict[str, Any]) -> SimulationPlan:
    """The plan of these options."""
    until = options["until"] or clock.day(clock.now(), str(UTC))
    return SimulationPlan(options["patients"], options["months"], options["seed"], until)


def bar() -> Progress:
    """A progress bar on the side where no output is read."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True))


class Command(BaseCommand):
    help = "Make up a cohort and let it live through its months; the same seed makes the same database. Never for care."

    def add_arguments(self, parser: CommandParser) -> None:
        add_plan(parser)
        parser.add_argument("--centre", default="cohort", metavar="SLUG", help="of a centre that is not there yet")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.MODE not in ("demo", "test"):
            raise CommandError("Made-up people never go where real people are: this runs in a demo or a test only.")
        plan = plan_of(options)
        with bar() as progress:
            task = progress.add_task(f"Simulating {plan.patients} people", total=plan.days)
            try:
                simulate(plan, slug=options["centre"], progress=lambda: progress.advance(task))
            except AlreadyHere as error:
                raise CommandError(
                    f"A centre {error} is here already; nothing was changed. Give another --centre."
                ) from error
        self.stdout.write(f"Done. Fingerprint of the whole database: {fingerprint()}")
