"""Scores JSON lines from standard input; needs no database. Exit status 1 when a line was bad."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from questionnaires.instruments.score_lines import score_lines


class Command(BaseCommand):
    help = 'Score responses: one {"instrument": code, "answers": {item: code}} per line in, one result per line out.'
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if score_lines(getattr(sys.stdin, "buffer", sys.stdin), self.stdout):
            raise SystemExit(1)
