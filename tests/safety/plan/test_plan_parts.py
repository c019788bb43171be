"""The six parts of a plan, and the numbers that people write into it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncocare.safety.plan.parts import PARTS, sections, stretches


def test_a_plan_has_six_parts():
    assert [part.name for part in PARTS] == ["signs", "myself", "places", "people", "services", "safer"]
    assert [one.text for one in sections({"people": "Rosa"})] == ["", "", "", "Rosa", "", ""]


@pytest.mark.parametrize(
    ("line", "dialled"),
    [
        ("Rosa 600 123 456", ["tel:600123456"]),
        ("Rosa, +34 600 123 456 (evenings)", ["tel:+34600123456"]),
        ("112 or 024", ["tel:112", "tel:024"]),
        ("(91) 555-12-34", ["tel:915551234"]),
        ("Walk for 20 minutes", []),
        ("As in the spring of 2019", []),
        ("", []),
    ],
)
def test_a_number_can_be_pressed(line, dialled):
    assert [one.tel for one in stretches(line) if one.tel] == dialled


@given(st.text())
def test_no_letter_of_a_line_is_lost(line):
    assert "".join(one.text for one in stretches(line)) == line
