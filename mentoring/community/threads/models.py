"""Threads and posts of groups, what people said of them, and what was reported."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentoring.community.models import Group, Member
from mentoring.community.threads.fitting import LONGEST_TITLE
from oncocare.foundation import clock
from oncocare.foundation.history import tracked
from oncocare.foundation.models import AppendOnly, Mutable, Privacy, paired
from oncocare.foundation.triggers import never_deleted
from oncocare.library.models import Piece
from oncocare.safety.words.wordlist import DangerRank


class WordsIn(models.Func):
    """What a search finds of a text, by the rules of its language; `words_in` is made by the library."""

    function = "words_in"
    arity = 2
    output_field = SearchVectorField()


class Thread(Mutable):
    """A question or a subject in a group, with the posts about it. `number`: how many of them people can read.

    `latest`: when somebody posted last. `sensitive`: it opens on request. `good_at`: mentors found it good to read.
    `closed_at`: nobody posts in it from then on, for the reason in `closed_why`. `week`: the Monday of the week whose
    thread it is.
    """

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="threads")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="threads")
    title = models.CharField(max_length=LONGEST_TITLE)
    language = models.CharField(max_length=10)
    sensitive = models.BooleanField(default=False)
    made = models.DateTimeField(default=clock.now)
    latest = models.DateTimeField(default=clock.now)
    number = models.PositiveIntegerField(default=0)
    good_at = models.DateTimeField(null=True)
    good_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    closed_why = models.TextField(blank=True, default="", db_default="")  # what the group reads of it
    week = models.DateField(null=True)
    searched = models.GeneratedField(
        expression=WordsIn("language", "title"), output_field=SearchVectorField(null=True), db_persist=True, null=True
    )

    privacy = Privacy(
        free_text="title searched closed_why",
        technical="id group by language sensitive made latest number good_at good_by closed_at closed_by week",
        export="group made latest number closed_at week",
        withhold="id by title language searched sensitive good_at good_by closed_by closed_why",
    )

    class Meta:
        triggers = never_deleted()
        constraints = [
            *paired("good", "closed"),
            models.UniqueConstraint(fields=["group", "week"], condition=~Q(week=None), name="thread_once_a_week"),
        ]
        indexes = [
            models.Index(fields=["group", "-latest", "-id"], name="thread_of_group"),
            models.Index(fields=["group", "-good_at"], condition=~Q(good_at=None), name="thread_good_to_read"),
            GinIndex("searched", name="thread_searched"),
        ]


class Post(Mutable):
    """What somebody wrote in a thread, in Markdown. `id` is made by the page it was written on: sent twice it is one.

    `asks`: it opens a thread or is the first of this person in the group, so somebody should answer, by `promised`;
    `replied`: when somebody else first posted in the thread after it. `found`: the tier of the danger words in it.
    `readable`: since when the group could read it, None while it never could. `tasked`: when somebody was given a task
    because nobody answered it; `handed`: when it was handed to the writer's own centre, for somebody may be in danger.
    """

    class State(models.TextChoices):
        """Who can read it."""

        SHOWN = "shown", _("Shown")
        HELD = "held", _("Waits until a moderator has read it")
        HIDDEN = "hidden", _("Hidden by a moderator")
        TAKEN = "taken", _("Taken along by who wrote it")

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="posts")
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="posts")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="posts")
    words = models.TextField()
    language = models.CharField(max_length=10)
    made = models.DateTimeField(default=clock.now)
    edited = models.DateTimeField(null=True)
    state = models.TextField(choices=State, default=State.SHOWN)
    state_at = models.DateTimeField(null=True)
    state_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    why = models.TextField(blank=True, default="")  # what the writer reads of a post that a moderator hid
    found = models.TextField(choices=[(one.value, one.value) for one in DangerRank], blank=True, default="")
    asks = models.BooleanField(default=False)
    promised = models.DateTimeField(null=True)
    replied = models.DateTimeField(null=True)
    readable = models.DateTimeField(null=True)
    tasked = models.DateTimeField(null=True)
    handed = models.DateTimeField(null=True)
    searched = models.GeneratedField(
        expression=WordsIn("language", "words"), output_field=SearchVectorField(null=True), db_persist=True, null=True
    )

    privacy = Privacy(
        health="found",
        free_text="words why searched",
        technical="id group thread by language made edited state state_at state_by asks promised replied readable "
        "tasked handed",
        export="group thread made edited state asks promised replied",
        withhold="id by words language why found searched state_at state_by readable tasked handed",
    )

    class Meta:
        triggers = never_deleted()
        constraints = [
            *paired("state"),
            models.CheckConstraint(
                name="post_asks_by_when", condition=Q(asks=False, promised=None) | (Q(asks=True) & ~Q(promised=None))
            ),
        ]
        indexes = [
            models.Index(fields=["thread", "made", "id"], name="post_of_thread"),
            models.Index(fields=["group", "promised"], condition=Q(asks=True, replied=None), name="post_unanswered"),
            models.Index(fields=["by", "made"], name="post_by"),
            GinIndex("searched", name="post_searched"),
        ]


class PostVersion(AppendOnly):
    """The words of a post before they were changed; moderators can read them."""

    id = models.BigAutoField(primary_key=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="versions")
    words = models.TextField()
    made = models.DateTimeField(default=clock.now)

    privacy = Privacy(free_text="words", technical="id post made", withhold="id post words made")

    class Meta(AppendOnly.Meta):
        ordering = ["id"]


class ModeratorWord(AppendOnly):
    """What a moderator told the writer of a post about it: only they and the moderators read it."""

    class Kind(models.TextChoices):
        """What it says."""

        HIDDEN = "hidden", _("The post was hidden")
        SHOWN = "shown", _("The group can read it again")
        WARNED = "warned", _("A reminder of the rules")
        CONCERN = "concern", _("A moderator worries about you")
        PAUSED = "paused", _("A pause from writing")
        KEPT = "kept", _("Another moderator has looked, and it stays so")
        BACK = "back", _("Another moderator has looked, and it is taken back")

    id = models.BigAutoField(primary_key=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="said_to_writer")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.TextField(choices=Kind)
    words = models.TextField(blank=True, default="")
    made = models.DateTimeField(default=clock.now)

    privacy = Privacy(
        free_text="words", technical="id post user kind made", export="kind made", withhold="id post user words"
    )

    class Meta(AppendOnly.Meta):
        ordering = ["id"]


class HealthAnswer(AppendOnly):
    """The post by which a clinician answered in the group what another, the `claim`, says about health; with a `piece`
    of the library to read more in.
    """

    id = models.BigAutoField(primary_key=True)
    post = models.OneToOneField(Post, on_delete=models.PROTECT, related_name="answers_claim")
    claim = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="health_answers")
    piece = models.ForeignKey(Piece, on_delete=models.PROTECT, null=True, related_name="+")
    made = models.DateTimeField(default=clock.now)

    privacy = Privacy(technical="id post claim piece made", export="piece made", withhold="id post claim")

    class Meta(AppendOnly.Meta):
        ordering = ["id"]


class MemberMuted(Mutable):
    """Somebody in a group does not want to read what another posts there; that one does not learn of it."""

    by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="muted")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    made = models.DateTimeField(default=clock.now)

    privacy = Privacy(technical="id by member made", withhold="id by member made")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by", "member"], name="member_muted_once"),
            models.CheckConstraint(name="member_muted_is_another", condition=~Q(by=models.F("member"))),
        ]


class PostPicture(Mutable):
    """A picture in a post, made anew without what the camera wrote into it; `alt` says what it shows."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="pictures")
    file = models.FileField(upload_to="posts/%Y/%m/")
    alt = models.CharField(max_length=300)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    made = models.DateTimeField(default=clock.now)

    privacy = Privacy(
        free_text="alt file", technical="id post width height made", withhold="id post file alt width height made"
    )


