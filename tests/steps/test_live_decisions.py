"""Live stepped care: points decided once complete or at the day's end, decided again on the same day, never reopened later."""

import uuid
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from mentoring.models import Nomination
from oncocare.audit.models import AuditRow
from oncocare.events import actions as events
from oncocare.events.models import Delivery
from oncocare.events.registry import left_to_the_relay
from oncocare.foundation import clock
from oncocare.foundation.datafiles import parse
from oncocare.safety.models import Flag
from questionnaires.models import Assignment, Response
from questionnaires.scheduling.actions import close_past_windows
from steps import actions, selectors
from steps.decision import from_json
from steps.levels import Level
from steps.models import Decision, PolicyVersion
from steps.policy_file import policy_from
from steps.shipped import DEFAULT, shipped_policy
from steps.tasks import decide_past_days
from tests.cast import BY, gad7, phq9
from tests.factories.committed import at_once
from tests.factories.rooms import ask, day, newcomer, send, sit
from tests.steps.pathways import TODAY, course, level, moves, pathway

# --- when a point is decided ------------------------------------------------------------------------------------------


def test_a_point_is_decided_when_the_last_of_those_due_together_is_in(patient, deliver):
    with clock.at(day(0)):
        first, last = ask(patient, "phq-9", "gad-7")
        with deliver():
            send(first, phq9(15))
        assert course(patient) == []
        with deliver():
            send(last, gad7(3))
    assert course(patient) == [(0, 1, 1, 3, "entry-moderately-severe")]
    assert moves(patient) == [(0, 1, 3, "decision")]
    assert (pathway(patient).started, pathway(patient).entered) == (TODAY, TODAY)


def test_what_stays_incomplete_is_decided_at_the_days_end(patient, deliver):
    with clock.at(day(0, 23)), deliver():
        first, _ = ask(patient, "phq-9", "gad-7")
        send(first, phq9(15))
    with clock.at(day(0, 23, 59)):
        assert decide_past_days() == 0
    with clock.at(day(1, 0, 1)):
        assert decide_past_days() == 1
        assert decide_past_days() == 0
    assert course(patient) == [(0, 1, 1, 3, "entry-moderately-severe")]
    assert moves(patient) == [(0, 1, 3, "decision")]


def test_the_days_end_is_midnight_at_the_centre_not_in_utc(patient, deliver):
    with clock.at(datetime(2026, 3, 2, 22, tzinfo=UTC)), deliver():
        first, _ = ask(patient, "phq-9", "gad-7")
        send(first, phq9(12))
    with clock.at(datetime(2026, 3, 2, 23, 5, tzinfo=UTC)):
        assert decide_past_days() == 1


def test_a_sweep_that_was_down_for_weeks_decides_every_day_in_order(patient, deliver):
    for number, total in ((0, 4), (20, 12), (25, 12)):
        with clock.at(day(number)), deliver():
            first = ask(patient, "phq-9", "gad-7", days=1)[0]
            send(first, phq9(total))
        with clock.at(day(number, 11)):
            Assignment.objects.filter(patient=patient, state="open").update(state="missed")
    with clock.at(day(60)):
        assert decide_past_days() == 1
    assert [(row[0], row[2], row[3]) for row in course(patient)] == [(0, 1, 1), (20, 1, 2), (25, 2, 2)]


def test_a_score_that_must_be_missing_makes_no_point(patient, deliver):
    with clock.at(day(0)), deliver():
        [one] = ask(patient)
        send(one, {"1": 3})
    with clock.at(day(1)):
        assert decide_past_days() == 0
    assert course(patient) == []


def at_once_told():
    """What is told with the act itself: not what is left to the relay."""
    return Delivery.objects.exclude(handler__in=left_to_the_relay)


def test_a_patient_without_a_pathway_is_not_decided_about(cast, deliver):
    from oncocare.people.actions import take_into_care

    stranger = take_into_care(by=BY, centre=cast.here)
    with deliver():
        [one] = ask(stranger)
        send(one, phq9(27))
    assert (course(stranger), set(at_once_told().values_list("state", flat=True))) == ([], {"done"})


def test_paper_entered_later_makes_a_point_on_the_day_it_is_recorded(patient, deliver):
    sit(patient, day(0), phq=4)
    with clock.at(day(10)), deliver():
        [one] = ask(patient)
        send(one, phq9(12), answered=day(-3))
    assert [row[0] for row in course(patient)] == [0, 10]


def test_every_decision_keeps_its_trace_and_what_was_known(patient):
    sit(patient, day(0), phq=15, gad=3)
    decision = Decision.objects.get()
    kept = from_json(decision.trace)
    assert (kept.rule, kept.level_after, kept.hash) == (
        "entry-moderately-severe",
        Level.COMMUNITY,
        decision.policy_sha256,
    )
    assert decision.last_score == patient.scores.order_by("-id")[0].pk
    assert (decision.policy, decision.policy_version) == (DEFAULT, 2)


