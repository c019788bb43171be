"""The room of a meeting while it is held, and who is at its door or in it. Of what is said there nothing is kept."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mentoring.meetings.models import LONGEST_NAME, Meeting, Seat
from oncocare.foundation import clock
from oncocare.foundation.models import Mutable, Privacy, paired


class HeldRoom(Mutable):
    """The room of a meeting from when whoever leads it came in, until they ended it for all."""

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="held_room")
    opened = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    privacy = Privacy(
        technical="id meeting opened ended_at ended_by",
        export="meeting opened ended_at",
        withhold="id ended_by",
    )

    class Meta:
        constraints = [*paired("ended")]


class Presence(Mutable):
    """One person at the door of a meeting or in its room, once a meeting. `name` is how they are seen. `page` is the
    one page by which they are there: a second one ends the first. `feed`: under which name the gateway knows them.
    `seen`: when their page last asked for news; `there`: how many seconds they were in the room until then. `hand`,
    `help`: since when they want to speak, or ask quietly for help. `hushed`: when they were last muted by whoever
    leads.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits to be let in")
        INSIDE = "inside", _("Is in the room")
        LEFT = "left", _("Left the room")
        OUT = "out", _("Was taken out of the room")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, related_name="+")  # whoever leads has none
    name = models.CharField(max_length=LONGEST_NAME)
    state = models.TextField(choices=State)
    page = models.UUIDField()
    feed = models.CharField(max_length=40, blank=True, default="")
    came = models.DateTimeField(default=clock.now)
    seen = models.DateTimeField(default=clock.now)
    there = models.PositiveIntegerField(default=0)  # seconds, without those for which they were away
    let_in_at = models.DateTimeField(null=True)
    let_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    taken_out_at = models.DateTimeField(null=True)
    taken_out_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    hand = models.DateTimeField(null=True)
    help = models.DateTimeField(null=True)
    hushed = models.DateTimeField(null=True)

    privacy = Privacy(
        identity="name",
        health="help",
        technical="id meeting user seat state page feed came seen there let_in_at let_in_by taken_out_at taken_out_by"
        " hand hushed",
        export="meeting seat state came seen there let_in_at",
        withhold="id user name page feed let_in_by taken_out_at taken_out_by hand help hushed",
    )

    class Meta:
        constraints = [
            *paired("let_in", "taken_out"),
            models.UniqueConstraint(fields=["meeting", "user"], name="presence_once_a_meeting"),
        ]
