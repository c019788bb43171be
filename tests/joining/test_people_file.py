"""A file of people is read whole or refused whole, with the line and the column of each mistake."""

from datetime import date

import pytest

from oncocare.foundation.datafiles import Problem
from oncocare.joining.arriving.people_file import MOST_PEOPLE, grouped, people_and_problems, unusual
from oncocare.joining.arriving.selectors import EXAMPLE, columns_in_words

TODAY = date(2026, 3, 1)
LANGUAGES = {"en": "English", "es": "Español"}


def read(*lines, languages=LANGUAGES):
    people, wrong = people_and_problems("\n".join(lines) + "\n", today=TODAY, languages=languages)
    assert wrong == []
    return people


def problems(*lines):
    _people, wrong = people_and_problems("\n".join(lines) + "\n", today=TODAY, languages=LANGUAGES)
    return [(one.line, one.message) for one in sorted(wrong)]


def test_a_row_is_read_with_what_is_known_and_why_the_rest_is_not():
    [person] = read(
        "key,consented_on,born_on,language,clinician,cancer,sex,children,treatments,stage",
        "A-1,2026-02-01,1961-05-04,es,clara@example.org,breast,-private,0_5;6_11,chemotherapy 2026-01 2026-02,",
    )
    assert (person.line, person.key, person.consented_on, person.born_on) == (
        2, "A-1", date(2026, 2, 1), date(1961, 5, 4),
    )  # fmt: skip
    assert (person.language, person.clinician) == ("es", "clara@example.org")
    assert person.said == {
        "cancer": "breast",
        "children": ["0_5", "6_11"],
        "treatments": [{"kind": "chemotherapy", "began": "2026-01", "ended": "2026-02"}],
    }
    assert person.unsaid == {"sex": "private"}


def test_semicolons_and_blank_lines_are_read_as_a_spreadsheet_writes_them():
    people = read("key;consented_on;stage", "A;2026-02-01;2", ";;", "B;2026-02-01;")
    assert [(one.line, one.key, one.language, one.said) for one in people] == [
        (2, "A", "en", {"stage": "2"}),
        (4, "B", "en", {}),
    ]


@pytest.mark.parametrize(
    ("header", "cells", "said"),
    [
        ("key,consented_on,cancer", "A,2026-02-01,toe", "cancer: “toe” is not allowed. Allowed: breast, "),
        ("key,consented_on", "a b,2026-02-01", "key: “a b” is not a key"),
        ("key,consented_on", "A,1/2/2026", "consented_on: “1/2/2026” is not a date written as 2026-01-31."),
        ("key,consented_on", "A,2026-03-02", "consented_on: “2026-03-02” is still to come."),
        ("key,consented_on,born_on", "A,2026-02-01,61-5-4", "born_on: “61-5-4” is not a date"),
        ("key,consented_on,language", "A,2026-02-01,pl", "language: “pl” is not allowed. Allowed: en, es."),
        ("key,consented_on,sex", "A,2026-02-01,-because", "sex: “because” is not allowed."),
        ("key,consented_on,treatments", "A,2026-02-01,chemotherapy soon", "treatments: “soon” is not a month"),
        ("key,consented_on,cycle_days", "A,2026-02-01,900", "cycle_days: “900” is not a whole number from 1 to 365."),
        ("key,consented_on", "A", "1 cells under 2 columns."),
        ("key,consented_on", "A,1899-12-31", "consented_on: “1899-12-31” is before 1900."),
        ("key,consented_on,operated_on", "A,2026-02-01,9999-12-31", "operated_on: “9999-12-31” is more than two years"),
        ("key,consented_on,born_on", "A,1980-02-01,1985-02-01", "consented_on: This is before the date of birth."),
        (
            "key,consented_on,born_on,diagnosed_on",
            "A,2026-02-01,1985-02-01,1985-01-31",
            "diagnosed_on: This is before the date of birth.",
        ),
        ("key,consented_on,gender", "A,2026-02-01,-woman", "gender: “woman” is not allowed."),
        ("key,consented_on,cancer", "A,2026-02-01,\x1b[31mtoe\u202e", "cancer: “[31mtoe” is not allowed."),
    ],
)
def test_each_mistake_has_its_line_and_its_column(header, cells, said):
    [(line, message)] = problems(header, cells)
    assert (line, message[: len(said)]) == (2, said)


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("key", "These columns are missing: consented_on."),
        ("key,consented_on,toe", "These columns are not known: toe. Allowed: key, consented_on, "),
        ("key,consented_on,key", "A column stands there twice."),
        ("", "These columns are missing: key, consented_on."),
        ("key\tconsented_on", "There are tabs between the cells."),
        ("sep=,", "The first line says what is between the cells. Take this line out."),
    ],
)
def test_a_header_that_is_not_one_is_refused(header, said):
    [(line, message), *_more] = problems(header, "A,2026-02-01")
    assert (line, message[: len(said)]) == (1, said)


