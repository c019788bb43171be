"""How much of a group its members had, by week: numbers without a word, and without who read or answered whom."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from mentoring.community.models import Member
from oncocare.foundation.models import Mutable, Privacy


class GroupWeek(Mutable):
    """One member in one week of the calendar (from its Monday, `week`) where the centre of the group is; a week without
    a row is one in which they were not there.

    `days_active`: on how many of its days they opened the group or a thread, posted, or said something of a post. Who
    was there before midnight and goes on without opening a thread is not counted again for the new day.
    `posts_read`: how many posts of others became read, because they stand before the moment until which the page of a
    thread was opened. Whether somebody looked at each of them nobody knows: it is at most what they read, and what they
    read in the list of threads, in a search or once more is not in it.
    `posts_written`: posts that the group could read, also those that were hidden or taken along since.
    `reactions`: what they said of posts without words and did not take back before they were counted last, which is in
    the night of the next week.
    `latest_day`: the last day that is counted. `counted`: until when posts and reactions are.
    """

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="weeks")
    week = models.DateField()
    days_active = models.PositiveSmallIntegerField(default=0)
    posts_read = models.PositiveIntegerField(default=0)
    posts_written = models.PositiveIntegerField(default=0)
    reactions = models.PositiveIntegerField(default=0)
    latest_day = models.DateField(null=True)
    counted = models.DateTimeField(null=True)

    privacy = Privacy(
        technical="id member week days_active posts_read posts_written reactions latest_day counted",
        export="member week days_active posts_read posts_written reactions",
        withhold="id latest_day counted",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "week"], name="group_week_once"),
            models.CheckConstraint(name="group_week_has_seven_days", condition=Q(days_active__lte=7)),
            models.CheckConstraint(name="group_week_begins_on_a_monday", condition=Q(week__iso_week_day=1)),
        ]
        indexes = [models.Index(fields=["week"], name="group_week_week")]
