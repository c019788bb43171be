"""Answers that come in a file long after they were given are history: seen, decided on, and an alarm to nobody."""

import hashlib
from datetime import date, timedelta

import pytest
from django.core.management import call_command

from clinicians.models import Task
from oncocare.foundation import clock
from oncocare.notifications.models import Message
from oncocare.people import actions as people
from oncocare.people.models import Centre
from oncocare.people.roles import COORDINATOR
from oncocare.safety.flags.actions import escalate_overdue
from oncocare.safety.models import Flag, Occasion
from questionnaires.models import Import, Response, Score
from steps.course_file import course_csv, parse_course
from steps.history.actions import HISTORY, import_answers
from steps.history.history_file import parse_answers
from steps.history.selectors import course, points, worrying_from_before
from steps.models import Decision, Pathway, Proposal
from steps.proposals.actions import climb_overdue
from steps.replay import Approvals, replay
from steps.shipped import DEFAULT, shipped_policy
from steps.tasks import decide_past_days
from tests.cast import BY, phq9
from tests.factories.rooms import day, sit, work

ITEMS = [str(number) for number in range(1, 10)]
HEADER = ",".join(["patient", "date", "instrument", *ITEMS])
TODAY = date(2026, 3, 2)
OLD = (
    "patient,date,instrument,1,2,3,4,5,6,7,8,9\n"
    "B-15,2025-03-01,phq-9,0,0,0,0,0,0,0,0,3\n"
)  # fmt: skip


def table(*rows):
    """A file of PHQ-9; each row is a key, how many days ago, the total, and item 9."""
    lines = [
        ",".join([key, str(TODAY - timedelta(days=ago)), "phq-9", *(str(phq9(total, item)[one]) for one in ITEMS)])
        for key, ago, total, item in rows
    ]
    return "\n".join([HEADER, *lines]) + "\n"


@pytest.fixture
def bring(cast):
    """The import of such a file at this moment, at the centre where Clara works."""

    def import_(text, grant=False):
        done = import_answers(by=BY, centre=cast.here, rows=parse_answers(text), grant=grant)
        return done, Import.objects.latest("made")

    with clock.at(day(0)):
        yield import_


def whom(made):
    return [one.patient.key for one in worrying_from_before(made)]


# --- history, not alarm -----------------------------------------------------------------------------------------------


def test_an_old_worrying_answer_in_a_file_is_stored_scored_and_seen_and_alarms_nobody(cast, tmp_path, capsys):
    path = tmp_path / "import-old-item9.csv"
    path.write_text(OLD, encoding="utf-8")
    call_command("import_responses", str(path), centre="here")
    [stored] = Response.objects.all()
    assert (stored.patient.key, stored.from_before, stored.risk) == ("B-15", True, ["suicidal_ideation"])
    assert stored.imported.sha256 == hashlib.sha256(OLD.encode()).hexdigest()
    assert [(score.name, score.value) for score in Score.objects.all()] == [("total", 3)]
    assert (Flag.objects.count(), Message.objects.count()) == (0, 0)
    assert Decision.objects.filter(patient=stored.patient).count() == 1
    [task] = Task.objects.all()
    assert (task.patient, task.source) == (None, f"import:{stored.imported_id}")
    assert capsys.readouterr().out == (
        "1 responses of 1 patients imported into here, 1 of them from before: 0 flags raised, 0 changes of level, "
        "0 proposals open.\n"
        "1 of these patients last said before that they thought of death or of hurting themselves: a task asks a "
        "colleague to look at them.\n"
    )


def test_forty_old_alarms_of_one_file_are_one_task_and_no_flag_and_no_message(bring):
    done, made = bring(table(*((f"p{number:02}", 15 + number, 22, 3) for number in range(40))))
    work()
    assert (done.responses, done.from_before, done.flags, done.to_look_at) == (40, 40, 0, 40)
    assert (Flag.objects.count(), Message.objects.count(), Task.objects.count()) == (0, 0, 1)
    assert sorted(whom(made)) == [f"p{number:02}" for number in range(40)]


def test_nothing_of_history_climbs_or_is_mailed_afterwards(bring):
    bring(table(("a", 200, 22, 3), ("a", 100, 22, 1)))
    with clock.at(day(0, 23)):
        decide_past_days()
        assert (escalate_overdue(), climb_overdue()) == (0, 0)
        work()
    assert (Flag.objects.count(), Message.objects.count()) == (0, 0)


def test_history_begins_after_fourteen_whole_days(bring):
    assert timedelta(days=14) == HISTORY
    done, _made = bring(table(("a", 15, 3, 1), ("b", 14, 3, 1)))
    assert (done.from_before, done.flags) == (1, 1)
    assert [flag.patient.key for flag in Flag.objects.all()] == ["b"]


def test_a_flag_of_a_rule_of_the_policy_is_not_raised_by_answers_from_before(bring):
    """Half a year of severe answers would raise `no_better` and `worsening` as they are decided."""
    many = [("a", 15 + 14 * number, 12 + number % 8, 0) for number in range(20)]
    bring(table(*many), grant=True)
    assert {decision.trace["flag"] is not None for decision in Decision.objects.filter(patient__key="a")} == {
        True,
        False,
    }
    assert Flag.objects.count() == 0


