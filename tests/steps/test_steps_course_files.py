"""A course file is read whole or refused with every bad row: its line, its column and what is allowed there."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oncocare.foundation.datafiles import DataFileError
from steps.course_file import CourseRow, Happened, Happening, course_csv, parse_course, read_course
from steps.facts import Reading
from steps.levels import Level

TODAY = date(2026, 3, 2)
HEADER = "patient,date,instrument,score,value\n"
WITH_RECORDED = "patient,date,instrument,score,value,recorded\n"
GOOD = "A,2026-01-01,phq-9,total,7\n"
COLUMNS = "patient,date,instrument,score,value"
HAPPENED = "missed, help-began, help-ended, flag-opened, flag-closed, accepted, declined, level"


def parsed(text):
    return parse_course(text, "c.csv", TODAY)


def problems(text):
    with pytest.raises(DataFileError) as refused:
        parsed(text)
    return str(refused.value).splitlines()


# --- what is read -----------------------------------------------------------------------------------------------------


def test_a_score_has_its_own_day_and_the_day_it_was_recorded():
    text = WITH_RECORDED + "A,2026-01-01,phq-9,total,7,\nA,2026-01-01,phq-9,total,7.5,2026-01-03\n"
    first, late = date(2026, 1, 1), date(2026, 1, 3)
    assert parsed(text) == [
        CourseRow("A", Reading(first, first, "phq-9", "total", Decimal(7)), 2),
        CourseRow("A", Reading(first, late, "phq-9", "total", Decimal("7.5")), 3),
    ]


@pytest.mark.parametrize("what", [what for what in Happened if what is not Happened.LEVEL])
def test_what_else_happened_is_a_row_without_instrument_and_value(what):
    text = WITH_RECORDED + f"A,2026-01-01,,{what},,\nA,2026-01-01,,{what},,2026-01-01\n"
    assert [row.what for row in parsed(text)] == [Happening(date(2026, 1, 1), what)] * 2


def test_a_level_set_by_hand_has_the_level_as_its_value():
    text = HEADER + "".join(f"A,2026-01-01,,level,{level}\n" for level in range(1, 5))
    assert [row.what.level for row in parsed(text)] == list(Level)


def test_a_byte_order_mark_and_the_line_ends_of_windows_are_read():
    assert parsed("\ufeff" + (HEADER + GOOD).replace("\n", "\r\n")) == parsed(HEADER + GOOD)


@pytest.mark.parametrize("end", ["\n", "\n\n\n", ",,,,\n", ",,,,\n\n,,,,"])
def test_wholly_empty_rows_at_the_end_are_passed_over(end):
    assert parsed(HEADER + GOOD + end) == parsed(HEADER + GOOD)


def test_the_ends_of_every_range_are_inside_it():
    rows = "A,1990-01-01,phq-9,total,0\nA,2026-03-02,phq-9,total,27\nA,2026-03-02,eq-5d-5l,index,-0.603\n"
    assert [row.what.value for row in parsed(HEADER + rows)] == [0, 27, Decimal("-0.603")]


# --- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("A,2026-01-01,phq-9,total", "5 columns are needed, 4 are here"),
        ("A,2026-01-01,phq-9,total,1,2026-01-01", "5 columns are needed, 6 are here"),
        ("", "5 columns are needed, 0 are here"),
        (",,,,", "patient: is empty"),
        (",2026-01-01,phq-9,total,1", "patient: is empty"),
        (" ,2026-01-01,phq-9,total,1", "patient: is empty"),
        ("A ,2026-01-01,phq-9,total,1", "patient: 'A ' has spaces around it"),
        ("A,,phq-9,total,1", "date: is empty"),
        ("A, 2026-01-01,phq-9,total,1", "date: ' 2026-01-01' has spaces around it"),
        ("A,01/01/2026,phq-9,total,1", "date: '01/01/2026' is not a date as YYYY-MM-DD"),
        ("A,2026-02-30,phq-9,total,1", "date: '2026-02-30' is not a date as YYYY-MM-DD"),
        ("A,20260101,phq-9,total,1", "date: '20260101' is not a date as YYYY-MM-DD"),
        ("A,2026-W01-1,phq-9,total,1", "date: '2026-W01-1' is not a date as YYYY-MM-DD"),
        ("A,1989-12-31,phq-9,total,1", "date: 1989-12-31 is not between 1990-01-01 and today, 2026-03-02"),
        ("A,1925-01-01,,missed,", "date: 1925-01-01 is not between 1990-01-01 and today, 2026-03-02"),
        ("A,2026-03-03,phq-9,total,1", "date: 2026-03-03 is not between 1990-01-01 and today, 2026-03-02"),
        ("A,2026-01-01,phq-9,totl,1", "score: 'totl' is not a score of phq-9; its scores: total"),
        ("A,2026-01-01,phq-9,,1", "score: '' is not a score of phq-9; its scores: total"),
        ("A,2026-01-01,hads,score,1", "score: 'score' is not a score of hads; its scores: anxiety, depression, total"),
        ("A,2026-01-01,phq-9,total,99", "value: 99 is not between 0 and 27, the range of phq-9 total"),
        ("A,2026-01-01,phq-9,total,-9", "value: -9 is not between 0 and 27, the range of phq-9 total"),
        ("A,2026-01-01,phq-9,total,27.1", "value: 27.1 is not between 0 and 27, the range of phq-9 total"),
        ("A,2026-01-01,brs,mean,0", "value: 0 is not between 1 and 5, the range of brs mean"),
        *(
            (f"A,2026-01-01,phq-9,total,{value}", f"value: {value!r} is not a number written plainly, such as 7 or 2.5")
            for value in ("", "010", "1e1", "1_0", "+1", " 1", "nan", ".5", "1.", "٣", "0.1234567890123456")
        ),
        ("A,2026-01-01,,level,5", "value: '5' is not a level from 1 to 4"),
        ("A,2026-01-01,,level,", "value: '' is not a level from 1 to 4"),
        ("A,2026-01-01,,level,2.0", "value: '2.0' is not a level from 1 to 4"),
        ("A,2026-01-01,,missed,1", "value: '1' must be empty beside missed"),
        ("A,2026-01-01,,accepted,3", "value: '3' must be empty beside accepted"),
        ("A,2026-01-01,,asked,", f"score: 'asked' is not known without an instrument; allowed: {HAPPENED}"),
    ],
)
def test_a_bad_row_is_named_with_its_line_its_column_and_what_is_allowed(row, message):
    assert problems(f"{HEADER}{GOOD}{row}\n{GOOD}") == [f"c.csv:3: {message}"]


def test_an_instrument_is_one_of_the_catalogue():
    for code in ("phq9", "PHQ-9", "phq-9 "):
        [said] = problems(f"{HEADER}A,2026-01-01,{code},total,1\n")
        assert said.startswith(f"c.csv:2: instrument: {code!r} is not an instrument; known: brief-cope, brs, ")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("phq-9,total,1,2025-12-31", "2025-12-31 is before the score's own day 2026-01-01"),
        ("phq-9,total,1,2026-03-03", "2026-03-03 is not between 1990-01-01 and today, 2026-03-02"),
        ("phq-9,total,1,soon", "'soon' is not a date as YYYY-MM-DD"),
        (",missed,,2026-01-02", "2026-01-02 must be empty or 2026-01-01 where there is no instrument"),
        (",missed,,2025-12-31", "2025-12-31 must be empty or 2026-01-01 where there is no instrument"),
        (",level,3,2026-01-02", "2026-01-02 must be empty or 2026-01-01 where there is no instrument"),
    ],
)
def test_a_bad_day_of_recording_is_named(row, message):
    assert problems(f"{WITH_RECORDED}A,2026-01-01,{row}\n") == [f"c.csv:2: recorded: {message}"]


def test_every_bad_row_is_listed():
    text = HEADER + "A,x,phq-9,total,z\n\nA,2026-01-01,phq-9,total,z\n" + GOOD
    assert [said.split(": ")[0:2] for said in problems(text)] == [
        ["c.csv:2", "date"],
        ["c.csv:3", "5 columns are needed, 0 are here"],
        ["c.csv:4", "value"],
    ]


@pytest.mark.parametrize(
    ("header", "given"),
    [
        ("", "empty"),
        ("patient,date", "patient,date"),
        ("date,patient,instrument,score,value", "date,patient,instrument,score,value"),
        ("patient;date;instrument;score;value", "patient;date;instrument;score;value"),
        ("patient,date,instrument,score,value,recorded,x", "patient,date,instrument,score,value,recorded,x"),
        ("Patient,date,instrument,score,value", "Patient,date,instrument,score,value"),
    ],
)
def test_another_header_is_refused(header, given):
    says = f"c.csv:1: the header must be {COLUMNS} or {COLUMNS},recorded, not {given}"
    assert problems(header and f"{header}\n{GOOD}") == [says]


def test_broken_csv_is_refused():
    assert problems(f'{HEADER}A,2026-01-01,phq-9,total,"1\n') == ["c.csv:2: not valid CSV: unexpected end of data"]


def test_what_is_not_utf_8_is_refused(tmp_path):
    path = tmp_path / "c.csv"
    path.write_bytes((HEADER + GOOD).encode() + b"\xff")
    with pytest.raises(DataFileError) as refused:
        read_course(path, TODAY)
    assert str(refused.value) == f"{path}:3: not UTF-8 text"


def test_a_row_over_two_lines_is_named_by_the_line_it_begins_on():
    text = f'{HEADER}"A\nB",2026-01-01,phq-9,total,1\n"A\nB",2026-01-01,phq-9,total,z\n'
    assert problems(text) == ["c.csv:4: value: 'z' is not a number written plainly, such as 7 or 2.5"]


def test_a_long_cell_is_shown_cut():
    says = f"value: '{'7' * 40}…' is not a number written plainly, such as 7 or 2.5"
    assert problems(f"{HEADER}A,2026-01-01,phq-9,total,{'7' * 5000}\n") == [f"c.csv:2: {says}"]


# --- out and in -------------------------------------------------------------------------------------------------------

DATES = st.dates(date(1990, 1, 1), TODAY)
PATIENTS = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), min_size=1).filter(
    lambda key: key.strip() == key
)
VALUES = st.decimals(0, 21, places=2).map(lambda value: value + 0)  # no negative zero


@st.composite
def readings(draw):
    own, recorded = sorted([draw(DATES), draw(DATES)])
    return Reading(own, recorded, draw(st.sampled_from(["phq-9", "gad-7", "hads"])), "total", draw(VALUES))


HAPPENINGS = st.one_of(
    st.builds(Happening, DATES, st.sampled_from([what for what in Happened if what is not Happened.LEVEL])),
    st.builds(Happening, DATES, st.just(Happened.LEVEL), st.sampled_from(Level)),
)
ROWS = st.lists(st.builds(CourseRow, PATIENTS, st.one_of(readings(), HAPPENINGS)), max_size=6)


@settings(max_examples=60)
@given(ROWS)
def test_what_is_written_is_read_as_the_same_rows(rows):
    text = course_csv(rows)
    again = parsed(text)
    assert [(row.patient, row.what) for row in again] == [(row.patient, row.what) for row in rows]
    assert course_csv(again) == text


def test_a_course_is_written_with_every_column():
    own, late = date(2026, 1, 1), date(2026, 1, 3)
    rows = [
        CourseRow("A", Reading(own, late, "phq-9", "total", Decimal("10.50"))),
        CourseRow("A", Happening(own, Happened.MISSED)),
        CourseRow("A", Happening(late, Happened.LEVEL, Level.COMMUNITY)),
    ]
    assert course_csv(rows).splitlines() == [
        "patient,date,instrument,score,value,recorded",
        "A,2026-01-01,phq-9,total,10.5,2026-01-03",
        "A,2026-01-01,,missed,,2026-01-01",
        "A,2026-01-03,,level,3,2026-01-03",
    ]
