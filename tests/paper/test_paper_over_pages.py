"""A story on as many pages as it needs: no block is parted, and every page has its head and its number."""

from io import BytesIO

import pypdf
from hypothesis import given
from hypothesis import strategies as st

from oncocare.paper.page import over_pages, pdf
from oncocare.paper.text import BODY, HEAD, SMALL, paragraph, sized


def pages(blocks, **around):
    content = pdf(over_pages(blocks, **around), title="A title", language="en")
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(BytesIO(content)).pages]


def number(page, of):
    return f"Page {page} of {of}"


def lines(count, name="Line"):
    return [paragraph(f"{name} {n}.") for n in range(count)]


def test_a_short_story_is_one_page():
    [page] = pages([lines(2)], head="K7M2", number=number)
    assert all(words in page for words in ("K7M2", "Line 0.", "Line 1.", "Page 1 of 1"))


def test_a_long_story_goes_on_and_no_block_is_parted():
    found = pages([lines(7, f"Block {block} line") for block in range(9)], head="K7M2", number=number)
    assert len(found) > 1
    for place, page in enumerate(found, start=1):
        assert "K7M2" in page
        assert f"Page {place} of {len(found)}" in page
    for block in range(9):
        assert sum(f"Block {block} line 0." in page and f"Block {block} line 6." in page for page in found) == 1


def test_a_block_larger_than_a_page_shrinks_onto_one():
    found = pages([lines(2, "Before"), lines(120), lines(2, "After")])
    assert len(found) == 3
    assert all(f"Line {n}." in found[1] for n in range(120))


def test_nothing_at_all_is_an_empty_page():
    assert pages([]) == [""]


@given(st.lists(st.lists(st.sampled_from([BODY, HEAD, SMALL]), min_size=1, max_size=12), max_size=14))
def test_everything_is_there_once_and_in_order(blocks):
    names = [[f"B{block}L{line}E" for line in range(len(styles))] for block, styles in enumerate(blocks)]
    story = [
        [paragraph(name, style) for name, style in zip(*both, strict=True)] for both in zip(names, blocks, strict=True)
    ]
    assert " ".join(pages(story)).split() == [name for block in names for name in block]


def test_larger_letters_keep_the_distance_of_their_lines():
    large = sized(BODY, 23)
    assert (large.fontSize, large.leading) == (23, 34)
    assert large.fontName == BODY.fontName
