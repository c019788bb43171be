"""Made-up documents for property tests: every kind of block, and words that are hard to write down."""

from __future__ import annotations

from hypothesis import strategies as st

from oncocare.library.document import (
    CallOut,
    CheckAnswer,
    ExerciseField,
    Heading,
    Listing,
    MediaFigure,
    Paragraph,
    Quote,
    Run,
    SelfCheck,
    joined,
    settled,
)

SIGNS = "abcñÉz09 .,:;!?()[]{}<>&*_`#+-=~>\"'\\/|—«»“”…"
words = st.text(st.sampled_from(SIGNS), min_size=1, max_size=20)
addresses = st.sampled_from(["", "", "", "https://example.org/a?b=1&c=2", "/help/", "tel:+34900000000"])
runs = st.builds(Run, words, st.booleans(), st.booleans(), addresses)
lines = st.lists(runs, min_size=1, max_size=4).map(joined)
captions = st.text(st.sampled_from(SIGNS), max_size=20).map(lambda text: " ".join(text.split()))
listings = st.builds(Listing, st.lists(lines, min_size=1, max_size=3).map(tuple), st.booleans())
paragraphs = st.builds(Paragraph, lines)
blocks = st.one_of(
    st.builds(Heading, st.sampled_from([2, 3]), lines),
    paragraphs,
    listings,
    st.builds(Quote, st.lists(lines, min_size=1, max_size=3).map(tuple)),
    st.builds(CallOut, st.lists(st.one_of(paragraphs, listings), min_size=1, max_size=3).map(tuple)),
    st.builds(MediaFigure, st.sampled_from(["a-lamp", "window2"]), captions, captions),
    st.builds(
        ExerciseField, st.sampled_from(["worries", "one_step"]), st.just("What goes round in your head at night?")
    ),
    st.just(
        SelfCheck(
            "What helps?", (CheckAnswer("To *wait*", False, "It <may>."), CheckAnswer("To [rise]", True, "It does."))
        )
    ),
)
documents = st.lists(blocks, max_size=5).map(settled)
