"""A flag left alone climbs the rota, minute by minute, until somebody acts; and passes on when a shift ends."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError

from oncocare.audit.models import AuditRow
from oncocare.events.actions import inline, relay
from oncocare.foundation import clock
from oncocare.notifications.models import Message
from oncocare.people import actions as accounts
from oncocare.people.models import Membership
from oncocare.people.permissions import Role
from oncocare.safety import actions, selectors
from oncocare.safety.models import Flag, Handover
from oncocare.safety.promise import Opening
from oncocare.safety.rota import Turn, nobody_on
from oncocare.safety.tasks import escalate_overdue, hand_over_shift
from tests.cast import BY
from tests.factories.rooms import MADRID, FlagFactory

BEAT = timedelta(seconds=20)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
OFFICE = [Opening(weekday, time(9), time(17)) for weekday in range(5)]


def at(day, hour=10, minute=0, *, month=3):
    return datetime(2026, month, day, hour, minute, tzinfo=MADRID)  # 2 March is a Monday


@pytest.fixture
def team(cast):
    """Clara, Berta and Emil answer flags here; Clara is first and Berta second every weekday."""
    berta, emil = (colleague(cast, name) for name in ("berta", "emil"))
    with clock.at(at(1)):
        actions.set_staffed_hours(by=BY, centre=cast.here, openings=OFFICE)
        weekly(cast, [(weekday, one, rank) for weekday in range(5) for rank, one in ((1, cast.clara), (2, berta))])
    return cast, berta, emil


def colleague(cast, name):
    user = accounts.register_user(by=BY, email=f"{name}@example.org", name=name.title(), language="en")
    accounts.appoint(by=BY, user=user, centre=cast.here, role=Role.CLINICIAN)
    return user


def weekly(cast, rows, opens=time(9), closes=time(17)):
    turns = [Turn(weekday, opens, closes, person.pk, rank) for weekday, person, rank in rows]
    actions.set_rota(by=BY, centre=cast.here, turns=turns)


def worry(cast, when, who="ana", severity="urgent", source="test:1"):
    with clock.at(when), inline():
        return actions.raise_flag(
            by=BY, patient=cast.patient(getattr(cast, who)), kind="suicidal_ideation", severity=severity, source=source
        )


def left_alone(flag, start, end, beat=BEAT):
    """The beat from start to before end; each moment at which the flag went to somebody, and to whom."""
    seen, moment, climbed = [], start, flag.climbed
    while moment < end:
        with clock.at(moment), inline():
            escalate_overdue()
        flag.refresh_from_db()
        if flag.climbed > climbed + len(seen):
            seen.append((moment, flag.owner))
        moment += beat
    return seen


def due(seen, *expected):
    """Each hand-over came at most a minute after its moment, never before, and to the right person."""
    assert [owner for _moment, owner in seen] == [owner for _moment, owner in expected]
    for (moment, _owner), (wanted, _to) in zip(seen, expected, strict=True):
        assert wanted < moment <= wanted + MINUTE, (moment.astimezone(MADRID), wanted)


def told(kind, **more):
    rows = Message.objects.filter(kind=kind, channel="email", **more).order_by("made", "user__name")
    return [row.user.name for row in rows]


# --- climbing -----------------------------------------------------------------------------------------------------------


def test_a_flag_left_alone_climbs_the_rota_to_the_minute(team):
    cast, berta, emil = team
    flag = worry(cast, at(2))
    assert (flag.owner, flag.deadline) == (cast.clara, at(2, 11))
    seen = left_alone(flag, at(2), at(2, 13, 30))
    # each deadline is an hour after the beat that handed it on, so a beat later every time
    due(seen, (at(2, 11), berta), (seen[0][0] + HOUR, emil), (seen[1][0] + HOUR, cast.clara))
    assert seen[-1][0] - at(2, 13) <= MINUTE
    assert (flag.climbed, flag.promised) == (3, at(2, 11))
    passed = [(one.from_user, one.to_user, one.reason) for one in flag.handovers.order_by("id")]
    assert passed == [(cast.clara, berta, "climbed"), (berta, emil, "climbed"), (emil, cast.clara, "climbed")]


def test_it_waits_over_a_night_and_a_weekend_for_whoever_is_on_then(team):
    cast, berta, _emil = team
    flag = worry(cast, at(6, 16, 30))  # Friday: half an hour is left of its hour
    assert flag.deadline == at(9, 9, 30)
    assert left_alone(flag, at(6, 16, 30), at(9, 9), beat=HOUR / 2) == []
    due(left_alone(flag, at(9, 9), at(9, 10)), (at(9, 9, 30), berta))


def test_it_waits_over_a_holiday(team):
    cast, berta, _emil = team
    with clock.at(at(1)):
        actions.set_holidays(by=BY, centre=cast.here, days={date(2026, 3, 3): "Here only"})
    flag = worry(cast, at(2, 16, 30))
    assert flag.deadline == at(4, 9, 30)
    assert left_alone(flag, at(2, 16, 30), at(4, 9), beat=HOUR / 2) == []
    due(left_alone(flag, at(4, 9), at(4, 10)), (at(4, 9, 30), berta))


@pytest.mark.parametrize(("month", "friday", "monday"), [(3, 27, 30), (10, 23, 26)])
def test_it_waits_over_a_clock_change_by_the_clock_on_the_wall(team, month, friday, monday):
    cast, berta, _emil = team
    flag = worry(cast, at(friday, 18, month=month))
    assert flag.deadline == at(monday, 10, month=month)
    assert left_alone(flag, at(friday, 18, month=month), at(monday, 9, month=month), beat=HOUR / 2) == []
    due(left_alone(flag, at(monday, 9, month=month), at(monday, 11, month=month)), (at(monday, 10, month=month), berta))


def test_in_a_night_with_one_hour_less_it_climbs_an_hour_later_in_real_time(team):
    cast, berta, _emil = team
    actions.set_staffed_hours(by=BY, centre=cast.here, openings=[Opening(6, time(0), time(6))])
    weekly(cast, [(6, cast.clara, 1), (6, berta, 2)], time(0), time(6))
    start = at(29, 1, 30).astimezone(UTC)
    flag = worry(cast, start)
    due(left_alone(flag, start, start + 90 * MINUTE), (start + HOUR, berta))
    assert flag.handovers.get().made.astimezone(MADRID).time() > time(3, 30)


def test_a_clock_that_is_set_back_neither_lowers_nor_repeats_a_climb(team):
    cast, berta, _emil = team
    flag = worry(cast, at(2))
    left_alone(flag, at(2, 11), at(2, 11, 1))
    after = (flag.owner, flag.climbed, flag.deadline)
    assert after[:2] == (berta, 1)
    for moment in (at(2, 9, 30), at(2, 10, 59), at(2, 11), at(2, 11, 1)):
        with clock.at(moment):
            assert (escalate_overdue(), hand_over_shift()) == (0, 0)
    flag.refresh_from_db()
    assert (flag.owner, flag.climbed, flag.deadline) == after


def test_an_acknowledgement_ends_it_and_nothing_else_does(team):
    cast, berta, _emil = team
    flag = worry(cast, at(2))
    left_alone(flag, at(2, 11), at(2, 11, 1))
    with clock.at(at(2, 11, 30)):
        actions.acknowledge(by=berta, flag=flag)
    assert left_alone(flag, at(2, 11, 30), at(2, 13)) == []
    assert (flag.owner, flag.climbed) == (berta, 1)


def test_one_flag_that_cannot_be_passed_on_holds_up_no_other(team, monkeypatch):
    cast, berta, _emil = team
    first, second = (worry(cast, at(2), source=f"test:{number}") for number in (1, 2))
    real = actions._pass_on

    def breaks(flag, *rest):
        if flag.pk == first.pk:
            raise RuntimeError("made up")
        real(flag, *rest)

    monkeypatch.setattr(actions, "_pass_on", breaks)
    with clock.at(at(2, 11, 1)):
        assert escalate_overdue() == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.owner, first.climbed, second.owner, second.climbed) == (cast.clara, 0, berta, 1)
    monkeypatch.setattr(actions, "_pass_on", real)
    with clock.at(at(2, 11, 2)):
        assert escalate_overdue() == 1


# --- who is told --------------------------------------------------------------------------------------------------------


def test_the_owner_is_told_on_every_channel_and_nobody_else(team):
    cast, _berta, _emil = team
    flag = worry(cast, at(2))
    rows = Message.objects.order_by("channel").values_list("user__name", "kind", "source", "channel", "centre__slug")
    assert list(rows) == [("Clara", "flag.yours", f"flag:{flag.pk}:0", way, "here") for way in ("email", "page")]


def test_each_next_owner_is_told_and_once_those_on_duty_had_it_everybody_is(team):
    cast, _berta, _emil = team
    flag = worry(cast, at(2))
    left_alone(flag, at(2, 10, 59), at(2, 11, 1))
    assert told("flag.climbed") == ["Berta"]
    left_alone(flag, at(2, 12), at(2, 12, 2))
    assert told("flag.climbed", source=f"flag:{flag.pk}:2") == ["Berta", "Clara", "Emil"]
    assert told("flag.nobody_on") == []


def test_a_message_that_fails_takes_neither_the_flag_nor_its_climb_back(team, monkeypatch, caplog, deliver):
    cast, berta, _emil = team

    def breaks(**_given):
        raise RuntimeError("made up")

    monkeypatch.setattr(actions, "queue", breaks)
    caplog.set_level("CRITICAL", logger="oncocare.events.actions")
    with clock.at(at(2)), deliver():
        flag = actions.raise_flag(
            by=BY, patient=cast.patient(cast.ana), kind="suicidal_ideation", severity="urgent", source="test:1"
        )
    with clock.at(at(2, 11, 1)), deliver():
        assert escalate_overdue() == 1
    flag.refresh_from_db()
    assert (flag.owner, flag.climbed, Message.objects.count()) == (berta, 1, 0)
    monkeypatch.undo()
    with clock.at(at(2, 11, 10)):
        relay()
    assert told("flag.climbed") == ["Berta"]


# --- a hole -------------------------------------------------------------------------------------------------------------


def test_in_a_hole_the_responsible_clinician_has_it_and_everybody_is_told_at_once(team):
    cast, berta, _emil = team
    weekly(cast, [(1, berta, 1)])
    flag = worry(cast, at(2))
    assert (flag.owner, flag.escalated) == (cast.clara, None)
    assert told("flag.nobody_on") == ["Berta", "Carlos", "Clara", "Emil"]
    with clock.at(at(2)):
        assert nobody_on(selectors.rota_of(cast.here), clock.now()) is True
    with clock.at(at(3)):
        assert nobody_on(selectors.rota_of(cast.here), clock.now()) is False
    due(left_alone(flag, at(2, 10, 59), at(2, 11, 1)), (at(2, 11), berta))
    assert told("flag.climbed") == ["Berta", "Clara", "Emil"]
    assert told("flag.nobody_on", source=f"flag:{flag.pk}:1") == ["Berta", "Carlos", "Clara", "Emil"]


def test_the_night_before_a_day_nobody_covers_it_is_said_too(team):
    cast, berta, _emil = team
    weekly(cast, [(1, berta, 1)])
    worry(cast, at(1, 22))
    assert told("flag.nobody_on") == ["Berta", "Carlos", "Clara", "Emil"]


def test_where_nobody_may_answer_it_is_escalated_at_once_and_the_coordinators_are_told(cast):
    cast.here.memberships.exclude(user=cast.carlos).delete()
    flag = worry(cast, at(2))
    assert (flag.owner, flag.escalated) == (None, at(2))
    assert (told("flag.yours"), told("flag.nobody_on")) == ([], ["Carlos"])


def test_who_was_dismissed_leaves_a_hole_that_is_shown_and_is_not_filled_in_silence(team):
    cast, berta, _emil = team
    weekly(cast, [(0, berta, 1)])
    accounts.dismiss(by=BY, membership=Membership.objects.get(user=berta, centre=cast.here))
    assert cast.here.rota.get().user == berta
    flag = worry(cast, at(2))
    assert (flag.owner, told("flag.nobody_on")) == (cast.clara, ["Carlos", "Clara", "Emil"])


# --- the end of a shift -------------------------------------------------------------------------------------------------


@pytest.fixture
def halves(team):
    """Clara in the morning, Berta in the afternoon."""
    cast, berta, emil = team
    turns = [
        Turn(weekday, time(opens), time(opens + 4), person.pk)
        for weekday in range(5)
        for opens, person in ((9, cast.clara), (13, berta))
    ]
    actions.set_rota(by=BY, centre=cast.here, turns=turns)
    return cast, berta, emil


def test_at_the_end_of_a_shift_open_flags_pass_to_who_is_on(halves):
    cast, berta, _emil = halves
    fresh, taken, closed = (worry(cast, at(2), severity="high", source=f"test:{number}") for number in range(3))
    with clock.at(at(2, 11)):
        actions.acknowledge(by=cast.clara, flag=taken)
        actions.close(by=cast.clara, flag=closed, outcome="plan")
    with clock.at(at(2, 12, 59)):
        assert hand_over_shift() == 0
    with clock.at(at(2, 13)):
        assert [hand_over_shift(), hand_over_shift()] == [2, 0]
    for flag in (fresh, taken, closed):
        flag.refresh_from_db()
    assert [flag.owner for flag in (fresh, taken, closed)] == [berta, berta, cast.clara]
    assert (fresh.deadline, fresh.climbed, taken.acknowledged_by) == (at(2, 14), 0, cast.clara)
    assert {one.reason for one in Handover.objects.all()} == {"shift"}
    assert told("flag.yours", source=f"flag:{fresh.pk}:1") == ["Berta"]


def test_a_flag_passes_to_the_responsible_clinician_when_that_one_is_on(halves):
    cast, berta, emil = halves
    turns = [
        Turn(0, time(9), time(13), berta.pk),
        Turn(0, time(13), time(17), emil.pk),
        Turn(0, time(13), time(17), cast.clara.pk, 2),
    ]
    actions.set_rota(by=BY, centre=cast.here, turns=turns)
    flag = worry(cast, at(2), severity="high")
    with clock.at(at(2, 13)):
        hand_over_shift()
    flag.refresh_from_db()
    assert flag.owner == cast.clara


def test_where_nobody_is_on_they_stay_and_are_listed_until_somebody_is(halves):
    cast, berta, _emil = halves
    flag = worry(cast, at(2, 16, 30), severity="high")
    assert flag.owner == berta
    with clock.at(at(2, 20)):
        assert hand_over_shift() == 0
        assert selectors.left_behind(cast.here, clock.now()) == [flag]
    with clock.at(at(3, 9)):
        assert selectors.left_behind(cast.here, clock.now()) == []
        assert hand_over_shift() == 1
    flag.refresh_from_db()
    assert flag.owner == cast.clara


def test_who_takes_a_flag_on_after_the_shift_keeps_it(halves):
    cast, _berta, _emil = halves
    flag = worry(cast, at(2), severity="high")
    with clock.at(at(2, 13, 30)):
        hand_over_shift()
    with clock.at(at(2, 14)):
        actions.acknowledge(by=cast.clara, flag=flag)
    with clock.at(at(2, 14, 1)):
        assert hand_over_shift() == 0
    flag.refresh_from_db()
    assert flag.owner == cast.clara


@pytest.mark.parametrize("why", ["left", "absent"])
def test_what_somebody_held_who_left_or_is_absent_passes_on_the_next_minute(halves, why):
    cast, berta, _emil = halves
    flag = worry(cast, at(2), severity="high")
    with clock.at(at(2, 10, 30)):
        if why == "left":
            weekly(cast, [(0, berta, 1)])
            accounts.dismiss(by=BY, membership=Membership.objects.get(user=cast.clara))
        else:
            actions.set_cover(by=BY, centre=cast.here, day=date(2026, 3, 2), absent=cast.clara, instead=berta)
        assert hand_over_shift() == 1
    flag.refresh_from_db()
    assert flag.owner == berta


def test_without_a_rota_no_shift_ends(cast):
    flag = worry(cast, at(2))
    with clock.at(at(9)):
        assert (hand_over_shift(), selectors.left_behind(cast.here, clock.now())) == (0, [])
    flag.refresh_from_db()
    assert flag.owner == cast.clara


def test_a_flag_somebody_closed_or_moved_meanwhile_is_left_alone(halves):
    cast, berta, _emil = halves
    flag = worry(cast, at(2), severity="high")
    with clock.at(at(2, 13)):
        rota = selectors.rota_of(cast.here)
        [held] = selectors.to_relieve(cast.here, rota, clock.now())
        actions.hand_over(by=cast.clara, flag=flag, to=berta)
        assert actions._relieve(held, rota=rota, by=BY) is False
    assert Handover.objects.get().reason == "by hand"


# --- by hand ------------------------------------------------------------------------------------------------------------


def test_a_flag_is_handed_over_by_hand_with_a_note_and_stays_acknowledged(team):
    cast, _berta, emil = team
    flag = worry(cast, at(2))
    with clock.at(at(2, 10, 30)):
        actions.acknowledge(by=cast.clara, flag=flag)
        flag = actions.hand_over(by=cast.clara, flag=flag, to=emil, note="Called twice, no answer yet.")
    assert (flag.owner, flag.acknowledged_by, flag.deadline) == (emil, cast.clara, at(2, 11))
    passed = flag.handovers.get()
    assert (passed.from_user, passed.to_user, passed.reason, passed.note) == (
        cast.clara,
        emil,
        "by hand",
        "Called twice, no answer yet.",
    )
    assert told("flag.yours", source=f"flag:{flag.pk}:1") == ["Emil"]
    row = AuditRow.objects.get(verb="flag.handed_over")
    assert (row.actor, row.detail) == (f"user:{cast.clara.pk}", {"to": str(emil.pk), "reason": "by hand"})


def test_handed_over_but_not_acknowledged_it_climbs_on_at_its_own_deadline(team):
    cast, _berta, emil = team
    flag = worry(cast, at(2))
    with clock.at(at(2, 10, 30)):
        actions.hand_over(by=cast.clara, flag=flag, to=emil)
    flag.refresh_from_db()
    due(left_alone(flag, at(2, 10, 59), at(2, 11, 1)), (at(2, 11), selectors.holders(cast.here, "answer flag")[1]))


@pytest.mark.parametrize(
    ("to", "said"),
    [("denis", "does not answer flags"), ("carlos", "does not answer flags"), ("clara", "has the flag already")],
)
def test_a_flag_is_handed_only_to_another_who_answers_flags_here(team, to, said):
    cast, _berta, _emil = team
    flag = worry(cast, at(2))
    with pytest.raises(ValidationError, match=said):
        actions.hand_over(by=cast.clara, flag=flag, to=getattr(cast, to))
    assert not Handover.objects.exists()


def test_a_closed_flag_is_not_handed_over(team):
    cast, berta, _emil = team
    flag = actions.close(by=cast.clara, flag=worry(cast, at(2)), outcome="plan")
    with pytest.raises(ValidationError, match="closed already"):
        actions.hand_over(by=cast.clara, flag=flag, to=berta)


# --- keeping the rota ---------------------------------------------------------------------------------------------------


def test_a_rota_that_names_somebody_who_left_is_refused_whole(team):
    cast, berta, _emil = team
    before = list(cast.here.rota.values_list("pk", flat=True))
    accounts.dismiss(by=BY, membership=Membership.objects.get(user=berta, centre=cast.here))
    with pytest.raises(ValidationError, match="does not answer flags at this centre any more"):
        weekly(cast, [(0, cast.clara, 1), (0, berta, 2)])
    assert list(cast.here.rota.values_list("pk", flat=True)) == before


def test_two_people_cannot_have_one_rank_at_one_time(team):
    cast, berta, _emil = team
    with pytest.raises(ValidationError, match="the same rank on one day: 09:00–17:00"):
        weekly(cast, [(0, cast.clara, 1), (0, berta, 1)])


def test_the_last_word_about_a_day_counts_and_can_be_taken_back(team):
    cast, _berta, emil = team
    day = date(2026, 3, 2)
    with clock.at(at(1)):
        for instead in (emil, None):
            cover = actions.set_cover(by=BY, centre=cast.here, day=day, absent=cast.clara, instead=instead)
        assert selectors.rota_of(cast.here).covers == {(day, cast.clara.pk): None}
        actions.remove_cover(by=BY, cover=cover)
    assert selectors.rota_of(cast.here).covers == {}
    verbs = ["cover.set", "cover.set", "cover.removed"]
    assert (
        list(AuditRow.objects.filter(verb__startswith="cover").order_by("id").values_list("verb", flat=True)) == verbs
    )


def test_a_cover_that_covers_nothing_is_refused_with_the_reason(team):
    cast, berta, _emil = team
    day = date(2026, 3, 2)

    def cover(day, absent, instead):
        with clock.at(at(2)):
            return actions.set_cover(by=BY, centre=cast.here, day=day, absent=absent, instead=instead)

    for given, said in (
        ((date(2026, 3, 1), cast.clara, berta), "This day is past."),
        ((day, cast.clara, cast.clara), "Nobody stands in for themselves."),
        ((day, cast.clara, cast.denis), "does not answer flags at this centre."),
    ):
        with pytest.raises(ValidationError, match=said):
            cover(*given)
    cover(day, berta, None)
    with pytest.raises(ValidationError, match="absent that day too"):
        cover(day, cast.clara, berta)


def test_holidays_are_replaced_from_today_on_and_the_past_stays(team):
    cast, _berta, _emil = team
    with clock.at(at(2)):
        actions.set_holidays(by=BY, centre=cast.here, days={date(2026, 3, 3): "", date(2026, 3, 10): "Fair"})
    with clock.at(at(5)):
        actions.set_holidays(by=BY, centre=cast.here, days={date(2026, 3, 12): "Fair"})
    assert selectors.closed_days(cast.here) == {date(2026, 3, 3), date(2026, 3, 12)}


# --- what became of the promise -----------------------------------------------------------------------------------------


def test_the_times_of_a_centre_count_its_own_flags_since_then_the_unanswered_too(team):
    cast, _berta, _emil = team
    now = at(2, 12)
    for raised, after in ((at(2), HOUR / 2), (at(2), HOUR * 2), (at(2), None)):
        FlagFactory(
            patient=cast.patient(cast.ana), owner=cast.clara, raised=raised, promised=at(2, 11), severity="urgent",
            acknowledged_at=after and raised + after, acknowledged_by=after and cast.clara,
        )  # fmt: skip
    FlagFactory(patient=cast.patient(cast.ana), owner=cast.clara, raised=at(1), severity="urgent")
    FlagFactory(patient=cast.patient(cast.dora), owner=cast.denis, raised=at(2), severity="urgent")
    with clock.at(now):
        [said] = selectors.answer_times(cast.here, since=at(2, 9))
    assert (said.severity, said.raised, said.acknowledged, said.decided, said.within, said.median) == (
        "urgent", 3, 2, 3, 1, 2 * HOUR,
    )  # fmt: skip


def test_the_promise_that_is_measured_is_the_first_one(team):
    cast, berta, _emil = team
    flag = worry(cast, at(2))
    left_alone(flag, at(2, 11), at(2, 11, 1))
    with clock.at(at(2, 11, 30)):
        actions.acknowledge(by=berta, flag=flag)
        [said] = selectors.answer_times(cast.here, since=at(2, 9))
    assert Flag.objects.get().deadline > at(2, 11, 30)
    assert (said.decided, said.within) == (1, 0)
