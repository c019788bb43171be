"""Being seen as somebody who helps: with one's own yes, by moderators alone, asked calmly, and taken back at any time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.urls import reverse

from mentoring.community.groups.actions import close_group
from mentoring.community.kinds import LEADER_AGREED
from mentoring.community.leaders import actions, handlers
from mentoring.community.leaders.growing import HelpCounts
from mentoring.community.leaders.messages import still_asked
from mentoring.community.leaders.models import LeaderChoice, LeaderNomination
from mentoring.community.leaders.selectors import agreed_to_help, fragility_of, helpers_of
from mentoring.community.membership.actions import leave
from mentoring.community.models import CommunitySettings, Member
from mentoring.community.moderation.actions import end_pause, pause_member
from mentoring.community.threads.models import Post, Reaction
from oncocare.audit.models import AuditRow
from oncocare.audit.verbs import Verb
from oncocare.events.models import Event
from oncocare.foundation import clock
from oncocare.notifications.models import Message
from oncocare.people.actions import appoint
from oncocare.people.models import User
from oncocare.people.roles import MENTOR
from tests.cast import BY
from tests.factories.community import appointed, member, open_group, posted
from tests.factories.community_groups import shared
from tests.factories.conversations import visit
from tests.factories.leaders import agreed, helped, somebody, turned_on
from tests.factories.rooms import day

NOW = day(100)
LATER = NOW + timedelta(hours=1)
WHY = "You answered three people on their first evening here."


@pytest.fixture
def group(cast):
    with clock.at(NOW):
        turned_on(cast)
        return open_group(cast)


@pytest.fixture
def ana(cast, group):
    """Ana, who helps three newcomers and agreed to be seen."""
    with clock.at(NOW):
        one = agreed(member(cast, group, cast.ana, "Blue bird"))
        helped(one, [somebody(cast, group, f"New {number}") for number in range(3)], NOW)
    return one


@pytest.fixture
def asked(cast, ana):
    with clock.at(NOW):
        return actions.nominate_leader(by=cast.clara, member=ana, words=WHY)


def says(user, group, **said):
    """What comes of a button on somebody's own page."""
    return visit(user, LATER, "group_helping", group.pk, send=said)


def helpers(group, moment=NOW):
    with clock.at(moment):
        return helpers_of(group)


def own(user, group):
    return group.members.get(user=user, left=None)


# --- off until a centre turns it on, and asked once -------------------------------------------------------------------


def test_without_the_switch_nobody_is_asked_and_nothing_is_counted(cast, django_assert_num_queries):
    group = open_group(cast)
    ana = member(cast, group, cast.ana, "Blue bird", seen_as_leader=True)
    helped(ana, [])
    with django_assert_num_queries(1):
        assert helpers_of(group) == []
    assert "Your centre does not use this, so nobody counts anything." in visit(
        cast.clara, clock.now(), "group_leaders", group.pk
    )
    assert "Helping others here" not in visit(cast.ana, clock.now(), "group_me", group.pk)
    assert "People who help others" not in visit(cast.carlos, clock.now(), "centre_group", group.pk)
    with pytest.raises(ValidationError, match="does not use this"):
        actions.choose_to_be_seen(by=cast.ana, member=ana, agreed=True)
    with pytest.raises(ValidationError, match="cannot be asked now"):
        actions.nominate_leader(by=cast.clara, member=ana, words=WHY)


def test_a_member_is_asked_once_on_their_own_page_and_no_is_how_it_is(cast, group):
    ana = member(cast, group, cast.ana, "Blue bird")
    assert not ana.seen_as_leader
    question = "Nothing else follows, and you can take it back."
    assert question in visit(cast.ana, NOW, "group_me", group.pk)
    assert says(cast.ana, group, said="hide") == reverse("group_helping", args=[group.pk])
    assert question not in visit(cast.ana, LATER, "group_me", group.pk)
    assert "Moderators do not see how you help others" in visit(cast.ana, LATER, "group_helping", group.pk)
    assert helpers(group) == []
    says(cast.ana, group, said="see")
    assert "What moderators see of how you help others" in visit(cast.ana, LATER, "group_me", group.pk)
    said = visit(cast.ana, LATER, "group_helping", group.pk)
    assert "You answered 0 people who were new" in said
    assert [one.member for one in helpers(group)] == [ana]
    assert list(LeaderChoice.objects.values_list("agreed", flat=True)) == [False, True]


