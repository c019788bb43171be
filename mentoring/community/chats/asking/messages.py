"""What is said by mail where a group is asked about a summary: that an answer is needed, and by when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from mentoring.community.chats.models import ChatAnswer, ChatQuestion
from mentoring.community.kinds import CHAT_QUESTION
from mentoring.community.messages import message_in_groups
from oncocare.foundation import clock
from oncocare.people.models import User


@message_in_groups(CHAT_QUESTION, "chat_question", label=_("Their group asks whether their words may be used"))
def still_asked(user: User, sources: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """As long as they can answer and have not, and their words are in the summary."""
    rows = ChatQuestion.objects.filter(
        pk__in=sources, until__gt=clock.now(), piece=None, chat__topics__posts__quoted=True,
        chat__topics__posts__post__by__user=user, chat__topics__posts__post__by__left=None,
    ).exclude(pk__in=ChatAnswer.objects.filter(by__user=user).values("question"))  # fmt: skip
    return {str(one.pk): {"until": one.until} for one in rows.distinct()}
