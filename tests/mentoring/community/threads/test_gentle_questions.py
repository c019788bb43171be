"""What a page asks gently about before it posts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.community.threads.gentle import STOP_WORDS, LanguageGuess, Personal, other_language, personal

ENGLISH = "I was so afraid of the scan and now it is good, thank you all for what you said to me"
SPANISH = "Tenía mucho miedo de la prueba y ahora está bien, gracias por todo lo que me han dicho en el grupo"
PORTUGUESE = (
    "Eu tinha muito medo do exame e agora está bem, obrigada por tudo o que me disseram no grupo, não é uma coisa"
)


@given(st.text(max_size=300), st.lists(st.text(max_size=20), max_size=4))
def test_any_text_is_read_and_a_name_that_is_found_stands_in_it_or_is_the_writers(words, names):
    told = personal(words, names)
    assert [name for name in told.names if name not in names and name not in words] == []
    assert personal(words, names) == told


@given(st.text(max_size=300), st.sampled_from(["en", "es", "pt", "ca"]))
def test_a_guess_is_of_a_language_that_is_known_and_not_the_own(words, own):
    guess = other_language(words, own)
    assert guess.language in {"", *STOP_WORDS} - {own}
    assert -1 <= guess.sure <= 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Call me on 612 345 678", Personal(telephone=True, email=False, names=())),
        ("+34 6123456", Personal(telephone=True, email=False, names=())),
        ("(555) 123-4567 today", Personal(telephone=True, email=False, names=())),
        ("Write to ana.b@example.org!", Personal(telephone=False, email=True, names=())),
        ("Thank you, ANA lopez", Personal(telephone=False, email=False, names=("Ana López",))),
        ("Mi vecina se llama Marta Vila Puig.", Personal(telephone=False, email=False, names=("Marta Vila Puig",))),
        ("ask Mrs. Roca, or señora Roca", Personal(telephone=False, email=False, names=("Roca",))),
        ("My name is Berta", Personal(telephone=False, email=False, names=("Berta",))),
        ("La pastilla se llama Tamoxifeno", Personal(telephone=False, email=False, names=())),
        ("Don't ask Beatriz Roca", Personal(telephone=False, email=False, names=())),  # nothing says that she is here
        ("Ana said so, and I am 63", Personal(telephone=False, email=False, names=())),
        ("On 12/03/2026 and 2026-03-12 I took 1000 mg, 20 of 100", Personal(telephone=False, email=False, names=())),
    ],
)
def test_what_a_text_tells_of_somebody(words, told):
    assert personal(words, ["Ana López", "Al"]) == told
    assert told.anything == (told != Personal(telephone=False, email=False, names=()))


@pytest.mark.parametrize(
    ("words", "own", "language"),
    [
        *((ENGLISH, own, guess) for own, guess in (("en", ""), ("es", "en"), ("pt", "en"))),
        *((SPANISH, own, guess) for own, guess in (("es", ""), ("en", "es"))),
        *((PORTUGUESE, own, guess) for own, guess in (("pt", ""), ("en", "pt"))),
        ("Thank you", "es", ""),
    ],
)
def test_another_language_is_guessed_from_the_words_that_stand_everywhere(words, own, language):
    assert other_language(words, own).language == language


def test_of_a_language_without_known_words_nothing_is_guessed():
    assert other_language(ENGLISH, "ca") == LanguageGuess("", 0.0)
