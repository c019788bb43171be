"""Words that say that somebody wants to die: sent all the same, the numbers to their writer, and one flag that counts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from mentoring.conversations import actions
from mentoring.conversations.models import TeamMessage
from oncocare.foundation import clock, ids
from oncocare.people.models import User
from oncocare.safety.flags.actions import acknowledge, close, raise_flag
from oncocare.safety.models import Flag, Occasion
from tests.cast import BY
from tests.factories.conversations import FRIDAY, answering, visit, written
from tests.factories.rooms import day, talked

INTENT = "I am going to kill myself tonight."
DEATH = "My father died of this, and I am afraid of dying too."
KIND = "suicidal_ideation"


@pytest.fixture
def ana(cast):
    answering(cast)
    return cast.patient(cast.ana)


def sends(user, moment, words):
    """The page that comes after these words, and the flag it is of."""
    send = {"kind": "write", "words": words, "key": str(ids.new())}
    with clock.at(moment):
        url = visit(user, moment, "write_to_team", send=send)
    return url, Flag.objects.order_by("raised").last()


def test_intent_is_sent_shows_the_numbers_to_its_writer_and_raises_a_high_flag(cast, ana):
    url, flag = sends(cast.ana, FRIDAY, INTENT)
    assert url == f"{reverse('support', args=[flag.pk])}?next={reverse('my_team')}"
    message = TeamMessage.objects.get()
    assert (message.words, message.found, message.request.owner) == (INTENT, "intent", cast.clara)
    assert (flag.kind, flag.severity, flag.source) == (KIND, "high", f"message:{message.pk}")
    said = visit(cast.ana, FRIDAY, "support", flag.pk)
    assert "What you wrote tells us that things are very hard now. It was sent. Thank you for saying it." in said
    assert said.index("Call 112") < said.index("Nobody has read what you told us yet.") < said.index("Can this wait")


@pytest.mark.parametrize(("words", "found"), [(DEATH, "death"), ("This chemo is killing me, when is my next one?", "")])
def test_talk_of_death_is_marked_for_the_team_and_other_talk_is_not_and_neither_raises_a_flag(cast, ana, words, found):
    written(cast.ana, said=words)
    assert (TeamMessage.objects.get().found, Flag.objects.count()) == (found, 0)


def test_it_joins_a_flag_that_is_open_once(cast, ana):
    with clock.at(day(4, 10)):
        flag = raise_flag(by=BY, patient=ana, kind=KIND, severity="high", source="assignment:1")
    for minute, words in enumerate((INTENT, f"I mean it. {INTENT}")):
        assert sends(cast.ana, FRIDAY + timedelta(minutes=minute), words)[1] == flag
    assert Flag.objects.count() == 1
    sources = list(flag.occasions.order_by("id").values_list("source", flat=True))
    assert sources == ["assignment:1", *(f"message:{one.pk}" for one in TeamMessage.objects.order_by("made", "pk"))]


def test_the_same_page_sent_twice_is_one_occasion(cast, ana):
    key = ids.new()
    urls = {
        visit(cast.ana, FRIDAY, "write_to_team", send={"kind": "write", "words": INTENT, "key": str(key)})
        for _time in range(2)
    }
    assert (len(urls), Flag.objects.count(), Occasion.objects.count()) == (1, 1, 1)


def test_who_had_taken_the_flag_on_has_new_words_to_read(cast, ana):
    with clock.at(day(4, 10)):
        flag = raise_flag(by=BY, patient=ana, kind=KIND, severity="high", source="assignment:1")
        acknowledge(by=cast.clara, flag=flag)
    sends(cast.ana, FRIDAY, INTENT)
    flag.refresh_from_db()
    assert flag.acknowledged_at is None


def test_after_a_flag_was_closed_new_words_raise_another(cast, ana):
    _url, first = sends(cast.ana, FRIDAY, INTENT)
    with clock.at(day(5, 10)):
        close(by=cast.clara, flag=first, outcome="plan", assessed=talked())
    _url, second = sends(cast.ana, day(6, 10), INTENT)
    assert (second == first, Flag.objects.filter(closed_at=None).get()) == (False, second)


def test_the_home_of_its_writer_begins_with_it_and_says_who_has_read_it(cast, ana):
    _url, flag = sends(cast.ana, FRIDAY, INTENT)
    said = visit(cast.ana, FRIDAY + timedelta(hours=1), "home")
    assert "About what you told us on Friday 6 March 2026 Nobody has read what you told us yet." in said
    with clock.at(day(5, 10)):
        acknowledge(by=cast.clara, flag=flag)
    said = visit(cast.ana, day(5, 11), "home")
    assert "Clara read what you told us on Saturday 7 March 2026, 10:00 and is looking after this." in said


@pytest.mark.parametrize("where", ["record", "close_flag"])
def test_who_answers_the_flag_reads_the_words_that_raised_it(cast, ana, where):
    _url, flag = sends(cast.ana, FRIDAY, INTENT)
    said = visit(cast.clara, day(5, 9), where, ana.pk if where == "record" else flag.pk)
    assert ("Words in a message to the team" in said, INTENT in said) == (True, True)


def test_whoever_was_told_that_somebody_else_wants_to_die_is_shown_the_numbers_too(cast, ana):
    url, flag = sends(cast.ana, FRIDAY, "My husband says he will kill himself tonight.")
    assert (url.startswith(reverse("support", args=[flag.pk])), flag.patient) == (True, ana)


def test_without_the_look_for_words_there_is_no_flag(cast, ana, monkeypatch):
    monkeypatch.setattr(actions, "tier", lambda words: None)
    send = {"kind": "write", "words": INTENT, "key": str(ids.new())}
    assert visit(cast.ana, FRIDAY, "write_to_team", send=send) == reverse("my_team")
    assert Flag.objects.count() == 0


def test_words_of_the_team_raise_nothing(cast, ana):
    with clock.at(FRIDAY):
        actions.write_to_patient(by=User.objects.get(pk=cast.clara.pk), patient=ana, words=f"You wrote: {INTENT}")
    assert Flag.objects.count() == 0
