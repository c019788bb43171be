"""Live stepped care: points decided once complete or at the day's end, decided anew on the same day, never reopened later."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import Error, IntegrityError, transaction
from django.http import Http404
from django_fsm import TransitionNotAllowed

from mentoring.models import Nomination
from oncocare.audit.models import AuditRow
from oncocare.events import actions as events
from oncocare.events.models import Delivery, Event
from oncocare.foundation import clock
from oncocare.foundation.datafiles import parse
from oncocare.foundation.models import ShortcutRefused
from oncocare.people.permissions import Permission
from oncocare.safety.models import Flag
from questionnaires.answering.actions import NotOpen
from questionnaires.models import Assignment, Response
from steps import actions, selectors
from steps.decision import from_json
from steps.levels import Level
from steps.models import Decision, Pathway, PolicyVersion, Proposal, Transition
from steps.policy_file import policy_from
from steps.shipped import DEFAULT, shipped_policy
from steps.tasks import decide_past_days
from tests.cast import BY, gad7, phq9
from tests.factories.committed import at_once, committed  # noqa: F401
from tests.factories.rooms import ask, day, newcomer, send, sit

TODAY = date(2026, 3, 2)


@pytest.fixture
def patient(cast):
    return cast.patient(cast.ana)


def course(patient):
    """What was decided: day, number of the day, level before and after, rule."""
    rows = Decision.objects.filter(patient=patient).order_by("point", "number")
    return [((one.point - TODAY).days, one.number, one.level_before, one.level_after, one.rule) for one in rows]


def moves(patient):
    rows = Transition.objects.filter(patient=patient).order_by("sequence")
    return [((one.day - TODAY).days, one.level_before, one.level_after, one.kind) for one in rows]


def pathway(patient):
    return Pathway.objects.get(patient=patient)


def level(patient):
    return pathway(patient).level


def proposal(patient):
    return Proposal.objects.get(pathway__patient=patient, state="open")


# --- when a point is decided ------------------------------------------------------------------------------------------


def test_a_point_is_decided_when_the_last_of_those_due_together_is_in(patient, deliver):
    with clock.at(day(0)):
        first, last = ask(patient, "phq-9", "gad-7")
        with deliver():
            send(first, phq9(12))
        assert course(patient) == []
        with deliver():
            send(last, gad7(3))
    assert course(patient) == [(0, 1, 1, 3, "entry-moderate")]
    assert moves(patient) == [(0, 1, 3, "decision")]
    assert (pathway(patient).started, pathway(patient).entered) == (TODAY, TODAY)


def test_what_stays_incomplete_is_decided_at_the_days_end(patient, deliver):
    with clock.at(day(0, 23)), deliver():
        first, _ = ask(patient, "phq-9", "gad-7")
        send(first, phq9(12))
    with clock.at(day(0, 23, 59)):
        assert decide_past_days() == 0
    with clock.at(day(1, 0, 1)):
        assert decide_past_days() == 1
        assert decide_past_days() == 0
    assert course(patient) == [(0, 1, 1, 3, "entry-moderate")]
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
        assert decide_past_days() == 3
    assert [(row[0], row[2], row[3]) for row in course(patient)] == [(0, 1, 1), (20, 1, 2), (25, 2, 2)]


def test_a_score_that_must_be_missing_makes_no_point(patient, deliver):
    with clock.at(day(0)), deliver():
        [one] = ask(patient)
        send(one, {"1": 3})
    with clock.at(day(1)):
        assert decide_past_days() == 0
    assert course(patient) == []


def test_a_patient_without_a_pathway_is_not_decided_about(cast, deliver):
    from oncocare.people.actions import take_into_care

    stranger = take_into_care(by=BY, centre=cast.here)
    with deliver():
        [one] = ask(stranger)
        send(one, phq9(27))
    assert (course(stranger), Delivery.objects.get().state) == ([], "done")


def test_paper_entered_later_makes_a_point_on_the_day_it_is_recorded(patient, deliver):
    sit(patient, day(0), phq=4)
    with clock.at(day(10)), deliver():
        [one] = ask(patient)
        send(one, phq9(12), answered=day(-3))
    assert [row[0] for row in course(patient)] == [0, 10]


def test_every_decision_keeps_its_trace_and_what_was_known(patient):
    sit(patient, day(0), phq=12, gad=3)
    decision = Decision.objects.get()
    said = from_json(decision.trace)
    assert (said.rule, said.level_after, said.hash) == ("entry-moderate", Level.COMMUNITY, decision.policy_sha256)
    assert decision.last_score == patient.scores.order_by("-id")[0].pk
    assert (decision.policy, decision.policy_version) == (DEFAULT, 1)


def test_two_devices_that_send_the_two_last_questionnaires_at_once_decide_once(committed):  # noqa: F811
    patient = committed.patient(committed.ana)
    first, second = ask(patient, "phq-9", "gad-7")
    at_once(lambda: send(first, phq9(12)), lambda: send(second, gad7(3)))
    assert [row[1:] for row in course(patient)] == [(1, 1, 3, "entry-moderate")]
    assert Delivery.objects.exclude(state="done").count() == 0


# --- decided anew on the same day -------------------------------------------------------------------------------------


def test_a_second_score_on_the_same_day_decides_anew_from_the_level_the_day_began_with(patient):
    sit(patient, day(0, 10), phq=12)
    sit(patient, day(0, 16), phq=8)
    assert course(patient) == [(0, 1, 1, 3, "entry-moderate"), (0, 2, 1, 2, "entry-mild")]
    assert moves(patient) == [(0, 1, 3, "decision"), (0, 3, 2, "decided anew")]
    assert [one.number for one in selectors.standing_decisions(pathway(patient))] == [2]
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
        assert events.relay() == 1
        assert decide_past_days() == 0
    assert (course(patient), moves(patient), level(patient)) == before
    assert Delivery.objects.exclude(state="done").count() == 0


def test_a_late_relay_of_yesterdays_event_decides_yesterday_when_nothing_came_since(patient):
    with clock.at(day(0)):
        [one] = ask(patient)
        send(one, phq9(12))
    with clock.at(day(1)):
        assert events.relay() == 1
    assert (course(patient), moves(patient)) == ([(0, 1, 1, 3, "entry-moderate")], [(0, 1, 3, "decision")])


def test_a_decision_stands_once_for_what_was_known(patient):
    sit(patient, day(0), phq=12)
    one = Decision.objects.get()
    one.pk, one.number, one._state.adding = uuid.uuid4(), 2, True
    with pytest.raises(IntegrityError, match="decision_once_for_what_was_known"), transaction.atomic():
        one.save()


# --- proposals --------------------------------------------------------------------------------------------------------


@pytest.fixture
def severe(patient):
    """Ana's first answers are severe: level 4 is proposed."""
    sit(patient, day(0, 10), phq=22, gad=10)
    return proposal(patient)


