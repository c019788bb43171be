"""The same piece on paper: its words and room to write, its sources, and where the page of it is."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pypdf
import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from oncocare.library import actions, marked
from oncocare.library.reading import views
from oncocare.library.reading.sheet import PieceSheet, RuledLines, SheetLabels, on_paper
from oncocare.people.days import today_of
from tests.factories.library import brought, handed_in, new_piece, picture, said

TEXT = """
Some **bold** and *slanted* words, and [a page](https://example.org/a), [us](/help/).

## A heading

- Łukasz Dąbrowski
- second

1. first
2. then

> Somebody said it.

::: callout
Do not wait: call.

- at night too
:::

::: field drains
What took most energy?
:::

![A lamp](a-lamp "In the dark")

![A talk](a-talk)
"""
LABELS = SheetLabels("Watch at", "What is said", "Sources", "Also here:", "Page %(page)s of %(of)s", "Right.")
ADDRESS = "https://x.example/read/here/en/a/"


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


def sheet(**more):
    given = {
        "title": "A title", "summary": "A summary.", "text": marked.read(TEXT), "language": "en",
        "head": ("Centre", "Street 1", "+34 1"), "address": ADDRESS, "labels": LABELS, "marks": ["A mark."],
        "facts": ["Reviewed."], "sources": ["A source, 2023. https://example.org/s"], "recordings": {"a-talk": "Hello.\n\nBye."},
    }  # fmt: skip
    return PieceSheet(**{**given, **more})


def read(content):
    file = pypdf.PdfReader(BytesIO(content))
    return file, " ".join("\n".join(page.extract_text() for page in file.pages).split())


def test_everything_that_a_piece_says_stands_on_paper_in_its_order():
    file, words = read(on_paper(sheet(), {"a-lamp": picture().getvalue()}))
    expected = (
        "Centre", "Street 1", "A title", "A summary.", "A mark.", "Some bold and slanted words",
        "a page (https://example.org/a), us.", "A heading", "• Łukasz Dąbrowski", "• second", "1. first", "2. then",
        "Somebody said it.", "Do not wait: call.", "• at night too", "What took most energy?", "In the dark",
        "A talk", f"Watch at {ADDRESS}", "What is said", "Hello.", "Bye.", "Sources", "A source, 2023.", "Reviewed.",
        "Also here:",
    )  # fmt: skip
    places = [words.find(one) for one in expected]
    assert [one for one, place in zip(expected, places, strict=True) if place < 0] == []
    assert places == sorted(places)
    assert (file.metadata.title, file.trailer["/Root"]["/Lang"]) == ("A title", "en")
    assert sum(len(page.images) for page in file.pages) == 1


def test_a_picture_whose_file_is_lost_is_left_out_with_its_caption():
    assert "In the dark" not in read(on_paper(sheet(), {}))[1]


def test_a_long_piece_takes_the_pages_it_needs_and_a_heading_stays_with_what_follows():
    text = "\n\n".join(f"## Part {number}\n\n" + "Word after word. " * 60 for number in range(12))
    file, _words = read(on_paper(sheet(text=marked.read(text)), {}))
    pages = [" ".join(page.extract_text().split()) for page in file.pages]
    assert len(pages) > 2
    assert f"Page 1 of {len(pages)}" in pages[0]
    body = [
        page.replace(f"Page {at} of {len(pages)}", "").replace(ADDRESS, "").strip() for at, page in enumerate(pages, 1)
    ]
    assert [page[-10:] for page in body if page.rpartition("Part")[2].strip().isdigit()] == []


def test_room_to_write_is_large_enough_for_a_hand():
    lines = RuledLines(4, 25)
    assert (lines.height > 100, lines.width > 400) == (True, True)


# --- the page ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def shown(cast):
    said(brought(cast))
    piece = new_piece(cast)
    piece.sources = [{"title": "Insomnia", "organisation": "A society", "year": 2023}]
    piece.save()
    version = handed_in(cast.clara, piece, text="Look.\n\n![A talk](a-talk)\n")
    actions.publish(by=cast.gala, version=version, until=today_of(cast.here) + timedelta(days=365))
    return version


def fetch():
    return Client().get(reverse("library_sheet", args=["here", "en", "awake-at-three"]))


def test_a_sheet_says_whose_it_is_and_leads_back_to_its_page(cast, shown):
    answer = fetch()
    file, words = read(answer.content)
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        "application/pdf", 'inline; filename="sheet.pdf"',
    )  # fmt: skip
    assert (file.metadata.title, answer["Cache-Control"]) == ("Awake at three", "no-store")
    for one in (
        cast.here.name, "To watch or listen to at this address: http://localhost:8000/read/here/en/awake-at-three/",
        "When the night is long,", "Insomnia. A society, 2023", "Reviewed by a clinician of",
    ):  # fmt: skip
        assert one in words


def test_a_sheet_is_made_once_until_something_on_it_changes(cast, shown, monkeypatch):
    made = []
    monkeypatch.setattr(views, "on_paper", lambda sheet, pictures: made.append(sheet) or b"%PDF")
    fetch()
    fetch()
    assert len(made) == 1
    cast.here.phone = "+34 2"
    cast.here.save()
    fetch()
    assert len(made) == 2