class Reaction(Mutable):
    """One thing that somebody says of a post without words."""

    class Kind(models.TextChoices):
        """What is said."""

        FELT = "felt", _("I have felt that")
        THANKS = "thanks", _("Thank you")
        HUG = "hug", _("A hug")

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reactions")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="reactions")
    kind = models.TextField(choices=Kind)
    made = models.DateTimeField(default=clock.now)

    privacy = Privacy(technical="id post by kind made", export="post kind made", withhold="id by")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "by", "kind"], name="reaction_once")]


class ThreadFollowed(Mutable):
    """Somebody wants to know of new posts in a thread; whoever posts in it follows it."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="followed")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="followed")
    made = models.DateTimeField(default=clock.now)

    privacy = Privacy(technical="id thread by made", withhold="id thread by made")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "by"], name="thread_followed_once")]


class PostMention(Mutable):
    """A post names a member of the group with an @."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="mentions")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="mentioned")

    privacy = Privacy(technical="id post member", withhold="id post member")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "member"], name="post_mentions_once")]


class ThreadVisit(Mutable):
    """Until when somebody has read a thread."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="visits")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="visits")
    seen = models.DateTimeField()

    privacy = Privacy(technical="id thread by seen", withhold="id thread by seen")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["by", "thread"], name="thread_visit_once")]


class PostDraft(Mutable):
    """What somebody was writing, in a thread or for a new one, until they post it or throw it away."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, null=True, related_name="+")
    by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="drafts")
    title = models.CharField(max_length=LONGEST_TITLE, blank=True, default="")
    words = models.TextField(blank=True, default="")
    saved = models.DateTimeField(default=clock.now)

    privacy = Privacy(
        free_text="title words", technical="id group thread by saved", withhold="id group thread by title words saved"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by", "thread"], nulls_distinct=False, name="post_draft_once_a_thread")
        ]


