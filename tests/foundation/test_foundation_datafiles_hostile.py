"""Data files that are broken, huge or tricky: refused with a line, in a second, and never with a traceback."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from oncocare.foundation.datafiles import (
    DEEPEST,
    LARGEST,
    MOST_NODES,
    SHOWN,
    DataFileError,
    Part,
    Problem,
    decode,
    is_plain_number,
    parse,
    read,
    read_text,
    validate,
)
from tests.timing import within_a_second

PLAIN = ("0", "-3", "7", "10", "0.5", "-0.25", "12.50", "100.001", "123456789012345", "-1.23456789012345")
FANCY = (
    "010", "00", "-010", "08", "089", "-08", "09.5", "00.5", "1_000", "1_0.5", "0x1F", "0x_", "0b1", "0b_", "0_", "1:30", "-1:30", "1:30.5",
    "+5", "+0.5", "+08", ".5", "5.", "1.0e+3", "1.5E-3", ".5e+1", ".inf", "-.inf", ".Inf", ".nan", ".NaN",
)  # fmt: skip
TEXT = (
    "1e3", "1.0e3", "0o17", "2.1.0", "08.1.0", "08:30", "2026-01-31", "2026-01-31 10:00:00", "0-1", "1 000", "--", ".", "nan", "inf", "1,5",
    "0800 12", "٣", "10%",
)  # fmt: skip
NOT_PLAIN = (
    *FANCY,
    *TEXT,
    "",
    " 1",
    "1 ",
    "1\n",
    "-",
    "--1",
    "1.",
    "1e5",
    "Infinity",
    "0" * 9999,
    "9" * 9999,
    "1" * 16,
    "0.123456789012345",
)


def refused(text):
    """What is said of the text, which takes less than a second."""
    with within_a_second(), pytest.raises(DataFileError) as error:
        parse(text, "f")
    return str(error.value).splitlines()


def problems(text):
    try:
        parse(text, "f")
    except DataFileError as error:
        return error.problems
    return ()


# --- numbers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", PLAIN)
def test_a_number_written_plainly_is_one(text):
    assert is_plain_number(text)
    [number] = parse(f"[{text}]", "f").data
    assert type(number) is (float if "." in text else int)
    assert Decimal(str(number)) == Decimal(text)


@pytest.mark.parametrize("text", NOT_PLAIN)
def test_anything_else_is_no_plain_number(text):
    assert not is_plain_number(text)


@pytest.mark.parametrize("text", FANCY)
def test_a_number_that_yaml_reads_as_another_is_refused(text):
    assert refused(f"a: b\nc: {text}\n") == [f"f:2: a number is written plainly, such as 10 or 2.5, not '{text}'"]


@pytest.mark.parametrize("text", TEXT)
def test_what_was_text_stays_text(text):
    assert parse(f"a: {text}", "f").data == {"a": text}


@pytest.mark.parametrize("text", [*PLAIN, *FANCY])
def test_a_number_in_quotes_or_in_a_key_is_text(text):
    assert parse(f"'{text}': '{text}'\n{text}x: |-\n  {text}\n", "f").data == {text: text, f"{text}x": text}
    assert parse(f"{text}: x", "f").data == {text: "x"}


@pytest.mark.parametrize("text", ["1" * 16, "9" * 5000, "1" + "0" * 300 + ".5", "0.1234567890123456"])
def test_a_number_has_few_digits(text):
    assert refused(f"a: {text}") == ["f:1: a number has at most 15 digits"]


def test_a_tag_makes_no_number():
    assert refused("a: !!int x") == ["f:1: a number is written plainly, such as 10 or 2.5, not 'x'"]
    assert refused("a: !!float 1e3") == ["f:1: a number is written plainly, such as 10 or 2.5, not '1e3'"]


def test_a_long_number_is_not_shown_whole():
    assert len(refused("a: 0" + "1" * 9999)[0]) < 120


@given(st.from_regex(r"\A-?[0-9]{1,9}(\.[0-9]{1,6})?\Z"))
@example("-0")
def test_a_plain_number_is_read_exactly_and_said_again_the_same(text):
    if is_plain_number(text):
        assert Decimal(str(parse(text, "f").data)) == Decimal(text)
    else:
        assert refused(text)


# --- depth and size ---------------------------------------------------------------------------------------------------


def nested(depth):
    """The same depth, written in the ways there are."""
    return {
        "lists": "[" * depth + "]" * depth,
        "mappings": "{a: " * depth + "1" + "}" * depth,
        "lists on lines": "[\n" * depth + "]\n" * depth,
        "block lists": "".join(f"{' ' * level}-\n" for level in range(depth)),
        "block mappings": "".join(f"{' ' * level}a:\n" for level in range(depth)),
        "dashes": "- " * depth + "1",
        "keys": "? " * depth + "1",
    }


@pytest.mark.parametrize("shape", nested(1))
def test_deep_nesting_is_refused_at_its_line(shape):
    lines = shape in ("lists on lines", "block lists", "block mappings")
    for depth in (DEEPEST + 1, 1000, 5000) if not shape.startswith("block") else (DEEPEST + 1, 700):
        assert refused("\n" + nested(depth)[shape]) == [
            f"f:{DEEPEST + 2 if lines else 2}: a data file is at most 40 levels deep"
        ]
    if shape != "keys":
        parse(nested(DEEPEST)[shape], "f")


def test_open_brackets_of_any_number_are_refused():
    assert refused("[" * LARGEST) == ["f:1: a data file is at most 40 levels deep"]


MANY = {
    "keys": "".join(f"{number}: x\n" for number in range(20_000)),
    "entries": "- 1\n" * 20_000,
    "entries in brackets": "[" + "1,\n" * 20_000 + "]",
    "pairs": "[" + "a: 1,\n" * 20_000 + "]",
}


@pytest.mark.parametrize("shape", MANY)
def test_many_keys_or_values_are_refused_at_their_line(shape):
    [said] = refused(MANY[shape])
    line = int(said.split(":")[1])
    assert said == f"f:{line}: a data file has at most 10,000 keys and values"
    assert MOST_NODES / 3 - 1 < line <= MOST_NODES


def test_as_many_as_are_allowed_are_read():
    assert len(parse("- 1\n" * (MOST_NODES - 1), "f").data) == MOST_NODES - 1


def test_a_large_text_is_refused_at_the_line_where_it_is_too_large(tmp_path):
    line = "x" * 99 + "\n"
    said = "a data file has at most 262,144 bytes"
    assert refused(line * 50_000) == [f"f:2622: {said}"]
    assert refused("é" * LARGEST) == [f"f:1: {said}"]
    path = tmp_path / "large.yaml"
    path.write_text(line * 50_000)
    with pytest.raises(DataFileError, match=f":2622: {said}"):
        read(path)


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "x" * (LARGEST - 3),
        'a: "' + "x\n " * (LARGEST // 3 - 4) + '"',
        "a: |\n" + " x\n" * (LARGEST // 3 - 2),
        "\n" * LARGEST,
        "#\n" * (LARGEST // 2),
        "".join(f'- &a{number} !!str "\\n\n\n y"\n' for number in range(MOST_NODES - 1)),
    ],
    ids=["one word", "quoted lines", "lines", "empty lines", "comments", "tags"],
)
def test_as_much_as_is_allowed_is_read_within_a_second(text):
    assert LARGEST * 0.9 < len(text) <= LARGEST
    with within_a_second():
        parse(text, "f")


# --- many mistakes ----------------------------------------------------------------------------------------------------


def test_many_mistakes_are_cut_short():
    said = refused("- 010\n" * 9_000)
    assert len(said) == SHOWN + 1
    assert said[SHOWN - 1 :] == [
        "f:100: a number is written plainly, such as 10 or 2.5, not '010'",
        "f: and 8900 more",
    ]


def test_as_many_mistakes_as_are_shown_are_not_cut():
    assert str(DataFileError("f", [Problem(1, str(number)) for number in range(SHOWN)])).count("\n") == SHOWN - 1


def test_a_schema_broken_in_thousands_of_places_says_so_within_a_second():
    class Numbers(Part):
        numbers: list[int]

    document = parse("numbers:\n" + "- x\n" * 9_000, "f")
    with within_a_second(), pytest.raises(DataFileError) as error:
        validate(document, Numbers)
    assert str(error.value).endswith("f: and 8900 more")
    assert len(error.value.problems) == 9_000


def test_a_long_value_is_not_repeated_whole():
    long = "x" * 100_000
    for text in (f"? {long}\n: 1\n? {long}\n: 2\n", f"a: !{long}!b 1"):
        [said] = refused(text)
        assert len(said) < 1_100


# --- characters -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "character", ["\x00", "\x07", "\x0b", "\x0c", "\x1b", "\x7f", "\x9f", "\ud800", "\ufeff", "\uffff"]
)
def test_a_character_that_cannot_be_seen_is_refused(character):
    said = f"the character U+{ord(character):04X} is not allowed"
    assert refused(f"a: 1\nb: 'x{character}y'\n") == [f"f:2: {said}"]
    assert refused(f'a: 1\nb: "x\\u{ord(character):04x}y"\n') == [f"f:2: {said}"]
    assert refused(f'a: 1\n"x\\u{ord(character):04x}y": 1\n') == [f"f:2: {said}"]


def test_a_byte_order_mark_may_stand_at_the_beginning():
    assert parse("\ufeffa: 1", "f").data == {"a": 1}
    assert refused("\ufeff\ufeffa: 1") == ["f:1: the character U+FEFF is not allowed"]


@pytest.mark.parametrize("text", ["\ta: 1", "a:\t1", "a: 1\n\tb: 2", "a: 1\t"])
def test_a_tab_beside_what_it_separates_is_refused(text):
    assert refused(text)[0].startswith(f"f:{text.count(chr(10)) + 1}: not valid YAML: found character '\\t'")


@pytest.mark.parametrize(
    "text", ['a: 1\nb: "\\UFFFFFFFF"', 'a: 1\nb: "\\U00110000"', f"# a\n%YAML 1.{'1' * 5000}\n--- a"]
)
def test_a_number_that_is_too_large_for_yaml_itself_is_refused(text):
    assert refused(text) == ["f:2: not valid YAML: an escape or a directive holds a number that is too large"]


def test_bytes_that_are_no_text_are_refused_at_their_line(tmp_path):
    path = tmp_path / "f.yaml"
    for data, line in (
        (b"\xff", 1),
        (b"a: 1\r\nb: \xe9\n", 2),
        (b"\xef\xbb\xbfa\n\xc3", 2),
        (b"a\n\xed\xa0\x80", 2),
        (b"\xff\xfea\0", 1),
    ):
        path.write_bytes(data)
        for reader in (read, read_text, lambda path: decode(path.read_bytes(), str(path))):
            with pytest.raises(DataFileError) as error:
                reader(path)
            assert str(error.value) == f"{path}:{line}: not UTF-8 text"


def test_text_is_read_as_it_stands_without_a_byte_order_mark(tmp_path):
    path = tmp_path / "f.csv"
    path.write_bytes(b"\xef\xbb\xbfa,\xc3\xa9\r\n\x00\r")
    assert read_text(path) == "a,é\r\n\x00\r"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")
    assert read(path).data == {"a": 1, "b": 2}
    assert read(path).sha256 == parse("a: 1\nb: 2\n", "f").sha256


# --- anything ---------------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [*"[]{},:?-&*!|>'\"%#@`~=.0179abex_+ \n\t\r\\", "\n  ", "\n- ", ": ", "<<: ", "---\n", "...\n", "%YAML 1", "%TAG ! ", "!!int ", "!<", "%41",
     "\\x", "\\u0", "\\U0011", "|2\n", ">-\n", "\x85", "\u2028", "\ufeff", "\x00"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=40))
def test_any_text_is_read_or_refused(text):
    assert all(0 < problem.line <= len(text.splitlines()) + 1 for problem in problems(text))
