"""What happens to one person of the demo, and at the centre; each step goes through the action that a page calls."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from clinicians.actions import (
    add_task,
    answer_patient,
    close_flag,
    could_not_reach,
    finish_task,
    hand_over,
    log_contact,
    note_supervision,
    save_view,
    write_note,
)
from mentoring.conversations.actions import close_without_words, keep_template, mark_read, pass_on_at, write_to_team
from oncocare.demo.happenings.words import (
    ANSWER,
    AT_NIGHT,
    CALL_WHEN,
    CALLED,
    ENDED_WITH,
    ENDINGS,
    FORGOTTEN,
    KEPT,
    NOT_REACHED,
    PLAN,
    PRIVATE,
    PUT_RIGHT,
    QUESTION,
    QUESTIONS,
    READ_ONLY,
    SUPERVISED,
    TEMPLATES,
    TO_KNOW,
    TO_THE_ABSENT,
    TURNS,
    WANTS_TO_DIE,
)
from oncocare.demo.simulation.assessments import made_up
from oncocare.events.actions import inline
from oncocare.foundation import clock
from oncocare.foundation.unit import action
from oncocare.joining.actions import invite, withdraw_invitation
from oncocare.joining.models import Invitation
from oncocare.people import actions as people
from oncocare.people.days import day_of, moment_of, today_of
from oncocare.people.models import Centre, Patient, User
from oncocare.people.roles import CLINICIAN
from oncocare.safety.flags import actions as safety
from oncocare.safety.models import Flag, FlagOutcome
from oncocare.safety.plan.actions import write_plan, write_plan_together
from oncocare.safety.promise import openings_after
from oncocare.safety.rota.actions import set_cover
from oncocare.safety.rota.selectors import hours_of
from oncocare.signin.lost_access.actions import report_lost_phone
from questionnaires.answering.actions import save_answer, submit
from questionnaires.models import Assignment
from questionnaires.scheduling.actions import assign, close_past_windows
from questionnaires.sheets.actions import keep_sheet
from steps import actions as steps
from steps.activation.actions import propose_policy
from steps.models import Pathway, Proposal
from steps.proposals.actions import climb_overdue
from steps.shipped import shipped_policy

BY = "system:demo"
ANOTHER = "stepped-care-hads"
CONVERSES = "berta@demo.invalid"  # of those who can sign in
THANKS = 5  # the turn that needs no answer
Staff = dict[str, User]


def close_flags(pathway: Pathway, clinician: User) -> None:
    """Whoever looks after the person ends each flag as its story wants, after a call where they were spoken with."""
    patient = pathway.patient
    story = ENDINGS.get(patient.user.name if patient.user else "", ())
    for flag in (
        Flag.objects.filter(patient=patient, closed_at=None).select_related("patient").order_by("raised", "kind")
    ):
        before = Flag.objects.filter(patient=patient).exclude(closed_at=None).count()
        outcome = FlagOutcome(story[before] if before < len(story) else "spoke_safe")
        called: dict[str, Any] = {"kind": "phone", "minutes": 20} if outcome.talked else {}
        with clock.at(flag.raised + timedelta(hours=3)):
            close_flag(
                by=clinician, flag=flag, outcome=outcome, note=ENDED_WITH.get(outcome, ""),
                assessed=made_up(flag.kind, outcome), **called,
            )  # fmt: skip


def _say_it(pathway: Pathway, staff: Staff, *, can_wait: bool) -> None:
    flag = Flag.objects.get(patient=pathway.patient, kind="suicidal_ideation", closed_at=None)
    with clock.at(flag.raised + timedelta(minutes=2)):
        safety.say_whether_it_can_wait(by=pathway.patient.account, flag=flag, can_wait=can_wait)


def _leave_the_flag(pathway: Pathway, staff: Staff) -> None:
    """Nobody takes it on in time, so it climbs the rota."""
    for _climb in range(2):
        flag = Flag.objects.filter(patient=pathway.patient, closed_at=None).earliest("deadline")
        if flag.deadline < clock.now():
            with clock.at(flag.deadline + timedelta(minutes=1)):
                safety.escalate_overdue()


def _leave_the_proposal(pathway: Pathway, staff: Staff) -> None:
    proposal = Proposal.objects.get(pathway=pathway, state=Proposal.State.OPEN)
    with clock.at(proposal.deadline + timedelta(minutes=1)):
        climb_overdue()


def _miss_two(pathway: Pathway, staff: Staff) -> None:
    """Two sets asked by hand whose windows closed unanswered."""
    now, patient = clock.now(), pathway.patient
    for back in (28, 14):
        with clock.at(now - timedelta(days=back)):
            today = today_of(patient)
            ends = today + timedelta(days=5)
            assign(by=BY, patient=patient, instruments=QUESTIONS, opens=today, due=ends, closes=ends)
        with clock.at(now - timedelta(days=back - 7)), inline():
            close_past_windows()


def _not_reached(pathway: Pathway, staff: Staff, *, late: bool) -> None:
    """Somebody called in vain an hour or a day ago; the next attempt is to come, or was due within the last hour."""
    now = clock.now()
    flag = Flag.objects.select_related("patient").get(patient=pathway.patient, closed_at=None)
    tried, again = (timedelta(days=1), -timedelta(minutes=50)) if late else (timedelta(minutes=15), timedelta(days=1))
    with clock.at(now - tried):
        could_not_reach(
            by=staff["Clara"], flag=flag, next_attempt=now + again, kind="phone", minutes=3, note=NOT_REACHED
        )


def _decline(pathway: Pathway, staff: Staff) -> None:
    proposal = Proposal.objects.get(pathway=pathway, state=Proposal.State.OPEN)
    with clock.at(proposal.made + timedelta(hours=5)):
        steps.decline(by=staff["Clara"], proposal=proposal, reason=KEPT)


def _answer_little(pathway: Pathway, staff: Staff) -> None:
    """Questions of which most were left open, so that no score can be computed."""
    with clock.at(clock.now() - timedelta(days=2)):
        today = today_of(pathway.patient)
        assign(by=BY, patient=pathway.patient, instruments=QUESTIONS, opens=today, due=today, closes=today)
        asked = pathway.patient.assignments.get(state=Assignment.State.OPEN, instrument="phq-9")
        given = {str(item): None for item in range(1, 9)} | {"1": 2, "2": 1, "9": 0}
        with inline():
            submit(by=pathway.patient.account, assignment=asked, answers=given, key=uuid.uuid4(), language="es")


def _answer_late(pathway: Pathway, staff: Staff) -> None:
    """What was entered from paper is answered on the person's page too, by an old window, and worries."""
    entered = pathway.patient.assignments.filter(state=Assignment.State.ANSWERED, instrument="phq-9").latest("opens")
    with clock.at(clock.now() - timedelta(hours=2)), inline():
        save_answer(by=pathway.patient.account, assignment=entered, item="9", code=1)


