"""Whoever could not be reached: the flag stays open, with the moment by which somebody tries again, and that counts."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db.utils import IntegrityError

from oncocare.audit.models import AuditRow
from oncocare.events.actions import inline
from oncocare.foundation import clock
from oncocare.notifications.models import Message
from oncocare.notifications.sending.actions import send_due
from oncocare.safety.flags import actions
from oncocare.safety.flags.selectors import PROMISE_MEASURED, answer_times, promises_of_the_week
from oncocare.safety.flags.timing import PromisesDue
from oncocare.safety.models import Attempt, Flag, Handover
from oncocare.safety.rota.actions import set_on_call
from tests.factories.committed import at_once
from tests.factories.rooms import talked
from tests.safety.team import HOUR, MINUTE, at, colleague, due, left_alone, told, worry


@pytest.fixture
def flag(team):
    """Raised on Monday at 10:00, urgent, Clara's: promised by 11:00."""
    cast, _berta, _emil = team
    return worry(cast, at(2))


def tried(flag, when, again, by, note=""):
    with clock.at(when), inline():
        attempt = actions.could_not_reach(by=by, flag=flag, next_attempt=again, note=note)
    flag.refresh_from_db()
    return attempt


def test_the_flag_stays_open_and_theirs_with_the_moment_by_which_it_is_tried_again(team, flag):
    cast, _berta, _emil = team
    attempt = tried(flag, at(2, 10, 20), at(2, 14), cast.clara, note="Rang out twice.")
    assert (flag.closed_at, flag.outcome, flag.owner, flag.next_attempt) == (None, "", cast.clara, at(2, 14))
    assert (flag.acknowledged_at, flag.acknowledged_by, flag.promised) == (at(2, 10, 20), cast.clara, at(2, 11))
    assert (attempt.flag, attempt.patient, attempt.centre, attempt.by, attempt.made, attempt.note) == (
        flag, flag.patient, cast.here, cast.clara, at(2, 10, 20), "Rang out twice.",
    )  # fmt: skip
    row = AuditRow.objects.get(verb="flag.not_reached")
    assert (row.actor, row.subject, row.detail) == (f"user:{cast.clara.pk}", f"flag:{flag.pk}", {})


def test_until_then_it_climbs_to_nobody_and_once_it_is_past_it_is_late(team, flag):
    cast, _berta, _emil = team
    tried(flag, at(2, 10, 20), at(2, 14), cast.clara)
    assert left_alone(flag, at(2, 10, 21), at(2, 14, 59)) == []
    assert [flag.in_hand(moment) for moment in (at(2, 13, 59), at(2, 14), at(2, 14, 1))] == [True, True, False]
    assert [flag.attempt_missed(moment) for moment in (at(2, 14), at(2, 14, 1))] == [False, True]


def test_a_late_next_attempt_climbs_as_a_flag_raised_then_until_somebody_says_how_it_went(team, flag):
    cast, berta, emil = team
    tried(flag, at(2, 10, 20), at(2, 14), cast.clara)
    seen = left_alone(flag, at(2, 14, 59), at(2, 16, 2))
    due(seen, (at(2, 15), berta), (at(2, 16), emil))
    assert list(flag.handovers.values_list("reason", flat=True)) == ["missed", "missed"]
    assert told("flag.climbed") == ["Berta", "Berta", "Clara", "Emil"]
    tried(flag, at(2, 16, 10), at(3, 10), emil)
    assert left_alone(flag, at(2, 16, 11), at(3, 10, 59), beat=MINUTE) == []
    with clock.at(at(3, 10, 30)):
        closed = actions.close(by=emil, flag=flag, outcome="plan", assessed=talked())
    assert (closed.next_attempt, closed.in_hand(at(9))) == (None, True)
    assert left_alone(flag, at(3, 10, 31), at(4, 18), beat=HOUR) == []
    assert Attempt.objects.filter(flag=flag).count() == 2


def test_the_mail_about_a_late_attempt_says_by_when(team, flag, mailoutbox):
    cast, berta, _emil = team
    tried(flag, at(2, 10, 20), at(2, 14), cast.clara)
    due(left_alone(flag, at(2, 14, 59), at(2, 15, 2)), (at(2, 15), berta))
    Message.objects.exclude(kind="flag.climbed").delete()
    with clock.at(at(2, 15, 2)):
        send_due()
    assert [mail.to for mail in mailoutbox] == [[berta.email]]
    assert "Please sign in by Monday 2 March 2026, 16:0" in mailoutbox[0].body


