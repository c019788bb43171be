"""What staff change by hand: the level, a pause, an end; and who may."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import Error, IntegrityError, transaction
from django.http import Http404
from django_fsm import TransitionNotAllowed

from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.foundation.models import ShortcutRefused
from oncocare.people.permissions import Permission
from oncocare.people.selectors import standing_of
from oncocare.safety.models import Flag
from questionnaires.answering.actions import NotOpen
from questionnaires.models import Assignment
from steps import actions, selectors
from steps.facts import DeclinedProposal
from steps.levels import Level
from steps.models import Decision, Transition, Verdict
from steps.policy import Way
from steps.tasks import decide_past_days
from tests.cast import phq9
from tests.factories.rooms import ask, day, send, sit
from tests.steps.pathways import TODAY, course, level, moves, pathway, set_status

# --- override ---------------------------------------------------------------------------------------------------------


def test_a_clinician_sets_the_level_with_a_reason_and_it_stands_against_a_decision_of_the_same_day(cast, patient):
    sit(patient, day(0, 10), phq=15)
    with clock.at(day(0, 12)):
        actions.override(by=cast.clara, pathway=pathway(patient), to=Level.CAMPUS, reason="Asked for lessons.")
    sit(patient, day(0, 16), phq=9)
    assert moves(patient) == [(0, 1, 3, "decision"), (0, 3, 2, "override")]
    assert (level(patient), Decision.objects.get(number=2).level_before) == (2, 1)
    sit(patient, day(0, 17), phq=20)
    assert (level(patient), Decision.objects.get(number=3).level_before) == (2, 1)


def test_a_level_set_before_the_first_answers_does_not_begin_the_pathway(cast, patient):
    with clock.at(day(0)):
        actions.override(by=cast.clara, pathway=pathway(patient), to=Level.CAMPUS, reason="Spoke on the phone.")
    assert (pathway(patient).started, pathway(patient).level) == (None, Level.CAMPUS)
    sit(patient, day(7), phq=21)
    decision = Decision.objects.get()
    assert (decision.rule, decision.level_before, pathway(patient).started) == (
        "severe-where-set-by-hand",
        2,
        day(7).date(),
    )


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


def test_a_level_set_by_hand_needs_a_reason(cast, patient):
    with pytest.raises(ValidationError) as refused:
        actions.override(by=cast.clara, pathway=pathway(patient), to=Level.CAMPUS, reason=" ")
    assert list(refused.value.message_dict) == ["reason"]
    assert (moves(patient), level(patient), Verdict.objects.count()) == ([], 1, 0)


def test_the_level_it_has_set_by_hand_enters_nothing_anew_and_ends_an_open_proposal(cast, patient, severe):
    with clock.at(day(3)):
        actions.override(by=cast.clara, pathway=severe.pathway, to=Level.COMMUNITY, reason="We talked; wait.")
    severe.refresh_from_db()
    assert (severe.state, level(patient), pathway(patient).entered) == ("superseded", 3, TODAY)
    assert list(Verdict.objects.values_list("day", "said", "level", "reason", "made_by")) == [
        (day(3).date(), "level", 3, "We talked; wait.", f"user:{cast.clara.pk}")
    ]
    state = selectors.standing(pathway(patient))
    assert (state.proposed, state.by_hand, state.declined) == (
        None, (day(3).date(),), (DeclinedProposal(day(3).date(), Way.UP),),
    )  # fmt: skip


def test_no_shortcut_changes_a_level_or_what_was_decided(patient):
    sit(patient, day(0), phq=12)
    found = pathway(patient)
    with pytest.raises(AttributeError, match="Direct level modification is not allowed"):
        found.level = 4
    with pytest.raises(ShortcutRefused):
        Decision.objects.get().save()
    with pytest.raises(Error, match="permission denied for table"), transaction.atomic():
        Transition.objects.update(level_after=4)


def test_a_transition_changes_the_level(patient):
    sit(patient, day(0), phq=12)
    move = Transition.objects.get()
    move.pk, move.sequence, move.level_after, move._state.adding = uuid.uuid4(), 2, move.level_before, True
    with pytest.raises(IntegrityError, match="transition_changes_the_level"), transaction.atomic():
        move.save()


# --- pause, resume, withdraw ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("step", "status"), [("pause", "paused"), ("withdraw", "withdrawn")])
def test_pausing_and_leaving_stop_every_question_and_every_decision_at_once(cast, patient, severe, step, status):
    with clock.at(day(1)):
        due = ask(patient, "phq-9", "gad-7")
        set_status(cast, patient, step)
        assert {asked.state for asked in Assignment.objects.filter(pk__in=[asked.pk for asked in due])} == {"cancelled"}
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
    sit(patient, day(2), phq=15)
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
    for earlier in before:
        set_status(cast, patient, earlier)
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


# --- access -----------------------------------------------------------------------------------------------------------


def test_pathways_and_proposals_are_found_by_staff_of_the_centre_with_the_permission_only(cast, severe):
    fetch = [
        (selectors.pathway_for, severe.pathway_id, Permission.CHANGE_PATHWAY),
        (selectors.proposal_for, severe.pk, Permission.DECIDE_PROPOSAL),
    ]
    for find, pk, permission in fetch:
        assert find(standing_of(cast.clara), pk, permission).pk == pk
        for user, refusal in (
            (cast.denis, Http404),
            (cast.ana, Http404),
            (cast.carlos, PermissionDenied),
            (cast.eva, PermissionDenied),
        ):
            with pytest.raises(refusal):
                find(standing_of(user), pk, permission)
        with pytest.raises(Http404):
            find(standing_of(cast.clara), uuid.uuid4(), permission)
    assert AuditRow.objects.filter(verb="denied").count() == 10
