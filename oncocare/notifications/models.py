"""Messages waiting and sent, and how each person wants to be reached."""

from __future__ import annotations

from datetime import time

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from oncocare.foundation import clock
from oncocare.foundation.models import Mutable, Privacy
from oncocare.people.models import Centre


class Why(models.TextChoices):
    """Why a message did not go, as staff read it."""

    OVER = "over", _("Not needed any more: answered, closed or taken on")
    NEWER = "newer", _("A newer message says it")
    LEFT = "left", _("The account is closed, or the person is not at this centre any more")
    DIED = "died", _("The person has died")
    NO_CONSENT = "no consent", _("The person has not agreed to messages")
    NOT_WANTED = "not wanted", _("The person has turned e-mail off")
    REFUSED = "refused", _("The mail server says that this address takes no mail")
    GAVE_UP = "gave up", _("The mail server did not take it, however often we tried")


class Message(Mutable):
    """Something for one person over one channel. It holds no words: they are made at the moment of sending.

    Whoever has no account yet is an `address` with a `language`; the address is forgotten once the mail is settled.
    """

    class Channel(models.TextChoices):
        EMAIL = "email"
        PAGE = "page"  # shown in the application

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        DROPPED = "dropped"  # the reason no longer held, or the person does not want it
        FAILED = "failed"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="messages")
    address = models.EmailField(blank=True, default="", db_default="")
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, blank=True, default="", db_default="")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, null=True, related_name="messages")
    kind = models.TextField()
    source = models.TextField()
    channel = models.TextField(choices=Channel)
    state = models.TextField(choices=State, default=State.WAITING)
    urgent = models.BooleanField(default=False)
    made = models.DateTimeField(default=clock.now)
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True)
    sent = models.DateTimeField(null=True)
    read = models.DateTimeField(null=True)
    why = models.TextField(choices=Why, blank=True, default="")

    privacy = Privacy(
        identity="address",
        technical="id user language centre kind source channel state urgent made not_before attempts claimed_until "
        "sent read why",
        withhold="id user address language centre kind source channel state urgent made not_before attempts "
        "claimed_until sent read why",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "source", "channel"], name="message_once_for_its_reason"),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | ~Q(state="waiting") | ~Q(address=""),
                name="message_that_waits_goes_somewhere",
            ),
        ]
        indexes = [
            models.Index(fields=["not_before"], condition=Q(state="waiting"), name="message_waiting"),
            models.Index(fields=["user", "-made"], name="message_of"),
        ]

    @property
    def to(self) -> str:
        """The address it goes to."""
        return str(self.user.email if self.user else self.address)

    @property
    def reader_language(self) -> str:
        """The language of whoever reads it."""
        return str(self.user.language if self.user else self.language)


class Preference(Mutable):
    """How one person wants to be reached, and whether mail arrives; whoever has no row has the defaults."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preference")
    by_email = models.BooleanField(default=True)
    quiet_from = models.TimeField(default=time(21))
    quiet_until = models.TimeField(default=time(9))
    failing_since = models.DateTimeField(null=True)
    failing_address = models.EmailField(blank=True, default="")  # another address starts with a clean sheet

    privacy = Privacy(
        identity="failing_address",
        technical="id user by_email quiet_from quiet_until failing_since",
        withhold="id user by_email quiet_from quiet_until failing_since failing_address",
    )
