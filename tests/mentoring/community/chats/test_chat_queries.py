"""The pages on which chats stand ask the database as often for three of everything as for one."""

from __future__ import annotations

from django.urls import reverse

from mentoring.community.chats.models import Chat
from tests.factories.chats import CALLED, chat_address, chats_held
from tests.guards.scene import undone
from tests.guards.test_law_08_queries import more, queries, signed_in

PAGES = ("group_chats", "announce_chat", "change_chat", "host_chat", "chat_summary", "chat_question")


def asked(cast, rows):
    """What each page asks, by its name and who opens it."""
    with undone():
        group = chats_held(cast, rows)
        found = {}
        for user in (cast.clara, cast.ana):
            client = signed_in(user)
            names = PAGES if user == cast.clara else ("group_chats", "chat_question")
            for name in names:
                args = {key: value for key, value in chat_address(name).items() if key != "topic"}
                if name in ("group_chats", "announce_chat"):
                    del args["chat"]
                found[name, user.name] = queries(client, reverse(name, kwargs=args))
            thread = Chat.objects.filter(group__name=CALLED).exclude(summary=None).first().post.thread_id
            for name, args in (("group", [group.pk]), ("thread", [group.pk, thread])):
                found[name, user.name] = queries(client, reverse(name, args=args))
        return found


def test_three_of_everything_cost_as_much_as_one(cast):
    one, three = asked(cast, 1), asked(cast, 3)
    assert {page: found for page in one if (found := more(one[page], three[page]))} == {}
    assert min(map(len, one.values())) > 5
