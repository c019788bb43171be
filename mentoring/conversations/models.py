"""Messages between a patient and their team, what waits for an answer, and what a centre says about answering."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from oncocare.foundation import clock, ids
from oncocare.foundation.history import tracked
from oncocare.foundation.models import AppendOnly, Mutable, Privacy, paired
from oncocare.foundation.triggers import never_deleted
from oncocare.people.models import Centre, Patient
from oncocare.safety.words.wordlist import DangerRank

LONGEST = 4000  # characters of a message


@tracked
class ContactRequest(Mutable):
    """What a patient asks of their team, by one message or several, until somebody has answered: by `promised`.

    One at a time is open for each patient. Whose it is may change, and `kind` may ask for more; what was promised does
    not change. One closed `without_words` needed no answer.
    """

    class Kind(models.TextChoices):
        """What is asked, the least first."""

        WRITE = "write", _("Wrote to the team")
        PRIVATE = "private", _("Asks for a private session")
        CALL = "call", _("Asks for a call")

        @property
        def rank(self) -> int:
            """Its place from the least, 0, upward."""
            return list(type(self)).index(self)

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="contact_requests")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    kind = models.TextField(choices=Kind)
    made = models.DateTimeField(default=clock.now)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    promised = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    without_words = models.BooleanField(default=False)

    privacy = Privacy(
        technical="id patient centre kind made owner promised answered_at answered_by without_words",
        export="patient centre kind made promised answered_at without_words",
        withhold="id owner answered_by",
    )

    class Meta:
        triggers = never_deleted()
        constraints = [
            *paired("answered"),
            models.UniqueConstraint(fields=["patient"], condition=Q(answered_at=None), name="request_one_open_each"),
            models.CheckConstraint(
                name="contact_request_closed_without_words", condition=Q(without_words=False) | ~Q(answered_at=None)
            ),
        ]
        indexes = [
            models.Index(fields=["centre", "promised"], condition=Q(answered_at=None), name="request_open"),
            models.Index(fields=["centre", "made"], name="request_made"),
            models.Index(fields=["patient", "-made"], name="request_of"),
        ]


class TeamMessage(AppendOnly):
    """Words between a patient and their team, as they were sent. A patient's message belongs to what it asks; one of
    the team to what it answers, or to nothing. `id` is made by the page it was written on: sent twice it is one.

    `kind` is what the patient asks with it; empty for one of the team. `found` is the tier of the danger words in it.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="team_messages")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    from_team = models.BooleanField()
    request = models.ForeignKey(ContactRequest, on_delete=models.PROTECT, null=True, related_name="written")
    kind = models.TextField(choices=ContactRequest.Kind, blank=True, default="")
    words = models.TextField(blank=True)
    found = models.TextField(choices=[(one.value, one.value) for one in DangerRank], blank=True, default="")
    made = models.DateTimeField(default=clock.now)

    privacy = Privacy(
        health="found",
        free_text="words",
        technical="id patient centre by from_team request kind made",
        export="patient centre from_team kind made",
        withhold="id by request words found",
    )

    class Meta(AppendOnly.Meta):
        indexes = [models.Index(fields=["patient", "-made"], name="team_message_of")]
        constraints = [
            models.CheckConstraint(
                name="team_message_of_a_patient_asks",
                condition=Q(from_team=True, kind="") | (Q(from_team=False, request__isnull=False) & ~Q(kind="")),
            )
        ]


class TeamMessageRead(AppendOnly):
    """When somebody read a message first: one of the team a patient's, the patient one of the team."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    message = models.ForeignKey(TeamMessage, on_delete=models.PROTECT, related_name="readings", db_index=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made = models.DateTimeField(default=clock.now)

    privacy = Privacy(technical="id message by made", withhold="id message by made")

    class Meta(AppendOnly.Meta):
        constraints = [models.UniqueConstraint(fields=["message", "by"], name="team_message_read_once_by_each")]


@tracked
class AnswerPromise(Mutable):
    """By the end of which staffed day a centre answers whoever writes or asks for a call; without a row nobody can."""

    centre = models.OneToOneField(Centre, on_delete=models.PROTECT, related_name="answer_promise")
    days = models.PositiveSmallIntegerField()

    privacy = Privacy(technical="id centre days", export="centre days", withhold="id")

    class Meta:
        triggers = never_deleted()


@tracked
class ReplyTemplate(Mutable):
    """Words that a centre keeps ready for its answers, in one language; each person changes them before they go."""

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="reply_templates")
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    name = models.CharField(max_length=80)
    words = models.TextField()
    made = models.DateTimeField(default=clock.now)

    privacy = Privacy(
        technical="id centre language name words made", export="centre language", withhold="id name words made"
    )

    class Meta:
        ordering = ["language", "name"]
        constraints = [models.UniqueConstraint(fields=["centre", "language", "name"], name="reply_template_once")]