def _write(pathway: Pathway, staff: Staff) -> None:
    """A call and its note, put right by whoever wrote it, and by a colleague."""
    with clock.at(clock.now() - timedelta(days=5)):
        called, clara = pathway.patient, staff["Clara"]
        log_contact(by=clara, patient=called, kind="phone", began=clock.now(), minutes=15, reached=True)
        note = write_note(by=clara, patient=called, words=CALLED)
    longer = write_note(by=clara, patient=called, words=f"{CALLED} {TO_KNOW}", corrects=note)
    write_note(by=staff["Pau"], patient=called, words=PUT_RIGHT, corrects=longer)


def _call_in_vain(pathway: Pathway, staff: Staff) -> None:
    began = clock.now() - timedelta(hours=2)
    log_contact(by=staff["Clara"], patient=pathway.patient, kind="phone", began=began, minutes=2, reached=False)


def _add_tasks(pathway: Pathway, staff: Staff) -> None:
    """One that is overdue, and one that is done."""
    clara = staff["Clara"]
    with clock.at(clock.now() - timedelta(days=6)):
        day = today_of(pathway.centre)
        add_task(by=clara, patient=pathway.patient, owner=clara, what="Ask the ward for the letter", due=day)
        sent = add_task(by=clara, patient=pathway.patient, owner=clara, what="Send the leaflet about sleep", due=day)
        finish_task(by=clara, task=sent)


def _hand_over(pathway: Pathway, staff: Staff, *, to: str, back: int = 0) -> None:
    with clock.at(clock.now() - timedelta(days=back)), inline():
        hand_over(by=staff["Clara"], patient=pathway.patient, clinician=staff[to], note=TO_KNOW)


def _plan(pathway: Pathway, staff: Staff, *, together: bool) -> None:
    """A safety plan, written with staff and shared, or written alone and kept to oneself."""
    if together:
        write_plan_together(by=staff["Clara"], patient=pathway.patient, content=PLAN, agreed=True)
    else:
        write_plan(by=pathway.patient.account, patient=pathway.patient, content=PLAN, shared=False)


def _print_questions(pathway: Pathway, staff: Staff) -> None:
    today = today_of(pathway.patient)
    asked = assign(
        by=BY, patient=pathway.patient, instruments=QUESTIONS, opens=today, due=today, closes=today + timedelta(days=9)
    )
    keep_sheet(by=staff["Clara"], asked=asked, language="es")


