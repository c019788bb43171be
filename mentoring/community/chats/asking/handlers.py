"""What happens when a group is asked: whoever has to answer learns of it."""

from collections.abc import Mapping
from typing import Any

from mentoring.community.chats.asking import actions
from mentoring.community.chats.models import ChatQuestion
from mentoring.community.kinds import CHAT_QUESTION_ASKED
from oncocare.events.registry import handles


@handles(CHAT_QUESTION_ASKED)
def tell_whose_words_they_are(event: Mapping[str, Any]) -> None:
    """Everybody who is quoted is asked for a yes; the others read the question on the group's page."""
    question = ChatQuestion.objects.select_related("chat__summary").get(pk=event["question"])
    actions.tell_who_must_answer(question=question)