def test_severe_starters_skip_low_levels_and_wait_for_a_clinician(patient, severe):
    assert (severe.to_level, level(patient)) == (4, 1)
    assert course(patient) == [(0, 1, 1, 4, "entry-severe")]
    assert moves(patient) == []


def test_an_accepted_proposal_is_entered_on_the_day_it_is_accepted(cast, patient, severe):
    with clock.at(day(2)):
        actions.accept(by=cast.clara, proposal=severe)
    severe.refresh_from_db()
    assert (severe.state, severe.resolved_by, severe.resolved_at) == ("accepted", cast.clara, day(2))
    assert moves(patient) == [(2, 1, 4, "proposal")]
    assert (level(patient), pathway(patient).entered) == (4, TODAY + timedelta(2))
    assert Transition.objects.get().made_by == f"user:{cast.clara.pk}"
    assert AuditRow.objects.filter(verb="level.changed").get().detail == {"to": 4}
    assert Event.objects.filter(kind="level.changed").count() == 1


def test_a_changed_proposal_keeps_the_clinicians_reason(cast, patient, severe):
    with clock.at(day(0, 12)):
        actions.change(by=cast.clara, proposal=severe, to=Level.COMMUNITY, reason=" Prefers a group of peers. ")
    severe.refresh_from_db()
    assert (severe.state, severe.reason) == ("changed", "Prefers a group of peers.")
    assert moves(patient) == [(0, 1, 3, "override")]
    assert Transition.objects.get().reason == "Prefers a group of peers."