# --- what is no history -----------------------------------------------------------------------------------------------


def test_a_flag_that_a_file_raises_is_promised_from_the_moment_it_came_in(cast, bring):
    bring(table(("a", 10, 3, 1)))
    [flag] = Flag.objects.all()
    assert flag.raised == day(0)
    assert flag.deadline > day(0)
    assert flag.promised > day(0)
    assert Occasion.objects.get().made == day(0)
    with clock.at(day(0, 10, 1)):
        assert escalate_overdue() == 0


def test_a_proposal_that_a_file_leaves_open_is_promised_from_the_moment_it_came_in(bring):
    bring(table(("old", 100, 22, 0), ("new", 10, 22, 0)))
    waiting = {one.pathway.patient.key: one for one in Proposal.objects.filter(state="open")}
    assert {key: one.promised > day(0) and one.deadline > day(0) for key, one in waiting.items()} == {
        "old": True, "new": True,
    }  # fmt: skip
    with clock.at(day(0, 10, 1)):
        assert climb_overdue() == 0


def test_of_proposals_of_a_file_those_of_answers_from_before_are_mailed_to_nobody(cast, bring):
    bring(table(("old", 100, 22, 0)))
    assert (Proposal.objects.filter(state="open").count(), Message.objects.count()) == (1, 0)
    bring(table(("new", 10, 22, 0)))
    new = Proposal.objects.get(pathway__patient__key="new")
    flag = Flag.objects.get()
    assert (flag.patient.key, flag.kind) == ("new", "severe_distress")
    assert set(Message.objects.values_list("kind", "source")) == {
        ("proposal.yours", new.news), ("flag.yours", f"flag:{flag.pk}:0"),
    }  # fmt: skip


def test_what_a_file_decides_is_what_a_replay_decides(bring):
    bring(table(("a", 60, 12, 1), ("a", 40, 20, 2), ("a", 12, 21, 1), ("a", 5, 8, 1), ("a", 1, 8, 0)))
    assert Flag.objects.exists()
    pathway = Pathway.objects.get(patient__key="a")
    rows = parse_course(course_csv(course(pathway)), "course", TODAY)
    assert list(points(pathway)) == list(replay(shipped_policy(DEFAULT)[0], rows, Approvals.RECORDED))


# --- whom the task lists ----------------------------------------------------------------------------------------------


def test_the_list_is_of_those_whose_latest_answer_about_suicide_came_in_this_file_and_is_worrying(cast, bring):
    _done, made = bring(
        table(
            ("worse", 300, 3, 0),
            ("worse", 200, 3, 2),
            ("better", 300, 3, 2),
            ("better", 200, 3, 0),
            ("since", 10, 3, 0),
            ("since", 300, 3, 2),
            ("flagged", 300, 3, 2),
            ("flagged", 3, 3, 1),
        )
    )
    assert whom(made) == ["worse"]


def test_who_answers_again_or_has_died_leaves_the_list(cast, bring):
    _done, made = bring(table(("a", 100, 3, 2), ("b", 90, 3, 2), ("c", 80, 3, 2)))
    assert whom(made) == ["c", "b", "a"]
    sit(Pathway.objects.get(patient__key="a").patient, day(1), phq=3)
    people.mark_died(by=BY, patient=Pathway.objects.get(patient__key="b").patient, day=TODAY)
    assert whom(made) == ["c"]


def test_an_item_that_was_left_empty_says_nothing_about_the_answer_before_it(bring):
    text = table(("a", 100, 3, 2)) + f"a,{TODAY - timedelta(days=50)},phq-9,1,1,1,0,0,0,0,0,\n"
    assert whom(bring(text)[1]) == ["a"]


def test_a_file_without_worrying_answers_makes_no_task(bring):
    bring(table(("a", 100, 22, 0)))
    assert Task.objects.count() == 0


def test_the_task_is_owned_by_who_may_read_records_and_says_nothing_clinical(cast, bring):
    bring(table(("a", 100, 3, 2)))
    task = Task.objects.get()
    assert (task.owner, task.centre, task.what, task.due) == (
        cast.clara, cast.here, "Look at answers from before that came in a file: 1 person", TODAY + timedelta(days=7),
    )  # fmt: skip


def test_where_nobody_reads_records_the_coordinator_has_it_and_without_staff_the_command_says_so(db, tmp_path, capsys):
    path = tmp_path / "answers.csv"
    path.write_text(OLD, encoding="utf-8")
    call_command("import_responses", str(path))
    assert Task.objects.count() == 0
    assert capsys.readouterr().out.splitlines()[-1] == (
        "1 of these patients last said before that they thought of death or of hurting themselves. Nobody works at "
        "this centre yet, so nobody was asked to look at them."
    )
    carlos = people.register_user(by=BY, email="carlos@example.org", name="Carlos", language="en")
    people.appoint(by=BY, user=carlos, centre=Centre.objects.get(), role=COORDINATOR)
    path.write_text(OLD.replace("B-15", "B-16"), encoding="utf-8")
    call_command("import_responses", str(path))
    assert Task.objects.get().owner == carlos