def test_two_devices_that_send_the_two_last_questionnaires_at_once_decide_once(committed):
    patient = committed.patient(committed.ana)
    first, second = ask(patient, "phq-9", "gad-7")
    at_once(lambda: send(first, phq9(15)), lambda: send(second, gad7(3)))
    assert [row[1:] for row in course(patient)] == [(1, 1, 3, "entry-moderately-severe")]
    assert at_once_told().exclude(state="done").count() == 0


# --- misses -----------------------------------------------------------------------------------------------------------


def told_of_misses(patient):
    return [
        (row[0], from_json(decision.trace).missed)
        for row, decision in zip(course(patient), Decision.objects.order_by("point", "number"), strict=True)
    ]


def close_windows(number, deliver):
    with clock.at(day(number, 0, 20)), deliver():
        close_past_windows()


def test_the_day_a_missed_set_closed_is_a_point_and_the_misses_in_a_row_are_counted(patient, deliver):
    sit(patient, day(0), phq=4)
    for number in (10, 20):
        with clock.at(day(number)):
            ask(patient, "phq-9", "gad-7", days=2)
        close_windows(number + 3, deliver)
    assert told_of_misses(patient) == [(0, 0), (12, 1), (22, 2)]


def test_a_set_without_an_instrument_of_the_policy_makes_no_point(patient, deliver):
    sit(patient, day(0), phq=4)
    with clock.at(day(10)):
        ask(patient, "isi", days=2)
    close_windows(13, deliver)
    assert told_of_misses(patient) == [(0, 0)]


def test_a_miss_found_after_a_later_day_was_decided_is_no_point_and_never_counts(patient, deliver):
    with clock.at(day(0)):
        ask(patient, "gad-7", days=2)
    with clock.at(day(3)), deliver():
        [one] = ask(patient)
        send(one, {"1": 3})  # too few answers for a score
    with clock.at(day(4)):
        ask(patient, "phq-9", days=0)
    Assignment.objects.filter(patient=patient, instrument="phq-9", state="open").update(state="missed")
    with clock.at(day(5)):
        actions.decide_point(by=BY, pathway=pathway(patient), day=day(4).date())
    close_windows(6, deliver)
    assert told_of_misses(patient) == [(4, 1)]


# --- decided again on the same day ------------------------------------------------------------------------------------


def test_a_second_score_on_the_same_day_decides_anew_from_the_level_the_day_began_with(patient):
    sit(patient, day(0, 10), phq=15)
    sit(patient, day(0, 16), phq=8)
    assert course(patient) == [(0, 1, 1, 3, "entry-moderately-severe"), (0, 2, 1, 2, "entry-mild-or-moderate")]
    assert moves(patient) == [(0, 1, 3, "decision"), (0, 3, 2, "decided anew")]
    assert [decision.number for decision in selectors.standing_decisions(pathway(patient))] == [2]
    assert (level(patient), pathway(patient).entered) == (2, TODAY)


def test_a_day_decided_anew_gives_back_the_level_and_the_day_it_was_entered(patient):
    sit(patient, day(0), phq=4)
    sit(patient, day(21, 10), phq=12)
    assert (level(patient), pathway(patient).entered) == (2, date(2026, 3, 23))
    sit(patient, day(21, 16), phq=4)
    assert (level(patient), pathway(patient).entered, pathway(patient).started) == (1, TODAY, TODAY)
    assert moves(patient) == [(21, 1, 2, "decision"), (21, 2, 1, "decided anew")]


def test_the_same_event_twice_decides_once(patient):
    [response] = sit(patient, day(0), phq=12)
    with clock.at(day(0)):
        again = actions.decide_point(by=BY, pathway=pathway(patient), day=TODAY)
    assert (len(course(patient)), again.pk, response.pk) == (1, Decision.objects.get().pk, Response.objects.get().pk)


def test_a_late_relay_of_an_old_event_does_not_reopen_a_day_before_one_that_is_decided(patient, deliver):
    with clock.at(day(0)):
        [one] = ask(patient)
        send(one, phq9(12))  # the process dies before dispatch
    sit(patient, day(7), phq=12)
    before = course(patient), moves(patient), level(patient)
    with clock.at(day(8)):
        assert events.relay() == 4  # to stepped care, the desk, the coach and the plan
        assert decide_past_days() == 0
    assert (course(patient), moves(patient), level(patient)) == before
    assert Delivery.objects.exclude(state="done").count() == 0


def test_a_late_relay_of_yesterdays_event_decides_yesterday_when_nothing_came_since(patient):
    with clock.at(day(0)):
        [one] = ask(patient)
        send(one, phq9(15))
    with clock.at(day(1)):
        assert events.relay() == 4
    assert (course(patient), moves(patient)) == ([(0, 1, 1, 3, "entry-moderately-severe")], [(0, 1, 3, "decision")])