def test_a_key_that_stands_there_twice_is_refused_where_it_comes_again():
    assert problems("key,consented_on", "A,2026-02-01", "B,2026-02-01", "A,2026-02-02") == [
        (4, "key: “A” stands in line 2 already.")
    ]


def test_a_file_without_people_or_with_too_many_is_refused():
    assert problems("key,consented_on") == [(1, "There is no row below the header.")]
    rows = [f"P{number},2026-02-01" for number in range(MOST_PEOPLE + 1)]
    assert problems("key,consented_on", *rows) == [
        (MOST_PEOPLE + 2, f"These are more than {MOST_PEOPLE} people. Make several files.")
    ]


def test_every_mistake_of_a_file_is_named_at_once():
    wrong = problems("key,consented_on,cancer,stage", "A,x,toe,9", "B,2026-02-01,lung,2")
    assert [(line, message.partition(":")[0]) for line, message in wrong] == [
        (2, "cancer"), (2, "consented_on"), (2, "stage"),
    ]  # fmt: skip


def test_a_key_in_other_letters_is_the_same_key():
    assert problems("key,consented_on", "X-case,2026-02-01", "X-CASE,2026-02-01") == [
        (3, "key: “X-CASE” stands in line 2 already.")
    ]


def test_a_broken_quotation_mark_keeps_the_mistakes_above_it():
    assert problems("key,consented_on,cancer,gender", "A,2026-02-01,toe,", 'B,2026-02-01,,"open', "C,x,,") == [
        (2, problems("key,consented_on,cancer", "A,2026-02-01,toe")[0][1]),
        (3, "A quotation mark in this row has no partner. Nothing below it was read."),
    ]
    assert problems("key,consented_on,gender", 'A,2026-02-01,"so" it goes') == [
        (2, "A quotation mark in this row has no partner. Nothing below it was read.")
    ]
    assert problems("key,consented_on,gender", f"A,2026-02-01,{'x' * 200_000}") == [
        (2, "A cell in this row is too long. Nothing below it was read.")
    ]


def test_own_words_may_begin_with_a_dash_and_hold_nothing_unseen():
    [person] = read("key,consented_on,gender,needs_words", "A,2026-02-01,- ella,a\x00b\x1b\u202ec\u2069\x07")
    assert (person.said, person.unsaid) == ({"gender": "- ella", "needs_words": "abc"}, {})


def test_what_seldom_goes_together_is_told_by_line():
    people = read("key,consented_on,cancer,stage", "A,2026-02-01,lung,2", "B,2026-02-01,,3")
    assert unusual(people) == [Problem(3, "There is a stage and no type of cancer.")]


def test_problems_that_are_alike_are_said_once():
    wrong = [Problem(number, f"cancer: “toe{number}” is not allowed.") for number in range(2, 302)]
    same = [Problem(number, "stage: “9” is not allowed.") for number in (4, 7)]
    assert grouped([*wrong, *same]) == [
        ("2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 290 more", "cancer: “toe2”, “toe3”, “toe4” … is not allowed."),
        ("4, 7", "stage: “9” is not allowed."),
    ]


def test_the_example_of_the_template_can_be_read():
    [person] = read(",".join(EXAMPLE), ",".join(EXAMPLE.values()))
    assert (person.key, person.unsaid) == ("ONC-0001", {"gender": "private"})
    assert EXAMPLE.keys() <= {column.name for column in columns_in_words()}
