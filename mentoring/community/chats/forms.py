"""What a host says of a chat, and why one is called off."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from mentoring.community.chats.actions import ChatFacts
from mentoring.community.chats.models import LONGEST_ABOUT, Chat
from mentoring.community.chats.selectors import typed
from mentoring.community.models import Group, Member
from mentoring.community.threads.fitting import LONGEST_TITLE
from oncocare.foundation import ids
from oncocare.people.days import day_of, moment_of
from oncocare.web.forms import DayField, field_of, leave_unmarked

MINUTES = (30, 45, 60, 75, 90, 105, 120)
USUAL = 60


class ChangeChatForm(forms.Form):
    """Everything but its title."""

    about = forms.CharField(
        label=_("What is it about, in one line?"),
        max_length=4 * LONGEST_ABOUT,
        error_messages={"required": _("Say in one line what it is about.")},
    )
    day = DayField(label=_("On which day?"))
    at = forms.TimeField(
        label=_("At what time does it begin?"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages=dict.fromkeys(("required", "invalid"), _("Write the time like 14:05.")),
    )
    minutes = forms.TypedChoiceField(label=_("How long does it last?"), coerce=int, choices=(), initial=USUAL)
    topics = forms.CharField(
        label=_("The topics, one a line"),
        help_text=_("A line that begins with a hyphen is a question under the topic above it."),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write at least one topic.")},
    )
    guest = forms.ChoiceField(
        label=_("Who of the team answers as a guest?"),
        help_text=_("Then it is an hour in which people can ask them. Leave it open for a chat among yourselves."),
        required=False,
    )

    def __init__(
        self, data: Any = None, *, group: Group, guests: Iterable[Member], initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.group, self.guests = group, {str(one.pk): one for one in guests}
        lasts = [(n, ngettext("%(n)s minute", "%(n)s minutes", n) % {"n": n}) for n in MINUTES]
        field_of(self, "minutes", forms.TypedChoiceField).choices = lasts
        nobody = [("", _("Nobody")), *((pk, one.name) for pk, one in self.guests.items())]
        field_of(self, "guest", forms.ChoiceField).choices = nobody
        leave_unmarked(*self.fields.values())

    def clean_topics(self) -> str:
        """As it was typed: a space before a line says that it is a question."""
        return str(self.data.get("topics", ""))

    def facts(self) -> ChatFacts:
        """What was said, with the moment in the time of the centre."""
        said = self.cleaned_data
        return ChatFacts(
            about=said["about"], begins=moment_of(self.group.centre, said["day"], said["at"]),
            minutes=said["minutes"], topics=said["topics"], guest=self.guests.get(said["guest"]),
        )  # fmt: skip


class AnnounceChatForm(ChangeChatForm):
    """A new chat; `key` makes two presses one."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=ids.new)
    title = forms.CharField(
        label=_("What is the chat called?"),
        help_text=_("A few words, such as “Sleeping before a scan”. It stays as it is."),
        max_length=4 * LONGEST_TITLE,
        error_messages={"required": _("Say in a few words what it is about.")},
    )
    field_order = ("title", "about", "day", "at", "minutes", "topics", "guest", "key")


def initial_of(chat: Chat, later: timedelta = timedelta()) -> dict[str, Any]:
    """What a form begins with: a chat as it is, or the next one so much later, at the same hour by the clock."""
    centre = chat.group.centre
    begins = chat.begins.astimezone(moment_of(centre, day_of(centre, chat.begins), datetime.min.time()).tzinfo)
    return {
        "title": chat.title, "about": chat.about, "day": day_of(centre, chat.begins) + later, "at": begins.time(),
        "minutes": chat.minutes, "topics": typed(chat), "guest": str(chat.guest_id or ""),
    }  # fmt: skip


class CallOffForm(forms.Form):
    """Why there is no chat, as the group reads it."""

    why = forms.CharField(
        label=_("Why, as the group reads it"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write why, for the group. They read it.")},
    )
