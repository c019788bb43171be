"""What somebody was asked about a group, and what they said."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentoring.community.models import Group, GroupOffer, Member
from oncocare.foundation import clock
from oncocare.foundation.models import Mutable, Privacy
from oncocare.people.models import Centre, Patient


def _said() -> ArrayField[Any, Any]:
    return ArrayField(models.CharField(max_length=20), default=list)


class GroupFeedback(Mutable):
    """What one person is asked, once, after four weeks in a group, as they leave it, or after a no to an offer (then
    `group` is empty); and what they said. `centre` is theirs, `patient` empty for a caregiver.

    `due`: from which day on it is asked, once a week has room; `asked` on `day` where they live, to be answered until
    `until`. `told`: when they were reminded of it, once at most. `skipped`: they would rather not say. What can be said
    stands in `asking.py`.
    """

    class Moment(models.TextChoices):
        """On what occasion, as `asking.FeedbackMoment`."""

        WEEKS = "weeks", _("After four weeks in a group")
        LEFT = "left", _("As they left a group")
        EARLY = "early", _("As they left within two weeks")
        DECLINED = "declined", _("After a no to a group")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, null=True, related_name="group_feedback")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, related_name="feedback")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    offer = models.ForeignKey(GroupOffer, on_delete=models.PROTECT, null=True, related_name="+")
    moment = models.TextField(choices=Moment)
    due = models.DateField()
    made = models.DateTimeField(default=clock.now)
    asked = models.DateTimeField(null=True)
    day = models.DateField(null=True)
    until = models.DateField(null=True)
    told = models.DateTimeField(null=True)
    answered = models.DateTimeField(null=True)
    skipped = models.DateTimeField(null=True)
    came_for = _said()
    gave = _said()
    expected = models.CharField(max_length=20, blank=True, default="")
    why = _said()
    words = models.TextField(blank=True, default="")

    privacy = Privacy(
        health="came_for gave expected why",
        free_text="words",
        technical="id user patient centre group member offer moment due made asked day until told answered skipped",
        export="patient centre group moment due asked answered skipped came_for gave expected why",
        withhold="id user member offer made day until told words",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "group", "moment"], nulls_distinct=False, name="group_feedback_once"
            ),
            models.CheckConstraint(
                name="group_feedback_asked_until_a_day",
                condition=Q(asked=None, day=None, until=None)
                | (Q(asked__isnull=False) & Q(day__isnull=False) & Q(until__isnull=False)),
            ),
            models.CheckConstraint(
                name="group_feedback_ends_once",
                condition=Q(answered=None) | (Q(skipped=None) & Q(asked__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["user"], condition=Q(answered=None, skipped=None), name="group_feedback_open"),
            models.Index(fields=["group", "asked"], name="group_feedback_of_group"),
        ]
