"""`manage.py found_centre`: a new centre, and a link for its first coordinator, who sets up everything else."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from oncocare.joining import links
from oncocare.joining.actions import found_centre


class Command(BaseCommand):
    help = "Open a centre and print the link that its first coordinator joins with. It works once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the name of the centre")
        parser.add_argument("--country", required=True, help="two letters, such as ES")
        parser.add_argument("--time-zone", required=True, help="such as Europe/Madrid")
        parser.add_argument("--coordinator", required=True, help="the name of the first coordinator")
        parser.add_argument("--email", required=True, help="the coordinator's address")
        parser.add_argument("--language", default="en", choices=[code for code, _name in settings.LANGUAGES])

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = ("name", "country", "time_zone", "coordinator", "email", "language")
        try:
            invitation = found_centre(by="system:command", **{name: options[name] for name in wanted})
        except ValidationError as refused:
            raise CommandError("Nothing was opened. " + " ".join(refused.messages)) from refused
        self.stdout.write(f"{invitation.centre} is open. {invitation.name} joins with this link, once:")
        self.stdout.write(links.link(invitation.pk))
