"""The part of this folder in what a person takes with them: what they said of summaries."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mentoring.community.chats.models import ChatAnswer
from oncocare.people.registry import GivenField, given

given(
    "chats.ChatAnswer", "chat_answers", _("What I said when my group asked whether a summary may be used"),
    GivenField("made", _("Said")),
    GivenField("agrees", _("I said"), words=lambda row: _("Yes") if row.agrees else _("No")),
    GivenField("words", _("The words"), value=lambda row: row.question.words, words=lambda row: row.question.words),
    place=99, rows=lambda patient: (
        ChatAnswer.objects.filter(by__patient=patient).select_related("question").order_by("made")
    ),
)  # fmt: skip
