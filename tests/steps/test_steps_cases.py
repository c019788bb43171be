"""Small courses, decided by hand, come out as they were decided; two files that must not be read are refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

CASES = Path(__file__).with_name("cases")


def replayed(course, capsys, **options):
    """What the command prints; `capsys` sees its warnings too."""
    call_command("replay", str(CASES / "policy.yaml"), str(CASES / course), **options)
    return capsys.readouterr()


@pytest.mark.parametrize("approvals", ["grant", "ignore", "recorded"])
def test_the_courses_come_out_as_they_were_decided_by_hand(approvals, capsys):
    expected = (CASES / f"{approvals}.csv").read_text(encoding="utf-8")
    assert replayed("course.csv", capsys, approvals=approvals).out == expected


@pytest.mark.parametrize("approvals", ["grant", "ignore", "recorded"])
def test_they_come_out_the_same_in_a_file(approvals, capsys, tmp_path):
    said = replayed("course.csv", capsys, approvals=approvals, out=tmp_path / "decisions.csv")
    assert said.out == ""
    assert (tmp_path / "decisions.csv").read_bytes() == (CASES / f"{approvals}.csv").read_bytes()


def test_the_steps_of_its_policy_that_name_no_level_are_warned_of(capsys):
    said = replayed("course.csv", capsys).err.splitlines()
    place = f"{CASES / 'policy.yaml'}:"
    assert [line.removeprefix(place).split(": ")[:2] for line in said] == [
        ["13", "warning"],
        ["26", "warning"],
        ["36", "warning"],
    ]


@pytest.mark.parametrize(
    ("course", "says"),
    [
        ("value-99.csv", "2: value: 99 is not between 0 and 27, the range of phq-9 total"),
        ("unknown-instrument.csv", "2: instrument: 'phq9' is not an instrument; known: brief-cope, brs, "),
    ],
)
def test_what_is_not_in_the_catalogue_is_refused(course, says, capsys, tmp_path):
    with pytest.raises(CommandError) as refused:
        replayed(course, capsys, out=tmp_path / "decisions.csv")
    assert str(refused.value).startswith(f"nothing was written\n{CASES / course}:{says}")
    assert (refused.value.returncode, list(tmp_path.iterdir())) == (1, [])
