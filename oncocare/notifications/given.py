"""The part of this room in what a person takes with them: which messages came, and how they want to be reached."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from oncocare.notifications.models import Message, Preference
from oncocare.notifications.registry import kinds
from oncocare.people.models import Patient
from oncocare.people.registry import GivenField, given

CHANNELS = {Message.Channel.EMAIL: _("E-mail"), Message.Channel.PAGE: _("On my page")}


def _messages(patient: Patient) -> QuerySet[Message]:
    here = Q(centre=patient.centre_id) | Q(centre=None)
    return Message.objects.filter(here, user=patient.user_id).exclude(user=None).order_by("-made", "-pk")


def _wishes(patient: Patient) -> QuerySet[Preference]:
    return Preference.objects.filter(user=patient.user_id)


def _what(message: Message) -> Any:
    known = kinds.get(message.kind)
    return known.label if known else message.kind


given(
    "notifications.Message", "messages", _("Messages to me"),
    GivenField("kind", _("What"), words=_what),
    GivenField("channel", _("Where"), words=lambda message: CHANNELS[message.channel]),
    GivenField("made", _("On")),
    GivenField("sent", _("Sent")),
    GivenField("read", _("Read")),
    place=120, rows=_messages,
)  # fmt: skip
given(
    "notifications.Preference", "message_wishes", _("How I want to be reached"),
    GivenField("by_email", _("By e-mail")),
    GivenField("quiet_from", _("Quiet from")),
    GivenField("quiet_until", _("Quiet until")),
    GivenField("failing_address", _("Address that takes no mail")),
    place=130, rows=_wishes,
)  # fmt: skip
