"""A group in which Ana and Clara write to each other, through the real actions."""

from __future__ import annotations

from mentoring.community.calm.actions import mute
from mentoring.community.claims.actions import answer_claim
from mentoring.community.claims.selectors import pieces_for
from mentoring.community.models import Group, Member
from mentoring.community.selectors import Inside, inside
from mentoring.community.threads import actions, marks
from mentoring.community.threads.models import Post, Thread
from mentoring.community.threads.pictures import made_for_a_post
from oncocare.foundation import ids
from oncocare.people import actions as people
from oncocare.people.models import User
from oncocare.people.selectors import Standing
from tests.cast import BY, Cast
from tests.factories.community import member, open_group, posted
from tests.factories.library import picture


def threads_written(cast: Cast, rows: int = 1) -> Group:
    """A group that is always awake, with so many threads of Ana's and so many posts in each: changed, answered by Clara
    and by somebody of whom Ana reads no more, reported, followed, read, and with a draft.
    """
    group = Group.objects.filter(centre=cast.here, opened_at__isnull=False, stays_open=True).first()
    if group is None:
        group = open_group(cast, "At any hour", stays_open=True, pictures=True)
        member(cast, group, cast.ana, "Blue bird")
    for number in range(rows):
        _thread(cast, group, number, rows)
    where = inside(Standing(cast.ana), group.pk)
    actions.save_draft(by=cast.ana, inside=where, words="made up", title="made up")
    actions.mark_visited(by=cast.ana, inside=where)
    return group


def _thread(cast: Cast, group: Group, number: int, rows: int) -> None:
    ana, clara = (inside(Standing(user), group.pk) for user in (cast.ana, cast.clara))
    first = _post(cast.ana, group, f"made up {number}, as @Clara said", title=f"made up {number}")
    image = made_for_a_post(picture(60, 40))
    actions.add_picture(by=cast.ana, inside=ana, post=first, upload=image, alt="made up")
    actions.edit_post(by=cast.ana, inside=ana, post=first, words=f"made up anew {number}, as @Clara said")
    for more in range(rows):
        answer = _post(cast.clara, group, f"made up {more}, @Blue bird", thread=first.thread)
        actions.react(by=cast.clara, inside=clara, post=first, kind=("hug", "felt", "thanks")[more])
        actions.react(by=cast.ana, inside=ana, post=answer, kind="thanks")
        own = _post(cast.ana, group, "My father died of this.", thread=first.thread)
        actions.open_report(by=cast.clara, post=own, member=clara.member, reason="worry", words="made up")
        actions.open_report(by=cast.ana, post=answer, member=ana.member, reason="other", words="made up")
    _post_of_somebody_muted(cast, ana, first.thread)
    actions.mark_visited(by=cast.ana, inside=ana, thread=first.thread)
    marks.say_good(by=cast.clara, inside=clara, thread=first.thread)
    _answered(cast, first, number)
    actions.save_draft(by=cast.ana, inside=ana, words="made up", thread=first.thread)


def _answered(cast: Cast, claim: Post, number: int) -> None:
    """Clara answers what it says about health, twice, with a piece of the library where there is any."""
    clara, texts = inside(Standing(cast.clara), claim.group_id), pieces_for(claim.group)
    for words in ("made up and right", "made up once more"):
        piece = texts[number % len(texts)].piece if texts else None
        answer_claim(by=cast.clara, inside=clara, claim=claim, words=words, key=ids.new(), piece=piece)


def _post_of_somebody_muted(cast: Cast, ana: Inside, thread: Thread) -> None:
    email = f"mate{Member.objects.count()}@example.org"
    user = people.register_user(by=BY, email=email, name="Made Up", language="en")
    other = member(cast, ana.group, user, f"Mate {Member.objects.count()}", patient=None)
    posted(other, thread=thread)
    mute(by=cast.ana, member=ana.member, other=other)


def _post(by: User, group: Group, words: str, **given: object) -> Post:
    where = inside(Standing(by), group.pk)
    return actions.write_post(by=by, inside=where, words=words, key=ids.new(), **given).post
