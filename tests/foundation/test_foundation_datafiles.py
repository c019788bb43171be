"""Data files: every mistake is named with its line, and nothing small may grow large."""

import pytest

from oncocare.foundation.datafiles import DataFileError, parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &one [*one]\n", "file:1: an alias (*) is not allowed"),
        ("a: &one 1\nb: *one\n", "file:2: an alias (*) is not allowed"),
        ("a: 1\na: 2\n", "file:2: key 'a' stands here twice"),
        ("? [a]\n: 1\n", "file:1: a key must be text"),
        ("a: [1\n", "file:2: not valid YAML: expected ',' or ']', but got '<stream end>'"),
    ],
)
def test_a_mistake_is_named_with_its_line(text, expected):
    with pytest.raises(DataFileError) as refused:
        parse(text, "file")
    assert str(refused.value).splitlines()[0] == expected


def test_what_was_written_stays_what_was_written():
    data = parse(
        "no: no\non: on\nday: 2026-01-31\nhalf: 0.5\nmany: 12\nnothing: ~\nyes: true\nquoted: '12'\n", "file"
    ).data
    assert data == {
        "no": "no", "on": "on", "day": "2026-01-31", "half": 0.5, "many": 12, "nothing": None, "yes": True, "quoted": "12",
    }  # fmt: skip


def test_a_line_is_known_for_every_place_also_where_a_schema_looks_deeper():
    document = parse("a:\n  - b: 1\n  - c: 2\n", "file")
    assert [document.line_of(place) for place in ((), ("a", 1, "c"), ("a", 1, "c", "int"), ("z",))] == [1, 3, 3, 1]


def test_an_unchanged_file_hashes_the_same_on_every_system():
    assert parse("a: 1\r\nb: 2\r\n", "file").sha256 == parse("a: 1\nb: 2\n", "file").sha256