def test_a_proposal_changed_to_the_present_level_moves_nobody(cast, patient, severe):
    with clock.at(day(0, 12)):
        actions.change(by=cast.clara, proposal=severe, to=Level.MONITORING, reason="Not now.")
    assert (moves(patient), Proposal.objects.get().state) == ([], "changed")


def test_a_declined_proposal_leaves_the_level_and_is_not_made_again_that_day(cast, patient, severe):
    with clock.at(day(0, 12)):
        actions.decline(by=cast.clara, proposal=severe, reason="Spoke with her.")
    sit(patient, day(0, 16), phq=21)
    assert list(Proposal.objects.values_list("state", "reason")) == [("declined", "Spoke with her.")]
    assert (level(patient), moves(patient)) == (1, [])
    assert [one.granted for one in Decision.objects.order_by("number")] == [False, False]


def test_an_accepted_proposal_holds_when_the_same_day_says_the_same_again(cast, patient, severe):
    with clock.at(day(0, 12)):
        actions.accept(by=cast.clara, proposal=severe)
    sit(patient, day(0, 16), phq=21)
    assert (level(patient), moves(patient)) == (4, [(0, 1, 4, "proposal")])
    assert Decision.objects.get(number=2).granted is True
    assert Proposal.objects.count() == 1
    sit(patient, day(0, 17), phq=23)
    assert (level(patient), Proposal.objects.filter(state="open").count()) == (4, 0)


def test_an_override_after_an_accepted_proposal_stands_however_often_the_day_is_decided_anew(cast, patient, severe):
    with clock.at(day(0, 12)):
        actions.accept(by=cast.clara, proposal=severe)
    with clock.at(day(0, 13)):
        actions.override(by=cast.clara, pathway=pathway(patient), to=Level.CAMPUS, reason="She asked for time.")
    for hour in (16, 17):
        sit(patient, day(0, hour), phq=21)
        assert level(patient) == 2


def test_an_accepted_proposal_falls_when_the_same_day_says_otherwise(cast, patient, severe):
    with clock.at(day(0, 12)):
        actions.accept(by=cast.clara, proposal=severe)
    sit(patient, day(0, 16), phq=12)
    assert moves(patient) == [(0, 1, 4, "proposal"), (0, 4, 3, "decided anew")]


def test_newer_answers_take_the_place_of_an_open_proposal(cast, patient, severe):
    sit(patient, day(7), phq=12)
    severe.refresh_from_db()
    assert severe.state == "superseded"
    with pytest.raises(ValidationError, match="newer answers took its place"):
        actions.accept(by=cast.clara, proposal=severe)
    assert moves(patient) == []


@pytest.mark.parametrize("answer", ["accept", "change", "decline"])
def test_a_proposal_is_answered_once(cast, patient, severe, answer):
    with clock.at(day(0, 12)):
        actions.accept(by=cast.clara, proposal=severe)
    more = {"accept": {}, "change": {"to": Level.CAMPUS, "reason": "x"}, "decline": {"reason": "x"}}[answer]
    with pytest.raises(ValidationError, match="answered already"):
        getattr(actions, answer)(by=cast.clara, proposal=severe, **more)
    assert level(patient) == 4


