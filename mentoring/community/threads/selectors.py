"""Reads threads and posts of a group: what is new to somebody, what waits for an answer, and what a search finds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    Max,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.utils.safestring import SafeString, mark_safe

from mentoring.community.groups.duty import GroupTime
from mentoring.community.groups.selectors import names_column, time_columns, time_in
from mentoring.community.models import Group, Member
from mentoring.community.selectors import Inside
from mentoring.community.threads.markup import as_html, excerpt
from mentoring.community.threads.models import (
    LiveEvent,
    Post,
    PostDraft,
    PostMention,
    PostPicture,
    PostReport,
    PostVersion,
    Reaction,
    Thread,
    ThreadFollowed,
    ThreadVisit,
)
from oncocare.foundation import clock, ids
from oncocare.library.reading.selectors import Matches, TextQuery
from oncocare.people.access import not_found
from oncocare.people.models import User

MOST_GOOD = 5  # threads that stand on top as good to read
MOST_FOUND = 50
VISITED_AGAIN = timedelta(minutes=10)
GOOD = Q(good_at__isnull=False)
NOBODY_ELSES = (Post.State.HIDDEN, Post.State.TAKEN)  # nobody but a moderator reads the words of these


# --- access -----------------------------------------------------------------------------------------------------------


def thread_in(found: Inside, user: User, pk: Any) -> Any:
    """A thread of this group that this person can see, with its `opening`; for anybody else there is none."""
    row: Any = with_openings(threads_seen(found)).select_related("by").filter(pk=pk).first()
    if row is None:
        not_found(user, f"thread:{pk}")
    row.group = found.group
    return row


def post_in(found: Inside, user: User, pk: Any) -> Post:
    """A post of this group that this person can see, be it that it was hidden; for anybody else there is none."""
    row = posts_seen(found).select_related("by", "thread", "thread__by").filter(pk=pk).first()
    if row is None:
        not_found(user, f"post:{pk}")
    row.group = row.thread.group = found.group
    return row


def threads_seen(found: Inside) -> QuerySet[Thread]:
    """The threads of a group in which this person can read anything, be it what they wrote themselves and waits."""
    rows = Thread.objects.filter(group=found.group)
    waits = Post.objects.filter(by=found.member, state__in=[Post.State.HELD, Post.State.HIDDEN]).values("thread")
    return rows if found.moderator else rows.filter(Q(number__gt=0) | Q(by=found.member) | Q(pk__in=waits))


def posts_seen(found: Inside) -> QuerySet[Post]:
    """The posts of a group without those that are held for a moderator, but for their writer's own and moderators."""
    rows = Post.objects.filter(group=found.group)
    return rows if found.moderator else rows.exclude(~Q(by=found.member), state=Post.State.HELD)


# --- the list of threads ----------------------------------------------------------------------------------------------


def threads_of(found: Inside) -> QuerySet[Any]:
    """The threads of a group, the latest first, each with `seen`, when this person last read it; `waits`, by when what
    is asked in it and nobody has answered was promised an answer; and `opening`, the state of the post that opened it.
    """
    seen = ThreadVisit.objects.filter(thread=OuterRef("pk"), by=found.member).values("seen")
    asked = Post.objects.filter(thread=OuterRef("pk"), asks=True, replied=None, state=Post.State.SHOWN)
    waits = Subquery(asked.order_by("promised").values("promised")[:1])
    rows = threads_seen(found).select_related("by").annotate(seen=Subquery(seen), waits=waits, opening=_opening())
    return rows.order_by("-latest", "-id")


@dataclass(frozen=True)
class OnTop:
    """What stands above all threads: those in which somebody waits, for a mentor to answer, the earliest promised
    first; and those that are good to read, the latest found so first.
    """

    waiting: list[Any]
    good: list[Any]


def threads_on_top(found: Inside) -> OnTop:
    """The same of a group, read in one query; a thread in which somebody waits stands among the good ones no more."""
    rows = threads_of(found)
    asked = unanswered_posts().filter(group=found.group).exclude(by=found.member)
    answers = Q(pk__in=asked.values("thread")) if found.member and found.member.mentor else Q(pk=None)
    threads = list(rows.annotate(asked=Case(When(answers, then=True), default=False)).filter(answers | GOOD))
    waiting = [one for one in threads if one.asked]
    good = [one for one in threads if not one.asked]
    return OnTop(
        sorted(waiting, key=lambda one: one.waits), sorted(good, key=lambda one: one.good_at, reverse=True)[:MOST_GOOD]
    )


