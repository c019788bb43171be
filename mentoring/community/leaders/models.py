"""What members say to being seen as somebody who helps, and whom moderators nominated."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentoring.community.models import Member
from oncocare.foundation import clock
from oncocare.foundation.history import tracked
from oncocare.foundation.models import AppendOnly, Mutable, Privacy
from oncocare.foundation.triggers import never_deleted


class LeaderChoice(AppendOnly):
    """That somebody in a group agreed that moderators see how they help others, or does not; the newest counts."""

    id = models.BigAutoField(primary_key=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="leader_choices")
    agreed = models.BooleanField()
    made = models.DateTimeField(default=clock.now)

    privacy = Privacy(technical="id member agreed made", export="agreed made", withhold="id member")

    class Meta(AppendOnly.Meta):
        ordering = ["id"]


@tracked
class LeaderNomination(Mutable):
    """A moderator asks somebody who helps others in a group whether they want to help as a mentor: `words` say why, as
    the person reads them, and the counts are those of that moment.

    `withdrawn`: it holds no more, by the moderator, because the person does not want to be seen any more, or because
    they left.
    """

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")

    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="leader_nominations", db_index=False
    )  # found by `leader_nomination_of`
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    newcomers = models.PositiveIntegerField()
    waited = models.PositiveIntegerField()
    thanked = models.PositiveIntegerField()
    months = models.PositiveSmallIntegerField()
    in_a_row = models.PositiveSmallIntegerField()
    made = models.DateTimeField(default=clock.now)
    answer = models.TextField(choices=Answer, blank=True, default="")
    answered = models.DateTimeField(null=True)
    withdrawn = models.DateTimeField(null=True)

    privacy = Privacy(
        free_text="words",
        technical="id member by newcomers waited thanked months in_a_row made answer answered withdrawn",
        export="made answer answered withdrawn",
        withhold="id member by words newcomers waited thanked months in_a_row",
    )

    class Meta:
        triggers = never_deleted()
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(answer="", withdrawn=None), name="leader_nomination_one_open_each"
            ),
            models.CheckConstraint(
                name="leader_nomination_answered_with_its_moment",
                condition=Q(answer="", answered=None) | (~Q(answer="") & ~Q(answered=None)),
            ),
        ]
        indexes = [models.Index(fields=["member", "made"], name="leader_nomination_of")]

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return not self.answer and self.withdrawn is None
