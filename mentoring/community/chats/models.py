"""Chats of a group: when, about which topics, what was said to each, who is reminded, and what the group agrees to."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from mentoring.community.chats.labels import LONGEST_LINE
from mentoring.community.models import Group, Member
from mentoring.community.threads.fitting import LONGEST_TITLE
from mentoring.community.threads.models import Post
from oncocare.foundation import clock
from oncocare.foundation.models import Mutable, Privacy, paired
from oncocare.foundation.triggers import never_deleted
from oncocare.library.models import Piece

LONGEST_ABOUT = 300  # characters of the line that says what a chat is about


class Chat(Mutable):
    """One hour in which a group writes about topics in an order. `post` opens its thread and lists the topics; `guest`
    answers there for the group, such as a psychologist. `id` is made by the page: announced twice it is one.

    `draft`: the summary while its host writes it; `summary`: the post by which it was published, once.
    """

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="chats")
    host = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="hosted_chats")
    guest = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    post = models.OneToOneField(Post, on_delete=models.PROTECT, related_name="announces")
    title = models.CharField(max_length=LONGEST_TITLE)
    about = models.CharField(max_length=LONGEST_ABOUT)
    begins = models.DateTimeField()
    ends = models.DateTimeField()
    made = models.DateTimeField(default=clock.now)
    called_off_at = models.DateTimeField(null=True)
    called_off_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    called_off_why = models.TextField(blank=True, default="")  # what the group reads of it
    draft = models.TextField(blank=True, default="")
    summary = models.OneToOneField(Post, on_delete=models.PROTECT, null=True, related_name="sums_up")
    summarised_at = models.DateTimeField(null=True)
    summarised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    privacy = Privacy(
        free_text="title about called_off_why draft",
        technical="id group host guest post begins ends made called_off_at called_off_by summary summarised_at "
        "summarised_by",
        export="group begins ends made called_off_at summarised_at",
        withhold="id host guest post title about called_off_by called_off_why draft summary summarised_by",
    )

    class Meta:
        triggers = never_deleted()
        constraints = [
            *paired("called_off", "summarised"),
            models.CheckConstraint(name="chat_begins_before_it_ends", condition=Q(begins__lt=F("ends"))),
            models.CheckConstraint(
                name="chats_summary_with_its_moment",
                condition=Q(summary=None, summarised_at=None) | Q(summary__isnull=False, summarised_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["group", "begins"], name="chat_of_group")]

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return (self.ends - self.begins) // timedelta(minutes=1)


class ChatTopic(Mutable):
    """One topic of a chat, or a question under one. It is begun by the post `opening`, which says it."""

    chat = models.ForeignKey(Chat, on_delete=models.PROTECT, related_name="topics")
    place = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=6)
    words = models.CharField(max_length=LONGEST_LINE)
    begun = models.DateTimeField(null=True)
    opening = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+")

    privacy = Privacy(
        free_text="words",
        technical="id chat place label begun opening",
        export="chat place label begun",
        withhold="id words opening",
    )

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["chat", "place"], name="chat_topic_once_a_place"),
            models.CheckConstraint(
                name="chat_topic_begun_by_a_post",
                condition=Q(begun=None, opening=None) | Q(begun__isnull=False, opening__isnull=False),
            ),
        ]


class ChatPost(Mutable):
    """A post that was made while a topic was open. `chosen`: the host wants it in the summary; `quoted`: its words
    stand in the summary that was published.
    """

    post = models.OneToOneField(Post, on_delete=models.PROTECT, related_name="in_chat")
    topic = models.ForeignKey(ChatTopic, on_delete=models.PROTECT, related_name="posts")
    chosen = models.BooleanField(default=False)
    quoted = models.BooleanField(default=False)

    privacy = Privacy(
        technical="id post topic chosen quoted", export="post topic chosen quoted", withhold="id"
    )  # fmt: skip


class ChatReminder(Mutable):
    """Somebody wants to be reminded of a chat, until they say that they do not."""

    chat = models.ForeignKey(Chat, on_delete=models.PROTECT, related_name="reminders")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="chat_reminders")
    made = models.DateTimeField(default=clock.now)

    privacy = Privacy(technical="id chat by made", export="chat made", withhold="id by")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chat", "by"], name="chat_reminder_once")]


class ChatQuestion(Mutable):
    """Whether the summary of a chat may become a draft of the library: `words`, the summary without names, as everybody
    was asked. They may answer until then. `piece`: what it was drafted as.
    """

    chat = models.OneToOneField(Chat, on_delete=models.PROTECT, related_name="question")
    words = models.TextField()
    asked = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField()
    piece = models.ForeignKey(Piece, on_delete=models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField(null=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    privacy = Privacy(
        free_text="words",
        technical="id chat asked by until piece drafted_at drafted_by",
        export="chat asked until drafted_at",
        withhold="id words by piece drafted_by",
    )

    class Meta:
        triggers = never_deleted()
        constraints = [
            *paired("drafted"),
            models.CheckConstraint(
                name="chats_question_drafted_as_a_piece",
                condition=Q(piece=None, drafted_at=None) | Q(piece__isnull=False, drafted_at__isnull=False),
            ),
        ]


class ChatAnswer(Mutable):
    """What somebody in the group said to it: yes or no. Nobody else reads which."""

    question = models.ForeignKey(ChatQuestion, on_delete=models.PROTECT, related_name="answers")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="chat_answers")
    agrees = models.BooleanField()
    made = models.DateTimeField(default=clock.now)

    privacy = Privacy(technical="id question by agrees made", export="question agrees made", withhold="id by")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "by"], name="chat_answer_once")]