@tracked
class PostReport(Mutable):
    """One person's word, or that of the program that reads for danger, to the moderators about a post: owned, with a
    deadline, until somebody closes it. `by` is empty for the program. `late`: since when whoever runs the centre knows
    that every moderator has had it.
    """

    class Reason(models.TextChoices):
        """What is wrong with it, as who reports it says."""

        WORRY = "worry", _("I worry about this person")
        HURTS = "hurts", _("It hurts or attacks somebody")
        WRONG = "wrong", _("What it says about health may be wrong")
        PRIVATE = "private", _("It tells somebody's private things")
        SELLS = "sells", _("It sells something or may be a fraud")
        OTHER = "other", _("Something else")
        DANGER = "danger", _("Words of wanting to die")
        DEATH = "death", _("Words about death")
        FIRST = "first", _("The first post of somebody new")
        LINK = "link", _("A link or an address by somebody new")
        AGAIN = "again", _("Who wrote it asks for another look")

    class Ending(models.TextChoices):
        """How it ended."""

        LEFT = "left", _("Left as it is")
        HIDDEN = "hidden", _("The post was hidden")
        PAUSED = "paused", _("The writer was paused")
        RAISED = "raised", _("A flag was raised")
        SPOKE = "spoke", _("Somebody spoke with the writer")
        WARNED = "warned", _("The writer was reminded of the rules")
        ANSWERED = "answered", _("A clinician answered it in the group")
        BACK = "back", _("It was taken back")
        SEEN = "seen", _("A moderator has read it")

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="reports")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="reports")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="reports")
    reason = models.TextField(choices=Reason)
    words = models.TextField(blank=True, default="")
    made = models.DateTimeField(default=clock.now)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    promised = models.DateTimeField()
    late = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.TextField(choices=Ending, blank=True, default="")

    privacy = Privacy(
        health="reason",
        free_text="words",
        technical="id post group by made owner promised late closed_at closed_by outcome",
        export="group made promised closed_at outcome",
        withhold="id post by reason words owner late closed_by",
    )

    class Meta:
        triggers = never_deleted()
        constraints = [
            *paired("closed"),
            models.UniqueConstraint(fields=["post", "by", "reason"], nulls_distinct=False, name="post_reported_once"),
            models.CheckConstraint(
                name="post_report_closed_with_an_outcome",
                condition=Q(closed_at=None, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
            ),
        ]
        indexes = [models.Index(fields=["group", "promised"], condition=Q(closed_at=None), name="post_report_open")]


class LiveEvent(Mutable):
    """That something is new in a group, for the pages that are open there; `number` counts in the group, so that a
    page says up to where it has heard. It holds no words, and goes after a day. `about`: the post, or the event that
    it tells of; told twice it is once.
    """

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+", db_index=False)
    number = models.PositiveBigIntegerField()
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="+", db_index=False)
    about = models.TextField()
    made = models.DateTimeField(default=clock.now)

    privacy = Privacy(technical="id group number thread about made", withhold="id group number thread about made")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="live_event_numbered"),
            models.UniqueConstraint(fields=["group", "about"], name="live_event_once"),
        ]
        indexes = [models.Index(fields=["made"], name="live_event_made")]
