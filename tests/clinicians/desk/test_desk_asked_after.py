"""Two sets of questions missed in a row: a task for somebody, once until the person answers again."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from clinicians import actions
from clinicians.models import Task
from oncocare.audit.models import AuditRow
from oncocare.consent.actions import record_consent
from oncocare.consent.selectors import texts_for
from oncocare.events.actions import inline, relay
from oncocare.foundation import clock
from oncocare.notifications.models import Message
from oncocare.people import actions as people
from oncocare.people.models import Membership, Patient
from oncocare.people.roles import CLINICIAN
from oncocare.safety.rota.actions import set_cover, set_holidays
from questionnaires.scheduling.actions import assign, close_past_windows
from steps.actions import set_status
from tests.cast import BY, colleague, phq9
from tests.factories.rooms import day, send, sit
from tests.pages import seen

WHAT = "Two sets of questions missed in a row: ask how they are"
FIND = "Somebody missed two sets of questions in a row, and nobody here looks after people. Find who does."


def miss(patient, number, *instruments, hour=12):
    """A set of questions that is open on one day and missed; it is seen the day after."""
    today = day(number).date()
    assign(by=BY, patient=patient, instruments=instruments or ("phq-9",), opens=today, due=today, closes=today)
    with clock.at(day(number + 1, hour)):
        close_past_windows()
        relay()


def twice(patient):
    """The second window closed on Wednesday 4 March, so it is Thursday."""
    miss(patient, 0)
    miss(patient, 2)


def answers(patient, number):
    """They answer again on that day, and what follows is done."""
    today = day(number).date()
    [one] = assign(by=BY, patient=patient, instruments=["phq-9"], opens=today, due=today, closes=today)
    with clock.at(day(number)):
        send(one, phq9(3))
        relay()


def tasks(**only):
    return list(Task.objects.filter(**only).order_by("made", "pk"))


def told():
    return list(Message.objects.filter(kind="people.missed_two", channel="email").values_list("user__name", flat=True))


def alone(cast, *gone):
    """These work at Ana's centre no more."""
    for user in gone:
        people.dismiss(by=BY, membership=Membership.objects.get(user=user, centre=cast.here, role=CLINICIAN.name))


# --- whose, when, once ------------------------------------------------------------------------------------------------


def test_two_sets_missed_in_a_row_of_anyone_become_a_task_once(team, patient):
    cast, _berta, _emil = team
    miss(patient, 0, "phq-9", "gad-7")
    assert tasks() == [], "two instruments of one set are one set"
    miss(patient, 2)
    [task] = tasks()
    assert (task.patient, task.centre, task.owner, task.what, task.maker) == (
        patient, cast.here, cast.clara, WHAT, None,
    )  # fmt: skip
    assert (task.due, task.over, told()) == (day(3).date(), None, ["Clara"])
    row = AuditRow.objects.get(verb="task.added")
    assert (row.actor, row.patient, row.detail) == ("system:tasks", str(patient.pk), {"owner": str(cast.clara.pk)})
    miss(patient, 4)
    assert (tasks(), told()) == ([task], ["Clara"])


def test_it_is_due_on_the_first_day_on_which_the_centre_is_staffed(team, patient):
    cast, _berta, _emil = team
    set_holidays(by=BY, centre=cast.here, days={day(7).date(): ""})
    miss(patient, 1)
    miss(patient, 4)  # closed on Friday, so it is Saturday; Monday is a holiday
    assert [task.due for task in tasks()] == [day(8).date()]


def test_where_hours_were_never_said_it_is_due_at_once(cast, patient):
    twice(patient)
    assert [(task.owner, task.due) for task in tasks()] == [(cast.clara, day(3).date())]


def test_of_somebody_nobody_looks_after_whoever_would_have_a_flag_has_it(team, patient):
    cast, berta, _emil = team
    Patient.objects.filter(pk=patient.pk).update(clinician=None)
    with clock.at(day(2)):
        set_cover(by=BY, centre=cast.here, day=day(3).date(), absent=cast.clara, instead=berta)
    twice(patient)
    assert [(task.owner, task.patient) for task in tasks()] == [(berta, patient)]
    assert told() == ["Berta"]


