"""What a mentor of a group may do there: every route and act of a group, as one table. What is not in it they may not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from mentoring.community.chats.models import Chat
from oncocare.audit.models import AuditRow
from oncocare.foundation import clock, ids
from tests.factories.chats import announced
from tests.factories.community import FRIDAY, appointed, member, open_group, posts
from tests.factories.rooms import day
from tests.guards.house import routes

LATER = FRIDAY + timedelta(hours=1)
NO = "no"  # refused: they are in the group, and this is not theirs
READS = "reads"  # a page opens, or leads to another, and nothing is written but that they were here
POST = {"words": "Some words.", "act": "post"}

# Every route of a group, with what is sent to it: what becomes of it for a member, and for a mentor: the verbs that the
# log has of them then. What a mentor may and a member may not is marked with <.
ACTS = ("show", "hide", "warn", "concern", "pause", "back", "raise", "again", "seen", "close")
TABLE = [
    # reading
    ("group", None, READS, READS),
    ("group_search", None, READS, READS),
    ("thread", None, READS, READS),
    ("group_post", None, READS, READS),
    ("post_picture", None, READS, READS),
    ("group_news", None, READS, READS),
    ("first_news", None, READS, READS),
    # writing, and what is said without words
    ("new_thread", {"title": "Mine", **POST}, "post.made", "post.made"),
    ("thread", POST, "post.made", "post.made"),
    ("keep_draft", {"words": "Some words."}, READS, READS),
    ("edit_post", POST, READS, READS),  # of somebody else: it leads back
    ("react", {"kind": "hug"}, "post.reacted", "post.reacted"),
    ("mark_thread", {"act": "follow"}, "thread.followed", "thread.followed"),
    ("mark_thread", {"act": "good"}, READS, "thread.said_good"),  # <
    ("mark_thread", {"act": "not_good"}, READS, "thread.said_good"),  # <
    ("mark_thread", {"act": "sensitive"}, READS, "thread.marked_sensitive"),  # <
    ("mark_thread", {"act": "not_sensitive"}, READS, "thread.marked_sensitive"),  # <
    ("open_week", {"title": "This week", **POST}, NO, "group.week_opened post.made"),  # <
    ("mute_member", None, READS, READS),
    ("mute_member", {}, "group.member_muted", "group.member_muted"),
    ("read_again", {}, READS, READS),
    # a chat at a fixed hour, which a mentor hosts
    ("group_chats", None, READS, READS),
    ("remind_of_chat", {"wanted": "yes"}, "chat.reminder_wanted", "chat.reminder_wanted"),
    ("announce_chat", None, NO, READS),  # <
    ("change_chat", None, NO, READS),  # <
    ("call_off_chat", {"why": "I am ill."}, NO, "chat.called_off"),  # <
    ("host_chat", None, NO, READS),  # <
    ("begin_chat_topic", {}, NO, READS),  # <, and refused before it begins
    ("choose_chat_posts", {}, NO, "chat.posts_chosen"),  # <
    ("chat_summary", None, NO, READS),  # <
    ("ask_group", {}, NO, READS),  # <, and refused without a summary
    ("chat_question", None, NO, READS),  # <: nothing was asked yet
    ("draft_chat_piece", {}, NO, NO),
    # for the moderators
    ("report_post", {"reason": "hurts"}, "post.reported", "post.reported"),
    ("worry_post", {"words": "Goodbye, she says."}, NO, "group.worry_told post.reported"),  # <
    ("hide_for_review", {"words": "An advert."}, NO, "group.post_hidden group.writer_told post.reported"),  # <
    # of moderators alone
    ("moderate_post", None, NO, NO),
    *(("moderate_post", {"do": do}, NO, NO) for do in ACTS),
    ("answer_claim", None, NO, NO),
    ("answer_claim", {"words": "What is right."}, NO, NO),
    *((name, None, NO, NO) for name in ("close_thread", "rest_group", "group_leaders", "nominate_leader", "ask_again")),
    *((name, {}, NO, NO) for name in ("close_thread", "open_thread", "rest_group", "nominate_leader", "ask_again")),
    ("withdraw_leader", {}, NO, NO),
    # one's own place
    ("group_helping", None, NO, NO),  # the centre has it switched off
    ("group_me", None, READS, READS),
    ("group_leave", None, READS, READS),
    ("group_leave", {"posts": "leave"}, "group.left", "group.left"),
]
# Routes with a group in their address that nobody in it has any more to do with.
OUTSIDE = {"group_door": "The way in, for somebody who is not in the group yet."}
ALREADY = {"not_good": "good", "not_sensitive": "sensitive"}


@pytest.fixture
def group(cast):
    with clock.at(day(4, 9)):
        made = open_group(cast, pictures=True)
        member(cast, made, cast.ana, "Blue bird")
        member(cast, made, cast.felix, "Grey cat")
        member(cast, made, cast.bea, "Green hill", mentor=True)
        appointed(cast, made, cast.gala)
        announced(cast.bea, made, FRIDAY + timedelta(hours=4))
    return made


def becomes(user, group, name, sent):
    """What becomes of a request of this person about a post of Ana's: refused, read, or the verbs that the log has."""
    post = posts(group.members.get(name="Blue bird").user, group).post
    post.pictures.create(file="posts/gone.webp", alt="made up", width=1, height=1)
    chat = Chat.objects.get(group=group)
    values = {
        "group": group.pk, "thread": post.thread_id, "post": post.pk, "picture": post.pictures.get().pk,
        "member": post.by_id, "chat": chat.pk, "topic": chat.topics.first().pk,
    }  # fmt: skip
    arguments = next(one.arguments for one in routes() if one.name == name)
    url, client = reverse(name, kwargs={key: values[key] for key in arguments}), Client()
    with clock.at(LATER):
        client.force_login(user)
        if begun := ALREADY.get((sent or {}).get("act", "")):
            _begun(post, begun, group)
        before = AuditRow.objects.filter(actor=f"user:{user.pk}").count()
        answer = client.get(url) if sent is None else client.post(url, {"key": str(ids.new())} | sent)
    if answer.status_code == 403 or (answer.status_code == 404 and name != "post_picture"):
        return NO
    assert answer.status_code in (200, 204, 302) or name == "post_picture", answer.content.decode()[:300]
    rows = AuditRow.objects.filter(actor=f"user:{user.pk}").order_by("id")[before:]
    return " ".join(sorted({row.verb for row in rows})) or READS


