"""The part of this folder in what a person takes with them: what they wrote in groups, and what they said of posts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mentoring.community.threads.models import (
    ModeratorWord,
    Post,
    PostDraft,
    PostPicture,
    PostReport,
    PostVersion,
    Reaction,
    Thread,
)
from mentoring.conversations.given import FOUND
from oncocare.people.registry import GivenField, given

GROUP = GivenField("group", _("Group"), value=lambda row: row.group.name, words=lambda row: row.group.name)

given(
    "threads.Thread", "threads_begun", _("Conversations I began in groups"),
    GROUP,
    GivenField("made", _("Begun")),
    GivenField("title", _("Title")),
    GivenField("closed_why", _("Why a moderator closed it")),
    place=90, rows=lambda patient: Thread.objects.filter(by__patient=patient).select_related("group").order_by("made"),
)  # fmt: skip
given(
    "threads.Post", "posts", _("What I posted in groups"),
    GROUP,
    GivenField("made", _("Posted")),
    GivenField("words", _("The words")),
    GivenField("edited", _("Changed")),
    GivenField("state", _("Who can read it"), words=lambda post: post.get_state_display()),
    GivenField("why", _("What a moderator said of it")),
    GivenField("found", _("What a program found in my words"), words=lambda post: FOUND[post.found]),
    place=91, rows=lambda patient: (
        Post.objects.filter(by__patient=patient).select_related("group").defer("searched").order_by("made")
    ),
)  # fmt: skip
given(
    "threads.ModeratorWord", "told_about_posts", _("What moderators told me about my posts"),
    GivenField("made", _("Told")),
    GivenField("kind", _("What"), words=lambda word: word.get_kind_display()),
    GivenField("words", _("The words")),
    place=97, rows=lambda patient: ModeratorWord.objects.filter(post__by__patient=patient).order_by("id"),
)  # fmt: skip
given(
    "threads.PostVersion", "posts_before", _("What my posts said before I changed them"),
    GivenField("made", _("Changed")),
    GivenField("words", _("The words")),
    place=92, rows=lambda patient: PostVersion.objects.filter(post__by__patient=patient).order_by("id"),
)  # fmt: skip
given(
    "threads.PostPicture", "posts_pictures", _("Pictures in my posts"),
    GivenField("made", _("Posted")),
    GivenField("alt", _("What the picture shows")),
    place=96, rows=lambda patient: PostPicture.objects.filter(post__by__patient=patient).order_by("made"),
)  # fmt: skip
given(
    "threads.Reaction", "said_of_posts", _("What I said of posts without words"),
    GivenField("made", _("Said")),
    GivenField("kind", _("What"), words=lambda said: said.get_kind_display()),
    place=93, rows=lambda patient: Reaction.objects.filter(by__patient=patient).order_by("made"),
)  # fmt: skip
given(
    "threads.PostDraft", "post_drafts", _("What I was writing in groups"),
    GROUP,
    GivenField("saved", _("Kept")),
    GivenField("title", _("Title")),
    GivenField("words", _("The words")),
    place=94, rows=lambda patient: (
        PostDraft.objects.filter(by__patient=patient).select_related("group").order_by("saved")
    ),
)  # fmt: skip
given(
    "threads.PostReport", "posts_reported", _("Posts that I told the moderators of"),
    GivenField("made", _("Told")),
    GivenField("reason", _("Why"), words=lambda report: report.get_reason_display()),
    GivenField("words", _("The words")),
    place=95, rows=lambda patient: PostReport.objects.filter(by__patient=patient).order_by("made"),
)  # fmt: skip
