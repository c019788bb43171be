"""The shipped lists catch what their entries and the development sentences say, and leave the rest alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from oncocare.safety.words.danger import findings, matcher
from oncocare.safety.words.wordlist import FOLDER, LANGUAGES, DangerRank, shipped
from tests.safety.words.measure import SOUGHT, from_file, measure

SENTENCES = Path(__file__).with_name("sentences")
CAUGHT, FALSE = 0.9, 0.02  # what is asked of a set that nobody saw; the development sentences must do better than that


def entries():
    return [(language, entry) for language in LANGUAGES for entry in shipped(language).file.entries]


def signs():
    return [(language, sign) for language in LANGUAGES for sign in shipped(language).file.signs]


def plain(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


MUST = [(language, entry.name, say) for language, entry in entries() for say in entry.must]
MUST_NOT = [(language, entry.name, entry.tier, say) for language, entry in entries() for say in entry.must_not]


SIGNS_MUST = [(language, sign.name, say) for language, sign in signs() for say in sign.must]
SIGNS_MUST_NOT = [(language, say) for language, sign in signs() for say in sign.must_not]


@pytest.mark.parametrize(("language", "name", "say"), SIGNS_MUST)
def test_a_sign_is_found_with_others(language: str, name: str, say: str):
    kinds = {kind for one in matcher(language).findings(say) for kind in one.entry.split(" + ")}
    assert name in kinds


@pytest.mark.parametrize(("language", "say"), SIGNS_MUST_NOT)
def test_nothing_is_found_where_signs_speak_against_it(language: str, say: str):
    assert [one for one in matcher(language).findings(say) if one.tier is DangerRank.INTENT] == []


@pytest.mark.parametrize(("language", "name", "say"), MUST)
def test_an_entry_catches_what_it_must(language: str, name: str, say: str):
    assert name in {one.entry for one in matcher(language).findings(say)}


@pytest.mark.parametrize(("language", "name", "tier", "say"), MUST_NOT)
def test_nothing_of_an_entrys_tier_is_caught_in_what_it_must_not(language: str, name: str, tier: DangerRank, say: str):
    assert [one for one in matcher(language).findings(say) if one.tier == tier] == []


def test_each_list_says_that_no_clinician_reviewed_it_and_knows_both_tiers():
    assert {file.name for file in FOLDER.iterdir()} == {f"{language}.yaml" for language in LANGUAGES}
    for language in LANGUAGES:
        file = shipped(language).file
        assert (file.language, file.review.startswith("No clinician has reviewed this list.")) == (language, True)
        assert {entry.tier for entry in file.entries} == set(DangerRank)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_development_sentences_are_many_and_none_is_of_an_entry(language: str):
    sentences = from_file(SENTENCES / f"{language}.yaml")
    file = shipped(language).file
    own = {plain(say) for one in (*file.entries, *file.signs) for say in (*one.must, *one.must_not)}
    assert len(sentences) == len({plain(one["say"]) for one in sentences}) > 350
    assert own & {plain(one["say"]) for one in sentences} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_intent_is_caught_and_ordinary_talk_is_not(language: str):
    measured = measure(from_file(SENTENCES / f"{language}.yaml"), language)
    shares = {means: one.share for means, one in measured.items()}
    assert min(shares[means] for means in SOUGHT) > CAUGHT, measured
    assert max(shares["death"], shares["ordinary"]) <= FALSE / 2, measured


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lists_of_the_other_languages_add_almost_nothing_to_what_a_text_is_not(language: str):
    """Why a text is read with all three: people mix languages, and it costs no false alarms to speak of."""
    ordinary = [one for one in from_file(SENTENCES / f"{language}.yaml") if one["means"] not in SOUGHT]
    others = [other for other in LANGUAGES if other != language]
    wrongly = [
        one["say"] for one in ordinary if any(found.tier is DangerRank.INTENT for found in findings(one["say"], others))
    ]
    assert len(wrongly) <= len(ordinary) / 100, wrongly


def test_a_text_that_mixes_languages_is_read():
    found = findings("Hola a todas, perdón por mi inglés: I want to kill myself.", ["es"])
    assert found == []
    assert {one.entry for one in findings("Hola a todas: I want to kill myself.")} >= {"ending one's life"}