def _begin_help(pathway: Pathway, staff: Staff, *, back: int, ended: int | None = None) -> None:
    today = today_of(pathway.patient)
    steps.help_began(by=staff["Clara"], pathway=pathway, day=today - timedelta(days=back))
    if ended is not None:
        steps.help_ended(by=staff["Clara"], pathway=pathway, day=today - timedelta(days=ended))


def _add_task(pathway: Pathway, staff: Staff) -> None:
    today = today_of(pathway.centre)
    add_task(by=staff["Pau"], patient=pathway.patient, owner=staff["Clara"], what="Call about the new group", due=today)


def _open_with_a_reason(pathway: Pathway, staff: Staff) -> None:
    people.open_record(by=staff["Gala"], patient=pathway.patient, reason="review")


def _supervise(pathway: Pathway, staff: Staff) -> None:
    note_supervision(
        by=staff["Clara"], held_on=today_of(pathway.centre) - timedelta(days=7), supervisor="Dr Mireia Vila",
        decided=[(pathway.patient, SUPERVISED)],
    )  # fmt: skip


# --- what they write to their team ------------------------------------------------------------------------------------


def _ask(pathway: Pathway, staff: Staff, *, kind: str, words: str, answer: str = "") -> None:
    patient = pathway.patient
    with clock.at(clock.now() - timedelta(hours=3)), inline():
        write_to_team(by=patient.account, patient=patient, kind=kind, words=words)
    if answer:
        answer_patient(by=staff["Clara"], patient=patient, words=answer)


def _ask_at_night(pathway: Pathway, staff: Staff, *, words: str) -> None:
    """At twenty to one: the centre answers by the end of the next day on which it is there, so it is not late today."""
    patient, now = pathway.patient, clock.now()
    patient.refresh_from_db()  # it may have been handed over
    today = today_of(patient.centre)
    nights = (moment_of(patient.centre, day, time(0, 40)) for day in (today, today - timedelta(days=1)))
    with clock.at(next(night for night in nights if night <= now)), inline():
        write_to_team(by=patient.account, patient=patient, kind="write", words=words)


def _read_only(pathway: Pathway, staff: Staff) -> None:
    """Clara has read it, and has not answered."""
    _ask(pathway, staff, kind="write", words=READ_ONLY)
    with clock.at(clock.now() - timedelta(hours=1)):
        mark_read(by=staff["Clara"], messages=pathway.patient.team_messages.all())


def _leave_the_message(pathway: Pathway, staff: Staff) -> None:
    """Nobody has answered in a week what was promised for the next day."""
    with clock.at(clock.now() - timedelta(days=7)), inline():
        write_to_team(by=pathway.patient.account, patient=pathway.patient, kind="write", words=FORGOTTEN)


def _say_that_they_want_to_die(pathway: Pathway, staff: Staff) -> None:
    """Some minutes ago; it raises a flag, or joins the one that is open."""
    with clock.at(clock.now() - timedelta(minutes=10)), inline():
        write_to_team(by=pathway.patient.account, patient=pathway.patient, kind="write", words=WANTS_TO_DIE)


@action
def converse(patient: Patient, staff: Staff) -> None:
    """Some weeks of writing to and fro; each reads what the other wrote, but for the last answer, just come."""
    centre, now = patient.centre, clock.now()
    for number, (back, name, words) in enumerate(TURNS):
        at = min(_turn(centre, back, name) + timedelta(minutes=number), now - timedelta(minutes=20 - number))
        with clock.at(at), inline():
            mark_read(
                by=staff[name] if name else patient.account,
                messages=patient.team_messages.filter(from_team=name is None),
            )
            if name:
                answer_patient(by=staff[name], patient=patient, words=words)
            else:
                write_to_team(by=patient.account, patient=patient, kind="write", words=words)
        if number == THANKS:
            clara = staff["Clara"]
            with clock.at(_turn(centre, back - 1, "Clara")):
                mark_read(by=clara, messages=patient.team_messages.filter(from_team=False))
                close_without_words(by=clara, request=patient.contact_requests.get(answered_at=None))


def _turn(centre: Centre, back: int, name: str | None) -> datetime:
    """When something of a conversation was written: in the evening, or at the start of a working day of the team."""
    day = today_of(centre) - timedelta(days=back)
    if name and back:
        day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
    return moment_of(centre, day, time(10, 15) if name else time(21, 30))