def test_two_clinicians_who_answer_a_proposal_at_the_same_moment_answer_it_once(committed):  # noqa: F811
    patient = committed.patient(committed.ana)
    sit(patient, clock.now(), phq=22)
    one = proposal(patient)
    ended = at_once(
        lambda: actions.accept(by=committed.clara, proposal=one),
        lambda: actions.decline(by=committed.denis, proposal=one, reason="No."),
    )
    assert sorted(type(each).__name__ for each in ended) == ["Proposal", "ValidationError"]
    assert len(moves(patient)) == (Proposal.objects.get().state == "accepted")


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_clinician_who_departs_from_the_proposal_says_why(cast, severe, reason):
    for act in (
        lambda: actions.decline(by=cast.clara, proposal=severe, reason=reason),
        lambda: actions.change(by=cast.clara, proposal=severe, to=Level.CAMPUS, reason=reason),
    ):
        with pytest.raises(ValidationError) as refused:
            act()
        assert refused.value.message_dict == {"reason": ["Write the reason in a few words."]}
    severe.refresh_from_db()
    assert severe.state == "open"


def test_one_proposal_is_open_at_a_time(patient, severe):
    with pytest.raises(IntegrityError, match="proposal_one_open_a_pathway"), transaction.atomic():  # noqa: PT012
        sit(patient, day(1), phq=4)
        Proposal.objects.bulk_create(
            Proposal(decision=one, pathway=severe.pathway, centre=severe.centre, to_level=4)
            for one in Decision.objects.filter(proposal=None)
        )
        Proposal.objects.update(state="open")


# --- override ---------------------------------------------------------------------------------------------------------


def test_a_clinician_sets_the_level_with_a_reason_and_it_stands_against_a_decision_of_the_same_day(cast, patient):
    sit(patient, day(0, 10), phq=12)
    with clock.at(day(0, 12)):
        actions.override(by=cast.clara, pathway=pathway(patient), to=Level.CAMPUS, reason="Asked for lessons.")
    sit(patient, day(0, 16), phq=9)
    assert moves(patient) == [(0, 1, 3, "decision"), (0, 3, 2, "override")]
    assert (level(patient), Decision.objects.get(number=2).level_before) == (2, 2)
    sit(patient, day(0, 17), phq=9)
    assert (level(patient), Decision.objects.get(number=3).level_before) == (2, 2)


def test_a_level_set_before_the_first_answers_does_not_begin_the_pathway(cast, patient):
    with clock.at(day(0)):
        actions.override(by=cast.clara, pathway=pathway(patient), to=Level.CAMPUS, reason="Spoke on the phone.")
    assert (pathway(patient).started, pathway(patient).level) == (None, Level.CAMPUS)
    sit(patient, day(7), phq=21)
    decision = Decision.objects.get()
    assert (decision.rule, decision.level_before, pathway(patient).started) == ("entry-severe", 2, day(7).date())


def test_an_override_before_yesterday_is_decided_does_not_break_the_decision(cast, patient, deliver):
    sit(patient, day(-30), phq=4)
    with clock.at(day(0, 20)), deliver():
        first, _ = ask(patient, "phq-9", "gad-7")
        send(first, phq9(12))
    with clock.at(day(1, 0, 1)):
        actions.override(by=cast.clara, pathway=pathway(patient), to=Level.GROUP_THERAPY, reason="Called at night.")
        decide_past_days()
    assert level(patient) == 4
    assert moves(patient) == [(1, 1, 4, "override")]


def test_an_override_takes_the_place_of_an_open_proposal(cast, patient, severe):
    with clock.at(day(0, 12)):
        actions.override(by=cast.clara, pathway=severe.pathway, to=Level.COMMUNITY, reason="x")
    severe.refresh_from_db()
    assert (severe.state, level(patient)) == ("superseded", 3)


@pytest.mark.parametrize(
    ("to", "reason", "field"), [(Level.CAMPUS, " ", "reason"), (Level.MONITORING, "Because.", "to")]
)
def test_an_override_needs_a_reason_and_another_level(cast, patient, to, reason, field):
    with pytest.raises(ValidationError) as refused:
        actions.override(by=cast.clara, pathway=pathway(patient), to=to, reason=reason)
    assert list(refused.value.message_dict) == [field]
    assert (moves(patient), level(patient)) == ([], 1)


