"""`manage.py dead_letters [--revive]`: events whose handler failed every time."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from oncocare.events import actions
from oncocare.events.models import Delivery


class Command(BaseCommand):
    help = "List events whose handler failed every time; --revive gives them another round."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--revive", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        dead = Delivery.objects.filter(state=Delivery.State.DEAD).select_related("event").order_by("event_id")
        for delivery in dead:
            self.stdout.write(f"{delivery.event_id} {delivery.event.kind} {delivery.handler} {delivery.error}")
            if options["revive"]:
                actions.revive(delivery=delivery, by="system:command")
        self.stdout.write(f"{len(dead)} dead letters{', revived' if options['revive'] and dead else ''}.")
