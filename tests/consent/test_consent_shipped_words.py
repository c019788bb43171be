"""The words that ship with the software: whole in both languages, short, and refused when a file has a mistake."""

import re

import pytest
from django.conf import settings

from oncocare.consent import shipped as module
from oncocare.consent.models import ABOUT, Notice, Purpose, Section
from oncocare.consent.shipped import Shipped, shipped
from oncocare.foundation.datafiles import DataFileError

LANGUAGES = [code for code, _name in settings.LANGUAGES]
SHIPPED = [*Section.values, *Purpose.values]
LONGEST = 20  # words in a sentence: what a tired reader holds


def sentences(language):
    for about, words in shipped(language).items():
        for sentence in re.split(r"(?<=[.?!])\s+|\n\n", words.body.strip()):
            yield about, sentence


def test_there_is_a_text_about_everything_in_each_language():
    assert [*Section.values, *Purpose.values] == list(Shipped.model_fields) == SHIPPED
    assert {language: list(shipped(language)) for language in LANGUAGES} == dict.fromkeys(LANGUAGES, SHIPPED)


def test_there_are_no_words_for_what_only_a_centre_knows():
    assert [about for about in ABOUT if about not in SHIPPED] == Notice.values


def test_a_language_without_a_file_has_no_words():
    assert shipped("pl") == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_short(language):
    long = [(about, sentence) for about, sentence in sentences(language) if len(sentence.split()) > LONGEST]
    assert long == []
    assert len(list(sentences(language))) > 40


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_languages_use_the_same_names(language):
    used = {about: set(re.findall(r"\{\w+\}", words.body)) for about, words in shipped(language).items()}
    assert used == {
        **{about: set() for about in SHIPPED},
        **{key: {"{centre}"} for key in ("what", "confidentiality", "care")},
        "reading": {"{centre}", "{phone}"},
    }


@pytest.mark.parametrize("purpose", Purpose.values)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_purpose_asks_one_question_and_says_what_no_means(purpose, language):
    body = shipped(language)[purpose].body
    assert body.count("?") == 1
    assert {"en": "If you say no", "es": "Si dice que no"}[language] in body


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("{centre}", "{center}", "cannot fill {center}"),
        ("title: Care", "title: ''", "at least 1 character"),
        ("care:", "cares:", "unknown key"),
    ],
)
def test_a_mistake_in_a_file_is_refused_with_its_line(tmp_path, monkeypatch, old, new, reason):
    text = (module.FOLDER / "en.yaml").read_text(encoding="utf-8")
    body = text[text.index("\nwhat:") :].replace(old, new)
    (tmp_path / "xx.yaml").write_text(body, encoding="utf-8")
    monkeypatch.setattr(module, "FOLDER", tmp_path)
    with pytest.raises(DataFileError, match=re.escape(reason)) as refused:
        shipped("xx")
    assert re.search(r"xx\.yaml:\d+: ", str(refused.value))