def test_said_twice_it_is_said_once(cast, group):
    ana = member(cast, group, cast.ana, "Blue bird")
    for _ in range(2):
        says(cast.ana, group, said="see")
    assert LeaderChoice.objects.count() == 1
    assert AuditRow.objects.filter(verb=Verb.LEADER_SEEN_CHOSEN, subject__endswith=str(ana.pk)).count() == 1


def test_nothing_pressed_changes_nothing(cast, group):
    member(cast, group, cast.ana, "Blue bird")
    for said in ({}, {"said": "everything"}, {"said": "yes", "nomination": "none"}):
        answer = visit(cast.ana, LATER, "group_helping", group.pk, send=said, status=422)
        assert "Press one of the buttons." in answer
    assert LeaderChoice.objects.count() == 0


# --- of whom anything is counted --------------------------------------------------------------------------------------


def test_who_agreed_is_seen_with_their_counts_and_nobody_else(cast, group, ana):
    quiet = somebody(cast, group, "Anemone")
    helped(quiet, [somebody(cast, group, f"Other {number}") for number in range(3)], NOW)
    [found] = helpers(group)
    assert found.member == ana
    assert found.counts == HelpCounts(newcomers=3, waited=3, thanked=3, months=4, in_a_row=4)
    assert found.pointed_out
    said = visit(cast.clara, NOW, "group_leaders", group.pk)
    assert "Blue bird" in said
    assert "Anemone" not in said
    assert "3 reached 3 reached 3 reached 4, 4 reached" in said
    assert "all four counts reached" in said
    assert AuditRow.objects.filter(verb=Verb.READ_GROUP_LEADERS).count() == 1


def test_they_stand_in_the_order_of_their_names_however_much_they_help(cast, group, ana):
    with clock.at(NOW):
        names = [agreed(somebody(cast, group, name)).name for name in ("anemone", "Zinnia")]
    assert [one.member.name for one in helpers(group)] == [names[0], "Blue bird", names[1]]
    assert [one.pointed_out for one in helpers(group)] == [False, True, False]


def test_of_whoever_is_paused_a_mentor_or_no_patient_of_the_centre_nothing_is_counted(cast, group, ana):
    with clock.at(NOW):
        pause_member(by=cast.clara, member=ana, until=NOW + timedelta(days=3), why="Made up")
        assert helpers_of(group) == []
        end_pause(by=cast.clara, member=ana)
        assert len(helpers_of(group)) == 1
    for changed in ({"patient": None}, {"centre": cast.there}, {"left": NOW}):
        before = {name: getattr(ana, name) for name in changed}
        Member.objects.filter(pk=ana.pk).update(**changed)
        assert helpers(group) == [], changed
        Member.objects.filter(pk=ana.pk).update(**before)
    assert len(helpers(group)) == 1
    appoint(by=BY, user=cast.ana, centre=cast.here, role=MENTOR)
    assert helpers(group) == []
    assert "Nothing at the moment." in visit(cast.ana, NOW, "group_helping", group.pk)


def test_a_caregiver_and_a_moderator_have_no_such_page(cast, group):
    member(cast, group, cast.felix, "Grey cat", patient=None)
    for user in (cast.felix, cast.clara):
        visit(user, NOW, "group_helping", group.pk, status=403)
    assert "Helping others here" not in visit(cast.felix, NOW, "group_me", group.pk)


def test_what_is_about_one_person_stays_with_the_moderators_of_their_centre(cast, group, ana):
    shared(cast, group, cast.there, by=cast.carlos, signed=cast.denis)
    appointed(cast, group, cast.denis, cast.there)
    visit(cast.denis, NOW, "group", group.pk)
    for name, more in (("group_leaders", []), ("nominate_leader", [ana.pk])):
        visit(cast.denis, NOW, name, group.pk, *more, status=403)


