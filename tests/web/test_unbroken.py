"""A number stays on one line with what it counts."""

import pytest
from django.template import Context, Template

from oncocare.web.unbroken import NO_BREAK, unbroken


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("From 16 to 5 of 27 since July: much better.", "From_16_to_5_of_27_since July: much better."),
        ("De 16 a 5, sobre 27, desde julio.", "De_16_a_5, sobre_27, desde julio."),
        ("9 questions, about 2 minutes", "9_questions, about_2_minutes"),
        ("+34 93 000 00 00", "+34_93_000_00_00"),
        ("(93) 000 00", "(93)_000_00"),
        ("50 %", "50_%"),
        ("Sunday 3 May 2026, 14:05", "Sunday_3_May_2026, 14:05"),
        ("No number in it.", "No number in it."),
        (27, "27"),
    ],
)
def test_the_spaces_beside_a_number_do_not_break(text, joined):
    assert unbroken(text).replace(NO_BREAK, "_") == joined


def test_in_a_page_it_is_written_as_any_text():
    page = Template("{% load web %}{{ said|unbroken }}").render(Context({"said": "<b> 2 of 3"}))
    assert page.replace(NO_BREAK, "_") == "&lt;b&gt; 2_of_3"
