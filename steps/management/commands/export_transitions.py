"""`manage.py export_transitions`: what happened live, in the columns of a replay."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from steps.history.selectors import points, transitions
from steps.management.course_export import PathwayExport
from steps.replay import decisions_csv


class Command(PathwayExport):
    help = "Write the changes of level that happened, in the columns of `replay`; --points writes every decided point."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--points", action="store_true", help="one row a point, as a replay writes them")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = points if options["points"] else transitions
        self.write(decisions_csv(row for pathway in self.chosen(options) for row in rows(pathway)), options["out"])
