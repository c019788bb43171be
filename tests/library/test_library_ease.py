"""Syllables, sentences and scores of made-up sentences, counted by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncocare.library.ease import FORMULAS, ease, longest


@pytest.mark.parametrize(
    ("language", "word", "syllables"),
    [
        *(("es", word, count) for word, count in {
            "sol": 1, "casa": 2, "ciudad": 2, "tía": 2, "país": 2, "aire": 2, "cáncer": 2, "quimioterapia": 5, "guerra": 2,
            "pingüino": 3, "reír": 2, "león": 2, "bueno": 2, "descanso": 3, "y": 1, "muy": 1, "enfermedad": 4,
        }.items()),
        *(("en", word, count) for word, count in {
            "sleep": 1, "make": 1, "worry": 2, "table": 2, "walked": 1, "wanted": 2, "treatment": 2, "a": 1,
            "breathe": 1, "appointment": 3,
        }.items()),
        *(("pt", word, count) for word, count in {"mãe": 2, "saúde": 3, "doença": 3, "água": 2, "dormir": 2}.items()),
    ],
)  # fmt: skip
def test_syllables(language, word, syllables):
    assert ease(word, language).syllables == syllables


def test_sentences_end_at_a_mark_or_a_line():
    found = ease("Rest a little. Then walk!\nA heading\n\n3.5 km are enough…", "en")
    assert (found.sentences, found.words) == (4, 10)


def test_the_score_is_the_formula():
    found = ease("La casa es azul. El sol sale.", "es")
    assert (found.sentences, found.words, found.syllables) == (2, 7, 10)
    assert found.score == round(206.835 - 62.3 * 10 / 7 - 7 / 2, 1)
    assert found.plain


def test_long_words_and_sentences_are_not_plain():
    hard = "La interdisciplinariedad institucionalizada posibilita intervenciones psicoterapéuticas individualizadas."
    assert not ease(hard, "es").plain


@pytest.mark.parametrize("text", ["", "…", "123"])
def test_nothing_to_measure_has_no_score(text):
    assert ease(text, "es").score is None


def test_a_language_without_a_formula_has_no_score():
    assert ease("Odpocznij trochę.", "pl").score is None


@given(st.text(max_size=200), st.sampled_from([*FORMULAS, "pl", "es-AR"]))
def test_whatever_is_written_is_counted(text, language):
    found = ease(text, language)
    assert found.syllables >= found.words >= 0
    assert found.sentences <= found.words


def test_the_longest_sentences_come_first_and_a_tired_reader_takes_a_minute_for_180_words():
    text = "One two three. One.\nOne two three four? One two!"
    assert longest(text, 2) == [(4, "One two three four"), (3, "One two three")]
    assert (ease(text, "en").minutes, ease("word " * 450, "en").minutes) == (1, 2)
