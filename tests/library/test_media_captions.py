"""Captions are read whole, every mistake by its line; SRT becomes WebVTT."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncocare.library.media import captions
from oncocare.library.media.captions import Cue, NotCaptions, read, transcript, write

HEAD = "WEBVTT\n\n"
ONE = "00:01.000 --> 00:02.000\nHello\n"


def test_what_a_player_shows_is_read():
    text = (
        "\ufeffWEBVTT - a talk\r\nKind: captions\r\n\r\nNOTE by us\r\n\r\nSTYLE\r\n::cue { color: red }\r\n\r\n"
        "1\r\n00:00:01.000 --> 00:00:03.500 line:0 align:start\r\n<v Ana>When the night\r\nis <i>long</i>,\r\n\r\n"
        "01:00:03.500 --> 01:00:05.000\r\nget up &amp; sit.\r\n"
    )
    assert read(text) == [
        Cue(1, 3.5, "<v Ana>When the night\nis <i>long</i>,", "line:0 align:start"),
        Cue(3603.5, 3605, "get up &amp; sit."),
    ]


def test_srt_becomes_webvtt():
    srt = "1\n00:00:01,000 --> 00:00:02,500\nHola.\n\n2\n00:00:02,500 --> 00:00:04,000\n¿Qué tal?\n"
    assert write(read(srt)) == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nHola.\n\n00:00:02.500 --> 00:00:04.000\n¿Qué tal?\n"
    )


def test_a_caption_below_the_head_without_an_empty_line_is_read():
    assert read("WEBVTT\n" + ONE) == [Cue(1, 2, "Hello")]


WRONG = {
    "": [(1, captions.NO_HEAD)],
    "Hello": [(1, captions.NO_HEAD), (1, captions.NO_TIMING)],
    ONE: [(1, captions.NO_HEAD)],
    HEAD: [(1, captions.NO_CUE)],
    f"{HEAD}00:01.000 -> 00:02.000\nHello\n": [(3, captions.NO_TIMING)],
    f"{HEAD}1.0 --> 2.0\nHello\n": [(3, captions.NOT_A_TIME)],
    f"{HEAD}00:61.000 --> 00:62.000\nHello\n": [(3, captions.NOT_A_TIME)],
    f"{HEAD}00:03.000 --> 00:02.000\nHello\n": [(3, captions.BACKWARDS)],
    f"{HEAD}00:02.000 --> 00:02.000\nHello\n": [(3, captions.BACKWARDS)],
    f"{HEAD}00:05.000 --> 00:06.000\nHello\n\n{ONE}": [(6, captions.NOT_RISING)],
    f"{HEAD}00:01.000 --> 00:02.000\n\n{ONE}": [(3, captions.NO_WORDS)],
    f"{HEAD}00:01.000 --> 00:02.000\n<i></i>\n": [(3, captions.NO_WORDS)],
    f"{HEAD}{ONE}00:02.000 --> 00:03.000\nJoined\n": [(4, captions.NO_TIMING)],
    f"{HEAD}nothing\n\n00:01 --> x\ny\n\n{ONE}": [(3, captions.NO_TIMING), (5, captions.NOT_A_TIME)],
}


@pytest.mark.parametrize("text", WRONG)
def test_every_mistake_is_said_by_its_line(text):
    with pytest.raises(NotCaptions) as refused:
        read(text)
    assert [(line, str(what)) for line, what in refused.value.problems] == [
        (line, str(what)) for line, what in WRONG[text]
    ]


def test_captions_without_end_are_refused():
    for text in (HEAD + f"{ONE}\n" * (captions.MOST_CUES + 1), "\n" * 10**6):
        with pytest.raises(NotCaptions) as refused:
            read(text)
        assert str(captions.TOO_LONG) in str(refused.value)


times = st.integers(0, 10**7).map(lambda thousandths: thousandths / 1000)
words = (
    st.text("abñ ¿?.&<>", min_size=1, max_size=20)
    .map(lambda text: " ".join(f"x{text}".split()))
    .filter(lambda text: "-->" not in text and captions.plain(text))
)
cues = st.lists(st.tuples(times, st.integers(1, 9000), words), min_size=1, max_size=5).map(
    lambda found: [Cue(begins, round(begins + length / 1000, 3), said) for begins, length, said in sorted(found)]
)


@given(cues)
def test_what_is_written_is_read_again(written):
    assert read(write(written)) == written


@given(st.text(max_size=60), st.text("0123456789:.,-> \nWEBVTT", max_size=80))
def test_whatever_is_brought_is_read_or_refused(head, body):
    for text in (head, body, HEAD + body):
        try:
            assert read(text)
        except NotCaptions as refused:
            assert refused.problems  # noqa: PT017 -- either way is right


def test_a_transcript_is_made_of_what_is_said():
    spoken = [
        Cue(0, 2, "<v Ana>When the night\nis <i>long</i>,"), Cue(2, 3, "get &lt;up&gt;."), Cue(6, 7, "Then sit."),
    ]  # fmt: skip
    assert transcript(spoken) == "Ana: When the night is long, get <up>.\n\nThen sit."