def test_over_a_weekend_the_cap_of_its_class_holds(team, flag):
    cast, _berta, _emil = team
    tried(flag, at(4, 10), at(6, 16, 30), cast.clara)
    assert flag.deadline == at(7, 4, 30)
    Flag.objects.update(severity="medium")
    tried(flag, at(6, 16), at(6, 16, 40), cast.clara)
    assert flag.deadline == at(10, 16, 40)


def test_a_colleague_who_tried_has_it_from_then_on(team, flag):
    cast, berta, _emil = team
    with clock.at(at(2, 10, 5)):
        actions.acknowledge(by=cast.clara, flag=flag)
    tried(flag, at(2, 10, 20), at(2, 14), berta)
    (passed,) = flag.handovers.all()
    assert (flag.owner, flag.acknowledged_by) == (berta, cast.clara)
    assert (passed.from_user, passed.to_user, passed.reason) == (cast.clara, berta, Handover.Reason.TRIED)
    assert told("flag.yours") == ["Clara"]


@pytest.mark.parametrize(
    ("severity", "farthest"), [("urgent", timedelta(days=3)), ("high", timedelta(days=7)), ("medium", timedelta(14))]
)
def test_the_next_attempt_is_to_come_and_not_far(team, severity, farthest):
    cast, _berta, _emil = team
    flag, now = worry(cast, at(2), severity=severity), at(2, 10, 20)
    for wrong in (now, now - MINUTE, now + farthest + MINUTE):
        with pytest.raises(ValidationError) as refused:
            tried(flag, now, wrong, cast.clara)
        assert list(refused.value.message_dict) == ["next_attempt"]
    flag.refresh_from_db()
    assert (flag.acknowledged_at, Attempt.objects.count()) == (None, 0)
    assert tried(flag, now, now + farthest, cast.clara).next_attempt == now + farthest


def test_what_is_closed_or_written_down_already_stays_as_it_is(team, flag):
    cast, _berta, _emil = team
    tried(flag, at(2, 10, 20), at(2, 14), cast.clara)
    with pytest.raises(ValidationError, match="written down already"):
        tried(flag, at(2, 10, 21), at(2, 14), cast.clara)
    with clock.at(at(2, 10, 30)):
        actions.close(by=cast.clara, flag=flag, outcome="plan", assessed=talked())
    with pytest.raises(ValidationError, match="closed already"):
        tried(flag, at(2, 10, 31), at(2, 15), cast.clara)
    assert Attempt.objects.count() == 1


def test_two_who_press_at_the_same_moment_are_written_down_once(committed):
    flag = Flag.objects.get(pk=worry(committed, clock.now() - HOUR).pk)
    again = clock.now() + 2 * HOUR
    outcomes = at_once(
        lambda: actions.could_not_reach(by=committed.clara, flag=flag, next_attempt=again),
        lambda: actions.could_not_reach(by=committed.clara, flag=flag, next_attempt=again),
    )
    assert sum(isinstance(one, ValidationError) for one in outcomes) == 1
    assert Attempt.objects.filter(flag=flag).count() == 1


def test_what_the_person_answers_anew_is_read_first_and_no_next_attempt_stands_in_its_way(team, flag):
    cast, _berta, _emil = team
    tried(flag, at(2, 10, 20), at(3, 10), cast.clara)
    with clock.at(at(2, 12)), inline():
        again = actions.raise_flag(
            by=cast.ana, patient=flag.patient, kind=flag.kind, severity="high", source="assignment:1", join=True
        )
    assert (again.pk, again.acknowledged_at, again.next_attempt, again.promised) == (flag.pk, None, None, at(2, 16))
    assert again.in_hand(at(2, 12)) is False


def test_a_rule_that_finds_it_again_neither_hurries_nor_stops_the_next_attempt(team):
    cast, berta, _emil = team
    with clock.at(at(2)), inline():
        flag = actions.raise_flag(
            by="system:rules",
            patient=cast.patient(cast.ana),
            kind="worsening",
            severity="high",
            source="rule:1",
            join=True,
        )
    tried(flag, at(2, 10, 20), at(3, 10), cast.clara)
    with clock.at(at(2, 11)), inline():
        actions.raise_flag(
            by="system:rules", patient=flag.patient, kind="worsening", severity="high", source="rule:2", join=True
        )
    assert left_alone(flag, at(2, 11), at(3, 10), beat=HOUR) == []
    due(left_alone(flag, at(3, 9, 59), at(3, 10, 2)), (at(3, 10), berta))


