"""`manage.py demo_links`: one sign-in link a role, printed by the launcher."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from oncocare.demo.people.cast import CAST
from oncocare.demo.views import link_for
from oncocare.joining import links
from oncocare.joining.models import Invitation
from oncocare.people.models import User
from oncocare.people.roles import COORDINATOR


class Command(BaseCommand):
    help = "Print one sign-in link a role (in a demo only)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--base", default="http://localhost:8000")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Sign-in links exist in a demo only.")
        for invitation in Invitation.objects.filter(role=COORDINATOR.name, accepted_at=None):
            words = "First coordinator, to set the centre up"
            self.stdout.write(f"  {words:44} {options['base']}{urlsplit(links.link(invitation.pk)).path}")
        users = {user.email: user for user in User.objects.filter(email__in=[person.email for person in CAST])}
        for person, user in ((person, users[person.email]) for person in CAST if person.email in users):
            self.stdout.write(f"  {person.says:44} {options['base']}{link_for(user)}")