def _answer_half(pathway: Pathway, staff: Staff) -> None:
    """Questions begun and not sent."""
    today = today_of(pathway.patient)
    assign(by=BY, patient=pathway.patient, instruments=QUESTIONS, opens=today, due=today, closes=today)
    begun = pathway.patient.assignments.get(state=Assignment.State.OPEN, instrument="phq-9")
    for item, code in (("1", 2), ("2", 1), ("3", 2)):
        save_answer(by=pathway.patient.account, assignment=begun, item=item, code=code)


def _set_status(pathway: Pathway, staff: Staff, *, step: str) -> None:
    with clock.at(clock.now() - timedelta(days=3)), inline():
        steps.set_status(by=staff["Clara"], pathway=pathway, step=step, reason=f"Made up: {step}")


HAPPENS: dict[str, Callable[[Pathway, Staff], None]] = {
    "cannot_wait": partial(_say_it, can_wait=False),
    "can_wait": partial(_say_it, can_wait=True),
    "flag_left": _leave_the_flag,
    "flag_answered": lambda pathway, staff: close_flags(pathway, staff["Clara"]),
    "proposal_left": _leave_the_proposal,
    "missed_two": _miss_two,
    "help_goes_on": partial(_begin_help, back=63),
    "help_over": partial(_begin_help, back=90, ended=20),
    "task_due": _add_task,
    "opened": _open_with_a_reason,
    "supervised": _supervise,
    "half_answered": _answer_half,
    "asks_for_a_call": partial(_ask, kind="call", words=CALL_WHEN),
    "wrote": partial(_ask, kind="write", words=QUESTION, answer=ANSWER),
    "asks_for_a_private_session": partial(_ask, kind="private", words=PRIVATE),
    "wrote_at_night": partial(_ask_at_night, words=AT_NIGHT),
    "wrote_to_the_absent": partial(_ask_at_night, words=TO_THE_ABSENT),
    "wrote_and_was_read": _read_only,
    "wrote_in_vain": _leave_the_message,
    "wants_to_die": _say_that_they_want_to_die,
    "not_reached": partial(_not_reached, late=False),
    "not_reached_late": partial(_not_reached, late=True),
    "proposal_declined": _decline,
    "little_answered": _answer_little,
    "answered_late": _answer_late,
    "written": _write,
    "called_in_vain": _call_in_vain,
    "tasks": _add_tasks,
    "handed_over": partial(_hand_over, to="Pau"),
    "handed_to_gala": partial(_hand_over, to="Gala", back=3),
    "plan_shared": partial(_plan, together=True),
    "plan_kept": partial(_plan, together=False),
    "printed": _print_questions,
    **{step: partial(_set_status, step=step) for step in ("pause", "ill", "withdraw", "end")},
}


def at_the_centre(centre: Centre, staff: Staff) -> None:
    """What waits for a coordinator: colleagues who were invited, an absence, a policy to be activated, a lost phone."""
    marc = staff["Marc"]
    _invite(marc, centre, "Jana")
    withdraw_invitation(by=marc, invitation=_invite(marc, centre, "Quim"))
    today = today_of(centre)
    monday = today + timedelta(days=14 - today.weekday())
    set_cover(by=marc, centre=centre, day=monday, absent=staff["Pau"], instead=staff["Gala"])
    _be_absent(centre, staff)
    converse(Patient.objects.get(centre=centre, user__email=CONVERSES), staff)
    _keep_templates(centre, marc)
    policy, source = shipped_policy(ANOTHER)
    propose_policy(by=marc, centre=centre, policy=policy, source=source)
    save_view(by=staff["Clara"], centre=centre, name="Waiting for a group", query="needs=help")
    with inline():
        report_lost_phone(email="lucia@demo.invalid")


def _be_absent(centre: Centre, staff: Staff) -> None:
    """Gala is not there today and on the next day with staffed hours; what waits with her goes to Pau."""
    opening = next(openings_after(clock.now(), hours_of(centre), centre.time_zone))
    for day in sorted({today_of(centre), day_of(centre, opening[0])}):
        set_cover(by=staff["Marc"], centre=centre, day=day, absent=staff["Gala"], instead=staff["Pau"])
    with inline():
        pass_on_at(centre)


def _keep_templates(centre: Centre, by: User) -> None:
    for language, templates in TEMPLATES.items():
        for name, words in templates.items():
            keep_template(by=by, centre=centre, language=language, name=name, words=words)


def _invite(by: User, centre: Centre, name: str) -> Invitation:
    return invite(
        by=by, centre=centre, channel=Invitation.Channel.EMAIL.value, language="es", name=name,
        email=f"{name.lower()}@demo.invalid", role=CLINICIAN,
    )  # fmt: skip