def with_openings(threads: QuerySet[Thread]) -> QuerySet[Any]:
    """Each with `opening`, the state of the post that opened it."""
    return threads.annotate(opening=_opening())


def _opening() -> Subquery:
    # Of whoever began it: a moderator may have answered before it was let through, which counts as made at that moment.
    first = Post.objects.filter(thread=OuterRef("pk"), by=OuterRef("by")).order_by("made", "id")
    return Subquery(first.values("state")[:1])


def title_shown(thread: Any, found: Inside) -> bool:
    """Whether this person can read the title of a thread: not while its `opening` is held, hidden or taken along."""
    own = found.moderator is not None or (found.member is not None and thread.by_id == found.member.pk)
    return own or thread.opening not in (Post.State.HELD, *NOBODY_ELSES)


def is_new(thread: Any, member: Member | None) -> bool:
    """Whether there is something in a thread of `threads_of` that this member has not read since they joined."""
    return member is not None and thread.latest > (thread.seen or member.joined)


def visits_anew(member: Member | None) -> bool:
    """Whether this member was not here a short while ago: a visit that goes on is not written down more often."""
    return member is not None and (member.visited is None or member.visited < clock.now() - VISITED_AGAIN)


def last_heard(group: Group) -> int:
    """The number of the latest live event of a group; 0 without any."""
    return LiveEvent.objects.filter(group=group).aggregate(last=Max("number"))["last"] or 0


@dataclass(frozen=True)
class Board:
    """What stands around the threads of a group: its `time`, who `moderators` are, up to where the group was `heard`,
    whether this person has a `draft` for a new thread, and how many `threads` they see.
    """

    time: GroupTime
    moderators: list[str]
    heard: int
    draft: bool
    threads: int


def board_of(found: Inside) -> Board:
    """The same, read in one query."""
    here = OuterRef("pk")
    heard = LiveEvent.objects.filter(group=here).order_by("-number").values("number")[:1]
    draft = PostDraft.objects.filter(group=here, by=found.member, thread=None)
    number = threads_seen(found).order_by().values("group").annotate(number=Count("pk")).values("number")
    rows = Group.objects.values(
        names=names_column(),
        heard=Subquery(heard),
        draft=Exists(draft),
        number=Subquery(number),
        **time_columns(),
    )
    row = rows.get(pk=found.group.pk)
    time = time_in(found.group, row)
    return Board(time, row["names"], row["heard"] or 0, row["draft"], row["number"] or 0)


# --- the posts of a thread --------------------------------------------------------------------------------------------


def posts_of(found: Inside, thread: Thread) -> QuerySet[Any]:
    """The posts of a thread that this person can see, the oldest first, each with who is `named` in it, the number of
    each thing that was said of it, and `mine`: what this person said.
    """
    counts = {
        kind: Count("reactions", filter=Q(reactions__kind=kind)) for kind in Reaction.Kind.values
    }  # fmt: skip
    own = Reaction.objects.filter(by=found.member)
    named = PostMention.objects.select_related("member")
    return (
        posts_seen(found)
        .filter(thread=thread)
        .select_related("by")
        .annotate(**counts)
        .defer("searched")
        .prefetch_related(
            "pictures", Prefetch("mentions", named, to_attr="named"), Prefetch("reactions", own, to_attr="mine")
        )
        .order_by("made", "id")
    )


def tell_html(posts: Iterable[Any]) -> None:
    """Gives each of these posts of `posts_of` its `html`, and the kinds of what this person `said` of it."""
    for one in posts:
        one.html = shown(one.words, [mention.member.name for mention in one.named])
        one.said = {reaction.kind for reaction in one.mine}


def shown(words: str, names: Iterable[str]) -> SafeString:
    """The words of a post as a page shows them, with the members of these names in bold after an @."""
    return mark_safe(as_html(words, names))  # noqa: S308 -- it escapes all that somebody wrote


def first_unread(found: Inside, thread: Thread) -> tuple[Any, int] | None:
    """The first post that this person has not read since they were here, and how many stand before it."""
    if found.member is None:
        return None
    visit = ThreadVisit.objects.filter(thread=thread, by=found.member).first()
    since = visit.seen if visit else found.member.joined
    there = posts_seen(found).filter(thread=thread)
    pk = (
        there.filter(made__gt=since)
        .exclude(by=found.member)
        .order_by("made", "id")
        .values_list("pk", flat=True)
        .first()
    )
    return (pk, there.filter(made__lte=since).count()) if pk else None


