"""The part of this folder in what a person takes with them: chats they led, and those of which they wanted to hear."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mentoring.community.chats.models import Chat, ChatReminder, ChatTopic
from oncocare.people.registry import GivenField, given

given(
    "chats.Chat", "chats_led", _("Chats that I announced in groups"),
    GivenField("group", _("Group"), value=lambda chat: chat.group.name),
    GivenField("begins", _("When")),
    GivenField("title", _("Title")),
    GivenField("about", _("What it is about")),
    GivenField("called_off_why", _("Why it was called off")),
    GivenField("draft", _("The summary that I was writing")),
    place=97, rows=lambda patient: (
        Chat.objects.filter(host__patient=patient).select_related("group").order_by("begins")
    ),
)  # fmt: skip
given(
    "chats.ChatTopic", "chat_topics", _("The topics of chats that I announced"),
    GivenField("label", _("Number")),
    GivenField("words", _("The words")),
    place=97, rows=lambda patient: (
        ChatTopic.objects.filter(chat__host__patient=patient).order_by("chat__begins", "chat", "place")
    ),
)  # fmt: skip
given(
    "chats.ChatReminder", "chat_reminders", _("Chats of which I wanted to be reminded"),
    GivenField("made", _("When I asked")),
    GivenField("chat", _("Title"), value=lambda row: row.chat.title, words=lambda row: row.chat.title),
    place=98, rows=lambda patient: (
        ChatReminder.objects.filter(by__patient=patient).select_related("chat").order_by("made")
    ),
)  # fmt: skip
