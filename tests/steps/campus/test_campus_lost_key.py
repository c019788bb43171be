"""The key of sealed words is not here: every page opens and says so calmly, nothing is written over, and with the key
put back the words are there again.
"""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.urls import reverse

from steps.campus.diary.actions import keep_compass, set_goal, share_diary
from steps.campus.diary.scales import AREAS
from steps.campus.guiding.actions import guide
from steps.campus.lessons.actions import keep_writing, open_piece, share_writing
from steps.campus.models import Compass, Goal, Writing
from tests.factories.campus_guiding import supporter, to_level_2
from tests.factories.campus_lessons import a_lesson
from tests.pages import seen

SENTENCE = "These words cannot be opened just now. They are still kept, and nobody can read them."
AREA = next(iter(AREAS))


@pytest.fixture
def ana(cast):
    return cast.patient(cast.ana)


@pytest.fixture
def lost(cast, ana, settings):
    """Ana wrote in an exercise, a goal and what matters, and shares all she can; then the key was lost. What is stored,
    and how the key is put back.
    """
    version = a_lesson(cast)
    open_piece(by=cast.ana, patient=ana, version=version)
    writing = keep_writing(by=cast.ana, patient=ana, version=version, given={"worries": "The night"})
    share_writing(by=cast.ana, writing=writing, shared=True)
    set_goal(by=cast.ana, patient=ana, words="Walk a little")
    keep_compass(by=cast.ana, patient=ana, values=[AREA], words="My sister")
    share_diary(by=cast.ana, patient=ana, shared=True)
    key, before = settings.SECRET_KEY, stored()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key, as after a loss" * 2, []

    def put_back():
        settings.SECRET_KEY_FALLBACKS = [key]

    return before, put_back


def stored():
    with connection.cursor() as cursor:
        cursor.execute("SELECT written FROM campus_writing UNION SELECT words FROM campus_goal "
                       "UNION SELECT words FROM campus_compass")  # fmt: skip
        return {row for (row,) in cursor.fetchall()}


def page(client, name, *args, more="", status=200):
    answer = client.get(reverse(name, args=args) + more)
    assert answer.status_code == status, name
    return seen(answer.content.decode())


def test_every_page_of_ones_own_opens_and_says_what_is_safe(cast, client, lost):
    client.force_login(cast.ana)
    writing = Writing.objects.get()
    calm = "What you wrote here before cannot be opened just now"
    for name, args, more in (("writing", [writing.pk], ""), ("lesson", ["worries-on-paper"], "?part=2")):
        shown = page(client, name, *args, more=more)
        assert calm in shown
        assert "It is still kept, and nobody can read it." in shown
        assert SENTENCE not in shown
    for name in ("goal", "compass"):
        assert SENTENCE in page(client, name)
    for name in ("my_writings", "diary", "share_diary", "campus", "home"):
        page(client, name)
    page(client, "delete_writing", writing.pk)


def test_whoever_guides_and_the_record_open_too(cast, client, ana, lost):
    sam = supporter(cast)
    to_level_2(cast, ana)
    guide(by=cast.clara, patient=ana, supporter=sam)
    client.force_login(sam)
    assert page(client, "guided_person", ana.pk).count(SENTENCE) == 2
    client.force_login(cast.clara)
    assert SENTENCE in page(client, "person_campus", ana.pk)
    page(client, "record", ana.pk)


def test_nothing_is_written_over_and_the_words_come_back_with_the_key(cast, client, ana, lost):
    before, put_back = lost
    client.force_login(cast.ana)
    sent = {"do": "keep", "done": 2, "w-worries": "New words", "writing": str(Writing.objects.get().pk)}
    client.post(reverse("lesson_part", args=["worries-on-paper"]), sent)
    assert client.post(reverse("goal"), {"words": "Another thing"}).status_code == 422
    assert client.post(reverse("compass"), {"values": [AREA], "words": "Other words"}).status_code == 422
    assert client.post(reverse("compass"), {"values": []}).status_code == 302
    client.post(reverse("goal_went"), {"week": Goal.objects.get().week.isoformat(), "went": "done"})
    client.post(reverse("share_diary"), {"shared": "no"})
    assert before < stored(), "the new words stand beside"
    put_back()
    assert [json.loads(one.written) for one in Writing.objects.order_by("begun")] == [
        {"worries": "The night"}, {"worries": "New words"},
    ]  # fmt: skip
    assert (Goal.objects.get().words, Goal.objects.get().went) == ("Walk a little", "done")
    assert (Compass.objects.get().words, Compass.objects.get().values) == ("My sister", [])


def test_what_was_changed_on_the_page_of_a_writing_is_a_new_one(cast, client, lost):
    client.force_login(cast.ana)
    old = Writing.objects.get()
    answer = client.post(reverse("writing", args=[old.pk]), {"w-worries": "New words"})
    new = Writing.objects.exclude(pk=old.pk).get()
    assert answer.url == reverse("writing", args=[new.pk])
    assert (new.shared, Writing.objects.get(pk=old.pk).written.stored in lost[0]) == (None, True)


def test_it_can_still_be_deleted_by_the_person(cast, client, lost):
    client.force_login(cast.ana)
    client.post(reverse("delete_writing", args=[Writing.objects.get().pk]))
    client.post(reverse("goal_delete"), {"week": Goal.objects.get().week.isoformat()})
    client.post(reverse("compass_delete"))
    assert (Writing.objects.count(), Goal.objects.count()) == (0, 0)
    assert (Compass.objects.get().words, Compass.objects.get().values) == ("", [])


def test_what_one_takes_with_them_says_so(cast, client, lost):
    client.force_login(cast.ana)
    assert page(client, "own_data").count(SENTENCE) == 3
    whole = json.loads(client.get(reverse("own_data_file")).content)
    assert json.dumps(whole).count(SENTENCE) == 3
