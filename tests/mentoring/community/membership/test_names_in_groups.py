"""What a person may be called in a group: readable, not a way to reach them, and never their own name."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.community.membership.naming import LONGEST, MOST_MARKS, NameFault, fault_of, folded, tells, tidied
from mentoring.community.models import LONGEST_NAME

LETTERS = st.text(st.characters(categories=("Lu", "Ll")), min_size=4, max_size=12)


def test_a_name_fits_into_its_column():
    assert LONGEST == LONGEST_NAME


@pytest.mark.parametrize(
    "name", ["Sunflower", "Lluna plena", "Mar y sol 7", "Nguyễn", "Ψυχή", "Вера", "星空", "O'Neill's boat"]
)
def test_any_readable_word_will_do(name):
    assert fault_of(tidied(name), ["Ana García"]) is None


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("", NameFault.EMPTY),
        ("   ", NameFault.EMPTY),
        ("x" * 31, NameFault.LONG),
        ("...", NameFault.SIGNS),
        ("a\u202eb", NameFault.SIGNS),
        ("a\u200bb", NameFault.SIGNS),
        ("a\u0000b", NameFault.SIGNS),
        ("z\u0335\u0336\u0337algo", NameFault.SIGNS),
        ("ask me@example.org", NameFault.ADDRESS),
        ("www.example", NameFault.ADDRESS),
        ("luna.com", NameFault.ADDRESS),
        ("612 34 56 78", NameFault.ADDRESS),
        ("Clara (of the team)", NameFault.SIGNS),  # so the pages themselves mark whoever is
        ("Clara（mentor）", NameFault.SIGNS),
        ("Сlara", NameFault.SIGNS),
    ],
)
def test_what_nobody_can_read_or_leads_outside_is_refused(name, fault):
    assert fault_of(tidied(name), []) is fault


@pytest.mark.parametrize(
    "name", ["Ana", "ana garcía", "GARCIA", "Ana72", "a n a garcia", "AnaGarcia", "lagarciaza", "Ａｎａ"]
)
def test_the_real_name_and_its_parts_are_refused(name):
    assert fault_of(tidied(name), ["Ana García de la Cruz"]) is NameFault.OWN


@pytest.mark.parametrize("name", ["Susana", "Luna de mar", "La isla", "Anaconda"])
def test_what_only_looks_alike_is_free(name):
    assert fault_of(tidied(name), ["Ana García de la Cruz"]) is None


@given(st.text(max_size=60))
def test_what_is_taken_is_short_tidy_and_can_be_seen(typed):
    name = tidied(typed)
    if fault_of(name) is None:
        assert 0 < len(name) <= LONGEST
        assert name == tidied(name)
        assert not {unicodedata.category(sign) for sign in name} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
        marks = "".join("m" if unicodedata.category(sign)[0] == "M" else " " for sign in name)
        assert "m" * (MOST_MARKS + 1) not in marks


@given(LETTERS, st.text(st.characters(categories=("Lu", "Ll")), max_size=8))
def test_a_real_name_is_found_whatever_stands_around_it(real, around):
    for name in (real, real.upper(), around + " " + real, real + "12"):
        assert tells(name, real) or not folded(real)


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(typed):
    assert folded(folded(typed)) == folded(typed)
