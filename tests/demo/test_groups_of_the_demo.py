"""The groups of the demo: their files are whole, speak without danger but where it is meant, and play by the actions."""

from __future__ import annotations

from datetime import date

import pytest

from mentoring.community.models import Member
from mentoring.community.threads.models import Post, PostReport, Reaction, Thread
from oncocare.demo.simulation.community.actions import GroupPeople, GroupPerson, play_groups
from oncocare.demo.simulation.community.conversations import (
    FOLDER,
    GROUPS,
    SPOKEN,
    SaidGroup,
    every_group,
    said_in,
)
from oncocare.events.models import Delivery
from oncocare.foundation import clock
from oncocare.foundation.datafiles import DataFileError, parse, validate
from oncocare.people import actions as people
from oncocare.people.roles import CAREGIVER, MENTOR
from oncocare.safety.words.danger import tier
from oncocare.safety.words.wordlist import DangerRank
from tests.cast import BY

EVERY = [(group, language) for group in GROUPS for language in SPOKEN]


def posts(said: SaidGroup):
    return [post for thread in said.threads for post in thread.posts]


def test_there_is_a_file_for_each_and_no_other():
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(f"{one}.{spoken}.yaml" for one, spoken in EVERY)


@pytest.mark.parametrize(("group", "language"), EVERY)
def test_words_of_intent_stand_where_a_post_is_held_and_nowhere_else(group, language):
    for thread in said_in(group, language).threads:
        for number, post in enumerate(thread.posts):
            words = f"{thread.title}\n\n{post.words}" if number == 0 else post.words
            assert (tier(words) is DangerRank.INTENT) is post.held, words


def test_all_of_them_have_one_who_is_reported_some_unanswered_and_words_of_death_that_are_no_danger():
    every = [post for said in every_group() for post in posts(said)]
    assert [post.report.reason for post in every if post.report] == ["wrong"]
    assert sum(thread.unanswered for said in every_group() for thread in said.threads) == 8
    assert sum(post.held for post in every) == 1
    mourned = [post for post in posts(said_in("metastatic", "en")) if tier(post.words) is DangerRank.DEATH]
    assert mourned[0].by == "posy"


def test_nothing_says_a_clinical_word_that_pages_of_patients_do_not_say():
    assert [post.words for said in every_group() for post in posts(said) if "onco" in post.words.casefold()] == []


def test_the_two_languages_are_no_translations_of_each_other():
    for group in GROUPS:
        english, spanish = (said_in(group, language) for language in ("en", "es"))
        shapes = [[(post.by, post.at) for post in posts(one)] for one in (english, spanish)]
        assert shapes[0] != shapes[1]


MEMBERS = "\n".join(f"  - {{key: k{n}a, name: N{n}, picture: leaf, kind: patient}}" for n in range(6))
THREAD = "threads:\n" + "\n".join(
    f'  - title: "Made up {n}"\n    unanswered: true\n    posts:\n      - {{by: k0a, at: "3 10:00", words: "Hello"}}'
    for n in range(8)
)
WHOLE = f"topic: sexuality\nlanguage: en\nmembers:\n{MEMBERS}\n{THREAD}\n"
WRONG = {
    "a picture that nobody drew": (("picture: leaf", "picture: dragon"), 4, "no such picture"),
    "a member who is not there": (("{by: k0a", "{by: zeta"), 1, "nobody in the group is zeta"),
    "a moment that has not come": (('"3 10:00"', '"0 10:00"'), 14, "a moment is days before today"),
    "an hour that there is not": (('"3 10:00"', '"3 25:00"'), 14, "hour must be in 0..23"),
    "an answer that is called none": (("    unanswered: true\n", ""), 11, "is unanswered"),
    "a key that is not known": (("language: en", "language: en\nrules: x"), 3, "unknown key"),
}


def test_a_whole_file_is_read():
    assert len(validate(parse(WHOLE, "made up"), SaidGroup).threads) == 8


@pytest.mark.parametrize("what", WRONG)
def test_a_mistake_is_named_with_its_line(what):
    (before, after), line, words = WRONG[what]
    with pytest.raises(DataFileError) as refused:
        validate(parse(WHOLE.replace(before, after, 1), "made up"), SaidGroup)
    assert line in {one.line for one in refused.value.problems if words in one.message}, refused.value


def test_a_moment_is_by_the_clock_of_the_centre():
    [post] = said_in("new", "en").threads[-1].posts
    assert post.moment(date(2026, 6, 2), "Europe/Madrid").isoformat() == "2026-06-01T21:35:00+02:00"


# --- played -----------------------------------------------------------------------------------------------------------


def company(cast) -> GroupPeople:
    """Seven patients, one of them a mentor, and six caregivers, who come with the cast's staff."""
    patients = []
    for number in range(7):
        user = people.register_user(by=BY, email=f"g{number}@demo.invalid", name=f"Quinx {number}", language="es")
        patient = people.take_into_care(by=BY, centre=cast.here, user=user, language="es", clinician=cast.clara)
        patients.append(GroupPerson(user, patient))
    caregivers = []
    for number in range(6):
        user = people.register_user(by=BY, email=f"h{number}@demo.invalid", name=f"Quinz {number}", language="es")
        people.grant_relation(by=BY, person=user, patient=patients[0].patient, kind=CAREGIVER)
        caregivers.append(GroupPerson(user, None))
    *others, mentor = patients
    people.appoint(by=BY, user=mentor.user, centre=cast.here, role=MENTOR)
    return GroupPeople(cast.carlos, (cast.clara,), {"en": others, "es": others}, caregivers, mentor)


def test_groups_are_played_through_the_actions_at_their_moments(cast):
    said = said_in("new", "es")
    group, caring = play_groups(centre=cast.here, people=company(cast), said=(said, said_in("caregivers", "en")))
    assert (group.is_open, group.language, group.topic) == (True, "es", "newly-diagnosed")
    assert group.members.count() == len(said.members)
    assert Thread.objects.filter(group=group).count() == len(said.threads)
    assert list(Post.objects.filter(group=group).order_by("made").values_list("words", flat=True)) == [
        post.words for post in sorted(posts(said), key=lambda one: one.moment(date(2026, 6, 2), "Europe/Madrid"))
    ]
    assert Reaction.objects.filter(post__group=group).count() == sum(len(post.reactions) for post in posts(said))
    mentor = Member.objects.get(group=group, mentor=True)
    assert (mentor.name, Thread.objects.get(group=group, good_by=mentor.user).by.name) == ("Pilarín", "Begonia")
    held = Post.objects.get(group=group, state=Post.State.HELD)
    assert (held.by.name, held.by.patient.flags.count()) == ("Chelo", 1)
    assert list(PostReport.objects.filter(post=held).values_list("reason", flat=True)) == ["danger"]
    waiting = Post.objects.filter(group=group, asks=True, replied=None, state=Post.State.SHOWN)
    assert {post.thread.title for post in waiting} == {"Soy nuevo"}
    assert Member.objects.filter(group=caring, staff=False).exclude(patient=None).count() == 0
    assert Post.objects.filter(made__gt=clock.now()).count() == 0
    assert Delivery.objects.exclude(state=Delivery.State.DONE).count() == 0
