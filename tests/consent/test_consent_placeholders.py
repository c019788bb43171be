"""Names in braces: filled once, and everything else in braces refused before anybody reads it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncocare.consent.placeholders import NAMES, UnknownPlaceholder, fill, unknown

VALUES = {"centre": "Here", "phone": "+34 1"}
plain = st.text(st.characters(exclude_characters="{}"))
names = st.sampled_from(NAMES)


@given(plain)
def test_text_without_braces_stays_as_it_is(text):
    assert (unknown(text), fill(text, VALUES)) == ([], text)


@given(st.lists(st.tuples(plain, names)), plain)
def test_every_name_is_filled_and_nothing_else_is_touched(parts, end):
    text = "".join(f"{before}{{{name}}}" for before, name in parts) + end
    assert fill(text, VALUES) == "".join(before + VALUES[name] for before, name in parts) + end


@given(plain, names, st.text())
def test_what_is_filled_in_is_never_read_again(before, name, value):
    assert fill(f"{before}{{{name}}}", dict.fromkeys(NAMES, value)) == before + value


@given(plain, st.text("{}", min_size=1), plain)
def test_braces_around_nothing_we_know_are_refused(before, braces, after):
    text = before + braces + after
    with pytest.raises(UnknownPlaceholder) as refused:
        fill(text, VALUES)
    assert refused.value.found == unknown(text) != []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{center}", ["{center}"]),
        ("{} {}", ["{}"]),
        ("{centre.name} {0!r}", ["{", "}"]),
        ("{{centre}}", ["{", "}"]),
        ("{centre", ["{"]),
        ("phone} {x}", ["}", "{x}"]),
        ("{ centre }", ["{", "}"]),
    ],
)
def test_what_cannot_be_filled_is_named(text, found):
    assert unknown(text) == found
