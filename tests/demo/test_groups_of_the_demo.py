"""The groups of the demo: their files are whole, speak without danger but where it is meant, and play by the actions."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mentoring.community.chats.labels import labelled
from mentoring.community.chats.models import Chat
from mentoring.community.leaders.growing import RULE, Window
from mentoring.community.leaders.selectors import helpers_of
from mentoring.community.models import Member
from mentoring.community.surveys.asking import CAME_FOR, EXPECTED, GAVE, WHY_LEFT, WHY_NOT
from mentoring.community.surveys.models import GroupFeedback
from mentoring.community.threads.models import HealthAnswer, ModeratorWord, Post, PostReport, Reaction, Thread
from oncocare.demo.simulation.community.actions import GroupPeople, GroupPerson, play_groups
from oncocare.demo.simulation.community.conversations import (
    FOLDER,
    GROUPS,
    SPOKEN,
    SaidGroup,
    days_before,
    every_group,
    said_in,
)
from oncocare.demo.simulation.community.feedback import opinions
from oncocare.demo.simulation.community.feedback.actions import ask_about_groups
from oncocare.events.models import Delivery
from oncocare.foundation import clock
from oncocare.foundation.datafiles import DataFileError, parse, validate
from oncocare.people import actions as people
from oncocare.people.roles import CAREGIVER, MENTOR
from oncocare.safety.words.danger import tier
from oncocare.safety.words.wordlist import DangerRank
from tests.cast import BY

EVERY = [(group, language) for group in GROUPS for language in SPOKEN]


def texts(said: SaidGroup):
    """Everything that somebody reads of a group beside its posts: chats, the thread of the week, what writers read."""
    reports = [post.report for post in said.posts if post.report]
    chats = [text for chat in said.chats for text in (chat.title, f"{chat.title} {chat.about}\n{chat.topics}")]
    summaries = [text for chat in said.chats if chat.summary for text in (chat.summary.opening, chat.summary.closing)]
    week = [f"{said.week.title}\n\n{said.week.words}"] if said.week else []
    told = [text for one in reports for text in (one.words, one.again, one.back) if text]
    return [*(line.words for line in said.lines), *chats, *summaries, *week, *told]


def test_there_is_a_file_for_each_and_no_other():
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(f"{one}.{spoken}.yaml" for one, spoken in EVERY)


@pytest.mark.parametrize(("group", "language"), EVERY)
def test_words_of_intent_stand_where_a_post_is_held_and_nowhere_else(group, language):
    for thread in said_in(group, language).threads:
        for number, post in enumerate(thread.posts):
            words = f"{thread.title}\n\n{post.words}" if number == 0 else post.words
            assert (tier(words) is DangerRank.INTENT) is post.held, words
    assert [words for words in texts(said_in(group, language)) if tier(words) is DangerRank.INTENT] == []


def test_nobody_says_what_somebody_said_before():
    every = [words for said in every_group() for words in (*(post.words for post in said.posts), *texts(said))]
    assert [words for words, times in Counter(every).items() if times > 1] == []


def test_what_is_said_of_groups_is_said_once_and_can_be_chosen():
    for language in SPOKEN:
        said = opinions.opinions(language)
        every = [*said.liked, *said.left, *said.declined]
        assert len(set(every)) == len(every)
        assert [words for words in every if tier(words) is not None] == []
    for weights, choices in (
        (opinions.CAME_FOR, CAME_FOR), (opinions.GAVE, GAVE), (opinions.EXPECTED, EXPECTED),
        (opinions.EXPECTED_OF_NOTHING, EXPECTED), (opinions.WHY_LEFT, WHY_LEFT), (opinions.WHY_NOT, WHY_NOT),
    ):  # fmt: skip
        assert set(weights) - set(choices) == set()


@pytest.mark.parametrize("language", SPOKEN)
def test_a_chat_was_and_one_is_to_come_with_somebody_of_the_team_on_days_of_work(language):
    was, coming = said_in("after", language).chats
    assert (was.guest, coming.guest, len(was.lines) > 15) == (None, "staff", True)
    assert [one.label for one in labelled(was.topics)] == [topic.label for topic in was.topics_led]
    assert [one.label for one in labelled(coming.topics)][:2] == ["T1", "T1a"]
    for number in range(14):
        today = date(2026, 6, 1) + timedelta(days=number)
        days = [chat.begins(today, "Europe/Madrid").date() for chat in (was, coming)]
        assert [day.weekday() < 5 for day in days] == [True, True]
        assert today - timedelta(days=days_before(was.announced)) < days[0] < today < days[1]


def test_whoever_helps_in_the_long_group_is_steady_whatever_day_it_is():
    """Counted as the page of moderators counts: an unlucky beginning of a month takes nothing from it."""
    days = [days_before(post.at) for post in said_in("after", "es").posts if post.by == "julian"]
    for number in range(366):
        now = datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=number)
        months, in_a_row = Window("Europe/Madrid", now).steadiness({now.date() - timedelta(days=one) for one in days})
        assert in_a_row >= RULE.in_a_row or months >= RULE.months, now


def test_all_of_them_have_one_who_is_reported_some_unanswered_and_words_of_death_that_are_no_danger():
    every = [post for said in every_group() for post in said.posts]
    reported = sorted(f"{post.report.reason}: {post.report.ends}" for post in every if post.report)
    assert reported == [
        "hurts: hidden", "hurts: warned", "other: left", "private: hidden", "worry: None", "worry: spoke",
        "worry: spoke", "wrong: None", "wrong: None",
    ]  # fmt: skip
    assert [post.corrects for post in every if post.corrects] == ["food-is-nobodys-fault", "looking-things-up-online"]
    assert sum(thread.unanswered for said in every_group() for thread in said.threads) == 8
    assert sum(post.held for post in every) == 1
    mourned = [post for post in said_in("metastatic", "en").posts if tier(post.words) is DangerRank.DEATH]
    assert mourned[0].by == "posy"


def test_nothing_says_a_clinical_word_that_pages_of_patients_do_not_say():
    assert [post.words for said in every_group() for post in said.posts if "onco" in post.words.casefold()] == []


def test_the_two_languages_are_no_translations_of_each_other():
    for group in GROUPS:
        english, spanish = (said_in(group, language) for language in ("en", "es"))
        shapes = [[(post.by, post.at) for post in one.posts] for one in (english, spanish)]
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
    "an answer to nothing wrong": (('words: "Hello"}', 'words: "Hello", corrects: a-piece}'), 11, "reported before"),
    "a reminder without words": (
        ('words: "Hello"}', 'words: "Hello", report: {by: k1a, reason: hurts, ends: warned}}'),
        14,
        "reads words",
    ),
    "a caregiver who is seen": (("kind: patient}", "kind: caregiver, seen: true}"), 4, "only patients are seen"),
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
    """Nine patients, one of them a mentor, and six caregivers, who come with the cast's staff."""
    patients = []
    for number in range(9):
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
    return GroupPeople(cast.carlos, (cast.clara, cast.gala), {"en": others, "es": others}, caregivers, mentor)


