"""No page of a group tells one member another's real name, centre, code, level, scores or flags; nor does it to a mentor."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from mentoring.community.chats.models import Chat
from mentoring.community.claims.actions import answer_claim
from mentoring.community.mentors.actions import fear_for_writer, open_week
from mentoring.community.models import Group, GroupSharing, Member
from mentoring.community.moderation.actions import hide_post, pause_member, report_post
from mentoring.community.selectors import inside
from mentoring.community.threads.models import Post
from oncocare.foundation import clock, ids
from oncocare.people.models import Patient
from oncocare.people.selectors import Standing
from oncocare.safety.concerns import FlagKind, Severity
from oncocare.safety.flags.actions import raise_flag
from oncocare.safety.flags.kinds import severity_words
from oncocare.safety.flags.kinds import words as flag_words
from questionnaires.answering.actions import submit
from steps.actions import override
from steps.levels import Level
from steps.words import short
from steps.words import words as level_words
from tests.cast import BY, due, phq9
from tests.factories.chats import announced
from tests.factories.community import FRIDAY, member, open_group, posts
from tests.factories.rooms import day
from tests.guards.house import Route, routes

LATER, LAST = FRIDAY + timedelta(hours=1), FRIDAY + timedelta(hours=2)
NAME, CENTRE, CODE, MAIL, SCORE = "Xenia Quorbin", "Zafira Hospital", "QZX-7731", "quorbin@example.org", 23
# Of what nobody in the group can be told by a page, in whatever words: how levels, flags and answers are called.
CLINICAL = ("PHQ-9", "phq-9", "moderately severe", *("flag", "Flag"), *("patient", "caregiver", "Level"))


def known(cast) -> Patient:
    """Dora of the other centre, with everything that nobody in the group may learn, made so that it is found."""
    patient, there = cast.dora.patients.get(), cast.there
    patient.key = CODE
    patient.save()
    there.name, there.slug, there.site_name = CENTRE, "zafira", CENTRE
    there.save()
    cast.dora.name, cast.dora.email = NAME, MAIL
    cast.dora.save()
    [answered] = due(patient)
    submit(by=cast.dora, assignment=answered, answers=phq9(SCORE, 2), key=uuid.uuid4())
    override(by=cast.denis, pathway=cast.pathway(cast.dora), to=Level.GROUP_THERAPY, reason="made up")
    return patient


@pytest.fixture
def group(cast) -> Group:
    with clock.at(day(4, 9)):
        known(cast)
        made = open_group(cast, pictures=True)
        GroupSharing.objects.create(
            group=made, centre=cast.there, words="We share it.", made=clock.now(), by=cast.carlos,
            agreed_at=clock.now(), agreed_by=cast.denis,
        )  # fmt: skip
        member(cast, made, cast.ana, "Blue bird")
        member(cast, made, cast.bea, "Green hill", mentor=True)
        member(cast, made, cast.dora, "Red kite", patient=cast.dora.patients.get(), centre=cast.there)
    return made


def lived_in(cast, group: Group) -> None:
    """What can stand in a group of somebody: asked, named, answered, hidden, reported, feared for, paused."""
    asked = posts(cast.dora, group, "Does @Blue bird know this?", title="A question").post
    posts(cast.ana, group, "No, @Red kite.", thread=asked.thread, moment=LATER)
    asked.pictures.create(file="posts/gone.webp", alt="made up", width=1, height=1)
    hidden = posts(cast.dora, group, "Buy my pills.").post
    clara, bea = (inside(Standing(user), group.pk) for user in (cast.clara, cast.bea))
    with clock.at(LATER):
        report_post(by=cast.ana, member=group.members.get(user=cast.ana), post=hidden, reason="sells")
        hide_post(by=cast.clara, post=hidden, why="made up")
        fear_for_writer(by=cast.bea, member=bea.member, post=asked)
        answer_claim(by=cast.clara, inside=clara, claim=asked, words="This is right.", key=ids.new())
        open_week(by=cast.bea, inside=bea, title="This week", words="How are you, @Red kite?", key=ids.new())
        raise_flag(
            by=BY, patient=cast.dora.patients.get(), kind="worsening", severity="urgent", source="made:up"
        )  # fmt: skip
        announced(cast.bea, group, FRIDAY + timedelta(hours=4))
        pause_member(by=cast.clara, member=group.members.get(user=cast.dora), until=LAST, why="made up")


def secrets(cast) -> list[str]:
    """What is looked for."""
    patient = cast.dora.patients.get()
    levels = [text for level in Level for text in (level_words(level).name, level_words(level).meaning, short(level))]
    flags = [*map(flag_words, FlagKind), *map(severity_words, Severity)]
    ids_of = [str(one.pk) for one in (patient, cast.dora, cast.there, *patient.flags.all(), *patient.assignments.all())]
    return [*NAME.split(), CENTRE, "Zafira", CODE, MAIL, *levels, *flags, *CLINICAL, *ids_of]


def telling(page: str, looked_for: list[str]) -> list[str]:
    """What of it a page tells, and the score where it stands as a number of its own."""
    main = re.search(r"<main\b.*</main>", page, re.DOTALL)  # around it is what the reader's own centre says
    said = main[0] if main else page
    found = [one for one in looked_for if one in said]
    return found + ([str(SCORE)] if re.search(rf"(?<![\w:-]){SCORE}(?![\w:-])", strip_tags(said)) else [])


def addresses(group: Group) -> Iterator[str]:
    """Every address of the group that is read, for each thread, post and picture in it."""
    rows = Post.objects.filter(group=group).select_related("thread")
    yield reverse("my_groups")
    for route in routes():
        if route.urlconf.startswith("mentoring.community.") and "group" in route.arguments:
            yield from sorted({_address(route, group, post) for post in rows})
    for asked in ("?q=pills", "?q=know"):
        yield reverse("group_search", args=[group.pk]) + asked
    for one in Member.objects.filter(group=group):
        yield f"{reverse('new_thread', args=[group.pk])}?greet={one.pk}"


def _address(route: Route, group: Group, post: Post) -> str:
    picture, chat = post.pictures.first(), Chat.objects.get(group=group)
    values = {
        "group": group.pk, "post": post.pk, "thread": post.thread_id, "picture": picture.pk if picture else group.pk,
        "member": post.by_id, "chat": chat.pk, "topic": chat.topics.first().pk,
    }  # fmt: skip
    query = "?open=1" if route.name == "thread" else ""
    return reverse(route.name, kwargs={name: values[name] for name in route.arguments}) + query


def pages(user, group: Group) -> Iterator[tuple[str, str]]:
    """Every page of the group that opens for somebody."""
    client = Client()
    with clock.at(LAST):
        client.force_login(user)
        for address in addresses(group):
            answer = client.get(address)
            if answer.status_code == 200:
                yield address, answer.content.decode("utf-8", "ignore")


@pytest.mark.parametrize("name", ["ana", "bea"])
def test_no_page_of_a_group_tells_a_member_or_a_mentor_what_is_another_members_alone(cast, group, name):
    lived_in(cast, group)
    looked_for, read = secrets(cast), dict(pages(getattr(cast, name), group))
    assert {address: told for address, page in read.items() if (told := telling(page, looked_for))} == {}
    assert len(read) > 12
    assert sum("Red kite" in page for page in read.values()) > 3  # they are there, by the name that they chose


@pytest.mark.parametrize("told", [NAME, CENTRE, CODE])
def test_a_page_that_tells_it_is_found(cast, group, told):
    lived_in(cast, group)
    Member.objects.filter(user=cast.dora).update(name=told)
    looked_for = secrets(cast)
    assert any(telling(page, looked_for) for _address, page in pages(cast.ana, group))


def test_a_score_that_stands_on_a_page_is_found():
    assert telling("<main><p>Their answers: 23.</p></main>", []) == ["23"]
    assert telling("<main><p>At 10:23, in 2023</p></main>", []) == []
