"""What the script of a room decides: how long it waits, what it tells a screen reader, what it asks the gateway for."""

from __future__ import annotations

import json
import re

import pytest

from tests.guards.house import ROOT
from tests.scripts import run

RULES = "room/rules.js"
WEB = ROOT / "oncocare" / "web"


def person(name, **given):
    return {"id": name, "name": name, "own": False, "hand": False} | given


def test_a_line_that_is_down_is_tried_again_sooner_first_and_then_every_fifteen_seconds():
    assert run(RULES, "[0, 1, 2, 3, 4, 9].map(it.pause)") == [1000, 2000, 4000, 8000, 15000, 15000]


def test_how_loud_it_is():
    sounds = "[[], [0, 0], [1, -1], [0.001, -0.001], [0.1, -0.1]]"
    assert run(RULES, f"{sounds}.map(it.loudness)") == [0, 0, 100, 0, 67]


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ({"sound": 1, "picture": 1, "wantsPicture": True}, "all-well"),
        ({"sound": 1, "picture": None, "wantsPicture": True, "error": "NotFoundError"}, "no-camera"),
        ({"sound": 1, "picture": None, "wantsPicture": False}, "sound-well"),
        ({"sound": None, "picture": None, "wantsPicture": True, "error": "NotFoundError"}, "no-microphone"),
        ({"sound": None, "picture": None, "wantsPicture": True, "error": "NotAllowedError"}, "not-allowed"),
    ],
)
def test_what_the_check_found(found, said):
    assert run(RULES, f"it.verdict({json.dumps(found)})") == said


def test_what_is_new_between_two_answers_without_oneself():
    before = {"people": [person("Me", own=True), person("Ana"), person("Bea")], "waiting": [person("Carl")]}
    now = {
        "people": [person("Me", own=True, hand=True), person("Ana", hand=True, help=True), person("Carl")],
        "waiting": [person("Dora")],
    }
    assert run(RULES, f"it.changes({json.dumps(before)}, {json.dumps(now)})") == {
        "came": ["Carl"], "went": ["Bea"], "waits": ["Dora"], "hands": ["Ana"], "help": ["Ana"],
    }  # fmt: skip
    assert run(RULES, f"it.changes({json.dumps(now)}, {json.dumps(now)})") == {
        "came": [], "went": [], "waits": [], "hands": [], "help": [],
    }  # fmt: skip


def test_what_happens_at_once_is_told_at_once_and_briefly():
    many = {"came": list("abcdef"), "went": [], "hands": ["g"], "waits": ["h"], "help": ["i"]}
    told = run(RULES, f"it.summed({json.dumps(many)}, (kind, names) => `${{kind}}: ${{names}}.`)")
    assert told == "came: a, b, c, d +2. hands: g. waits: h."


def test_who_came_and_went_meanwhile_is_told_of_as_neither():
    first, second = (
        {"came": ["a", "b"], "went": [], "waits": ["d"]},
        {"came": ["a", "d"], "went": ["b", "c"], "waits": ["e"]},
    )
    assert run(RULES, f"it.together({json.dumps(first)}, {json.dumps(second)})") == {
        "came": ["a", "d"], "went": ["c"], "waits": ["e"],
    }  # fmt: skip


def test_with_sound_only_no_picture_is_asked_for():
    streams = [{"type": "audio", "mid": "0"}, {"type": "video", "mid": "1"}, {"type": "data", "mid": "2"}]
    asked = f"[true, false].map((low) => it.wanted('f', {json.dumps(streams)}, low).map((one) => one.mid))"
    assert run(RULES, asked) == [["0", "2"], ["0", "1", "2"]]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ('{"kind": "line", "words": " Hello "}', {"kind": "line", "words": "Hello"}),
        ('{"kind": "line", "words": "   "}', None),
        ('{"kind": "line", "words": 7}', None),
        ('{"kind": "state", "muted": 1}', {"kind": "state", "muted": True, "camera": False}),
        ('{"kind": "more"}', None), ("no JSON", None), ("null", None),
    ],
)  # fmt: skip
def test_what_another_page_says_is_read_or_left(text, read):
    assert run(RULES, f"it.read({json.dumps(text)})") == read


def test_a_line_of_the_chat_is_at_most_500_signs():
    assert run(RULES, f"it.read(JSON.stringify({{kind: 'line', words: {json.dumps('a' * 900)}}})).words.length") == 500


def test_whoever_leads_stands_first_then_who_raised_a_hand():
    people = [person("a"), person("b", hand=True), person("c", leads=True), person("d")]
    assert run(RULES, f"it.ordered({json.dumps(people)}).map((one) => one.name)") == ["c", "b", "a", "d"]


def test_every_word_that_the_script_says_is_on_the_page():
    words = set(re.findall(r'data-word="([a-z-]+)"', (ROOT / "templates/meetings/joining/_words.html").read_text()))
    scripts = "".join(file.read_text() for file in sorted((WEB / "room").glob("[!w]*.js")))
    said = set(re.findall(r'(?:say|warn)\([^()"]*"([a-z-]+)"', scripts))
    by_rule = {"all-well", "sound-well", "no-camera", "no-microphone", "not-allowed"}
    by_kind = {"came", "went", "waits", "hands", "help", "wrote", "about"}
    by_state = {"left", "over", "out", "elsewhere"}
    more = {"unavailable", "broken", "inside", "low"}  # one of two
    assert words - said - by_rule - by_kind - by_state - more == set()
    assert (said | by_rule | by_kind | by_state | more) - words == set()


def test_the_script_asks_no_address_but_those_that_the_page_gives_it():
    scripts = {file.name: file.read_text() for file in (WEB / "room").glob("*.js")}
    assert {name for name, text in scripts.items() if "http://" in text or "https://" in text} == set()
    asking = {name for name, text in scripts.items() if "fetch(" in text or "new WebSocket(" in text}
    assert asking == {"door.js", "janus.js"}
