"""What happens when a chat is moved or called off, its host leaves or the group is closed: who asked learns of it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from mentoring.community.actions import tell
from mentoring.community.chats.actions import call_off_for_good, source_of, stamp_of
from mentoring.community.chats.models import Chat
from mentoring.community.chats.selectors import hosted_by, to_come_in
from mentoring.community.kinds import CHAT_CALLED_OFF, CHAT_CHANGED, CHAT_MOVED, GROUP_CLOSED, GROUP_LEFT
from mentoring.community.models import Group, Member
from oncocare.events.registry import handles


@handles(CHAT_MOVED)
def tell_of_another_hour(event: Mapping[str, Any]) -> None:
    """Whoever wants to be reminded learns that it begins at another moment; where it was moved again, only of that."""
    chat = Chat.objects.get(pk=event["chat"])
    if stamp_of(chat) == event["begins"]:
        _tell(chat, f"moved:{source_of(chat)}")


@handles(CHAT_CALLED_OFF)
def tell_that_it_is_off(event: Mapping[str, Any]) -> None:
    """Whoever wants to be reminded learns that there is none."""
    chat = Chat.objects.get(pk=event["chat"])
    _tell(chat, f"off:{chat.pk}")


def _tell(chat: Chat, source: str) -> None:
    for reminder in chat.reminders.filter(by__left=None).select_related("by__user", "by__centre").order_by("pk"):
        tell(member=reminder.by, name=CHAT_CHANGED, source=source)


@handles(GROUP_CLOSED)
def call_off_in_a_closed_group(event: Mapping[str, Any]) -> None:
    """Nobody can write in it, so there is no chat."""
    group = Group.objects.select_related("closed_by").get(pk=event["group"])
    for chat in to_come_in(group.pk):
        if group.closed_by:
            with override(group.language):
                why = _("The group was closed.")
            call_off_for_good(by=group.closed_by, chat=chat, why=why)


@handles(GROUP_LEFT)
def call_off_without_a_host(event: Mapping[str, Any]) -> None:
    """Whoever was to lead it is not in the group any more."""
    member = Member.objects.select_related("user", "group").get(pk=event["member"])
    with override(member.group.language):
        why = _("Whoever was to lead it is not in the group any more.")
    for chat in hosted_by(member):
        call_off_for_good(by=member.user, chat=chat, why=why)
