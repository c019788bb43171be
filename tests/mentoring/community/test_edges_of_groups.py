"""Hard cases of being in a group: a pause walked around, leaving while something is sent, and whose name is read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from clinicians.models import Task
from mentoring.community.groups.actions import close_group
from mentoring.community.kinds import GROUP_SHARING_ENDED
from mentoring.community.membership.actions import join, leave
from mentoring.community.models import Group, GroupOffer
from mentoring.community.moderation.actions import hide_for_review, hide_post, pause_member
from mentoring.community.offers import actions as offers
from mentoring.community.offers.selectors import fitting_for
from mentoring.community.selectors import is_paused
from mentoring.community.threads.actions import edit_post, react, write_post
from mentoring.community.threads.models import Post
from oncocare.consent.actions import record_consent
from oncocare.consent.models import Purpose
from oncocare.consent.selectors import texts_for
from oncocare.events.actions import emit
from oncocare.foundation import clock, ids
from oncocare.people.actions import appoint, dismiss
from oncocare.people.roles import MENTOR
from oncocare.safety.flags.actions import close, raise_flag
from tests.cast import BY
from tests.factories.committed import at_once
from tests.factories.community import FRIDAY, SATURDAY, at, member, open_group, own, posts
from tests.factories.community_offers import to_level
from tests.factories.conversations import visit
from tests.factories.rooms import day, work

HOUR = timedelta(hours=1)


@pytest.fixture
def group(cast):
    with clock.at(day(4, 9)):
        made = open_group(cast)
        member(cast, made, cast.ana, "Blue bird")
        member(cast, made, cast.bea, "Green hill", mentor=True)
    return made


def comes_back(cast, group, name="Sunflower"):
    text = texts_for(cast.here, "en")[Purpose.COMMUNITY]
    given = {"centre": cast.here, "patient": cast.patient(cast.ana), "name": name, "picture": "leaf", "text": text}
    return join(by=cast.ana, group=group, **given)


def test_who_leaves_and_comes_back_is_paused_as_before(cast, group):
    until = FRIDAY + timedelta(days=7)
    with clock.at(FRIDAY):
        pause_member(by=cast.clara, member=own(cast.ana, group), until=until, why="Take a breath.")
        leave(by=cast.ana, member=own(cast.ana, group), take_posts=False)
        back = comes_back(cast, group)
        assert (is_paused(back), back.paused_until, back.paused_why) == (True, until, "Take a breath.")
        with pytest.raises(ValidationError):
            posts(cast.ana, group)
    with clock.at(until):
        leave(by=cast.ana, member=own(cast.ana, group), take_posts=False)
        assert not is_paused(comes_back(cast, group, "Moonlight"))


def test_what_is_sent_as_somebody_leaves_is_posted_by_nobody(cast, group):
    with clock.at(FRIDAY):
        loaded = at(cast.ana, group)
        leave(by=cast.ana, member=own(cast.ana, group), take_posts=True)
        with pytest.raises(ValidationError, match="not in this group any more"):
            write_post(by=cast.ana, inside=loaded, words="Hello.", key=ids.new(), title="Hello")
    assert Post.objects.count() == 0


def test_who_takes_their_posts_along_holds_threads_before_posts_as_everybody_does(cast, group):
    posts(cast.ana, group)
    with clock.at(FRIDAY), CaptureQueriesContext(connection) as asked:
        leave(by=cast.ana, member=own(cast.ana, group), take_posts=True)
    locks = [one["sql"] for one in asked if "FOR UPDATE" in one["sql"] or "FOR NO KEY UPDATE" in one["sql"]]
    tables = [sql.partition('FROM "')[2].partition('"')[0] for sql in locks]
    assert tables.index("threads_thread") < tables.index("threads_post")
    assert "FOR NO KEY UPDATE" in locks[tables.index("community_member")]  # who names them meanwhile waits for nothing


def test_a_moderator_reads_what_a_mentor_is_called_in_the_group_and_not_their_real_name(cast, group):
    post = posts(cast.ana, group).post
    with clock.at(FRIDAY):
        hide_for_review(by=cast.bea, member=own(cast.bea, group), post=post, words="Is it right?")
    for page in (("moderate_post", group.pk, post.pk), ("moderating",)):
        said = visit(cast.clara, FRIDAY + HOUR, *page)
        assert "hidden by Green hill" in said
        assert cast.bea.name not in said


def test_a_change_that_a_sleeping_group_refuses_is_not_said_to_be_kept_as_a_draft(cast, group):
    post = posts(cast.ana, group).post
    with clock.at(SATURDAY), pytest.raises(ValidationError) as refused:
        edit_post(by=cast.ana, inside=at(cast.ana, group), post=post, words="Other words.")
    assert "draft" not in str(refused.value)


def test_an_offer_made_again_and_taken_back_for_a_call_comes_after_the_call(cast):
    open_group(cast)
    with clock.at(day(0)):
        ana = to_level(cast, cast.ana)
        work()
        offers.say_not_now(by=cast.ana, offer=GroupOffer.objects.get())
    with clock.at(day(28)):
        assert offers.ask_again() == 1
        flag = raise_flag(by=BY, patient=ana, kind="severe_distress", severity="high", source="made:up")
        work()
        assert (offers.ask_again(), GroupOffer.objects.latest("made").answer) == (0, "gone")
        close(by=cast.clara, flag=flag, outcome="spoke_safe")
        work()
    with clock.at(day(29)):
        assert (offers.ask_again(), offers.ask_again()) == (1, 0)


def test_nobody_comes_in_from_a_centre_that_shares_the_group_no_more(cast, group):
    text = texts_for(cast.there, "en")[Purpose.COMMUNITY]
    dora = cast.dora.patients.get()
    with pytest.raises(ValidationError):
        join(by=cast.dora, group=group, centre=cast.there, patient=dora, name="Sunflower", picture="leaf", text=text)


def test_who_is_a_mentor_of_the_centre_no_more_is_none_in_its_groups(cast, group):
    given = appoint(by=BY, user=cast.bea, centre=cast.here, role=MENTOR)
    post = posts(cast.ana, group).post
    dismiss(by=cast.carlos, membership=given)
    work()
    work()  # what a handler tells is told in its turn
    assert (own(cast.bea, group).mentor, own(cast.bea, group).left) == (False, None)
    visit(cast.bea, FRIDAY, "hide_for_review", group.pk, post.pk, status=403)
    assert [task.what[:35] for task in Task.objects.all()] == ["The last mentor left the group “Aft"]


@pytest.mark.parametrize("how", ["closed", "shared no more"])
def test_an_offer_by_hand_of_a_group_that_is_there_no_more_makes_way_for_others(cast, how):
    to_level(cast, cast.ana)
    group = open_group(cast, "First group")
    offers.offer_by_hand(by=cast.clara, patient=cast.patient(cast.ana), group=group)
    other = open_group(cast, "Another group")
    if how == "closed":
        close_group(by=cast.carlos, group=group)
    else:
        Group.objects.filter(pk=group.pk).update(centre=cast.there)
        emit(GROUP_SHARING_ENDED, group=group.pk, centre=cast.here.pk)
    work()
    offers.offer_what_is_due()
    offer = GroupOffer.objects.get(answer="")
    assert (offer.why, [one.group for one in fitting_for(offer.patient, offer)]) == ("level", [other])


def test_who_said_no_to_care_comes_into_no_group_by_themselves_and_is_offered_none_by_hand(cast, group):
    group.by_themselves = True
    group.save()
    leave(by=cast.ana, member=own(cast.ana, group), take_posts=False)
    visit(cast.ana, FRIDAY, "group_door", group.pk)
    text = texts_for(cast.here, "en")[Purpose.CARE]
    record_consent(by=cast.ana, patient=cast.patient(cast.ana), text=text, said="no", channel="page")
    visit(cast.ana, FRIDAY, "group_door", group.pk, status=404)
    assert group.name not in visit(cast.ana, FRIDAY, "my_groups")
    with pytest.raises(ValidationError):
        offers.offer_by_hand(by=cast.clara, patient=cast.patient(cast.ana), group=group)


def test_in_a_closed_group_nothing_is_said_of_a_post_any_more(cast, group):
    post = posts(cast.ana, group).post
    with clock.at(FRIDAY):
        close_group(by=cast.carlos, group=group)
        with pytest.raises(ValidationError):
            react(by=cast.bea, inside=at(cast.bea, group), post=post, kind="hug")
    assert post.reactions.count() == 0


def test_two_who_leave_and_answer_at_the_same_moment_hold_up_neither(committed):
    group = open_group(committed, stays_open=True)
    ana = member(committed, group, committed.ana)
    member(committed, group, committed.bea)
    for _ in range(3):
        first = posts(committed.ana, group, "@bea's other name, hello.").post
        ended = at_once(
            lambda ana=ana: leave(by=committed.ana, member=ana, take_posts=True),
            lambda first=first: posts(committed.bea, group, "@Ana's other name, hello.", thread=first.thread),
            lambda first=first: hide_post(by=committed.clara, post=first, why="x"),
        )
        assert [one for one in ended if isinstance(one, DatabaseError)] == []
        ana = member(committed, group, committed.ana)