def test_no_shortcut_changes_a_level_or_what_was_decided(patient):
    sit(patient, day(0), phq=12)
    one = pathway(patient)
    with pytest.raises(AttributeError, match="Direct level modification is not allowed"):
        one.level = 4
    with pytest.raises(ShortcutRefused):
        Decision.objects.get().save()
    with pytest.raises(Error, match="permission denied for table"), transaction.atomic():
        Transition.objects.update(level_after=4)


def test_a_transition_changes_the_level(patient):
    sit(patient, day(0), phq=12)
    one = Transition.objects.get()
    one.pk, one.sequence, one.level_after, one._state.adding = uuid.uuid4(), 2, one.level_before, True
    with pytest.raises(IntegrityError, match="transition_changes_the_level"), transaction.atomic():
        one.save()


# --- pause, resume, withdraw ------------------------------------------------------------------------------------------


def set_status(cast, patient, step, reason="On holiday."):
    return actions.set_status(by=cast.clara, pathway=pathway(patient), step=step, reason=reason)


@pytest.mark.parametrize(("step", "status"), [("pause", "paused"), ("withdraw", "withdrawn")])
def test_pausing_and_leaving_stop_every_question_and_every_decision_at_once(cast, patient, severe, step, status):
    with clock.at(day(1)):
        due = ask(patient, "phq-9", "gad-7")
        set_status(cast, patient, step)
        assert {one.state for one in Assignment.objects.filter(pk__in=[one.pk for one in due])} == {"cancelled"}
        with pytest.raises(NotOpen):
            send(due[0], phq9(27))
    severe.refresh_from_db()
    assert (severe.state, pathway(patient).status) == ("superseded", status)
    assert AuditRow.objects.get(verb=f"pathway.{step}").actor == f"user:{cast.clara.pk}"
    sit(patient, day(2), phq=22)
    with clock.at(day(3)):
        assert decide_past_days() == 0
        with pytest.raises(ValidationError, match="paused or ended"):
            actions.override(by=cast.clara, pathway=pathway(patient), to=Level.CAMPUS, reason="x")
    assert [row[0] for row in course(patient)] == [0]


def test_a_worrying_answer_raises_its_flag_also_while_stepped_care_is_paused(cast, patient):
    set_status(cast, patient, "pause")
    sit(patient, day(2), phq=3, item_9=1)
    assert Flag.objects.count() == 1


def test_stepped_care_goes_on_after_a_pause(cast, patient):
    with clock.at(day(0)):
        set_status(cast, patient, "pause")
    with clock.at(day(1)):
        assert set_status(cast, patient, "resume").status == "active"
    sit(patient, day(2), phq=12)
    assert level(patient) == 3


@pytest.mark.parametrize(
    ("before", "step"),
    [
        ([], "resume"),
        (["pause"], "pause"),
        (["withdraw"], "resume"),
        (["withdraw"], "withdraw"),
        (["withdraw"], "pause"),
    ],
)
def test_what_somebody_else_changed_already_is_not_changed_again(cast, patient, before, step):
    for one in before:
        set_status(cast, patient, one)
    status = pathway(patient).status
    with pytest.raises(ValidationError, match="changed already by somebody else"):
        set_status(cast, patient, step)
    assert pathway(patient).status == status


def test_pausing_needs_a_reason(cast, patient):
    with pytest.raises(ValidationError, match="Write the reason"):
        set_status(cast, patient, "pause", " ")
    assert pathway(patient).status == "active"


def test_the_state_machine_itself_refuses_an_odd_step(patient):
    with pytest.raises(TransitionNotAllowed):
        pathway(patient).resume()


# --- flags and nominations --------------------------------------------------------------------------------------------


def test_a_rule_that_raises_a_flag_raises_it_once_a_day(cast, patient):
    sit(patient, day(0), phq=4)
    sit(patient, day(7, 10), phq=12)
    sit(patient, day(7, 16), phq=20)
    [flag] = Flag.objects.all()
    assert (flag.kind, flag.severity, flag.source, flag.owner) == (
        "worsening", "medium", f"pathway:{pathway(patient).pk}:2026-03-09", cast.clara,
    )  # fmt: skip