def test_who_did_not_agree_cannot_be_looked_up(cast, group):
    other = member(cast, group, cast.bea, "Green hill")
    visit(cast.clara, NOW, "nominate_leader", group.pk, other.pk, status=404)
    assert AuditRow.objects.filter(verb=Verb.DENIED, subject=f"member:{other.pk}").count() == 1


def test_whoever_left_and_came_back_is_no_newcomer_and_thanks_once(cast, group, ana):
    again = Member.objects.filter(group=group, name="New 0").get()
    Member.objects.filter(pk=again.pk).update(left=NOW, nameless=True)
    back = member(cast, group, again.user, "New again")
    first = posted(back, made=NOW - timedelta(hours=20), asks=True, promised=NOW)
    answer = posted(ana, thread=first.thread, made=NOW - timedelta(hours=10))
    Reaction.objects.create(post=answer, by=back, kind=Reaction.Kind.THANKS, made=NOW - timedelta(hours=9))
    [found] = helpers(group)
    assert (found.counts.newcomers, found.counts.waited, found.counts.thanked) == (3, 3, 3)


def test_the_thanks_of_staff_and_what_was_hidden_do_not_count(cast, group, ana):
    answer = Post.objects.filter(by=ana).latest("made")
    staff = group.members.get(staff=True)
    Reaction.objects.create(post=answer, by=staff, kind=Reaction.Kind.THANKS, made=NOW)
    assert helpers(group)[0].counts.thanked == 3
    Post.objects.filter(by=ana).update(state=Post.State.HIDDEN, state_at=NOW, state_by=cast.clara)
    assert helpers(group)[0].counts == HelpCounts(0, 0, 0, 0, 0)


def test_no_table_says_who_answered_or_thanked_whom():
    """A row about help points at the person it is about, and at the moderator who asks; at no other member."""
    people = {
        model.__name__: sorted(
            field.name for field in model._meta.concrete_fields if field.related_model in (Member, User)
        )
        for model in apps.get_app_config("leaders").get_models()
        if not hasattr(model, "pgh_tracked_model")
    }
    assert people == {"LeaderChoice": ["member"], "LeaderNomination": ["by", "member"]}


def test_nights_and_days_without_rest_are_said_in_words_to_care_for_the_person(cast, group):
    with clock.at(NOW):
        ana = agreed(member(cast, group, cast.ana, "Blue bird"))
        assert "Ask how they sleep" not in visit(cast.clara, NOW, "group_leaders", group.pk)
        for days in range(14):
            posted(ana, made=NOW.replace(hour=1) - timedelta(days=days))
    said = visit(cast.clara, NOW, "group_leaders", group.pk)
    assert "In the last four weeks 14 of 14 posts were written at night. Ask how they sleep." in said
    assert "They wrote on 14 days in a row. Tell them that the group gets on while they rest." in said


# --- asked, and what they answer --------------------------------------------------------------------------------------


def test_a_moderator_asks_with_words_and_the_person_reads_who_and_why(cast, group, ana):
    assert "Newcomers whom they answered: 3" in visit(cast.clara, NOW, "nominate_leader", group.pk, ana.pk)
    empty = visit(cast.clara, NOW, "nominate_leader", group.pk, ana.pk, send={"words": " "}, status=422)
    assert "Write why you ask this person. They read it." in empty
    for _ in range(2):
        visit(cast.clara, NOW, "nominate_leader", group.pk, ana.pk, send={"words": WHY})
    found = LeaderNomination.objects.get()
    assert (found.by, found.words, found.newcomers, found.waited, found.thanked) == (cast.clara, WHY, 3, 3, 3)
    assert (found.months, found.in_a_row) == (4, 4)
    assert list(Message.objects.filter(user=cast.ana).values_list("kind", "source").distinct()) == [
        ("group.asked_to_help.patient", str(found.pk))
    ]
    assert "A moderator asks you something" in visit(cast.ana, LATER, "group", group.pk)
    said = visit(cast.ana, LATER, "group_helping", group.pk)
    assert "Clara asks whether you would like to help as a mentor" in said
    assert WHY in said
    assert "asked by Clara on" in visit(cast.clara, LATER, "group_leaders", group.pk)


