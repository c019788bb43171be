"""`manage.py policy_report`: what a policy comes to in years of made-up people, beside another. Needs no database."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import override

from oncocare.demo.management.commands.simulate import bar, whole
from oncocare.demo.simulation.policy_report import committee, pages
from oncocare.demo.simulation.policy_report.lived import PolicyRun, PolicySource, Told
from oncocare.demo.simulation.policy_report.runs import asks_all, run, schedule_for
from oncocare.foundation.datafiles import DataFileError
from questionnaires.scheduling.schedule import shipped
from steps.policy import Policy
from steps.shipped import FOLDER

DOCS = settings.BASE_DIR / "docs"
SUMMARIES = {"en": "policy-summary.md", "es": "policy-summary-es.md"}


def seeds(text: str) -> tuple[int, ...]:
    """Seeds such as 6-10 or 3."""
    found = re.fullmatch(r"(\d+)(?:-(\d+))?", text)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    if last < first:
        raise ArgumentTypeError("must be a number, or two with a dash, such as 6-10")
    return tuple(range(first, last + 1))


class Command(BaseCommand):
    help = "Let made-up people live a year under a policy, in memory, and print the table a committee needs."
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("policy", metavar="POLICY", help="a policy file, or the name of a shipped policy")
        parser.add_argument("--against", metavar="OTHER", help="another policy, lived by the same people")
        parser.add_argument("--patients", type=whole, default=1500, help="for each seed (default 1500)")
        parser.add_argument("--seeds", type=seeds, default=seeds("6-10"), metavar="6-10", help="default 6-10")
        parser.add_argument("--schedule", choices=sorted(shipped()), help="default: one that asks all the policy reads")
        parser.add_argument(
            "--write", action="store_true",
            help=f"write docs/{pages.PAGE} and the committee's page in each language instead of printing",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        names = [name for name in (options["policy"], options["against"]) if name]
        try:
            sources = [_source(name, options["schedule"]) for name in names]
        except DataFileError as error:
            raise CommandError(f"nothing was written\n{error}") from error
        if options["write"] and not all((FOLDER / source.name).is_file() for source in sources):
            raise CommandError("nothing was written\nThe pages in docs speak of the shipped policies only.")
        sources.append(replace(sources[0], helps=False))
        runs = _lived(sources, options["seeds"], options["patients"])
        told = Told(runs, options["seeds"], options["patients"])
        with override("en"):
            if not options["write"]:
                self.stdout.write(pages.table(told), ending="")
                return
            (DOCS / pages.PAGE).write_text(pages.page(told), encoding="utf-8")
        for language, name in SUMMARIES.items():
            with override(language):
                (DOCS / name).write_text(committee.page(told), encoding="utf-8")


def _lived(sources: list[PolicySource], seeds: tuple[int, ...], people: int) -> list[PolicyRun]:
    with bar() as progress:
        years = len(sources) * len(seeds) * people
        task = progress.add_task("Living through the years", total=years)
        return run(sources, seeds, people, lambda done: progress.advance(task, done))


def _source(name: str, wanted: str | None) -> PolicySource:
    """The text of a policy and the schedule it needs; a shipped name, or a path."""
    path = next((path for path in (FOLDER / f"{name}.yaml", Path(name)) if path.is_file()), None)
    if path is None:
        raise CommandError(
            f"nothing was written\nThere is no policy {name}: give a file, or one of {_shipped_names()}."
        )
    source = PolicySource(path.name, path.read_text(encoding="utf-8"), wanted or "")
    schedule = wanted or _schedule(source.policy)
    if not asks_all(source.policy, shipped()[schedule]):
        raise CommandError(f"nothing was written\nThe schedule {schedule} does not ask all that {name} reads.")
    return PolicySource(source.name, source.text, schedule)


def _schedule(policy: Policy) -> str:
    found = schedule_for(policy)
    if found is None:
        raise CommandError(f"nothing was written\nNo shipped schedule asks all that {policy.slug} reads.")
    return found


def _shipped_names() -> str:
    return ", ".join(sorted(path.stem for path in FOLDER.glob("*.yaml")))
