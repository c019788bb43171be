"""The forms of an assessment: our own is whole in both languages, and a licensed one is refused with the line."""

import pytest

from oncocare.foundation.datafiles import DataFileError, parse
from oncocare.safety.assessment.assessed import AnswerSaid, Assessed
from oncocare.safety.assessment.wording import NOT_ASKED, checked_pack, own
from tests.factories.rooms import day

PACK = """\
code: licensed
version: 1
language: en
licence: {reference: L-1, holder: A hospital, valid_until: 2030-12-31}
title: {en: A licensed form}
questions:
  - code: wish
    ask: {en: "First question?"}
    options:
      - {code: "yes", words: {en: "Yes"}}
      - {code: not_asked, words: {en: Not asked}}
  - code: more
    ask: {en: "More?"}
"""


def test_our_own_form_asks_the_same_in_both_languages():
    english, spanish = own("en"), own("es")
    assert [one.code for one in english.questions] == [
        "said", "thoughts", "intent", "plan", "means", "made_safe", "protects", "agreed", "told",
    ]  # fmt: skip
    assert [(one.code, [code for code, _words in one.options]) for one in english.questions] == [
        (one.code, [code for code, _words in one.options]) for one in spanish.questions
    ]
    assert [one.ask for one in english.questions if one.ask in {other.ask for other in spanish.questions}] == []
    assert own("fr").language == "en"
    assert own("es-mx").language == "es"


def test_every_choice_of_ours_can_be_not_asked_and_nothing_has_a_number():
    choices = [one for one in own("en").questions if one.options]
    assert [one.code for one in choices] == ["thoughts", "intent", "plan", "means"]
    assert [one.code for one in choices if NOT_ASKED not in dict(one.options)] == []
    assert [code for one in choices for code, _words in one.options if any(map(str.isdigit, code))] == []


def test_a_licensed_form_is_read():
    pack = checked_pack(parse(PACK, "pack.yaml"))
    assert (pack.code, pack.language, pack.licence.holder, str(pack.licence.valid_until)) == (
        "licensed", "en", "A hospital", "2030-12-31",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("code: licensed", "code: own", "pack.yaml:1: this is the code of OncoCare's own form; choose another"),
        ("2030-12-31", "soon", "pack.yaml:4: licence.valid_until: a date is written as 2030-12-31 (given: 'soon')"),
        ("- {code: not_asked", "- {code: maybe", "pack.yaml:9: a choice has an option with the code not_asked"),
        ('{en: "More?"}', '{es: "Más?"}', "pack.yaml:13: has no words in 'en'"),
        ("code: more", "code: wish", "pack.yaml:12: question 'wish' stands here twice"),
        ("- {code: not_asked", '- {code: "yes"', "pack.yaml:11: option 'yes' stands here twice"),
        ("title:", "score: 3\ntitle:", "pack.yaml:5: score: unknown key"),
    ],
)  # fmt: skip
def test_a_form_with_a_mistake_is_refused_with_its_line(old, new, problem):
    with pytest.raises(DataFileError) as refused:
        checked_pack(parse(PACK.replace(old, new, 1), "pack.yaml"))
    assert problem in str(refused.value).splitlines()


def test_markup_in_the_words_of_a_form_is_refused():
    with pytest.raises(DataFileError, match="no markup"):
        checked_pack(parse(PACK.replace("More?", "<b>More?</b>"), "pack.yaml"))


ASKED = {"thoughts": "passive", "intent": "no", "plan": NOT_ASKED, "means": NOT_ASKED}


@pytest.mark.parametrize("left_out", ["thoughts", "intent", "plan", "means"])
def test_no_choice_is_left_open(left_out):
    given = {code: answer for code, answer in ASKED.items() if code != left_out}
    assert Assessed(own("en"), given, day(1).date()).missing == [left_out]


def test_an_answer_that_the_form_does_not_have_is_none():
    assert Assessed(own("en"), {**ASKED, "plan": "made up"}, day(1).date()).missing == ["plan"]


def test_the_next_contact_is_a_day_or_a_reason():
    assert Assessed(own("en"), ASKED, None).missing == ["next_contact"]
    assert Assessed(own("en"), ASKED, None, "  ").missing == ["next_contact"]
    assert Assessed(own("en"), ASKED, None, "Known at the ward").missing == []
    assert Assessed(own("en"), ASKED, day(1).date()).missing == []


def test_what_was_said_stands_with_its_questions_in_the_order_of_the_form():
    said = Assessed(own("en"), {**ASKED, "said": " I asked. ", "told": ""}, None, "x").said
    assert said[:2] == [
        AnswerSaid("said", "What did you ask, and what did the person say?", "I asked.", ""),
        AnswerSaid("thoughts", "Does the person think of being dead or of ending their life, now?", "Would rather not be alive or not wake up", "passive"),
    ]  # fmt: skip
    assert [one.question for one in said] == ["said", "thoughts", "intent", "plan", "means"]
