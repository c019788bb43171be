"""The drawn pictures of people in groups: each is there, small, plain, told from the others, and legible day and night."""

from __future__ import annotations

import re

import pytest

from oncocare.web.pictures import DRAWN, EVERY_PICTURE
from tests.guards.house import ROOT

FOLDER = ROOT / "oncocare" / "web" / "static" / "web" / "pictures"
PAPER = {"by day": "fbf7f1", "by night": "1a1715", "by night on a surface": "27221f"}
ALLOWED = re.compile(r"</?(svg|circle|ellipse|path)\b")


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2, from 0 to 1."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def colours(name: str) -> list[str]:
    return re.findall(r"#([0-9a-f]{6})", (FOLDER / f"{name}.svg").read_text(encoding="utf-8"))


def test_each_is_there_and_nothing_else():
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(f"{key}.svg" for key in EVERY_PICTURE)
    assert (len(DRAWN), len({str(label) for label in DRAWN.values()})) == (12, 12)


@pytest.mark.parametrize("key", EVERY_PICTURE)
def test_each_is_small_and_holds_shapes_alone(key):
    text = (FOLDER / f"{key}.svg").read_text(encoding="utf-8")
    assert len(text.encode()) <= 1500
    assert ALLOWED.sub("", text).count("<") == 0
    assert re.findall(r"(?:href|\bon\w+=|style|https?://(?!www\.w3\.org/2000/svg))", text) == []


@pytest.mark.parametrize("key", DRAWN)
def test_what_is_drawn_stands_out_from_its_disc(key):
    disc, *drawn = colours(key)
    assert max(contrast(disc, colour) for colour in drawn) >= 4.5


@pytest.mark.parametrize("behind", PAPER)
@pytest.mark.parametrize("key", EVERY_PICTURE)
def test_something_of_each_stands_out_from_the_page(key, behind):
    assert max(contrast(PAPER[behind], colour) for colour in colours(key)) >= 3


def test_a_picture_that_fades_into_the_night_is_found():
    assert contrast(PAPER["by night"], "27221f") < 3
