"""The line interface: every hostile line is answered, names what is allowed, and stops nothing."""

import io
import json

import pytest

from oncocare.foundation.datafiles import DataFileError
from questionnaires.instruments import score_lines as the_lines
from questionnaires.instruments.score_lines import score_lines

GOOD = '{"instrument": "phq-2", "answers": {"1": 1, "2": 2}}'
SCORED = {
    "instrument": "phq-2",
    "version": "1",
    "complete": True,
    "missing": [],
    "scores": {"total": {"value": 3}},
    "risk": [],
}


def run(*lines):
    out = io.StringIO()
    bad = score_lines(lines, out)
    return bad, [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_good_line():
    assert run(GOOD) == (0, [SCORED])


def test_a_value_set_and_a_band():
    best = dict.fromkeys(["MO", "SC", "UA", "PD", "AD"], 1)
    _, (health, sleep) = run(
        json.dumps({"instrument": "eq-5d-5l", "answers": {**best, "AD": 2}, "value_set": "ES"}),
        json.dumps({"instrument": "isi", "answers": {}}),
    )
    assert health["scores"] == {"index": {"value": 0.9192606}, "lss": {"value": 6}}
    assert sleep["scores"] == {"total": {"value": None, "band": None}}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("not json", "not JSON: "),
        ('{"instrument": "phq-2", "answers": ', "not JSON: "),
        (b"\xff\xfe", "not JSON: "),
        ("[" * 50_000, "not JSON: "),
        ('{"instrument": "phq-2", "answers": {"1": ' + "9" * 5000 + "}}", "not JSON: "),
        ("x" * 100_001, "a line has at most 100000 characters"),
        ("[]", "a line is an object"),
        ("3", "a line is an object"),
        ("{}", "instrument is missing"),
        ('{"instrument": "phq-2"}', "answers is missing"),
        ('{"answers": {}}', "instrument is missing"),
        ('{"instrument": "phq-10", "answers": {}}', 'instrument "phq-10" is unknown; instruments: brief-cope, '),
        ('{"instrument": ["phq-2"], "answers": {}}', 'instrument ["phq-2"] is unknown'),
        ('{"instrument": null, "answers": {}}', "instrument null is unknown"),
        ('{"instrument": "phq-2", "answers": []}', "an object of item and code"),
        ('{"instrument": "phq-2", "answers": {"1": NaN}}', "NaN is not a number in JSON"),
        ('{"instrument": "phq-2", "answers": {"1": -Infinity}}', "-Infinity is not a number in JSON"),
        ('{"instrument": "phq-2", "answers": {"1": 1e999}}', "item 1: inf is not allowed; allowed: 0, 1, 2, 3"),
        ('{"instrument": "phq-2", "answers": {"1": 99999999999999999999}}', "item 1: 99999999999999999999 is not"),
        ('{"instrument": "phq-2", "answers": {"1": {"2": 3}}}', "item 1: a dict is not allowed; allowed: 0, 1, 2, 3"),
        ('{"instrument": "phq-2", "answers": {"1": true}}', "item 1: True is not allowed; allowed: 0, 1, 2, 3"),
        ('{"instrument": "phq-2", "answers": {"1": "2"}}', "item 1: '2' is not allowed; allowed: 0, 1, 2, 3"),
        ('{"instrument": "phq-2", "answers": {"1": 2.0}}', "item 1: 2.0 is not allowed; allowed: 0, 1, 2, 3"),
        (
            '{"instrument": "phq-2", "answers": {"3": 1}}',
            "item '3': an unknown item is not allowed; allowed: items 1, 2",
        ),
        ('{"instrument": "phq-2", "answers": {"1": 1, "1": 2}}', 'key "1" stands twice in one object'),
        ('{"instrument": "phq-2", "answers": {"\\ud800": 1}}', "an unknown item"),
        ('{"instrument": "eq-5d-5l", "answers": {}, "value_set": "GB"}', "allowed: ES, PT, PL"),
        ('{"instrument": "eq-5d-5l", "answers": {}, "value_set": {}}', "allowed: ES, PT, PL"),
    ],
)
def test_a_bad_line_is_answered_and_the_next_is_scored(line, said):
    bad, (refused, scored) = run(line, GOOD)
    assert bad == 1
    assert refused.keys() == {"line", "error"}
    assert refused["line"] == 1
    assert said in refused["error"]
    assert len(refused["error"]) < 2000
    assert scored == SCORED


def test_blank_lines_count_but_are_not_answered():
    bad, replies = run("\n", "  \n", "x\n", GOOD + "\n")
    assert (bad, replies[0]["line"], replies[1]) == (1, 3, SCORED)


def test_bytes_with_a_byte_order_mark_and_unknown_keys_are_taken():
    line = {"id": 7, "instrument": "phq-2", "answers": {"1": 1, "2": 2}, "value_set": None}
    assert run(b"\xef\xbb\xbf" + json.dumps(line).encode()) == (0, [SCORED])


def test_a_broken_installation_is_not_blamed_on_the_lines(monkeypatch):
    def broken():
        raise DataFileError("LOCK", [])

    monkeypatch.setattr(the_lines, "catalogue", broken)
    with pytest.raises(DataFileError):
        run(GOOD)