def test_of_somebody_whose_clinician_has_left_a_colleague_has_it(team, patient):
    cast, berta, _emil = team
    alone(cast, cast.clara)
    twice(patient)
    assert [(task.owner, task.patient) for task in tasks()] == [(berta, patient)]


def test_where_nobody_looks_after_people_the_coordinator_is_asked_to_find_somebody_and_reads_no_name(cast, patient):
    alone(cast, cast.clara, cast.gala)
    twice(patient)
    [task] = tasks()
    assert (task.owner, task.patient, task.what) == (cast.carlos, None, FIND)
    answers(patient, 4)
    assert tasks(lapsed=None) == []


def test_where_nobody_works_there_is_no_task(cast, patient):
    for user in (cast.clara, cast.gala, cast.carlos):
        people.disable_user(by=BY, user=user)
    twice(patient)
    assert (tasks(), told()) == ([], [])


def test_somebody_at_level_1_and_somebody_outside_stepped_care_are_asked_after_too(cast, patient):
    sit(patient, day(-20), phq=2, gad=2)
    assert cast.pathway(cast.ana).level == 1
    outside = people.take_into_care(by=BY, centre=cast.here, key="EVE", clinician=cast.clara)
    twice(patient)
    twice(outside)
    assert sorted(task.patient.key for task in tasks()) == ["ANA", "EVE"]


@pytest.mark.parametrize("step", ["pause", "ill", "withdraw", "end"])
def test_nobody_is_asked_after_who_paused_left_or_died(cast, patient, step):
    miss(patient, 0)
    today = day(2).date()
    assign(by=BY, patient=patient, instruments=["phq-9"], opens=today, due=today, closes=today)
    with clock.at(day(3)):
        close_past_windows()
        set_status(by=cast.clara, pathway=cast.pathway(cast.ana), step=step, reason="made up")
        relay()
    assert (tasks(), told()) == ([], [])


# --- no longer needed -------------------------------------------------------------------------------------------------


def test_once_they_answer_again_it_is_no_longer_needed_and_the_next_two_missed_are_another(cast, patient):
    twice(patient)
    answers(patient, 4)
    [task] = tasks()
    assert (task.lapsed, task.done_at, task.done_by) == (day(4), None, None)
    row = AuditRow.objects.get(verb="task.lapsed")
    assert (row.actor, row.patient, row.subject) == ("system:tasks", str(patient.pk), f"task:{task.pk}")
    miss(patient, 6)
    assert tasks() == [task]
    miss(patient, 8)
    assert [one.over for one in tasks()] == [day(4), None]


@pytest.mark.parametrize("step", ["pause", "ill", "withdraw", "end"])
def test_whoever_is_asked_nothing_any_more_is_not_asked_after(cast, patient, step):
    twice(patient)
    with clock.at(day(5)), inline():
        set_status(by=cast.clara, pathway=cast.pathway(cast.ana), step=step, reason="made up")
    assert [one.over for one in tasks()] == [day(5)]


def test_whoever_is_outside_stepped_care_and_says_no_to_care_is_not_asked_after(cast):
    outside = people.take_into_care(by=BY, centre=cast.here, key="EVE", clinician=cast.clara)
    twice(outside)
    for what, over in (("research", [None]), ("care", [day(5)])):
        with clock.at(day(5)), inline():
            text = texts_for(cast.here, "en")[what]
            record_consent(by=BY, patient=outside, text=text, said="no", channel="page")
        assert [one.over for one in tasks()] == over, what


def test_after_a_pause_one_more_set_missed_is_a_task_again(cast, patient):
    twice(patient)
    for number, step in ((5, "pause"), (9, "resume")):
        with clock.at(day(number)), inline():
            set_status(by=cast.clara, pathway=cast.pathway(cast.ana), step=step, reason="made up")
    miss(patient, 10)
    miss(patient, 12)
    assert [one.over for one in tasks()] == [day(5), None]


