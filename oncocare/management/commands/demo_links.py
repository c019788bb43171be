"""`manage.py demo_links`: one sign-in link a role, printed by the launcher."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from oncocare.accounts.models import User
from oncocare.demo_people import CAST


class Command(BaseCommand):
    help = "Print one sign-in link a role (in a demo only)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--base", default="http://localhost:8000")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Sign-in links exist in a demo only.")
        from oncocare.demo import link_for

        for person in CAST:
            user = User.objects.get(email=person.email)
            self.stdout.write(f"  {person.says:44} {options['base']}{link_for(user)}")