def _begun(post, what, group):
    thread, clara = post.thread, group.members.get(name="Clara").user
    if what == "good":
        thread.good_at, thread.good_by = FRIDAY, clara
    thread.sensitive = what == "sensitive"
    thread.save()


@pytest.mark.parametrize(("name", "sent", "of_member", "of_mentor"), TABLE)
def test_what_a_member_and_a_mentor_may(cast, group, name, sent, of_member, of_mentor):
    assert (becomes(cast.felix, group, name, sent), becomes(cast.bea, group, name, sent)) == (of_member, of_mentor)


def test_the_table_has_every_route_of_a_group():
    of_groups = {
        one.name for one in routes() if one.urlconf.startswith("mentoring.community.") and "group" in one.arguments
    }
    assert of_groups - {name for name, *_rest in TABLE} == set(OUTSIDE)


def test_a_mentor_has_these_acts_that_a_member_has_not():
    more = {(name, (sent or {}).get("act", "")) for name, sent, of_member, of_mentor in TABLE if of_member != of_mentor}
    assert more == {
        *(("mark_thread", act) for act in ("good", "not_good", "sensitive", "not_sensitive")),
        ("open_week", "post"), ("worry_post", ""), ("hide_for_review", ""),
        *((f"{act}_chat", "") for act in ("announce", "change", "call_off", "host")),
        *((name, "") for name in ("begin_chat_topic", "choose_chat_posts", "chat_summary", "ask_group", "chat_question")),
    }  # fmt: skip


def test_only_mentors_and_moderators_see_who_is_new(cast, group):
    client = Client()
    seen = {}
    for user in (cast.felix, cast.bea, cast.clara):
        with clock.at(LATER):
            client.force_login(user)
            seen[user.name] = "New in the group" in client.get(reverse("group", args=[group.pk])).content.decode()
    assert seen == {"Felix": False, "Bea": True, "Clara": True}
