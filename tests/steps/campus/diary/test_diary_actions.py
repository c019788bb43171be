"""What a person keeps about days, weeks and what matters: theirs, changed and deleted as they like, and private."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.people.days import today_of
from oncocare.people.models import Patient
from oncocare.signin.account.actions import close_account
from steps.campus.diary.actions import (
    delete_compass,
    delete_days,
    delete_goal,
    forget_private,
    keep_compass,
    keep_day,
    say_how_it_went,
    set_goal,
    share_diary,
)  # fmt: skip
from steps.campus.diary.scales import ACTIVITY, AREAS, MOOD
from steps.campus.diary.selectors import goal_of_week, shared_diary
from steps.campus.diary.weeks import monday_of
from steps.campus.models import Compass, DiaryDay, Goal, Writing
from tests.factories.campus import campus_rows, everybody
from tests.factories.committed import at_once
from tests.factories.library import stocked
from tests.factories.rooms import day, work


@pytest.fixture
def ana(cast):
    return cast.patient(cast.ana)


def tap(cast, patient, scale, value, days=0):
    return keep_day(
        by=cast.ana, patient=patient, day=today_of(patient) - timedelta(days=days), scale=scale, value=value
    )


def kept():
    return list(DiaryDay.objects.order_by("day").values_list("mood", "activity"))


def verbs():
    return list(AuditRow.objects.filter(verb__startswith="campus.").order_by("pk").values_list("verb", flat=True))


# --- days -------------------------------------------------------------------------------------------------------------


def test_two_taps_make_one_day_and_a_third_changes_it(cast, ana):
    tap(cast, ana, MOOD, 2)
    tap(cast, ana, ACTIVITY, 0)
    tap(cast, ana, MOOD, 3)
    assert kept() == [(3, 0)]
    assert verbs() == ["campus.diary_kept"] * 3


def test_what_is_taken_back_is_gone_and_a_day_with_nothing_is_deleted(cast, ana):
    tap(cast, ana, MOOD, 2)
    tap(cast, ana, ACTIVITY, 1)
    tap(cast, ana, MOOD, None)
    assert kept() == [(None, 1)]
    assert tap(cast, ana, ACTIVITY, None) is None
    assert kept() == []
    assert tap(cast, ana, ACTIVITY, None) is None


@pytest.mark.parametrize("days", [-1, 2, 40])
def test_only_today_and_yesterday_can_be_said(cast, ana, days):
    with pytest.raises(ValidationError, match="how today was, and yesterday"):
        tap(cast, ana, MOOD, 3, days)
    tap(cast, ana, MOOD, 3, 1)
    assert kept() == [(3, None)]


def test_the_day_is_the_persons_own(cast, ana):
    """At 23:30 in Madrid it is tomorrow already in Auckland."""
    Patient.objects.filter(pk=ana.pk).update(time_zone="Pacific/Auckland")
    ana = cast.patient(cast.ana)
    with clock.at(day(0, 23, 30)):
        tap(cast, ana, MOOD, 3)
    assert DiaryDay.objects.get().day == day(1).date()


@pytest.mark.parametrize(("scale", "value"), [(MOOD, 0), (MOOD, 6), (ACTIVITY, 4), (ACTIVITY, -1)])
def test_an_answer_that_is_not_there_is_refused(cast, ana, scale, value):
    with pytest.raises(ValidationError, match="choose one of the answers"):
        tap(cast, ana, scale, value)
    assert kept() == []


def test_two_taps_at_the_same_moment_are_one_day(committed):
    ana = committed.patient(committed.ana)
    at_once(lambda: tap(committed, ana, MOOD, 4), lambda: tap(committed, ana, ACTIVITY, 2))
    assert kept() == [(4, 2)]


def test_a_day_is_really_deleted_and_no_history_keeps_it(cast, ana):
    tap(cast, ana, MOOD, 2)
    tap(cast, ana, MOOD, 2, 1)
    assert delete_days(by=cast.ana, patient=ana, day=today_of(ana)) == 1
    assert delete_days(by=cast.ana, patient=ana, day=today_of(ana)) == 0
    assert len(kept()) == 1
    assert delete_days(by=cast.ana, patient=ana, day=None) == 1
    assert kept() == []
    assert tables_with("diary") == ["campus_diaryday"]


def tables_with(name):
    return sorted(table for table in connection.introspection.table_names() if name in table)


def test_nobody_deletes_the_days_of_somebody_else(cast, ana):
    keep_day(by=cast.bea, patient=cast.patient(cast.bea), day=today_of(ana), scale=MOOD, value=3)
    delete_days(by=cast.ana, patient=ana, day=None)
    assert kept() == [(3, None)]


# --- one small goal a week --------------------------------------------------------------------------------------------


def test_a_week_has_one_goal_and_writing_again_replaces_it(cast, ana):
    set_goal(by=cast.ana, patient=ana, words=" Walk to the corner ", value="outdoors")
    set_goal(by=cast.ana, patient=ana, words="Write to Rosa")
    goal = Goal.objects.get()
    assert (goal.words, goal.value, goal.went, goal.week) == (
        "Write to Rosa", "", "open", monday_of(today_of(ana)),
    )  # fmt: skip
    assert goal_of_week(ana, today_of(ana)) == goal
    assert goal_of_week(ana, today_of(ana) + timedelta(weeks=1)) is None


def test_a_goal_has_words_and_an_area_that_there_is(cast, ana):
    with pytest.raises(ValidationError, match="one small thing"):
        set_goal(by=cast.ana, patient=ana, words="  ")
    with pytest.raises(ValidationError, match="choose one of the answers"):
        set_goal(by=cast.ana, patient=ana, words="x", value="made-up")
    assert not Goal.objects.exists()


def test_how_it_went_is_said_of_a_goal_that_there_is_and_can_be_said_again(cast, ana):
    week = set_goal(by=cast.ana, patient=ana, words="x").week
    for went in (Goal.Went.OTHERWISE, Goal.Went.PARTLY):
        say_how_it_went(by=cast.ana, patient=ana, week=week, went=went)
    assert Goal.objects.get().went == "partly"
    with pytest.raises(ValidationError, match="no goal of that week"):
        say_how_it_went(by=cast.ana, patient=ana, week=week - timedelta(weeks=1), went=Goal.Went.DONE)


def test_a_goal_that_is_let_go_is_really_deleted(cast, ana):
    week = set_goal(by=cast.ana, patient=ana, words="x").week
    assert delete_goal(by=cast.ana, patient=ana, week=week) == 1
    assert delete_goal(by=cast.ana, patient=ana, week=week) == 0
    assert not Goal.objects.exists()
    assert verbs() == ["campus.goal_set", "campus.goal_deleted"]


# --- what matters -----------------------------------------------------------------------------------------------------


def test_four_areas_at_most_and_only_those_that_there_are(cast, ana):
    keep_compass(by=cast.ana, patient=ana, values=list(AREAS)[:4], words=" The garden. ")
    with pytest.raises(ValidationError, match="four at most"):
        keep_compass(by=cast.ana, patient=ana, values=list(AREAS)[:5], words="")
    with pytest.raises(ValidationError, match="choose one of the answers"):
        keep_compass(by=cast.ana, patient=ana, values=["made-up"], words="")
    compass = Compass.objects.get()
    assert (compass.values, compass.words, compass.shared) == (list(AREAS)[:4], "The garden.", None)


def test_what_is_written_is_sealed_in_the_database(cast, ana):
    keep_compass(by=cast.ana, patient=ana, values=[], words="The garden.")
    set_goal(by=cast.ana, patient=ana, words="Water the garden.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM campus_compass UNION ALL SELECT words FROM campus_goal")
        stored = [words for (words,) in cursor.fetchall()]
    assert len(stored) == 2
    assert [words for words in stored if "garden" in words] == []
    assert "garden" not in json.dumps(list(AuditRow.objects.values_list("detail", flat=True)))


@pytest.mark.parametrize("shared", [True, False])
def test_what_matters_is_deleted_and_who_reads_the_diary_stays_as_it_was(cast, ana, shared):
    keep_compass(by=cast.ana, patient=ana, values=["family"], words="x")
    share_diary(by=cast.ana, patient=ana, shared=shared)
    delete_compass(by=cast.ana, patient=ana)
    assert [(one.values, one.words, bool(one.shared)) for one in Compass.objects.all()] == [([], "", True)] * shared


def test_unticking_everything_deletes_it(cast, ana):
    keep_compass(by=cast.ana, patient=ana, values=["family"], words="x")
    assert keep_compass(by=cast.ana, patient=ana, values=[], words=" ") is None
    assert not Compass.objects.exists()


# --- who reads it -----------------------------------------------------------------------------------------------------


def test_a_diary_is_private_until_it_is_shared_and_again_after(cast, ana):
    tap(cast, ana, MOOD, 2)
    set_goal(by=cast.ana, patient=ana, words="Walk", value="outdoors")
    assert shared_diary(ana) is None
    keep_compass(by=cast.ana, patient=ana, values=["outdoors"], words="Secret.")
    assert shared_diary(ana) is None
    share_diary(by=cast.ana, patient=ana, shared=True)
    shared = shared_diary(ana)
    assert ([one.mood for one in shared.said], [one.goal.words for one in shared.goals]) == (["Rather low"], ["Walk"])
    assert len(shared.picture.faces) == 1
    assert "Secret." not in repr(shared)
    share_diary(by=cast.ana, patient=ana, shared=False)
    assert shared_diary(ana) is None
    said = AuditRow.objects.filter(verb="campus.diary_shared").order_by("pk").values_list("detail", flat=True)
    assert list(said) == [{"shared": True}, {"shared": False}]


def test_sharing_twice_is_sharing_once(cast, ana):
    first = share_diary(by=cast.ana, patient=ana, shared=True).shared
    with clock.at(clock.now() + timedelta(days=1)):
        assert share_diary(by=cast.ana, patient=ana, shared=True).shared == first
    assert verbs() == ["campus.diary_shared"]


def test_what_is_shared_are_the_last_six_weeks(cast, ana):
    for weeks in (7, 5, 0):
        with clock.at(clock.now() - timedelta(weeks=weeks)):
            tap(cast, ana, MOOD, 3)
            set_goal(by=cast.ana, patient=ana, words=f"{weeks} weeks ago")
    share_diary(by=cast.ana, patient=ana, shared=True)
    shared = shared_diary(ana)
    assert len(shared.days) == 2
    assert [one.goal.words for one in shared.goals] == ["0 weeks ago", "5 weeks ago"]


# --- closing the account ----------------------------------------------------------------------------------------------


def left():
    """How many rows are left of each kind, and what is in a compass."""
    counts = {one.__name__: one.objects.count() for one in (DiaryDay, Goal, Writing)}
    return {**counts, "Compass": [(one.values, one.words) for one in Compass.objects.all()]}


@pytest.fixture
def written(cast, ana):
    """Ana has two writings, of which one is shared, a day, a goal and a compass; Bea has the same."""
    stocked(cast, 2)
    campus_rows(cast, 2)
    everybody(cast, [cast.patient(cast.bea)], 2)
    Writing.objects.filter(pk__in=[one.writings.first().pk for one in (ana, cast.patient(cast.bea))]).update(
        shared=None
    )
    return ana


def test_closing_the_account_deletes_what_nobody_else_could_read(cast, written):
    share_diary(by=cast.ana, patient=written, shared=False)
    close_account(by=cast.ana)
    work()
    bea = {"DiaryDay": 2, "Goal": 2}
    assert left() == {**bea, "Writing": 3, "Compass": [(["family"], "made up")]}
    assert {one.patient_id for one in (*DiaryDay.objects.all(), *Goal.objects.all(), *Compass.objects.all())} == {
        cast.patient(cast.bea).pk
    }
    assert [bool(one.shared) for one in Writing.objects.filter(patient=written)] == [True]


def test_closing_the_account_keeps_what_was_shared_and_never_what_matters(cast, written):
    close_account(by=cast.ana)
    work()
    compasses = sorted(left().pop("Compass"))
    assert (compasses, left() | {"Compass": 0}) == (
        [([], ""), (["family"], "made up")], {"DiaryDay": 4, "Goal": 4, "Writing": 3, "Compass": 0},
    )  # fmt: skip
    assert Compass.objects.get(patient=written).values == []
    assert shared_diary(written) is not None


def test_deleting_twice_deletes_nothing_more_and_leaves_one_line(cast, written):
    assert forget_private(by="system:account", patient=written) == 2
    assert forget_private(by="system:account", patient=written) == 0
    assert verbs() == ["campus.private_forgotten"]
