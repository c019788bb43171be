"""A plan on paper: one page where little is written, a page for each part where much is."""

import re
from io import BytesIO

import pypdf
import pytest

from oncocare.safety.crisis.numbers import CrisisNumber
from oncocare.safety.plan import paper
from oncocare.safety.plan.paper import PlanWords, on_paper
from oncocare.safety.plan.parts import sections

WORDS = PlanWords("My plan", "Numbers to call at any hour", "Written 2 March 2026", "en")


@pytest.mark.parametrize(
    ("content", "pages"),
    [
        ({"signs": "I stop sleeping.", "people": "Łucja 600 123 456\nRosa"}, 1),
        ({"signs": "I stop sleeping. " * 60, "people": "Rosa 600 123 456\n" * 60}, 3),
        ({}, 1),
    ],
)
def test_a_plan_stays_large_enough_to_read(content, pages):
    file = on_paper(sections(content), [CrisisNumber("Help line", "024", "")], WORDS)
    assert file.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type /Page\b(?!s)", file)) == pages


def test_a_number_stands_with_its_hours_and_on_one_line_wherever_the_line_ends(monkeypatch):
    numbers = [CrisisNumber("Talk " * many, "900 11 22 33", "Free") for many in range(1, 20)]

    def whole():
        file = on_paper([], [CrisisNumber("Emergency services", "112", ""), *numbers], WORDS)
        text = "\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(file)).pages)
        assert "Emergency services: 112\n" in text
        return text.count("900 11 22 33. Free")

    assert whole() >= len(numbers) - 1  # a line may end before the hours
    monkeypatch.setattr(paper, "unbroken", str)
    assert whole() < len(numbers) - 1


def test_in_large_letters_nothing_is_left_out():
    content = {"signs": "I stop answering messages."}
    file = on_paper(sections(content), [CrisisNumber("Help line", "024", "")], WORDS, large=True)
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(file)).pages)
    assert [words for words in ("I stop answering messages.", "Help line: 024", WORDS.foot) if words not in text] == []
