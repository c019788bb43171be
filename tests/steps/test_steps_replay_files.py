"""Course files in, decision files and figures out, by the command; nothing is written when anything is wrong."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from itertools import permutations

import pytest
from django.core.management import CommandError, call_command

from oncocare.people.days import newest_today
from steps.management.commands.replay import Command

POLICY = """language: 2
policy: small
version: 1
title: {en: Small}
start_level: 1
max_age_days: 14
measures:
  mood: {instrument: phq-9, score: total, case: 10, higher_is: worse, words: {en: low mood}}
rules:
  - id: severe
    when: {measure: mood, at_least: 20}
    then: {move_to: 4, approval: clinician, meanwhile: 3}
    because: {en: B.}
    source: centre decision 2026-11-22
  - id: case
    when: {measure: mood, is: case}
    then: {step: up}
    because: {en: B.}
    source: centre decision 2026-11-22
  - id: well
    when: {measure: mood, below: 5}
    then: {step: down, nominate: mentor}
    because: {en: B.}
    source: centre decision 2026-11-22
"""
COURSE = """patient,date,instrument,score,value
B,2026-01-08,phq-9,total,3
A,2026-01-01,phq-9,total,21
B,2026-01-01,phq-9,total,12
A,2026-01-15,phq-9,total,7
A,2026-01-20,,missed,
A,2026-01-16,,accepted,
"""
GRANTED = """patient,date,level_before,rule,outcome,level_after,approval,nominate
B,2026-01-01,1,case,up,2,,
B,2026-01-08,2,well,down,1,,yes
A,2026-01-01,1,severe,move,4,yes,
A,2026-01-15,4,,stay,4,,
A,2026-01-20,4,,stay,4,,
"""
IGNORED = GRANTED.replace("severe,move,4", "severe,move,3").replace("4,,stay,4", "3,,stay,3")
RECORDED = IGNORED.replace("A,2026-01-20,3,,stay,3", "A,2026-01-20,4,,stay,4")


@pytest.fixture
def files(tmp_path):
    (tmp_path / "p.yaml").write_text(POLICY)
    (tmp_path / "o.yaml").write_text(POLICY.replace("at_least: 20", "at_least: 22"))
    (tmp_path / "c.csv").write_text(COURSE)
    return tmp_path


def run(files, *arguments):
    out = StringIO()
    command = Command(stdout=out, stderr=StringIO(), no_color=True)
    call_command(command, str(files / "p.yaml"), str(files / "c.csv"), *map(str, arguments))
    return out.getvalue()


def figures(files, *arguments):
    return json.loads(run(files, *arguments, "--json"))


# --- decisions --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], GRANTED),
        (["--approvals", "grant"], GRANTED),
        (["--approvals", "ignore"], IGNORED),
        (["--approvals", "recorded"], RECORDED),
    ],
)
def test_decisions_come_by_patient_of_first_appearance_and_by_date(files, arguments, expected):
    assert run(files, *arguments) == expected


def test_rows_may_come_in_any_order_of_patients_and_days(files):
    header, *rows = COURSE.splitlines(keepends=True)
    assert rows[0].startswith("B")
    for others in list(permutations(rows[1:]))[::17]:
        (files / "c.csv").write_text("".join([header, rows[0], *others]))
        assert run(files, "--approvals", "recorded") == RECORDED


def test_decisions_go_to_a_file_and_nothing_beside_it(files):
    assert run(files, "--out", files / "d.csv") == ""
    assert (files / "d.csv").read_text() == GRANTED
    assert sorted(path.name for path in files.iterdir()) == ["c.csv", "d.csv", "o.yaml", "p.yaml"]


def test_a_course_of_nothing_is_decided_as_nothing(files):
    (files / "c.csv").write_text(COURSE.splitlines()[0] + "\n")
    assert run(files) == GRANTED.splitlines()[0] + "\n"
    empty = figures(files)
    assert (empty["points"], empty["never_above_2"]["share"], empty["proposals_per_clinician_week"]) == (0, None, None)


def test_what_loading_a_policy_warns_of_is_said_beside_the_decisions(files, capsys):
    call_command("replay", str(files / "p.yaml"), str(files / "c.csv"))
    said = capsys.readouterr()
    assert said.out == GRANTED
    says = "warning: rule {!r} steps from whatever level: it names neither 'level' nor 'days_in_level'"
    lines = [(17, "case"), (22, "well")]
    assert said.err.splitlines() == [f"{files / 'p.yaml'}:{line}: {says.format(rule)}" for line, rule in lines]


# --- figures ----------------------------------------------------------------------------------------------------------


def test_figures(files):
    found = figures(files, "--clinicians", "2")
    assert found.pop("definitions")
    assert len(found.pop("hash")) == 64
    assert found == {
        "policy": "small",
        "version": 1,
        "approvals": "grant",
        "patients": 2,
        "points": 5,
        "moves_up": 2,
        "moves_down": 1,
        "days_at_level": {"1": 0, "2": 7, "3": 0, "4": 19},
        "never_above_2": {"patients": 1, "of": 2, "share": 0.5},
        "nominations": 1,
        "proposals": 1,
        "clinicians": 2,
        "weeks": round(20 / 7, 4),
        "proposals_per_clinician_week": round(7 / 20 / 2, 4),
    }


def test_figures_where_proposals_are_not_granted(files):
    ignored, recorded = (figures(files, "--approvals", approvals) for approvals in ("ignore", "recorded"))
    assert (ignored["approvals"], recorded["approvals"]) == ("ignore", "recorded")
    assert ignored["days_at_level"] == {"1": 0, "2": 7, "3": 19, "4": 0}
    assert (ignored["proposals"], recorded["proposals"]) == (1, 1)


def test_figures_may_be_printed_beside_a_file_of_decisions(files):
    assert figures(files, "--out", files / "d.csv")["points"] == 5
    assert (files / "d.csv").read_text() == GRANTED


def shown(before, outcome, after, approval=False):
    return {"level_before": before, "outcome": outcome, "level_after": after, "approval": approval, "nominate": False}


def test_the_difference_from_another_policy_is_told_patient_by_patient(files):
    found = json.loads(run(files, "--against", files / "o.yaml"))
    assert (found["policy"], found["against"]["policy"], found["against"]["version"]) == ("small", "small", 1)
    points = [
        {"date": "2026-01-01", "this": shown(1, "move", 4, approval=True), "against": shown(1, "up", 2)},
        {"date": "2026-01-15", "this": shown(4, "stay", 4), "against": shown(2, "stay", 2)},
        {"date": "2026-01-20", "this": shown(4, "stay", 4), "against": shown(2, "stay", 2)},
    ]
    assert found["against"]["difference"] == {
        "patients_differing": 1,
        "of": 2,
        "points_differing": 3,
        "patients": [{"patient": "A", "last_level": 4, "last_level_against": 2, "points": points}],
    }


def test_a_policy_does_not_differ_from_itself(files):
    difference = json.loads(run(files, "--against", files / "p.yaml"))["against"]["difference"]
    assert difference == {"patients_differing": 0, "of": 2, "points_differing": 0, "patients": []}


# --- what is refused --------------------------------------------------------------------------------------------------


def refused(files, *arguments):
    """What the command says; it has ended as a program that failed, and no file was written."""
    before = {path: path.read_bytes() for path in files.iterdir() if path.is_file()}
    with pytest.raises(CommandError) as error:
        run(files, *arguments)
    assert error.value.returncode == 1
    assert {path: path.read_bytes() for path in files.iterdir() if path.is_file()} == before
    return str(error.value).splitlines()


@pytest.mark.parametrize("there", [None, "kept\n"])
def test_a_bad_row_is_named_and_nothing_is_written(files, there):
    (files / "c.csv").write_text(COURSE + "A,x,phq-9,total,1\nA,2026-01-20,phq-9,total,99\n")
    if there:
        (files / "d.csv").write_text(there)
    assert refused(files, "--out", files / "d.csv") == [
        "nothing was written",
        f"{files / 'c.csv'}:8: date: 'x' is not a date as YYYY-MM-DD",
        f"{files / 'c.csv'}:9: value: 99 is not between 0 and 27, the range of phq-9 total",
    ]


def test_a_date_after_today_is_refused(files):
    today = newest_today()
    tomorrow = today + timedelta(days=1)
    (files / "c.csv").write_text(f"{COURSE}A,{today},phq-9,total,1\nA,{tomorrow},phq-9,total,1\n")
    says = f"date: {tomorrow} is not between 1990-01-01 and today, {today}"
    assert refused(files) == ["nothing was written", f"{files / 'c.csv'}:9: {says}"]


def test_a_bad_policy_is_refused(files):
    (files / "p.yaml").write_text(POLICY.replace("language: 2", "language: 1"))
    [_, said] = refused(files, "--out", files / "d.csv")
    says = "the first line must be 'language: 2' (this is language 1); docs/policies.md says what it means"
    assert said == f"{files / 'p.yaml'}:1: {says}"
    (files / "p.yaml").write_text(POLICY)
    (files / "o.yaml").write_text(POLICY.replace("version: 1", "version: x"))
    says = 'version must be a whole number of at least 1, not "x"'
    assert refused(files, "--against", files / "o.yaml")[1:] == [f"{files / 'o.yaml'}:3: {says}"]


ANSWERS = (
    COURSE + "B,2026-01-01,,declined,\nC,2026-01-01,,accepted,\nC,2026-01-01,phq-9,total,9\nA,2026-01-17,,declined,\n"
)


def test_answers_without_an_open_proposal_are_refused_where_answers_are_followed(files):
    (files / "c.csv").write_text(ANSWERS)
    says = f"{files / 'c.csv'}:{{}}: score: {{!r}}, but no proposal is open then"
    assert refused(files, "--approvals", "recorded", "--out", files / "d.csv") == [
        "nothing was written",
        *(says.format(line, answer) for line, answer in [(8, "declined"), (9, "accepted"), (11, "declined")]),
    ]


@pytest.mark.parametrize(("approvals", "expected"), [("grant", GRANTED), ("ignore", IGNORED)])
def test_they_are_passed_over_elsewhere(files, approvals, expected):
    (files / "c.csv").write_text(ANSWERS)
    assert run(files, "--approvals", approvals) == expected + "C,2026-01-01,1,,stay,1,,\n"


def test_another_policy_is_not_compared_where_answers_are_followed(files):
    says = "--against: compare with grant or ignore; answers belong to one policy"
    arguments = "--approvals", "recorded", "--against", files / "o.yaml", "--out", files / "d.csv"
    assert refused(files, *arguments) == ["nothing was written", says]


def test_a_file_that_is_not_there_is_named(files):
    (files / "c.csv").unlink()
    assert refused(files) == ["nothing was written", f"{files / 'c.csv'}:0: No such file or directory"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--clinicians", "0"], "argument --clinicians: must be a whole number of at least 1"),
        (["--clinicians", "two"], "argument --clinicians: must be a whole number of at least 1"),
        (
            ["--approvals", "all"],
            "argument --approvals: invalid choice: 'all' (choose from 'grant', 'ignore', 'recorded')",
        ),
    ],
)
def test_another_option_is_refused(files, arguments, says):
    assert refused(files, *arguments) == [f"Error: {says}"]


def test_no_half_file_is_left_where_it_cannot_be_renamed(files):
    (files / "d.csv").mkdir()
    assert refused(files, "--out", files / "d.csv")[0] == "nothing was written"
    assert sorted(path.name for path in files.iterdir()) == ["c.csv", "d.csv", "o.yaml", "p.yaml"]


def test_the_command_needs_no_checks_and_no_database():
    assert Command.requires_system_checks == ()