def test_yesterday_is_decided_before_today_also_when_the_sweep_has_not_run(patient, deliver):
    with clock.at(day(0, 20)), deliver():
        first, _ = ask(patient, "phq-9", "gad-7", days=1)
        send(first, phq9(15))
    Assignment.objects.filter(patient=patient, state="open").update(state="cancelled")
    sit(patient, day(1, 0), phq=9)
    assert course(patient) == [(0, 1, 1, 3, "entry-moderately-severe"), (1, 1, 3, 3, "keep")]


def test_a_decision_stands_once_for_what_was_known(patient):
    sit(patient, day(0), phq=12)
    decision = Decision.objects.get()
    decision.pk, decision.number, decision._state.adding = uuid.uuid4(), 2, True
    with pytest.raises(IntegrityError, match="decision_once_for_what_was_known"), transaction.atomic():
        decision.save()


# --- flags and nominations --------------------------------------------------------------------------------------------


def test_a_rule_that_raises_a_flag_raises_it_once_a_day(cast, patient):
    sit(patient, day(0), phq=4)
    sit(patient, day(7, 10), phq=16)
    sit(patient, day(7, 16), phq=18)
    [flag] = Flag.objects.all()
    assert (flag.kind, flag.severity, flag.source, flag.owner) == (
        "worsening", "medium", f"pathway:{pathway(patient).pk}:2026-03-09", cast.clara,
    )  # fmt: skip


def recovered(patient):
    """Half a year well after a hard start: the next point nominates."""
    for number, total in ((0, 12), (30, 5), (60, 4), (90, 3), (120, 3), (150, 3)):
        sit(patient, day(number), phq=total, gad=3)


def nomination():
    return list(Nomination.objects.values_list("decision", "withdrawn"))


def test_who_improved_and_stayed_well_is_nominated_once(patient):
    recovered(patient)
    assert nomination() == []
    sit(patient, day(185), phq=3, gad=3)
    assert nomination() == [(str(Decision.objects.get(nominate=True).pk), None)]
    sit(patient, day(200), phq=2, gad=3)
    assert (Decision.objects.filter(nominate=True).count(), Nomination.objects.count()) == (1, 1)
    assert pathway(patient).nominated is True


def test_a_nomination_is_withdrawn_when_the_day_is_decided_anew_and_made_again_when_it_stands_again(patient):
    recovered(patient)
    sit(patient, day(185, 9), phq=3, gad=3)
    sit(patient, day(185, 10), phq=12, gad=3)
    assert [bool(gone) for _, gone in nomination()] == [True]
    assert pathway(patient).nominated is False
    sit(patient, day(185, 11), phq=3, gad=3)
    assert nomination() == [(str(Decision.objects.get(point=date(2026, 9, 3), number=3).pk), None)]
    verbs = AuditRow.objects.filter(verb__contains="nominat").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["patient.nominated", "nomination.withdrawn", "patient.nominated"]


def test_a_nomination_repeated_that_day_is_withdrawn_too(patient):
    recovered(patient)
    for hour, total in ((9, 3), (10, 2), (11, 12)):
        sit(patient, day(185, hour), phq=total, gad=3)
    assert [bool(gone) for _, gone in nomination()] == [True]


# --- policies ---------------------------------------------------------------------------------------------------------


def test_a_policy_version_cannot_come_back_with_other_words(cast):
    policy, source = shipped_policy(DEFAULT)
    other = source.replace("case: 10", "case: 11")
    with pytest.raises(ValidationError, match=r"Version 2 of stepped-care-phq is here with other words"):
        actions.adopt_policy(by=BY, centre=cast.here, policy=policy_from(parse(other, "other.yaml")), source=other)
    assert (PolicyVersion.objects.count(), cast.here.policy.policy.sha256) == (1, policy.sha256)


def test_a_new_version_is_for_new_pathways_and_old_ones_keep_theirs(cast, patient):
    _, source = shipped_policy(DEFAULT)
    third = source.replace("\nversion: 2", "\nversion: 3").replace("start_level: 1", "start_level: 2")
    actions.adopt_policy(by=BY, centre=cast.here, policy=policy_from(parse(third, "three.yaml")), source=third)
    fresh = newcomer(cast.here, "NEW")
    assert (str(fresh.policy), fresh.level, str(pathway(patient).policy), level(patient)) == (
        "stepped-care-phq 3", 2, "stepped-care-phq 2", 1,
    )  # fmt: skip
    sit(fresh.patient, day(0), phq=4)
    assert Decision.objects.get().policy_version == 3


def test_a_stored_policy_is_compiled_once(cast):
    version = PolicyVersion.objects.get()
    assert selectors.policy_of(version) is selectors.policy_of(PolicyVersion.objects.get())
