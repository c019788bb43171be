"""Who is asked what a group was like, or why not; once, in a week with room; and what follows from what they say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from clinicians.models import Task
from mentoring.community.membership.actions import end, leave
from mentoring.community.offers.actions import say_not_now, say_rather_talk, say_yes
from mentoring.community.surveys import actions
from mentoring.community.surveys.asking import EARLY, LATELY, FeedbackMoment, as_they_left, still_wanted
from mentoring.community.surveys.models import GroupFeedback
from mentoring.community.surveys.tasks import look_after_feedback
from oncocare.audit.models import AuditRow
from oncocare.consent.actions import record_consent
from oncocare.consent.models import Purpose
from oncocare.consent.selectors import texts_for
from oncocare.foundation import clock
from oncocare.notifications.models import Message
from oncocare.safety.flags.actions import raise_flag
from oncocare.safety.models import Flag
from oncocare.site.own_data.selectors import file_of
from questionnaires.models import PatientSchedule
from questionnaires.scheduling.tasks import plan_all
from tests.cast import BY
from tests.factories.community import member, open_group
from tests.factories.community_offers import offered
from tests.factories.rooms import day, work
from tests.factories.surveys import asked
from tests.questionnaires.scheduling.sweeping import adopt, one_line

DANGER = "I want to kill myself"


@pytest.fixture
def group(cast):
    with clock.at(day(0)):
        return open_group(cast, "After chemotherapy")


@pytest.fixture
def ana(cast, group):
    with clock.at(day(0)):
        return member(cast, group, cast.ana, "Blue bird", joined=day(0))


def night(number):
    with clock.at(day(number, 11)):
        return look_after_feedback()


def follows(cast, number, **line):
    """Ana is asked this one line, with so few minutes a week that nothing else has room beside it."""
    minutes = line.pop("minutes", 3)
    with clock.at(day(number, 12)):
        PatientSchedule.objects.filter(patient=cast.patient(cast.ana)).update(began=day(0).date())
        adopt(cast.here, one_line(**line).model_copy(update={"weekly_minutes": minutes}))


def opened(cast, number):
    """What she was asked by then, once the sweep has come by on that day too."""
    with clock.at(day(number, 12)):
        plan_all()
    return [(one.instrument, (one.opens - day(0).date()).days) for one in cast.patient(cast.ana).assignments.all()]


def state(**where):
    return [
        (one.moment, bool(one.asked), bool(one.answered), bool(one.skipped))
        for one in GroupFeedback.objects.filter(**where).order_by("made", "pk")
    ]


# --- when -------------------------------------------------------------------------------------------------------------


def test_who_is_in_a_group_for_four_weeks_is_asked_once_however_often_the_night_comes(cast, ana):
    night(27)
    assert state() == []
    for number in (28, 29, 60):
        night(number)
    assert state() == [("weeks", True, False, False)]


def test_who_was_in_a_group_long_before_is_not_asked_as_this_begins(cast, ana):
    night(56)
    assert state() == []


def test_staff_who_answers_for_a_group_is_not_asked(cast, group):
    night(30)
    assert state() == []


@pytest.mark.parametrize(("after", "moment"), [(3, "early"), (13, "early"), (14, "left"), (40, "left")])
def test_who_leaves_is_asked_at_once_why_or_what_it_was_like(cast, ana, deliver, after, moment):
    with clock.at(day(after)), deliver():
        leave(by=cast.ana, member=ana, take_posts=False)
    assert state() == [(moment, True, False, False)]


def test_who_was_asked_lately_is_not_asked_the_same_as_they_leave(cast, ana, deliver):
    night(28)
    with clock.at(day(40)), deliver():
        leave(by=cast.ana, member=ana, take_posts=False)
    assert state() == [("weeks", True, False, False)]


def test_who_was_asked_long_ago_is_asked_as_they_leave(cast, ana, deliver):
    night(28)
    with clock.at(day(70)), deliver():
        leave(by=cast.ana, member=ana, take_posts=False)
    assert state() == [("weeks", True, False, False), ("left", True, False, False)]


def test_who_leaves_by_no_act_of_theirs_is_not_asked(cast, ana, deliver):
    with clock.at(day(20)), deliver():
        end(by=BY, member=ana)
    assert state() == []


def test_who_comes_back_and_leaves_again_is_not_asked_twice(cast, ana, group, deliver):
    for number in (20, 50):
        with clock.at(day(number)), deliver():
            leave(by=cast.ana, member=ana, take_posts=False)
        ana = member(cast, group, cast.ana, f"Bird {number}", joined=day(number))
    assert state() == [("left", True, False, False)]


@pytest.mark.parametrize(("say", "found"), [(say_not_now, ["declined"]), (say_rather_talk, ["declined"])])
def test_who_said_no_to_an_offer_is_asked_why_from_the_next_day_on(cast, deliver, say, found):
    with clock.at(day(0)), deliver():
        say(by=cast.ana, offer=offered(cast, cast.ana))
    assert [moment for moment, *_ in state()] == found
    night(0)
    assert state() == [("declined", False, False, False)]
    night(1)
    assert state() == [("declined", True, False, False)]


def test_who_says_not_now_again_is_not_asked_again_and_who_says_yes_never(cast, deliver):
    with clock.at(day(0)), deliver():
        say_not_now(by=cast.ana, offer=offered(cast, cast.ana))
    with clock.at(day(40)), deliver():
        say_not_now(by=cast.ana, offer=offered(cast, cast.ana))
    assert len(state()) == 1
    with clock.at(day(50)), deliver():
        offered(cast, cast.bea)
        say_yes(by=cast.bea, patient=cast.patient(cast.bea))
    assert len(state()) == 1


@given(st.dates(), st.integers(0, 400), st.none() | st.integers(0, 400))
def test_what_is_asked_of_who_left_follows_from_three_days(joined, stayed, asked_after):
    try:
        left = joined + timedelta(days=stayed)
        before = None if asked_after is None else joined + timedelta(days=asked_after)
    except OverflowError:
        return
    found = as_they_left(joined, left, before)
    assert (found is FeedbackMoment.EARLY) == (stayed < EARLY.days)
    assert (found is None) == (found is not FeedbackMoment.EARLY and before is not None and left - before < LATELY)


@given(st.integers(-5, 60))
def test_what_found_no_room_for_four_weeks_is_given_up(after):
    assert still_wanted(day(0).date(), day(0).date() + timedelta(days=after)) == (0 <= after < 28)


# --- in a week with room ----------------------------------------------------------------------------------------------


def test_a_full_week_moves_the_questions_and_not_the_questionnaire(cast, ana):
    follows(cast, 0, offset=28)
    night(28)
    assert state() == [("weeks", False, False, False)]
    assert opened(cast, 28) == [("phq-9", 28)]
    for number in range(29, 35):
        night(number)
        assert state() == [("weeks", False, False, False)]
    night(35)
    assert state() == [("weeks", True, False, False)]


def test_a_questionnaire_with_a_safety_rule_is_asked_however_many_minutes_the_questions_took(cast, ana):
    night(28)
    follows(cast, 28, offset=29)
    assert opened(cast, 29) == [("phq-9", 29)]


def test_an_ordinary_questionnaire_that_becomes_known_later_finds_the_minutes_spent(cast, ana):
    night(28)
    follows(cast, 28, offset=29, instruments=["gad-7"], due_days=9, minutes=2)
    assert [opened(cast, 29), opened(cast, 34), opened(cast, 35)] == [[], [], [("gad-7", 35)]]


def test_what_finds_no_room_for_four_weeks_is_never_asked(cast, ana):
    follows(cast, 27, every=7, due_days=2, grace_days=3)
    for number in range(28, 80, 4):
        opened(cast, number)
        night(number)
    assert state() == [("weeks", False, False, False)]


# --- whom not ---------------------------------------------------------------------------------------------------------


def test_nobody_is_asked_while_somebody_has_to_answer_a_flag_of_theirs(cast, ana):
    with clock.at(day(27)):
        flag = raise_flag(by=BY, patient=cast.patient(cast.ana), kind="worsening", severity="high", source="made:up")
    night(28)
    assert state() == [("weeks", False, False, False)]
    Flag.objects.filter(pk=flag.pk).update(
        closed_at=day(29),
        closed_by=cast.clara,
        acknowledged_at=day(29),
        acknowledged_by=cast.clara,
        outcome="contacted",
    )
    night(30)
    assert state() == [("weeks", True, False, False)]


@pytest.mark.parametrize("purpose", [Purpose.CARE, Purpose.COMMUNITY])
def test_who_said_no_is_not_asked(cast, ana, purpose):
    text = texts_for(cast.here, "en")[purpose]
    with clock.at(day(1)):
        record_consent(by=cast.ana, patient=cast.patient(cast.ana), text=text, said="no", channel="page")
        actions.want_of_member(by=BY, member=ana, moment=FeedbackMoment.WEEKS)
    night(28)
    assert state() == [("weeks", False, False, False)]


def test_one_thing_is_asked_at_a_time(cast, ana):
    with clock.at(day(0)):
        member(cast, open_group(cast, "Another"), cast.ana, "Green bird", joined=day(0))
    night(28)
    assert sorted(state()) == [("weeks", False, False, False), ("weeks", True, False, False)]
    first = GroupFeedback.objects.exclude(asked=None).get()
    with clock.at(day(29)):
        actions.skip(by=cast.ana, feedback=first)
    night(38)
    assert sorted(state()) == [("weeks", True, False, False), ("weeks", True, False, True)]


def test_a_caregiver_is_asked_without_a_budget_of_questions(cast, group):
    member(cast, group, cast.felix, "Kind fox", joined=day(0), patient=None)
    night(28)
    assert state(user=cast.felix) == [("weeks", True, False, False)]


def test_a_caregiver_who_is_in_care_has_a_week_of_questions_and_flags_as_everybody_in_care(client, cast, group):
    member(cast, group, cast.ana, "Kind fox", joined=day(0), patient=None)
    follows(cast, 0, offset=28)
    night(28)
    assert state(user=cast.ana) == [("weeks", False, False, False)]
    opened(cast, 28)
    night(35)
    [found] = GroupFeedback.objects.all()
    assert (found.asked is None, found.patient) == (False, cast.patient(cast.ana))
    with clock.at(day(35, 12)):
        actions.answer(by=cast.ana, feedback=found, said={"words": DANGER})
    assert Flag.objects.get(kind="suicidal_ideation").patient == cast.patient(cast.ana)


# --- told of once -----------------------------------------------------------------------------------------------------


def test_who_says_nothing_is_told_once_and_only_after_three_days(cast, ana):
    for number in (28, 30):
        night(number)
        assert not Message.objects.filter(kind__startswith="group.feedback").exists()
    for number in (31, 32, 37):
        night(number)
    assert set(Message.objects.filter(kind__startswith="group.feedback").values_list("user", "kind")) == {
        (cast.ana.pk, "group.feedback.patient")
    }
    assert Message.objects.filter(kind="group.feedback.patient", channel="email").count() == 1


def test_nobody_is_told_while_somebody_has_to_answer_a_flag_of_theirs(cast, ana):
    night(28)
    with clock.at(day(29)):
        flag = raise_flag(by=BY, patient=cast.patient(cast.ana), kind="worsening", severity="high", source="made:up")
    night(31)
    assert not Message.objects.filter(kind__startswith="group.feedback").exists()
    Flag.objects.filter(pk=flag.pk).update(
        closed_at=day(32), closed_by=cast.clara, acknowledged_at=day(32), acknowledged_by=cast.clara,
        outcome="contacted",
    )  # fmt: skip
    night(33)
    assert Message.objects.filter(kind="group.feedback.patient", channel="email").count() == 1


def test_who_has_answered_is_told_nothing(cast, ana):
    night(28)
    with clock.at(day(29)):
        actions.answer(by=cast.ana, feedback=GroupFeedback.objects.get(), said={"gave": ["hope"]})
    night(31)
    assert not Message.objects.filter(kind__startswith="group.feedback").exists()


# --- what they say ----------------------------------------------------------------------------------------------------


@pytest.fixture
def feedback(cast, group):
    member(cast, group, cast.ana, "Blue bird")
    return asked(cast, cast.ana, group)


SAID = {"came_for": ["same", "learn"], "gave": ["less_alone"], "expected": "exceeded", "words": "It was good."}


def test_the_page_takes_all_of_it_once(client, cast, feedback):
    client.force_login(cast.ana)
    page = reverse("group_feedback", args=[feedback.pk])
    shown = client.get(page).content.decode()
    assert "What was the group like for you?" in shown
    assert client.post(page, SAID).url == reverse("home")
    feedback.refresh_from_db()
    assert (feedback.came_for, feedback.gave, feedback.expected, feedback.words) == tuple(SAID.values())
    assert client.post(page, {**SAID, "expected": "partly"}).url == reverse("home")
    feedback.refresh_from_db()
    assert feedback.expected == "exceeded"
    assert AuditRow.objects.filter(verb="group_feedback.given").count() == 1


def test_nothing_has_to_be_said_but_one_thing(client, cast, feedback):
    client.force_login(cast.ana)
    page = reverse("group_feedback", args=[feedback.pk])
    empty = client.post(page, {})
    assert (empty.status_code, "Choose one thing" in empty.content.decode()) == (422, True)
    strange = client.post(page, {"gave": ["made up"], "words": "kept as typed"})
    assert (strange.status_code, "kept as typed" in strange.content.decode()) == (422, True)
    assert client.post(page, {"gave": ["nothing"]}).status_code == 302


def test_whoever_would_rather_not_say_is_left_in_peace(client, cast, feedback):
    client.force_login(cast.ana)
    assert "Answer a few questions" in client.get(reverse("home")).content.decode()
    assert client.post(reverse("skip_group_feedback", args=[feedback.pk])).url == reverse("home")
    assert "Answer a few questions" not in client.get(reverse("home")).content.decode()
    assert client.get(reverse("group_feedback", args=[feedback.pk])).url == reverse("home")
    with pytest.raises(ValidationError):
        actions.answer(by=cast.ana, feedback=feedback, said=SAID)


def test_the_line_goes_when_the_time_is_over(client, cast, feedback):
    client.force_login(cast.ana)
    GroupFeedback.objects.update(until=feedback.until - timedelta(days=15))
    assert "Answer a few questions" not in client.get(reverse("home")).content.decode()
    with pytest.raises(ValidationError):
        actions.answer(by=cast.ana, feedback=feedback, said=SAID)


def test_who_said_no_is_asked_why_in_other_words(client, cast):
    declined = asked(cast, cast.ana, None, "declined")
    client.force_login(cast.ana)
    page = reverse("group_feedback", args=[declined.pk])
    shown = client.get(page).content.decode()
    assert ("Why was a group not for you now?" in shown, "What did you come to the group for?" in shown) == (
        True,
        False,
    )
    assert client.post(page, {"why": ["unclear", "one"]}).status_code == 302
    declined.refresh_from_db()
    assert declined.why == ["unclear", "one"]


def test_words_of_wanting_to_die_raise_a_flag_and_the_numbers_come_first(client, cast, feedback):
    client.force_login(cast.ana)
    answer = client.post(reverse("group_feedback", args=[feedback.pk]), {"words": DANGER})
    flag = Flag.objects.get(patient=cast.patient(cast.ana), kind="suicidal_ideation")
    assert answer.url.startswith(reverse("support", args=[flag.pk]))
    assert flag.severity == "high"


def test_of_a_caregiver_they_are_a_task_of_today_and_the_numbers_come_first(client, cast, group, deliver):
    own = member(cast, group, cast.felix, "Kind fox", patient=None)
    feedback = asked(cast, cast.felix, group, member=own)
    client.force_login(cast.felix)
    assert "Answer a few questions" in client.get(reverse("my_groups")).content.decode()
    with deliver():
        answer = client.post(reverse("group_feedback", args=[feedback.pk]), {"words": DANGER})
    work()
    assert answer.url == reverse("help_now")
    assert [(one.owner, one.due) for one in Task.objects.filter(source=f"group_feedback:{feedback.pk}")] == [
        (cast.clara, clock.today("Europe/Madrid"))
    ]


def test_nobody_else_finds_what_somebody_was_asked(client, cast, feedback):
    for user in (cast.bea, cast.clara, cast.carlos):
        client.force_login(user)
        assert client.get(reverse("group_feedback", args=[feedback.pk])).status_code == 404


def test_what_they_said_is_theirs_to_take_along(cast, feedback):
    actions.answer(by=cast.ana, feedback=feedback, said=SAID)
    [row] = file_of(cast.patient(cast.ana))["said_of_groups"]
    assert (row["group"], row["came_for"], row["words"]) == ("After chemotherapy", ["same", "learn"], "It was good.")
