"""Reads threads and posts of a group: what is new to somebody, what waits for an answer, and what a search finds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
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
)
from django.utils.safestring import SafeString, mark_safe

from mentoring.community.models import Group, Member
from mentoring.community.selectors import Inside
from mentoring.community.threads.again import standing_decisions
from mentoring.community.threads.markup import as_html, excerpt
from mentoring.community.threads.models import (
    HealthAnswer,
    LiveEvent,
    MemberMuted,
    ModeratorWord,
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
from mentoring.community.threads.newcomers import KNOWN_POSTS, is_new_here
from oncocare.foundation import clock, ids
from oncocare.library.reading import selectors as library
from oncocare.library.reading.selectors import Matches, TextQuery
from oncocare.people.access import not_found
from oncocare.people.models import User

MOST_FOUND = 50
VISITED_AGAIN = timedelta(minutes=10)
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


def muted_by(member: Member | None, writer: str) -> Exists:
    """Whether this member does not want to read what the `writer`, a column of a query, posts."""
    return Exists(MemberMuted.objects.filter(by=member, member=OuterRef(writer)))


def threads_of(found: Inside, *, muted_last: bool = False) -> QuerySet[Any]:
    """The threads of a group, the latest first, each with `seen`, when this person last read it; `waits`, by when what
    is asked in it and nobody has answered was promised an answer; `opening`, the state of the post that opened it; and
    `muted`: whether they read no more of who began it, which may stand last.
    """
    seen = ThreadVisit.objects.filter(thread=OuterRef("pk"), by=found.member).values("seen")
    asked = Post.objects.filter(thread=OuterRef("pk"), asks=True, replied=None, state=Post.State.SHOWN)
    waits = Subquery(asked.order_by("promised").values("promised")[:1])
    rows = threads_seen(found).select_related("by").annotate(
        seen=Subquery(seen), waits=waits, opening=_opening(), muted=muted_by(found.member, "by")
    )  # fmt: skip
    return rows.order_by(*(["muted"] if muted_last else []), "-latest", "-id")


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
    """Whether there is something in a thread of `threads_of` that this member has not read since they joined, of
    somebody of whom they want to read.
    """
    return member is not None and not thread.muted and thread.latest > (thread.seen or member.joined)


def visits_anew(member: Member | None) -> bool:
    """Whether this member was not here a short while ago: a visit that goes on is not written down more often."""
    return member is not None and (member.visited is None or member.visited < clock.now() - VISITED_AGAIN)


def newly_read(thread: Thread, member: Member, since: datetime | None, until: datetime) -> int:
    """How many posts of others in a thread become read by somebody who had read it until a moment, if ever, and now has
    until another.
    """
    rows = thread.posts.filter(state=Post.State.SHOWN, made__lte=until).exclude(by=member)
    return (rows.filter(made__gt=since) if since else rows).count()


def last_heard(group: Group) -> int:
    """The number of the latest live event of a group; 0 without any."""
    return LiveEvent.objects.filter(group=group).aggregate(last=Max("number"))["last"] or 0


# --- the posts of a thread --------------------------------------------------------------------------------------------


def posts_of(found: Inside, thread: Thread) -> QuerySet[Any]:
    """The posts of a thread that this person can see, the oldest first, each with who is `named` in it, the number of
    each thing that was said of it, and `mine`: what this person said; `muted`: whether they read no more of its writer;
    `as_new`: whether it waits for an address in it alone, because its writer is new here. Of their own also what
    moderators `told` them, and whether somebody looks at it again. Where clinicians answered what a post says about
    health, with these `answers`; and where a post is such an answer, with what it is about.
    """
    counts = {
        kind: Count("reactions", filter=Q(reactions__kind=kind)) for kind in Reaction.Kind.values
    }  # fmt: skip
    own = Reaction.objects.filter(by=found.member)
    told = ModeratorWord.objects.filter(post__by=found.member)
    named = PostMention.objects.select_related("member")
    answers = HealthAnswer.objects.filter(post__state=Post.State.SHOWN).order_by("id")
    reason = PostReport.Reason
    link, danger, again = (open_about(one) for one in (reason.LINK, reason.DANGER, reason.AGAIN))
    return (
        posts_seen(found)
        .filter(thread=thread)
        .select_related("by", "answers_claim__claim__by")
        .annotate(**counts, muted=muted_by(found.member, "by"), as_new=link & ~danger, looked_again=again)
        .defer("searched", "answers_claim__claim__searched", "answers_claim__claim__words")
        .prefetch_related(
            "pictures",
            Prefetch("mentions", named, to_attr="named"),
            Prefetch("reactions", own, to_attr="mine"),
            Prefetch("said_to_writer", told, to_attr="told"),
            Prefetch("health_answers", answers, to_attr="answers"),
        )
        .order_by("made", "id")
    )


def open_about(reason: PostReport.Reason) -> Exists:
    """Whether something is open about a post of a query for this reason."""
    return Exists(PostReport.objects.filter(post=OuterRef("pk"), reason=reason, closed_at=None))


def tell_html(posts: Iterable[Any]) -> None:
    """Gives each of these posts of `posts_of` its `html`, the kinds of what this person `said` of it, and whether they
    may ask another moderator to look at it (`may_ask`).
    """
    for one in posts:
        one.may_ask = bool(standing_decisions(one.told)) and not one.looked_again
        one.html = shown(one.words, [mention.member.name for mention in one.named])
        one.said = {reaction.kind for reaction in one.mine}


def tell_pieces(group: Group, posts: Iterable[Any]) -> None:
    """Gives each of these posts that answers what another says about health the `piece` to read more in, as the library
    of the group's centre shows it today; one that it shows no more is not named.
    """
    answers = [(one, one.answers_claim.piece_id) for one in posts if hasattr(one, "answers_claim")]
    wanted = {piece for _post, piece in answers if piece}
    texts = library.shown(group.centre, group.language).filter(piece__in=wanted) if wanted else []
    there = {text.piece_id: text for text in texts}
    for one, piece in answers:
        one.piece = there.get(piece)


def place_of(found: Inside, post: Post) -> int:
    """How many posts of its thread stand before a post that this person can see."""
    earlier = Q(made__lt=post.made) | Q(made=post.made, pk__lt=post.pk)
    return posts_seen(found).filter(earlier, thread=post.thread_id).count()


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
        there.filter(~muted_by(found.member, "by"), made__gt=since)
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
    hits: list[Any] = list(found_rows.annotate(muted=muted_by(found.member, "by"))[:MOST_FOUND])
    for one in hits:
        one.excerpt = mark_safe(excerpt(one.words, asked))  # noqa: S308 -- it escapes all that somebody wrote
    return hits


# --- what waits -------------------------------------------------------------------------------------------------------


def unanswered_posts() -> QuerySet[Post]:
    """What asks and nobody has answered, in groups and threads that are open; what staff post asks nothing."""
    asking = Post.objects.filter(
        asks=True, replied=None, state=Post.State.SHOWN, by__staff=False, thread__closed_at=None
    )  # fmt: skip
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


def is_newcomer(member: Member) -> bool:
    """Whether they are new in the group, so that a moderator reads addresses of theirs first."""
    shown = Post.objects.filter(by=member, state=Post.State.SHOWN)[:KNOWN_POSTS].count()
    return is_new_here(shown, member.joined, clock.now(), trusted=member.mentor or member.staff)


def is_closed(thread: Thread) -> bool:
    """Whether a moderator has closed it, as it is now."""
    return Thread.objects.filter(pk=thread.pk).exclude(closed_at=None).exists()