def test_the_database_keeps_a_next_attempt_for_open_flags_that_somebody_has(team, flag):
    with pytest.raises(IntegrityError, match="flag_tried_again_only_while_somebody_has_it"):
        Flag.objects.filter(pk=flag.pk).update(next_attempt=at(2, 14))


def test_at_the_end_of_a_shift_a_late_one_is_not_taken_for_one_in_hand(team, flag):
    cast, _berta, _emil = team
    nora = colleague(cast, "nora")
    with clock.at(at(2, 10)):
        set_on_call(by=cast.clara, centre=cast.here, person=nora)
    Flag.objects.update(severity="high")
    tried(flag, at(2, 10, 20), at(2, 16, 30), cast.clara)
    with clock.at(at(2, 17, 1)), inline():
        assert actions.hand_over_shift() == 1
    flag.refresh_from_db()
    assert (flag.owner, flag.next_attempt) == (nora, at(2, 16, 30))


def test_one_in_hand_stays_with_its_owner_over_night(team, flag):
    cast, _berta, _emil = team
    with clock.at(at(2, 10)):
        set_on_call(by=cast.clara, centre=cast.here, person=colleague(cast, "nora"))
    tried(flag, at(2, 10, 20), at(3, 10), cast.clara)
    with clock.at(at(2, 17, 1)), inline():
        assert actions.hand_over_shift() == 0


# --- the promises of a week -------------------------------------------------------------------------------------------


def week(cast, moment):
    with clock.at(moment):
        return promises_of_the_week(cast.here, moment)


def test_nothing_fell_due(team):
    cast, _berta, _emil = team
    assert week(cast, at(2, 12)) == PromisesDue(0, 0)


def test_what_was_read_in_time_is_kept_what_was_not_is_broken_and_what_is_to_come_is_neither(team):
    cast, _berta, _emil = team
    kept, late, never, coming = (
        worry(cast, at(2), who=who, source=f"{severity}:{who}", severity=severity)
        for who, severity in (("ana", "urgent"), ("bea", "urgent"), ("ana", "high"), ("bea", "medium"))
    )
    for flag, moment in ((kept, at(2, 11)), (late, at(2, 11, 1))):
        with clock.at(moment):
            actions.acknowledge(by=cast.clara, flag=flag)
    assert week(cast, at(2, 11)) == PromisesDue(0, 0)
    assert week(cast, at(2, 12)) == PromisesDue(2, 1)
    assert week(cast, at(2, 14, 1)) == PromisesDue(3, 2)
    assert (week(cast, at(2, 14, 1)).kept, never.promised, coming.promised > at(2, 17)) == (1, at(2, 14), True)


def test_a_next_attempt_counts_as_a_promise_does(team, flag):
    cast, _berta, _emil = team
    tried(flag, at(2, 10, 20), at(2, 14), cast.clara)
    assert week(cast, at(2, 13)) == PromisesDue(1, 0)  # the flag was read by 11:00
    assert week(cast, at(2, 14, 1)) == PromisesDue(2, 1)
    tried(flag, at(2, 14, 10), at(2, 16), cast.clara)  # late
    assert week(cast, at(2, 15)) == PromisesDue(2, 1)
    tried(flag, at(2, 15, 50), at(3, 10), cast.clara)  # in time
    assert week(cast, at(2, 17)) == PromisesDue(3, 1)
    with clock.at(at(3, 9)):
        actions.close(by=cast.clara, flag=flag, outcome="plan", assessed=talked())
    assert week(cast, at(3, 11)) == PromisesDue(4, 1)


def test_the_week_begins_on_monday_where_the_centre_is(team, flag):
    cast, _berta, _emil = team
    assert week(cast, at(8, 23, 59)) == PromisesDue(1, 1)
    assert week(cast, at(9, 0, 0)) == PromisesDue(0, 0)


def test_another_centre_counts_its_own(team, flag):
    cast, _berta, _emil = team
    with clock.at(at(2, 12)):
        assert promises_of_the_week(cast.there, at(2, 12)) == PromisesDue(0, 0)


def test_it_is_asked_in_one_query(team, flag, django_assert_num_queries):
    cast, _berta, _emil = team
    with django_assert_num_queries(1):
        promises_of_the_week(cast.here, at(2, 12))


def test_how_long_flags_waited_is_not_changed_by_an_attempt(team, flag):
    cast, _berta, _emil = team
    tried(flag, at(2, 10, 20), at(2, 14), cast.clara)
    with clock.at(at(2, 15)):
        (times,) = answer_times(cast.here, at(2, 15) - PROMISE_MEASURED)
    assert (times.decided, times.within, times.median) == (1, 1, timedelta(minutes=20))
