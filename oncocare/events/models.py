"""The outbox: an event is written once; each handler has one delivery row that is claimed, retried and done."""

from django.db import models

from oncocare.foundation import clock
from oncocare.foundation.models import AppendOnly, Mutable, Privacy


class Event(AppendOnly):
    """Something that happened, with the ids a handler needs to look the rest up."""

    id = models.BigAutoField(primary_key=True)
    kind = models.TextField()
    at = models.DateTimeField(default=clock.now)
    payload = models.JSONField()

    privacy = Privacy(technical="id kind at payload", withhold="id kind at payload")

    class Meta(AppendOnly.Meta):
        ordering = ["id"]


class Delivery(Mutable):
    """One event for one handler. Claimed by lease, so a process that dies gives the work back by itself."""

    class State(models.TextChoices):
        PENDING = "pending"
        DONE = "done"
        DEAD = "dead"

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="deliveries")
    handler = models.TextField()
    state = models.TextField(choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=clock.now)
    claimed_until = models.DateTimeField(null=True)
    finished = models.DateTimeField(null=True)
    error = models.TextField(blank=True, default="")

    privacy = Privacy(
        technical="id event handler state attempts not_before claimed_until finished error",
        withhold="id event handler state attempts not_before claimed_until finished error",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "handler"], name="delivery_once_per_handler")]
        indexes = [
            models.Index(fields=["not_before"], condition=models.Q(state="pending"), name="delivery_pending"),
            models.Index(fields=["event"], condition=models.Q(state="dead"), name="delivery_dead"),
        ]
