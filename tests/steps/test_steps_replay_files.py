"""Score files in, decision files and figures out, by the functions and by the command."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from oncocare.foundation.datafiles import DataFileError
from steps.management.commands.replay import Command
from steps.policy_file import parse_policy
from steps.replay import decisions_csv, difference, parse_scores, read_scores, replay, summary

POLICY = """policy: small
version: 1
title: {en: Small}
start_level: 1
max_age_days: 14
measures:
  mood: {instrument: phq-9, score: total, case: 10, higher_is: worse}
rules:
  - id: severe
    when: {measure: mood, at_least: 20}
    then: {move_to: 4, approval: clinician}
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
HEADER = "patient,date,instrument,score,value\n"
SCORES = HEADER + (
    "B,2026-01-08,phq-9,total,3\nA,2026-01-01,phq-9,total,21\nB,2026-01-01,phq-9,total,12\nA,2026-01-15,phq-9,total,7\n"
)
GRANTED = """patient,date,level_before,rule,outcome,level_after,approval,nominate
B,2026-01-01,1,case,up,2,,
B,2026-01-08,2,well,down,1,,yes
A,2026-01-01,1,severe,move,4,yes,
A,2026-01-15,4,,stay,4,,
"""


def problems(text):
    with pytest.raises(DataFileError) as refused:
        parse_scores(text, "s.csv")
    return str(refused.value).splitlines()


def rows(grant=True, policy=POLICY, scores=SCORES):
    return replay(parse_policy(policy), parse_scores(scores), grant)


def test_decisions_come_by_patient_of_first_appearance_and_by_date():
    assert decisions_csv(rows()) == GRANTED


def test_ignored_proposals_stay_and_say_so():
    assert decisions_csv(rows(grant=False)).splitlines()[3] == "A,2026-01-01,1,severe,stay,1,yes,"


def test_bom_crlf_blank_lines_and_empty_recorded_are_accepted():
    text = "\ufeff" + SCORES.replace("\n", "\r\n") + "\r\n"
    assert parse_scores(text) == parse_scores(SCORES)
    late = parse_scores(
        "patient,date,instrument,score,value,recorded\nA,2026-01-01,x,y,1,\nA,2026-01-01,x,y,1,2026-01-03\n"
    )
    assert [row.reading.recorded.day for row in late] == [1, 3]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("A,2026-01-01,x,y", "5 columns are needed, 4 are here"),
        (",2026-01-01,x,y,1", "patient: is empty"),
        ("A ,2026-01-01,x,y,1", "patient: 'A ' has spaces around it"),
        ("A,01/01/2026,x,y,1", "date: '01/01/2026' is not a date as YYYY-MM-DD"),
        ("A,2026-02-30,x,y,1", "date: '2026-02-30' is not a date as YYYY-MM-DD"),
        ("A,20260101,x,y,1", "date: '20260101' is not a date as YYYY-MM-DD"),
        ("A,2026-01-01,x,y,nan", "value: 'nan' is not a finite decimal number"),
        ("A,2026-01-01,x,y,1_0", "value: '1_0' is not a finite decimal number"),
        ("A,2026-01-01,x,y,", "value: is empty"),
    ],
)
def test_bad_rows_are_named_with_line_and_column(row, message):
    assert problems(HEADER + "A,2026-01-01,x,y,1\n" + row + "\n") == [f"s.csv:3: {message}"]


def test_recorded_before_its_own_day_is_refused():
    text = "patient,date,instrument,score,value,recorded\nA,2026-01-02,x,y,1,2026-01-01\n"
    assert problems(text) == ["s.csv:2: recorded: 2026-01-01 is before the score's own day 2026-01-02"]


def test_every_bad_row_is_listed():
    assert len(problems(HEADER + "A,x,x,y,z\n\nA,2026-01-01,x,y,z\n")) == 3


@pytest.mark.parametrize("text", ["", "patient,date\n", "date,patient,instrument,score,value\n"])
def test_another_header_is_refused(text):
    assert problems(text)[0].startswith("s.csv:1: the header must be patient,date,instrument,score,value or ")


