"""How a text is read: what makes no difference, where the words are, how long it takes, and that nothing breaks it."""

from __future__ import annotations

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from time import sleep

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oncocare.safety.words import danger
from oncocare.safety.words.danger import Matcher, findings, matcher, tier
from oncocare.safety.words.wordlist import LANGUAGES, DangerRank, shipped
from tests.safety.words.measure import measure
from tests.safety.words.test_words_lists import MUST

SAID = [say for _language, _name, say in MUST]


@pytest.mark.parametrize(
    "text",
    [
        "QUIERO MORIR", "quiero moriiiiir", "quiero\nmorir", "quiero 😭😭 morir", "Quiero… morir!!!", "k i e r o? kiero morir",
        "quiero mroir", "Quiéro mórir", unicodedata.normalize("NFD", "quiéro morír"), "quiero mor\u200bir", "q u e? ya no kiero vivir",
        "I dont wanna live anymore", "i don’t want to live any more", "im going to kill my self", "i want to k1ll mys3lf",
        "thinking of sucide every day", "I am going to kill mysefl", "n quero mais viver", "ＱＵＩＥＲＯ ＭＯＲＩＲ",
        "quiero suisidarme", "i have desided to end my life", "estou a pensar em suicidarne",
    ],
)  # fmt: skip
def test_how_it_is_written_makes_no_difference(text: str):
    assert tier(text) is DangerRank.INTENT


@pytest.mark.parametrize(
    "text", ["te voy a matarte a besos", "I am learning", "the kissing of my selves", "voy a matarle"]
)
def test_another_word_is_not_read_as_a_slip(text: str):
    assert tier(text) is not DangerRank.INTENT


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("No quiero morir.", DangerRank.DEATH), ("No. Quiero morir.", DangerRank.INTENT), ("No, quiero morir.", DangerRank.INTENT),
        ("No quiero morir. Pero tampoco quiero vivir; ya no quiero vivir.", DangerRank.INTENT),
        ("I would never do it. I want to die.", DangerRank.INTENT), ("I don't want to die", DangerRank.DEATH),
        ("The cake was to die for", None), ("Buenos días a todas", None), ("", None), ("¿?", None),
    ],
)  # fmt: skip
def test_a_negation_cancels_in_its_own_sentence_only(text: str, found: DangerRank | None):
    assert tier(text) is found


def test_a_finding_says_where_its_words_are():
    text = "Hoy, como ayer: «me QUIERO  morír», dijo.\nAnd I want to die too."
    for one in findings(text):
        assert text[one.start : one.end] == one.words
    assert ("otra persona quiere morir" in {one.entry for one in findings(text)}) is False
    assert "QUIERO  morír" in " ".join(one.words for one in findings(text, ["es"]))
    assert "want to die" in {one.words for one in findings(text, ["en"])}


@given(st.text(max_size=400))
def test_any_text_is_read(text: str):
    for one in findings(text):
        assert text[one.start : one.end] == one.words != ""


@settings(max_examples=50)
@given(
    st.lists(
        st.sampled_from(
            ["quiero", "no", "morir", "i", "want to", "die", ".", ",", "\n", "me", "\ud800", "´", "*", "não"]
        ),
        max_size=60,
    )
)
def test_texts_of_danger_words_in_any_order_are_read(words: list[str]):
    assert tier(" ".join(words)) in {None, *DangerRank}


@settings(max_examples=150)
@given(
    st.sampled_from(SAID),
    st.sampled_from([str.upper, str.lower, str.title]),
    st.sampled_from(["", "!", "!!!", "...", " 😭", "\n\n", " :("]),
)
def test_catches_are_the_same_without_accents_in_any_case_and_with_any_end(say: str, case, end: str):
    bare = "".join(sign for sign in unicodedata.normalize("NFD", say) if not unicodedata.combining(sign))
    expected = {(one.language, one.entry) for one in findings(say)}
    assert {(one.language, one.entry) for one in findings(case(bare).rstrip(".!? ") + end)} == expected


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "piece", ["I want to die, no quiero morir. ", "me ", "i want to ", "no quero mais viver e ", "a", "Buenas noches. "]
)
def test_the_work_grows_with_the_length_of_a_text_and_not_faster(language: str, piece: str):
    """Words followed, not seconds: a text of four times the length takes four times as many, and each a few dozen at most."""

    def work(length: int) -> int:
        before = matcher(language).steps
        list(matcher(language).findings((piece * length)[:length]))
        return matcher(language).steps - before

    assert work(10_000) <= 4.2 * work(2_500) + 100
    assert work(10_000) <= 10_000 * 8


def test_what_was_reached_before_is_forgotten_when_it_is_much_and_changes_nothing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("oncocare.safety.words.automaton.MOST_KNOWN", 10)
    forgetful = Matcher(shipped("es"))
    spanish = [say for language, _name, say in MUST if language == "es"]
    assert [list(forgetful.findings(say)) for say in spanish] == [list(matcher("es").findings(say)) for say in spanish]
    assert len(forgetful._search._known) < 50


def test_threads_that_write_first_at_once_wait_for_one_matcher(monkeypatch: pytest.MonkeyPatch):
    made = []

    def make(language: str) -> str:
        made.append(language)
        sleep(0.05)
        return language

    monkeypatch.setattr(danger, "_made", cache(make))
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(danger.matcher, ["es"] * 8)) == ["es"] * 8
    danger.make_ready()
    assert sorted(made) == sorted(LANGUAGES)


def test_a_set_is_measured_by_one_call():
    said = [
        {"say": "Quiero morirme", "means": "wish"}, {"say": "Hola a todas", "means": "intent"},
        {"say": "Tengo miedo a morir", "means": "death"}, {"say": "Voy a matarme", "means": "ordinary"},
    ]  # fmt: skip
    measured = measure(said, "es", ["es"])
    assert {means: (one.sentences, one.intent, one.death, one.share) for means, one in measured.items()} == {
        "intent": (1, 0, 0, 0.0), "wish": (1, 1, 0, 1.0), "death": (1, 0, 1, 0.0), "ordinary": (1, 1, 0, 1.0),
    }  # fmt: skip
    assert measured["intent"].wrong == ["Hola a todas"]
    assert measured["ordinary"].wrong[0].startswith("Voy a matarme  es:")
    assert measure([], "es")["wish"].share == 0.0