def test_the_message_holds_no_content(cast, group, asked):
    said = visit(cast.ana, LATER, "my_messages")
    assert "A moderator of your group asks you something" in said
    assert WHY not in said
    assert group.name not in said


def test_after_a_yes_whoever_runs_the_centre_sees_the_person_and_not_their_name_in_the_group(cast, group, asked):
    page = visit(cast.carlos, LATER, "centre_group", group.pk)
    assert "Ana, yes on" not in page
    says(cast.ana, group, said="yes", nomination=str(asked.pk))
    [event] = Event.objects.filter(kind=LEADER_AGREED.name)
    assert event.payload == {
        "nomination": str(asked.pk), "member": str(asked.member_id), "group": str(group.pk),
    }  # fmt: skip
    page = visit(cast.carlos, LATER, "centre_group", group.pk)
    assert "Ana, yes on" in page
    assert "Blue bird" not in page
    assert WHY not in page
    assert "said yes to Clara on" in visit(cast.clara, LATER, "group_leaders", group.pk)
    appoint(by=BY, user=cast.ana, centre=cast.here, role=MENTOR)
    assert "Ana, yes on" not in visit(cast.carlos, LATER, "centre_group", group.pk)


def test_where_a_yes_cannot_be_taken_back_any_more_nobody_reads_it(cast, group, asked):
    says(cast.ana, group, said="yes", nomination=str(asked.pk))
    with clock.at(LATER):
        close_group(by=cast.carlos, group=group)
        group.refresh_from_db()
    for days, seen in ((29, True), (30, False)):
        with clock.at(LATER + timedelta(days=days)):
            assert bool(agreed_to_help(group)) == seen
        visit(cast.ana, LATER + timedelta(days=days), "group_helping", group.pk, status=200 if seen else 404)


def test_a_no_changes_nothing_and_is_not_asked_again_for_six_months(cast, group, ana, asked):
    before = Member.objects.values().get(pk=ana.pk)
    says(cast.ana, group, said="no", nomination=str(asked.pk))
    assert Member.objects.values().get(pk=ana.pk) == before
    assert Event.objects.filter(kind=LEADER_AGREED.name).count() == 0
    said = visit(cast.clara, LATER, "group_leaders", group.pk)
    assert "was asked and would rather not; not asked again before" in said
    assert "all four counts reached" not in said
    with clock.at(LATER + timedelta(days=182)), pytest.raises(ValidationError, match="would rather not"):
        actions.nominate_leader(by=cast.clara, member=ana, words=WHY)
    with clock.at(LATER + timedelta(days=184)):
        assert actions.nominate_leader(by=cast.clara, member=ana, words=WHY) != asked


def test_a_no_holds_for_whoever_left_and_came_back(cast, group, ana, asked):
    says(cast.ana, group, said="no", nomination=str(asked.pk))
    with clock.at(LATER):
        leave(by=cast.ana, member=ana, take_posts=False)
        back = agreed(member(cast, group, cast.ana, "Blue bird"))
        with pytest.raises(ValidationError, match="would rather not"):
            actions.nominate_leader(by=cast.clara, member=back, words=WHY)


def test_an_answer_is_given_once_and_to_the_question_that_was_read(cast, group, ana, asked):
    with clock.at(LATER):
        assert actions.withdraw_nomination(by=cast.clara, member=ana) == 1
        newer = actions.nominate_leader(by=cast.clara, member=ana, words="Other words.")
    stale = visit(cast.ana, LATER, "group_helping", group.pk, send={"said": "yes", "nomination": asked.pk}, status=422)
    assert "This question was taken back meanwhile." in stale
    for _ in range(2):
        says(cast.ana, group, said="yes", nomination=str(newer.pk))
    assert Event.objects.filter(kind=LEADER_AGREED.name).count() == 1
    other = visit(cast.ana, LATER, "group_helping", group.pk, send={"said": "no", "nomination": newer.pk}, status=422)
    assert "You have answered this already." in other
    newer.refresh_from_db()
    assert newer.answer == "yes"


