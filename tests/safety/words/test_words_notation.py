"""The notation of the lists, and how a list with a mistake is refused."""

from __future__ import annotations

import pytest

from oncocare.foundation.datafiles import DataFileError, parse
from oncocare.safety.words.danger import Matcher
from oncocare.safety.words.notation import BadPattern, WordChoice, context, pattern
from oncocare.safety.words.wordlist import read_list

LIST = """\
language: {language}
version: 1
review: nobody
groups:
  self: {self}
spellings:
  "i'm": i am
  kms: kill myself
ordinary: [martini]
contexts:
  - name: negation
    of: [intent]
    unless: ['never =']
    near: ['{near}']
entries:
  - name: one
    tier: intent
    means: made up
    catch: ['{catch}']
    unless: ['{unless}']
    near: []
    despite: {despite}
    must: {must}
    must_not: [nothing]
"""
USUAL = {
    "language": "en", "self": "[myself, 'my self']", "near": "years ago", "catch": "kill @self", "unless": "= laughing",
    "despite": "[]", "must": "[kill myself]",
}  # fmt: skip


def made(**changed: str) -> Matcher:
    return Matcher(read_list(parse(LIST.format(**{**USUAL, **changed}), "made-up.yaml")))


def caught(text: str, **changed: str) -> list[str]:
    return [one.words for one in made(**changed).findings(text)]


@pytest.mark.parametrize(
    ("catch", "text", "found"),
    [
        ("kill|end it", "kill it. end it. it", ["kill it", "end it"]),
        ("end (my life|it all)", "end my life, end it all, end my all", ["end my life", "end it all"]),
        ("want to [just|really] die", "want to die; want to just die; want to maybe die", ["want to die", "want to just die"]),
        ("suicid~", "Suicide, suicidal, sui", ["Suicide", "suicidal"]),
        ("end * life", "end life, end one two three life. end one two three four life", ["end life", "end one two three life"]),
        ("end ** life", "end a b c d e f g h i j k l life", ["end a b c d e f g h i j k l life"]),
        ("i am done .", "I'm done. I am done, yes. I'm done with chemo.", ["I'm done", "I am done"]),
        (". goodbye .", "Goodbye. I say goodbye.", ["Goodbye"]),
        ("(i|we) [do] want (to die|death)", "we do want death, i want to die", ["we do want death", "i want to die"]),
        ("kill @self", "KMS", ["KMS"]),
    ],
)  # fmt: skip
def test_a_pattern_catches(catch: str, text: str, found: list[str]):
    assert caught(text, catch=catch) == found


@pytest.mark.parametrize(
    ("unless", "text", "found"),
    [
        ("= laughing", "kill myself laughing", []),
        ("= laughing", "kill myself, laughing", ["kill myself"]),
        ("= * laughing", "kill myself with all that laughing", []),
        ("= ** laughing", "kill myself, said he, laughing", []),
        ("= .", "kill myself. kill myself now", ["kill myself"]),
        ("do not =", "I do not kill myself", []),
        ("do not =", "I do not, kill myself", ["kill myself"]),
        ("do not * =", "I do not ever want kill myself", []),
        ("people ** =", "people, you know, kill myself", []),
        ("almost = laughing", "almost kill myself laughing", []),
        ("almost = laughing", "almost kill myself, kill myself laughing", ["kill myself", "kill myself"]),
        ("kill myself over", "kill myself over it", []),
        ("kill myself over", "kill myself, over it", ["kill myself"]),
    ],
)
def test_a_context_cancels_where_it_stands(unless: str, text: str, found: list[str]):
    assert caught(text, unless=unless) == found


def test_a_shared_context_cancels_unless_the_entry_says_despite():
    assert caught("never kill myself. years ago, I wanted to kill myself") == []
    assert caught("never kill myself", despite="[negation]") == ["never kill myself"[6:]]


def test_what_is_near_counts_within_the_sentence_only():
    assert caught("It was years ago. I will kill myself") == ["kill myself"]
    assert caught(f"years ago {'so ' * 13}kill myself") == ["kill myself"]


def test_the_tightest_words_are_taken():
    assert caught("kill the pain and kill the old myself", catch="kill ** myself") == ["kill the old myself"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "at least one word"), (".", "at least one word"), ("* *", "at least one word"), ("kill |", "missing behind |"),
        ("| kill", "has nothing before it"), ("kill )", "has nothing before it"), ("(kill", "not closed"), ("(a|)", "is empty"),
        ("[]", "is empty"), ("@nobody", "no group 'nobody'"), ("kill = now", "context only"), ("k?ll", "is no word"), ("~", "is no word"),
        ("@ kill", "not readable"),
    ],
)  # fmt: skip
def test_a_pattern_with_a_mistake_is_refused(text: str, why: str):
    with pytest.raises(BadPattern, match=why.replace("|", r"\|").replace("(", r"\(")):
        pattern(text, {"self": WordChoice((pattern("myself", {}),))})


@pytest.mark.parametrize(
    ("text", "why"), [("a = b = c", "once at most"), (" = ", "before or after"), ("= *", "one word")]
)
def test_a_context_with_a_mistake_is_refused(text: str, why: str):
    with pytest.raises(BadPattern, match=why):
        context(text, {})


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"catch": "(kill"}, ["made-up.yaml:19: ( is not closed"]),
        ({"unless": "a = b = c"}, ["made-up.yaml:20: the sign = stands once at most"]),
        ({"near": "@none"}, ["made-up.yaml:14: there is no group 'none' above this place"]),
        ({"self": "['(']"}, ["made-up.yaml:5: ( is not closed"]),
        ({"despite": "[others]"}, ["made-up.yaml:22: there is no context 'others'"]),
        ({"must": "[]"}, ["made-up.yaml:23: must needs at least one line"]),
        ({"language": "pl"}, ["made-up.yaml:1: the language is one of en, es, pt"]),
        ({"catch": "* kill"}, ["made-up.yaml:19: a pattern begins with a word"]),
    ],
)
def test_a_list_with_a_mistake_is_refused_with_its_line(changed: dict[str, str], said: list[str]):
    with pytest.raises(DataFileError) as refused:
        made(**changed)
    assert str(refused.value).splitlines() == said


def test_a_name_stands_once_in_a_list():
    text = LIST.format(**USUAL)
    with pytest.raises(DataFileError, match="stands here more than once"):
        read_list(parse(text + text[text.index("  - name: one") :], "made-up.yaml"))
