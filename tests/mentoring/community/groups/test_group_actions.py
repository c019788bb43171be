"""Groups are prepared, covered, opened, shared and closed; what would leave people alone is refused whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404

from mentoring.community.groups import actions
from mentoring.community.groups.duty import DutyTurn, on_duty_twice
from mentoring.community.groups.selectors import answering, open_with_holes, readiness_of
from mentoring.community.groups.topics import agreement, shipped_topics, topics
from mentoring.community.groups.words import name_among
from mentoring.community.models import Group, GroupSharing, Member, Moderator
from mentoring.community.selectors import closed_lately, groups_at, groups_of, inside, settings_of
from oncocare.audit.models import AuditRow
from oncocare.audit.verbs import Verb
from oncocare.events.models import Event
from oncocare.foundation import clock
from oncocare.people.actions import appoint, dismiss
from oncocare.people.models import Membership
from oncocare.people.roles import MENTOR
from oncocare.people.selectors import Standing
from oncocare.people.site_name import gives_away
from oncocare.safety.promise import Opening
from tests.cast import BY, colleague
from tests.factories.community import member
from tests.factories.community_groups import OFFICE, opened, prepared, shared, turns_of

NINE_TO_SIX = [Opening(one.weekday, time(9), time(18)) for one in OFFICE]


@pytest.fixture
def group(cast):
    return opened(cast)


def facts(group, **changed):
    said = {name: getattr(group, name) for name in actions.GroupFacts.__dataclass_fields__}
    return actions.GroupFacts(**said | changed)


def refusal(act, **given):
    """What is said as it is refused."""
    with pytest.raises(ValidationError) as refused:
        act(**given)
    return refused.value.messages


def week(group):
    return sorted((one.weekday, one.opens, one.closes) for one in group.answering_hours.all())


def duties(group):
    return sorted((one.user.name, one.weekday) for one in group.moderator_duties.all())


# --- templates --------------------------------------------------------------------------------------------------------


def test_each_usual_topic_has_a_template_in_each_language():
    usual = [
        "diet", "exercise", "emotions", "relations", "body-image", "sexuality", "newly-diagnosed", "in-treatment",
        "after-treatment", "metastatic", "caregivers",
    ]  # fmt: skip
    assert list(topics("en")) == list(topics("es")) == usual
    assert topics("pt") == {}
    for language in ("en", "es"):
        for topic in topics(language).values():
            assert topic.phase in Group.Phase.values
            assert topic.audience in Group.Audience.values
            assert not gives_away(topic.name)
            assert len(topic.name) <= Group._meta.get_field("name").max_length
            assert len(topic.rules.splitlines()) == 10
    assert set(shipped_topics().sharing) == {"en", "es"}
    assert agreement("pt") == agreement("en")


def test_a_group_begins_in_the_words_of_its_template_and_only_staff_know_of_it(cast):
    made = actions.prepare_group(by=cast.carlos, centre=cast.here, topic="caregivers", language="es")
    assert (made.name, made.audience, made.phase) == ("Junto a alguien que está enfermo", "caregivers", "any")
    assert (made.language, made.capacity, made.is_open, made.topic) == ("es", 30, False, "caregivers")
    assert list(groups_at(cast.here)) == []
    assert AuditRow.objects.filter(verb=Verb.GROUP_PREPARED, subject=f"group:{made.pk}").count() == 1
    with pytest.raises(ValueError, match="no template"):
        actions.prepare_group(by=cast.carlos, centre=cast.here, topic="caregivers", language="pt")


def test_two_groups_of_a_centre_never_have_one_name(cast, group):
    said = refusal(
        actions.prepare_group, by=cast.carlos, centre=cast.here, topic="diet", facts=facts(group, name="AFTER chemotherapy")
    )  # fmt: skip
    assert said == ["Your centre has a group with this name. Choose another name."]
    assert opened(cast, group.name, centre=cast.there).name == group.name


def test_a_name_that_says_what_somebody_has_is_refused(cast, group):
    said = refusal(actions.change_group, by=cast.carlos, group=group, facts=facts(group, name="After breast cancer"))
    assert said == ["This name says what somebody has. Choose one that may be read over their shoulder."]


# --- opening ----------------------------------------------------------------------------------------------------------


def test_a_group_opens_with_words_somebody_who_answers_hours_and_complete_cover(cast):
    made = actions.prepare_group(by=cast.carlos, centre=cast.here, topic="diet")
    actions.change_group(by=cast.carlos, group=made, facts=facts(made, rules=""))
    actions.set_group_hours(by=cast.carlos, group=made, openings=OFFICE[:1])
    assert refusal(actions.open_group, by=cast.carlos, group=made) == [
        "It has no rules. Write them under Words and settings.",
        "Nobody answers for it. Appoint at least one moderator.",
        "There are hours without anybody on duty. Fill them in the table of duties:",
        "Monday 09:00–17:00",
    ]
    actions.change_group(by=cast.carlos, group=made, facts=facts(made, rules="Be kind."))
    actions.appoint_moderator(by=cast.carlos, group=made, user=cast.clara)
    actions.set_group_duties(by=cast.carlos, group=made, turns=turns_of(cast.clara, OFFICE[:1]))
    actions.open_group(by=cast.carlos, group=made)
    assert list(groups_at(cast.here)) == [made]
    assert Event.objects.filter(kind="group.opened").count() == 1
    actions.open_group(by=cast.carlos, group=made)  # pressed twice
    assert Event.objects.filter(kind="group.opened").count() == 1


def test_a_group_that_stays_open_opens_with_somebody_there_at_night(cast):
    made = prepared(cast)
    actions.change_group(by=cast.carlos, group=made, facts=facts(made, stays_open=True))
    said = refusal(actions.open_group, by=cast.carlos, group=made)
    assert len(said) == 13  # before and after five working days, and two whole days
    assert said[-1] == "Sunday 00:00–24:00"


# --- nothing leaves people alone --------------------------------------------------------------------------------------


def test_an_open_group_gets_no_hour_without_somebody_on_duty(cast, group):
    before = week(group)
    said = refusal(actions.set_group_hours, by=cast.carlos, group=group, openings=NINE_TO_SIX)
    assert said[0].startswith("The group is open, and then nobody would be on duty: Monday 17:00–18:00; Tuesday")
    assert week(group) == before
    actions.set_group_duties(by=cast.carlos, group=group, turns=turns_of(cast.clara, NINE_TO_SIX))
    actions.set_group_hours(by=cast.carlos, group=group, openings=NINE_TO_SIX)
    assert week(group) == [(one.weekday, one.opens, one.closes) for one in NINE_TO_SIX]


def test_an_open_group_loses_no_duty_and_does_not_stay_open_at_night_without_anybody(cast, group):
    before = duties(group)
    refusal(actions.set_group_duties, by=cast.carlos, group=group, turns=turns_of(cast.clara, OFFICE[:4]))
    assert duties(group) == before
    refusal(actions.change_group, by=cast.carlos, group=group, facts=facts(group, stays_open=True, name="Other"))
    group.refresh_from_db()
    assert (group.stays_open, group.name) == (False, "After chemotherapy")
    assert refusal(actions.set_group_hours, by=cast.carlos, group=group, openings=[]) == [
        "An open group has hours in which somebody answers. Close the group instead."
    ]


def test_the_last_who_answers_for_an_open_group_cannot_go_and_with_another_on_duty_can(cast, group):
    own = Moderator.objects.get(group=group)
    assert refusal(actions.end_moderator, by=cast.carlos, moderator=own) == [
        "The group is open, and then nobody would answer for it. Appoint somebody else first, or close it."
    ]
    own.refresh_from_db()
    assert own.ended is None
    cleo = colleague(cast)
    actions.appoint_moderator(by=cast.carlos, group=group, user=cleo)
    assert "nobody would be on duty" in refusal(actions.end_moderator, by=cast.carlos, moderator=own)[0]
    assert {name for name, _day in duties(group)} == {"Clara"}
    actions.set_group_duties(by=cast.carlos, group=group, turns=[*turns_of(cast.clara), *turns_of(cleo)])
    actions.end_moderator(by=cast.carlos, moderator=own)
    actions.end_moderator(by=cast.carlos, moderator=own)  # pressed twice
    assert {name for name, _day in duties(group)} == {"Cleo"}
    assert [one.user for one in answering([group])] == [cleo]
    assert AuditRow.objects.filter(verb=Verb.MODERATOR_ENDED).count() == 1


def test_a_prepared_group_may_be_changed_in_any_order(cast):
    made = prepared(cast)
    actions.set_group_duties(by=cast.carlos, group=made, turns=[])
    actions.end_moderator(by=cast.carlos, moderator=Moderator.objects.get(group=made))
    actions.set_group_hours(by=cast.carlos, group=made, openings=[])
    assert len(readiness_of(made).lacks) == 2


def test_a_hole_that_somebody_left_by_leaving_the_centre_is_seen_and_may_be_filled_bit_by_bit(cast, group):
    assert open_with_holes(cast.here) == set()
    cleo = colleague(cast)
    dismiss(by=BY, membership=Membership.objects.get(user=cast.clara))
    assert open_with_holes(cast.here) == {group.pk}
    actions.appoint_moderator(by=cast.carlos, group=group, user=cleo)
    actions.set_group_duties(by=cast.carlos, group=group, turns=turns_of(cleo, OFFICE[:4]))
    actions.end_moderator(by=cast.carlos, moderator=Moderator.objects.get(user=cast.clara))
    assert open_with_holes(cast.here) == {group.pk}
    actions.set_group_duties(by=cast.carlos, group=group, turns=turns_of(cleo))
    assert open_with_holes(cast.here) == set()


# --- who answers ------------------------------------------------------------------------------------------------------


def test_a_moderator_writes_in_the_group_under_their_own_name(cast, group):
    found = inside(Standing(cast.clara), group.pk)
    assert (found.member.name, found.member.picture, found.member.staff) == ("Clara", "team", True)
    made = actions.appoint_moderator(by=cast.carlos, group=group, user=cast.clara)  # is already
    assert Moderator.objects.get() == made
    assert Member.objects.count() == 1


def test_a_name_that_a_member_has_gets_a_number(cast):
    made = prepared(cast)
    member(cast, made, cast.ana, "cleo")
    actions.appoint_moderator(by=cast.carlos, group=made, user=colleague(cast))
    assert made.members.get(staff=True, user__name="Cleo").name == "Cleo 2"
    assert name_among("M" * 40, ["m" * 30], 30) == "M" * 28 + " 2"
    assert name_among(" ", [], 30) == "The team"


@pytest.mark.parametrize("who", ["ana", "eva", "denis", "felix"])
def test_who_may_not_moderate_here_is_not_appointed(cast, group, who):
    refusal(actions.appoint_moderator, by=cast.carlos, group=group, user=getattr(cast, who))
    assert [one.user for one in answering([group])] == [cast.clara]


def test_who_is_in_the_group_for_themselves_does_not_answer_for_it(cast, group):
    cleo = colleague(cast)
    member(cast, group, cleo, "Leaf")
    assert refusal(actions.appoint_moderator, by=cast.carlos, group=group, user=cleo) == [
        "This person is in the group for themselves. Choose somebody else."
    ]


def test_nobody_else_stands_in_the_table_and_nobody_twice(cast, group):
    assert refusal(actions.set_group_duties, by=cast.carlos, group=group, turns=turns_of(cast.gala)) == [
        "Somebody in this table does not answer for the group. Appoint them first."
    ]
    within = DutyTurn(cast.clara.pk, 0, time(10), time(11))
    assert refusal(actions.set_group_duties, by=cast.carlos, group=group, turns=[*turns_of(cast.clara), within]) == [
        "Somebody stands twice at the same time: 10:00–11:00."
    ]
    after = [DutyTurn(cast.clara.pk, 0, time(17), time(18)), DutyTurn(cast.clara.pk, 1, time(9, 30), time(12))]
    assert on_duty_twice([DutyTurn(cast.clara.pk, 0, time(9), time(17)), *after]) is None
    twice = [*turns_of(cast.clara), *turns_of(cast.clara)]
    assert refusal(actions.set_group_duties, by=cast.carlos, group=group, turns=twice) == [
        "Somebody stands twice at the same time: 09:00–17:00."
    ]


def test_a_member_who_is_a_mentor_at_the_centre_is_chosen_and_unchosen(cast, group):
    ana, bea = member(cast, group, cast.ana), member(cast, group, cast.bea)
    refusal(actions.choose_mentor, by=cast.carlos, member=ana)
    actions.choose_mentor(by=cast.carlos, member=bea)
    assert inside(Standing(cast.bea), group.pk).may_say_good
    actions.unchoose_mentor(by=cast.carlos, member=bea)
    assert not inside(Standing(cast.bea), group.pk).may_say_good
    appoint(by=BY, user=cast.ana, centre=cast.there, role=MENTOR)
    refusal(actions.choose_mentor, by=cast.carlos, member=ana)


# --- changed while people are in it -----------------------------------------------------------------------------------


def test_people_keep_their_places_and_what_they_came_for(cast, group):
    member(cast, group, cast.ana)
    member(cast, group, cast.bea)
    small = facts(group, capacity=2)
    actions.change_group(by=cast.carlos, group=group, facts=small)
    assert refusal(actions.change_group, by=cast.carlos, group=group, facts=replace(small, language="es")) == [
        "People are in the group: its language, and whom it is for, stay as they are."
    ]
    assert refusal(actions.change_group, by=cast.carlos, group=group, facts=replace(small, capacity=1)) == [
        "A group has at least two places."
    ]
    assert refusal(actions.change_group, by=cast.carlos, group=group, facts=replace(small, rules="")) == [
        "An open group has rules. Write at least one."
    ]


# --- closing ----------------------------------------------------------------------------------------------------------


def test_a_closed_group_is_read_for_thirty_days_and_nobody_writes(cast, group):
    ana = member(cast, group, cast.ana)
    actions.close_group(by=cast.carlos, group=group)
    actions.close_group(by=cast.carlos, group=group)  # pressed twice
    assert Event.objects.filter(kind="group.closed").count() == 1
    assert not inside(Standing(cast.ana), group.pk).may_write
    assert list(groups_of(cast.ana)) == []
    assert list(closed_lately(cast.ana)) == [ana]
    with clock.at(clock.now() + timedelta(days=30)):
        assert list(closed_lately(cast.ana)) == []
        for user in (cast.ana, cast.clara):
            with pytest.raises(Http404):
                inside(Standing(user), group.pk)
    closed = ["This group is closed, so nothing was changed. Prepare a new one."]
    assert refusal(actions.open_group, by=cast.carlos, group=group) == closed
    assert refusal(actions.set_group_duties, by=cast.carlos, group=group, turns=[]) == closed


def test_one_that_was_never_open_is_put_away_and_nobody_is_told(cast):
    actions.close_group(by=cast.carlos, group=prepared(cast))
    assert Event.objects.filter(kind="group.closed").count() == 0


# --- shared -----------------------------------------------------------------------------------------------------------


def test_a_group_is_shared_once_both_have_signed_the_same_words(cast, group):
    sharing = shared(cast, group, cast.there, by=cast.carlos)
    refusal(actions.appoint_moderator, by=cast.carlos, group=group, user=cast.denis)
    assert list(groups_at(cast.there)) == []
    actions.agree_sharing(by=cast.denis, sharing=sharing)
    assert list(groups_at(cast.there)) == [group]
    assert (sharing.words, sharing.by, sharing.agreed_by) == (agreement("en"), cast.carlos, cast.denis)
    assert actions.appoint_moderator(by=cast.carlos, group=group, user=cast.denis).centre == cast.there
    assert actions.appoint_moderator(by=cast.carlos, group=group, user=cast.gala).centre == cast.here


def test_a_group_is_offered_to_another_centre_once_and_with_words(cast, group):
    own = {"by": cast.carlos, "group": group}
    assert refusal(actions.offer_sharing, **own, centre=cast.here, words="w") == [
        "This is the centre of the group itself."
    ]
    assert refusal(actions.offer_sharing, **own, centre=cast.there, words=" ") == ["Write what both centres sign."]
    shared(cast, group, cast.there, by=cast.carlos)
    assert refusal(actions.offer_sharing, **own, centre=cast.there, words="w") == [
        "The group is offered to this centre already."
    ]


def test_declining_ends_the_offer_and_nothing_else(cast, group):
    sharing = shared(cast, group, cast.there, by=cast.carlos)
    actions.end_sharing(by=cast.denis, sharing=sharing)
    assert Event.objects.filter(kind="group.sharing_ended").count() == 0
    refusal(actions.agree_sharing, by=cast.denis, sharing=sharing)
    assert GroupSharing.objects.filter(group=group, ended_at=None).count() == 0
    shared(cast, group, cast.there, by=cast.carlos)  # it may be offered again


def test_sharing_ends_once_no_hour_depends_on_the_other_centre_and_its_people_go(cast, group):
    sharing = shared(cast, group, cast.there, by=cast.carlos, signed=cast.denis)
    actions.appoint_moderator(by=cast.carlos, group=group, user=cast.denis)
    half = [*turns_of(cast.clara, OFFICE[:3]), *turns_of(cast.denis, OFFICE[3:])]
    actions.set_group_duties(by=cast.carlos, group=group, turns=half)
    assert "nobody would be on duty: Thursday" in refusal(actions.end_sharing, by=cast.denis, sharing=sharing)[0]
    assert list(groups_at(cast.there)) == [group]
    actions.set_group_duties(by=cast.carlos, group=group, turns=turns_of(cast.clara))
    actions.end_sharing(by=cast.denis, sharing=sharing)
    assert list(groups_at(cast.there)) == []
    assert [one.user for one in group.moderators.filter(ended=None)] == [cast.clara]
    told = Event.objects.get(kind="group.sharing_ended")
    assert told.payload == {"group": str(group.pk), "centre": str(cast.there.pk)}


# --- what a centre says of all its groups -----------------------------------------------------------------------------


def test_people_stay_when_their_level_falls_unless_the_centre_says_otherwise(cast):
    assert settings_of(cast.here).stays_when_level_falls is True
    for said in (False, True, False):
        actions.set_community(by=cast.carlos, centre=cast.here, stays_when_level_falls=said)
    assert settings_of(cast.here).stays_when_level_falls is False
    assert settings_of(cast.there).stays_when_level_falls is True