def test_nobody_answers_for_somebody_else(cast, group, asked):
    with clock.at(NOW):
        other = agreed(somebody(cast, group, "Green hill"))
    visit(other.user, LATER, "group_helping", group.pk, send={"said": "yes", "nomination": asked.pk}, status=422)
    asked.refresh_from_db()
    assert asked.answer == ""


# --- taken back -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answered", [False, True])
def test_taken_back_nothing_is_counted_asked_or_told_any_more(cast, group, ana, asked, answered):
    if answered:
        says(cast.ana, group, said="yes", nomination=str(asked.pk))
    says(cast.ana, group, said="hide")
    assert helpers(group) == []
    asked.refresh_from_db()
    assert asked.withdrawn == LATER
    assert list(agreed_to_help(group)) == []
    assert still_asked(cast.ana, [str(asked.pk)]) == {}
    assert "A moderator asks you something" not in visit(cast.ana, LATER, "group", group.pk)
    visit(cast.clara, LATER, "nominate_leader", group.pk, ana.pk, status=404)


def test_it_can_be_taken_back_while_the_centre_has_it_off(cast, group, ana):
    CommunitySettings.objects.update(leaders=False)
    assert "your centre does not use this at the moment" in visit(cast.ana, LATER, "group_helping", group.pk)
    says(cast.ana, group, said="hide")
    ana.refresh_from_db()
    assert not ana.seen_as_leader


def test_a_moderator_takes_the_question_back_by_a_button(cast, group, ana, asked):
    there = reverse("group_leaders", args=[group.pk])
    for _ in range(2):
        assert visit(cast.clara, LATER, "withdraw_leader", group.pk, ana.pk, send={}) == there
    asked.refresh_from_db()
    assert asked.withdrawn == LATER
    assert still_asked(cast.ana, [str(asked.pk)]) == {}


def test_whoever_leaves_is_asked_nothing_more_told_once_or_twice(cast, group, ana, asked, deliver):
    assert still_asked(cast.ana, [str(asked.pk)]) == {str(asked.pk): {}}
    with clock.at(LATER), deliver():
        leave(by=cast.ana, member=ana, take_posts=False)
    handlers.ask_no_more_who_left({"member": str(ana.pk), "group": str(group.pk)})
    asked.refresh_from_db()
    assert asked.withdrawn == LATER
    assert AuditRow.objects.filter(verb=Verb.LEADER_WITHDRAWN).count() == 1
    assert still_asked(cast.ana, [str(asked.pk)]) == {}


# --- how much hangs on a few ------------------------------------------------------------------------------------------


def test_a_coordinator_reads_how_much_hangs_on_three_people_without_a_name(cast, group):
    people = [somebody(cast, group, f"Person {number}") for number in range(7)]
    staff = group.members.get(staff=True)
    for number in range(20):
        asked = posted(people[6], made=NOW - timedelta(days=3, hours=number), asks=True, promised=NOW)
        by = people[number % 3] if number < 8 else people[3 + number % 3]
        posted(by, thread=asked.thread, made=asked.made + timedelta(hours=1))
        if number >= 8:
            posted(staff, thread=asked.thread, made=asked.made + timedelta(hours=2))
    with clock.at(NOW):
        found = fragility_of(group)
    assert (found.asked, found.unanswered, found.without, found.without_staff) == (20, 0, 8, 12)
    page = visit(cast.carlos, NOW, "centre_group", group.pk)
    assert "Without the three people on whom most depends, 8 of 20 would have gone unanswered (40 %)." in page
    assert "If the moderators had not answered either, it would be 12 of 20." in page
    assert "Person" not in page


def test_of_too_few_questions_nothing_is_said(cast, group):
    assert "too few posts asked something" in visit(cast.carlos, NOW, "centre_group", group.pk)


def test_the_switch_is_on_the_page_of_the_groups_and_said_in_plain_words(cast):
    assert "Other members never see any of it." in visit(cast.carlos, NOW, "centre_groups")
    visit(cast.carlos, NOW, "centre_community", send={"community-leaders": "on"})
    kept = cast.here.community_settings
    assert (kept.leaders, kept.stays_when_level_falls) == (True, False)
    visit(cast.carlos, NOW, "centre_community", send={})
    kept.refresh_from_db()
    assert not kept.leaders