def test_a_task_that_was_done_stays_done_when_they_answer(cast, patient):
    twice(patient)
    with clock.at(day(3, 13)):
        actions.finish_task(by=cast.clara, task=Task.objects.get())
    answers(patient, 4)
    assert [(one.done_by, one.lapsed) for one in tasks()] == [(cast.clara, None)]


def test_a_task_that_is_no_longer_needed_is_not_done_by_a_late_click(cast, patient, clara):
    twice(patient)
    answers(patient, 4)
    answer = clara.post(reverse("finish_task", args=[Task.objects.get().pk]), follow=True)
    assert "This task was no longer needed." in answer.content.decode()
    assert [(one.done_at, one.lapsed) for one in tasks()] == [(None, day(4))]


# --- who reaches them -------------------------------------------------------------------------------------------------


def call(cast, patient, when, *, reached):
    with clock.at(when + timedelta(minutes=10)):
        actions.log_contact(by=cast.gala, patient=patient, kind="phone", began=when, minutes=5, reached=reached)


def test_whoever_reaches_the_person_has_done_it_and_whoever_tries_has_not(cast, patient):
    twice(patient)
    actions.add_task(by=cast.clara, patient=patient, owner=cast.clara, what="Send the diary", due=day(9).date())
    call(cast, patient, day(3, 9), reached=True)  # before the second set was missed
    call(cast, patient, day(3, 13), reached=False)
    assert [one.over for one in tasks()] == [None, None]
    call(cast, patient, day(3, 14), reached=True)
    assert {one.what: one.done_by for one in tasks()} == {WHAT: cast.gala, "Send the diary": None}


def test_it_goes_with_the_person_to_whoever_looks_after_them(cast, patient):
    cleo, other = colleague(cast), cast.patient(cast.bea)
    twice(patient)
    actions.hand_over(by=cast.clara, patient=patient, clinician=cast.gala)
    assert [one.owner for one in tasks()] == [cast.gala]
    with pytest.raises(ValidationError):
        actions.hand_over(by=cast.clara, patient=patient, clinician=cast.denis)
    actions.add_task(by=cast.gala, patient=patient, owner=cast.gala, what="x", due=day(9).date())
    moved = actions.hand_over_caseload(by=cast.gala, patients=[patient, other], clinician=cleo)
    assert (moved.people, moved.tasks) == (1, 1)
    assert {one.what: one.owner for one in tasks()} == {WHAT: cleo, "x": cast.gala}


# --- on the desk ------------------------------------------------------------------------------------------------------


def page(client, name, *args, **query):
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return unescape(seen(answer.content.decode()))


def missed_tag(text):
    """The classes of the tag, or nothing."""
    return re.findall(r'<strong class="([^"]*)">2 missed in a row', text)


def test_the_desk_shows_one_thing_to_do(cast, patient, clara):
    twice(patient)
    with clock.at(day(3, 13)):
        text = page(clara, "caseload")
        assert text.count(WHAT) == 1
        [plain] = missed_tag(text)
        assert WHAT in page(clara, "my_tasks")
        actions.finish_task(by=cast.clara, task=Task.objects.get())
        [notice] = missed_tag(page(clara, "caseload"))
    assert "notice" not in plain
    assert plain != notice, "done, and nobody was reached: the tag asks again"


def test_the_record_says_that_it_was_no_longer_needed_and_lists_it_no_more(cast, patient, clara):
    twice(patient)
    with clock.at(day(3, 13)):
        assert page(clara, "record", patient.pk).count(f'<th scope="row">{WHAT}</th>') == 1
    answers(patient, 4)
    with clock.at(day(4, 13)):
        clara.logout()
        clara.force_login(cast.clara)
        text = page(clara, "record", patient.pk)
        assert f'<th scope="row">{WHAT}</th>' not in text
        assert "Task no longer needed" in text
        assert WHAT not in page(clara, "caseload")
        assert WHAT not in page(clara, "my_tasks")
        assert WHAT not in page(clara, "print_record", patient.pk)