def test_broken_csv_and_broken_text_are_refused(tmp_path):
    assert problems(HEADER + 'A,2026-01-01,x,y,"1\n')[0].startswith("s.csv:2: not valid CSV")
    path = tmp_path / "s.csv"
    path.write_bytes(HEADER.encode() + b"\xff")
    with pytest.raises(DataFileError, match=":2: not UTF-8 text"):
        read_scores(path)


def test_a_record_over_two_lines_keeps_the_line_it_begins_on():
    assert problems(HEADER + '"A\nB",2026-01-01,x,y,1\nA,2026-01-01,x,y,z\n')[0].startswith("s.csv:4: value")


def test_figures():
    figures = summary(rows(), clinicians=2)
    figures.pop("definitions")
    assert figures == {
        "patients": 2,
        "points": 4,
        "moves_up": 2,
        "moves_down": 1,
        "days_at_level": {"1": 0, "2": 7, "3": 0, "4": 14},
        "never_above_2": {"patients": 1, "of": 2, "share": 0.5},
        "nominations": 1,
        "proposals": 1,
        "clinicians": 2,
        "weeks": round(15 / 7, 4),
        "proposals_per_clinician_week": round(7 / 30, 4),
    }


def test_figures_of_nothing():
    figures = summary([])
    assert (figures["never_above_2"]["share"], figures["proposals_per_clinician_week"]) == (None, None)


def test_difference_is_patient_by_patient():
    other = POLICY.replace("at_least: 20", "at_least: 22")
    found = difference(rows(), rows(policy=other))
    assert (found["patients_differing"], found["of"], found["points_differing"]) == (1, 2, 2)
    patient = found["patients"][0]
    assert (patient["patient"], patient["last_level"], patient["last_level_against"]) == ("A", 4, 2)
    assert patient["points"][0]["date"] == "2026-01-01"
    assert difference(rows(), rows())["patients"] == []


@pytest.fixture
def files(tmp_path):
    (tmp_path / "p.yaml").write_text(POLICY)
    (tmp_path / "o.yaml").write_text(POLICY.replace("at_least: 20", "at_least: 22"))
    (tmp_path / "s.csv").write_text(SCORES)
    return tmp_path


def run(*arguments):
    out = StringIO()
    call_command(Command(stdout=out, no_color=True), *map(str, arguments))
    return out.getvalue()


def test_command_writes_decisions_to_standard_output_or_a_file(files):
    assert run(files / "p.yaml", files / "s.csv") == GRANTED
    assert run(files / "p.yaml", files / "s.csv", "--out", files / "d.csv") == ""
    assert (files / "d.csv").read_text() == GRANTED
    assert sorted(path.name for path in files.iterdir()) == ["d.csv", "o.yaml", "p.yaml", "s.csv"]


def test_command_prints_a_summary_and_a_comparison(files):
    figures = json.loads(run(files / "p.yaml", files / "s.csv", "--json", "--approvals", "ignore"))
    assert (figures["policy"], figures["moves_up"]) == ("small", 1)
    figures = json.loads(run(files / "p.yaml", files / "s.csv", "--against", files / "o.yaml", "--clinicians", "3"))
    assert (figures["clinicians"], figures["against"]["difference"]["patients_differing"]) == (3, 1)


def test_command_refuses_and_writes_nothing(files):
    (files / "s.csv").write_text(SCORES + "A,x,x,y,1\n")
    with pytest.raises(CommandError) as refused:
        run(files / "p.yaml", files / "s.csv", "--out", files / "d.csv")
    assert str(refused.value).splitlines()[1] == f"{files / 's.csv'}:6: date: 'x' is not a date as YYYY-MM-DD"
    assert not (files / "d.csv").exists()
    with pytest.raises(CommandError, match="No such file"):
        run(files / "p.yaml", files / "absent.csv")
    with pytest.raises(CommandError, match="at least 1"):
        run(files / "p.yaml", files / "s.csv", "--clinicians", "0")


def test_command_leaves_no_half_file_when_it_cannot_rename(files):
    (files / "d.csv").mkdir()
    (files / "s.csv").write_text(SCORES)
    with pytest.raises(CommandError, match="nothing was written"):
        run(files / "p.yaml", files / "s.csv", "--out", files / "d.csv")
    assert sorted(path.name for path in files.iterdir()) == ["d.csv", "o.yaml", "p.yaml", "s.csv"]


def test_command_needs_no_checks_and_no_database():
    assert Command.requires_system_checks == ()