def test_groups_are_played_through_the_actions_at_their_moments(cast):
    said = said_in("new", "es")
    group, caring = play_groups(centre=cast.here, people=company(cast), said=(said, said_in("caregivers", "en")))
    assert (group.is_open, group.language, group.topic) == (True, "es", "newly-diagnosed")
    assert group.members.filter(staff=False).count() == len(said.members) - 1
    assert Thread.objects.filter(group=group, week=None).count() == len(said.threads)
    assert list(
        Post.objects.filter(group=group, thread__week=None).order_by("made").values_list("words", flat=True)
    ) == [post.words for post in sorted(said.posts, key=lambda one: one.moment(date(2026, 6, 2), "Europe/Madrid"))]
    reacted = Reaction.objects.filter(post__group=group, post__thread__week=None)
    assert reacted.count() == sum(len(post.reactions) for post in said.posts)
    assert Thread.objects.get(group=group, week__isnull=False).title == said.week.title
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


def test_moderators_looked_at_what_was_reported_and_gave_back_what_they_had_misread(cast):
    new, caring = play_groups(
        centre=cast.here, people=company(cast), said=(said_in("new", "es"), said_in("caregivers", "en"))
    )
    joke = Post.objects.get(group=caring, words__startswith="She put her wig on the dog.")
    told = [(one.kind, one.user.name) for one in joke.said_to_writer.select_related("user").order_by("pk")]
    hidden, back = ModeratorWord.Kind.HIDDEN, ModeratorWord.Kind.BACK
    assert (joke.state, [one for one in told if one[0] in (hidden, back)]) == (
        Post.State.SHOWN, [(hidden, "Clara"), (back, "Gala")],
    )  # fmt: skip
    assert HealthAnswer.objects.get(post__group=new).claim.words.startswith("Mi cuñado me ha traído un bote")
    ended = PostReport.objects.exclude(by=None).order_by("made").values_list("reason", "outcome")
    assert sorted(ended) == [
        ("again", "back"), ("hurts", "hidden"), ("other", "left"), ("worry", ""), ("wrong", "answered"),
    ]  # fmt: skip
    closed = PostReport.objects.exclude(closed_at=None).values_list("closed_at", flat=True)
    nights = [one.astimezone(ZoneInfo(cast.here.time_zone)).hour for one in closed]
    assert [hour for hour in nights if not 8 <= hour < 20] == []


def test_a_group_has_chats_somebody_who_helps_and_words_about_itself(cast):
    [group] = play_groups(centre=cast.here, people=company(cast), said=(said_in("after", "es"),))
    was, coming = Chat.objects.filter(group=group).order_by("begins")
    assert (was.begins < clock.now() < coming.begins, coming.guest.user, was.host.name) == (True, cast.clara, "Antonia")
    assert "**Antonia**: “Yo dejo una nota en la nevera" in was.summary.words
    assert [topic.posts.filter(quoted=True).count() for topic in was.topics.all()] == [2, 2, 1, 1, 2]
    fina, julian = helpers_of(group)
    assert (fina.member.name, fina.pointed_out, julian.member.name, julian.pointed_out) == (
        "Fina", False, "Julián el del 3º", True,
    )  # fmt: skip
    answered = ask_about_groups(groups=[group])
    rows = GroupFeedback.objects.filter(group=group)
    assert rows.exclude(answered=None).count() == answered >= 5
    assert dict(Counter(rows.values_list("moment", flat=True))) == {"weeks": 7, "early": 1, "left": 1}
    assert rows.filter(answered__gt=clock.now()).count() == 0