def recovered(patient):
    """Half a year well after a hard start: the next point nominates."""
    for number, total in ((0, 12), (30, 5), (60, 4), (90, 3), (120, 3), (150, 3)):
        sit(patient, day(number), phq=total)


def nomination():
    return list(Nomination.objects.values_list("decision", "withdrawn"))


def test_who_improved_and_stayed_well_is_nominated_once(patient):
    recovered(patient)
    assert nomination() == []
    sit(patient, day(185), phq=3)
    assert nomination() == [(str(Decision.objects.get(nominate=True).pk), None)]
    sit(patient, day(200), phq=2)
    assert (Decision.objects.filter(nominate=True).count(), Nomination.objects.count()) == (1, 1)
    assert pathway(patient).nominated is True


def test_a_nomination_is_withdrawn_when_the_day_is_decided_anew_and_made_again_when_it_stands_again(patient):
    recovered(patient)
    sit(patient, day(185, 9), phq=3)
    sit(patient, day(185, 10), phq=12)
    assert [bool(gone) for _, gone in nomination()] == [True]
    assert pathway(patient).nominated is False
    sit(patient, day(185, 11), phq=3)
    assert nomination() == [(str(Decision.objects.get(point=date(2026, 9, 3), number=3).pk), None)]
    verbs = AuditRow.objects.filter(verb__contains="nominat").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["patient.nominated", "nomination.withdrawn", "patient.nominated"]


def test_a_nomination_repeated_that_day_is_withdrawn_too(patient):
    recovered(patient)
    for hour, total in ((9, 3), (10, 2), (11, 12)):
        sit(patient, day(185, hour), phq=total)
    assert [bool(gone) for _, gone in nomination()] == [True]


# --- policies ---------------------------------------------------------------------------------------------------------


def test_a_policy_version_cannot_come_back_with_other_words(cast):
    policy, source = shipped_policy(DEFAULT)
    other = source.replace("case: 10", "case: 11")
    with pytest.raises(ValidationError, match=r"Version 1 of stepped-care-phq is here with other words"):
        actions.adopt_policy(by=BY, centre=cast.here, policy=policy_from(parse(other, "other.yaml")), source=other)
    assert (PolicyVersion.objects.count(), cast.here.policy.policy.sha256) == (1, policy.sha256)


def test_a_new_version_is_for_new_pathways_and_old_ones_keep_theirs(cast, patient):
    _, source = shipped_policy(DEFAULT)
    second = source.replace("\nversion: 1", "\nversion: 2").replace("start_level: 1", "start_level: 2")
    actions.adopt_policy(by=BY, centre=cast.here, policy=policy_from(parse(second, "two.yaml")), source=second)
    fresh = newcomer(cast.here, "NEW")
    assert (str(fresh.policy), fresh.level, str(pathway(patient).policy), level(patient)) == (
        "stepped-care-phq 2", 2, "stepped-care-phq 1", 1,
    )  # fmt: skip
    sit(fresh.patient, day(0), phq=4)
    assert Decision.objects.get().policy_version == 2


def test_a_stored_policy_is_compiled_once(cast):
    version = PolicyVersion.objects.get()
    assert selectors.policy_of(version) is selectors.policy_of(PolicyVersion.objects.get())


# --- access -----------------------------------------------------------------------------------------------------------


def test_pathways_and_proposals_are_found_by_staff_of_the_centre_with_the_permission_only(cast, severe):
    fetch = [
        (selectors.pathway_for, severe.pathway_id, Permission.CHANGE_PATHWAY),
        (selectors.proposal_for, severe.pk, Permission.DECIDE_PROPOSAL),
    ]
    for find, pk, permission in fetch:
        assert find(cast.clara, pk, permission).pk == pk
        for user, refusal in (
            (cast.denis, Http404),
            (cast.ana, Http404),
            (cast.carlos, PermissionDenied),
            (cast.eva, PermissionDenied),
        ):
            with pytest.raises(refusal):
                find(user, pk, permission)
        with pytest.raises(Http404):
            find(cast.clara, uuid.uuid4(), permission)
    assert AuditRow.objects.filter(verb="denied").count() == 10
