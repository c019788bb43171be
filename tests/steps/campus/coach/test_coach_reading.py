"""What the coach offers to read about a symptom: for patients, nearest first, and nothing of the end of life."""

from __future__ import annotations

import pytest

from oncocare.library.models import Piece
from steps.campus.coach.selectors import pieces_about
from steps.campus.coach.table_file import shipped_table
from tests.cast import Cast
from tests.factories.library import handed_in, new_piece, publish_for_a_year


@pytest.fixture
def shelf(cast: Cast) -> None:
    """About memory, about tiredness alone, for whoever cares, and about dying; the titles are in another order."""
    for slug, change in {
        "a-tired": {"topics": ["tiredness"]},
        "b-tired": {"topics": ["tiredness"]},
        "c-tired": {"topics": ["tiredness"]},
        "d-memory": {"topics": ["work", "tiredness", "memory"]},
        "a-carer": {"topics": ["memory"], "audience": ["caregiver"]},
        "a-dying": {"topics": ["memory", "dying"]},
        "a-palliative": {"topics": ["memory"], "area": "palliative"},
    }.items():
        publish_for_a_year(cast, handed_in(cast.clara, new_piece(cast, slug), title=slug))
        Piece.objects.filter(slug=slug).update(**change)


def test_what_is_about_the_symptom_itself_comes_first_and_what_is_for_others_or_of_the_end_of_life_never(cast, shelf):
    found = pieces_about(shipped_table().symptoms["memory"], cast.here)
    assert [text.title for text in found] == ["d-memory", "a-tired", "b-tired"]


def test_each_symptom_has_a_first_topic_that_a_sample_is_about():
    """Nausea and memory have lessons of their own."""
    symptoms = shipped_table().symptoms
    assert {code: symptoms[code].topics[0] for code in ("nausea", "vomiting", "memory")} == {
        "nausea": "nausea", "vomiting": "nausea", "memory": "memory",
    }  # fmt: skip
