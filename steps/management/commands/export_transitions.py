"""`manage.py export_transitions`: what happened live, in the columns of a replay."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from oncocare.people.models import Centre
from steps.history.selectors import pathways, points, transitions
from steps.replay import decisions_csv


class Command(BaseCommand):
    help = "Write the changes of level that happened, in the columns of `replay`; --points writes every decided point."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--centre", help="the centre's slug; all centres without it")
        parser.add_argument("--points", action="store_true", help="one row a point, as a replay writes them")
        parser.add_argument("--out", type=Path, help="write to a file")

    def handle(self, *args: Any, **options: Any) -> None:
        centre = Centre.objects.filter(slug=options["centre"]).first() if options["centre"] else None
        if options["centre"] and centre is None:
            known = ", ".join(Centre.objects.order_by("slug").values_list("slug", flat=True))
            raise CommandError(f"There is no centre {options['centre']!r}. Centres: {known or 'none yet'}.")
        rows = points if options["points"] else transitions
        text = decisions_csv(row for pathway in pathways(centre) for row in rows(pathway))
        if options["out"]:
            options["out"].write_text(text, encoding="utf-8")
        else:
            self.stdout.write(text, ending="")
