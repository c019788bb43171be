"""The page of a person's own messages."""

import re
from datetime import timedelta

from oncocare.foundation import clock
from oncocare.notifications import registry
from oncocare.notifications.actions import queue
from oncocare.notifications.inbox.selectors import unread
from oncocare.notifications.models import Message
from oncocare.notifications.registry import MessageKind
from oncocare.people.roles import PATIENT
from tests.cast import phq9
from tests.factories.rooms import send
from tests.notifications.conftest import MINE, NOON, navigation, page, waiting


def test_a_message_is_new_until_it_was_opened(ana, me):
    with clock.at(NOON):
        waiting(ana)
        assert navigation(me.get("/my/")) == "My page Messages 1"
        first = me.get(MINE)
        assert "You have questions waiting New" in page(first)
        assert "They take about 2 minutes. If you can, answer by Monday 9 March 2026." in page(first)
        assert "New" not in page(me.get(MINE))
        assert navigation(me.get("/my/")) == "My page Messages"
    assert Message.objects.get(channel="page").read == NOON


def test_looking_only_at_the_head_reads_nothing(ana, me):
    with clock.at(NOON):
        waiting(ana)
        me.head(MINE)
        assert unread(ana.user) == 1


def test_what_is_over_says_that_it_is_done_and_is_not_counted_as_new(ana, me):
    with clock.at(NOON):
        waiting(ana)
        send(ana.assignments.get(), phq9(3))
        assert unread(ana.user) == 0
        assert "This is done. You don’t need to do anything." in page(me.get(MINE))


def test_the_page_shows_a_message_only_once_its_time_has_come(ana, me):
    with clock.at(NOON):
        waiting(ana, not_before=NOON + timedelta(hours=1))
        assert "No messages yet" in page(me.get(MINE))
        assert unread(ana.user) == 0
    with clock.at(NOON + timedelta(hours=1)):
        assert "You have questions waiting" in page(me.get(MINE))


def test_the_newest_comes_first_and_older_ones_are_on_the_next_page(ana, me, monkeypatch):
    kind = MessageKind("test.news", "missed_two", "News", lambda user, sources: {}, False, PATIENT)
    monkeypatch.setitem(registry.kinds, "test.news", kind)
    for number in range(21):
        with clock.at(NOON + timedelta(minutes=number)):
            queue(user=ana.user, centre=ana.centre, kind="test.news", source=str(number))
    with clock.at(NOON + timedelta(days=1)):
        first, second = me.get(MINE), me.get(MINE + "?page=2")
    assert re.findall(r"12:\d\d", page(first)) == [f"12:{number:02}" for number in range(20, 0, -1)]
    assert re.findall(r"12:\d\d", page(second)) == ["12:00"]
    assert ("Older messages" in page(first), "Newer messages" in page(second)) == (True, True)


def test_nobody_sees_anybody_elses_messages(cast, ana, client):
    with clock.at(NOON):
        waiting(ana)
        client.force_login(cast.bea)
        assert "No messages yet" in page(client.get(MINE))
    assert Message.objects.get(channel="page").read is None


def test_what_a_message_says_is_escaped(ana, me, monkeypatch):
    kind = registry.kinds["questions.open"]
    hostile = MessageKind(
        kind.name, kind.template, kind.label,
        lambda user, sources: {source: {"minutes": 2, "due": None} for source in sources}, False, PATIENT,
    )  # fmt: skip
    monkeypatch.setitem(registry.kinds, kind.name, hostile)
    monkeypatch.setattr(
        "oncocare.notifications.selectors.render_to_string", lambda *given: "<script>alert(1)</script>"
    )  # as if a centre were called that
    with clock.at(NOON):
        waiting(ana)
        assert b"<script>alert" not in me.get(MINE).content