def follows(found: Inside, thread: Thread) -> bool:
    """Whether this person wants to know of new posts in a thread."""
    return ThreadFollowed.objects.filter(thread=thread, by=found.member).exists()


def reported_words(report: PostReport) -> str:
    """The words of a post as they were when it was reported."""
    later = PostVersion.objects.filter(post=report.post_id, made__gt=report.made).order_by("id").first()
    return later.words if later else report.post.words


def versions_of(post: Post) -> list[PostVersion]:
    """What a post said before, the first first; for moderators."""
    return list(post.versions.order_by("id"))


# --- writing ----------------------------------------------------------------------------------------------------------


def draft_of(member: Member | None, thread: Thread | None) -> PostDraft | None:
    """What this member was writing in a thread, or for a new one."""
    return PostDraft.objects.filter(by=member, thread=thread).first() if member else None


def members_named(group: Group) -> dict[str, Member]:
    """Who is in a group, by name."""
    return {one.name: one for one in group.members.filter(left=None)}


# --- pictures ---------------------------------------------------------------------------------------------------------


def picture_in(found: Inside, user: User, pk: Any) -> PostPicture:
    """A picture in a post whose words this person can read; for anybody else there is none."""
    posts = posts_seen(found) if found.moderator else posts_seen(found).exclude(state__in=NOBODY_ELSES)
    row = PostPicture.objects.filter(pk=pk, post__in=posts.values("pk")).first()
    if row is None:
        not_found(user, f"post_picture:{pk}")
    return row


# --- search -----------------------------------------------------------------------------------------------------------


def search(found: Inside, words: Iterable[str]) -> list[Any]:
    """The posts that this person can read with all these words in them, or in the title of the thread that they open:
    the latest first, each with an `excerpt`; so many at most. Accents, case and endings are alike by the rules of the
    group's language.
    """
    asked = list(words)
    if not asked:
        return []
    language = found.group.language
    query = TextQuery(Value(language), Value(asked, output_field=ArrayField(TextField())), Value(True))
    titles = Thread.objects.filter(Matches(F("searched"), query), group=found.group)
    openings = (
        Post.objects.filter(thread__in=titles, by=F("thread__by")).order_by("thread", "made", "id").distinct("thread")
    )
    said = Post.objects.filter(Matches(F("searched"), query), group=found.group)
    # Each part by its own index: of one condition with an "or" PostgreSQL reads every post.
    either = said.values("pk").union(Post.objects.filter(pk__in=openings.values("pk")).values("pk"))
    rows = posts_seen(found).exclude(state__in=NOBODY_ELSES).filter(pk__in=either)
    threads = Prefetch("thread", with_openings(Thread.objects.all()))
    found_rows = rows.select_related("by").prefetch_related(threads).defer("searched").order_by("-made", "-id")
    hits: list[Any] = list(found_rows[:MOST_FOUND])
    for one in hits:
        one.excerpt = mark_safe(excerpt(one.words, asked))  # noqa: S308 -- it escapes all that somebody wrote
    return hits


# --- what waits -------------------------------------------------------------------------------------------------------


def unanswered_posts() -> QuerySet[Post]:
    """What asks and nobody has answered, in groups that are open; what staff post asks nothing."""
    asking = Post.objects.filter(asks=True, replied=None, state=Post.State.SHOWN, by__staff=False)
    return asking.filter(group__closed_at=None).exclude(group__opened_at=None)


def sent_before(member: Member, key: UUID, words: str) -> tuple[UUID, Post | None]:
    """The id that a post of this member with this `key` and these words has, and that post where it is there already.
    A key under which something else stands, of them or of anybody, is none: what they send now is a post of its own.
    """
    for one in (key, uuid5(key, f"{member.pk} {words}")):
        there = Post.objects.select_related("thread").defer("searched").filter(pk=one).first()
        if there is None:
            return one, None
        if there.by_id == member.pk and (there.words == words or there.versions.filter(words=words).exists()):
            return one, there
    return ids.new(), None


def has_posts(member: Member) -> bool:
    """Whether they have written anything in the group."""
    return Post.objects.filter(by=member).exists()
