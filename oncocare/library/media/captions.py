"""Captions: WebVTT, or SRT that is brought into its form, checked whole, every mistake by its line. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_CUES = 10_000
MOST_LINES = 60_000
TIME = re.compile(r"(?:(\d{1,3}):)?([0-5]\d):([0-5]\d)[.,](\d{3})")
TIMING = re.compile(r"\s*(\S+)\s*-->\s*(\S+)((?:\s+\S+)*)\s*")
PLACED = re.compile(r"(?:vertical|line|position|size|align):[\w%.,-]+")  # where on the film it stands
SPEAKER = re.compile(r"<v(?:\.[\w.]+)?\s+([^>]+)>")
TAG = re.compile(r"</?(?:[bicuv]|ruby|rt|lang|font)(?:[.\s][^>]*)?>", re.IGNORECASE)
ENTITIES = {"&lt;": "<", "&gt;": ">", "&nbsp;": " ", "&lrm;": "", "&rlm;": "", "&amp;": "&"}

NO_HEAD = _("Captions begin with the line WEBVTT.")
NO_CUE = _("There is no caption in it.")
NOT_A_TIME = _("A time is written 00:01:05.000.")
NO_TIMING = _("Before the words stands from when to when: 00:01:05.000 --> 00:01:08.500.")
BACKWARDS = _("It ends before it begins, or as it begins.")
NOT_RISING = _("It begins before the one above it.")
NO_WORDS = _("There are no words below this time.")
TOO_LONG = _("These are too many captions for one film.")


class Cue(NamedTuple):
    """What is shown from one moment to another, in seconds; `place` is where, as WebVTT says it, mostly empty."""

    begins: float
    ends: float
    words: str
    place: str = ""


class NotCaptions(ValueError):
    """A text is no captions: `problems` are each a line, from 1, and what is allowed there."""

    def __init__(self, problems: list[tuple[int, StrOrPromise]]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"line {line}: {what}" for line, what in problems))


def read(text: str) -> list[Cue]:
    """The cues of WebVTT or SRT; `NotCaptions` with every mistake. What a player does not show is left out: comments,
    styles, regions and the names of cues.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd").split("\n")
    if len(lines) > MOST_LINES:
        raise NotCaptions([(MOST_LINES, TOO_LONG)])
    reader = _Reader()
    begun = next((number for number, line in enumerate(lines) if line.strip()), 0)
    headed = re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[begun].strip()) is not None
    if not headed and not _is_srt(lines[begun:]):
        reader.say(begun + 1, NO_HEAD)
    for first, block in _blocks(lines, begun):
        if not headed or first > begun + 1:
            reader.block(first, block)
        elif any("-->" in line for line in block):
            reader.block(first + 1, block[1:])
    if not reader.cues and not reader.problems:
        reader.say(begun + 1, NO_CUE)
    if len(reader.cues) > MOST_CUES:
        reader.say(1, TOO_LONG)
    if reader.problems:
        raise NotCaptions(reader.problems)
    return reader.cues


def _is_srt(lines: list[str]) -> bool:
    """A number, and below it times with commas."""
    return len(lines) > 1 and lines[0].strip().isdigit() and "-->" in lines[1]


def _blocks(lines: list[str], begun: int) -> Iterator[tuple[int, list[str]]]:
    """What stands between empty lines, each with the number of its first line."""
    kept: list[str] = []
    for number, line in enumerate([*lines[begun:], ""], start=begun + 1):
        if line.strip():
            kept.append(line)
        elif kept:
            yield number - len(kept), kept
            kept = []


class _Reader:
    """Gathers cues, and what is wrong with each."""

    def __init__(self) -> None:
        self.cues: list[Cue] = []
        self.problems: list[tuple[int, StrOrPromise]] = []

    def say(self, line: int, what: StrOrPromise) -> None:
        self.problems.append((line, what))

    def block(self, first: int, lines: list[str]) -> None:
        """One cue, or what a player leaves out."""
        if re.match(r"(?:NOTE|STYLE|REGION)(?:\s|$)", lines[0]):
            return
        at = next((number for number, line in enumerate(lines[:2]) if "-->" in line), None)
        if at is None:
            self.say(first, NO_TIMING)
            return
        number, found = first + at, TIMING.fullmatch(lines[at])
        begins, ends = (_seconds(found[1]), _seconds(found[2])) if found else (None, None)
        if found is None or begins is None or ends is None:
            self.say(number, NOT_A_TIME)
            return
        self._cue(number, begins, ends, lines[at + 1 :], found[3])

    def _cue(self, number: int, begins: float, ends: float, lines: list[str], settings: str) -> None:
        words = "\n".join(" ".join(line.split()) for line in lines)
        if ends <= begins:
            self.say(number, BACKWARDS)
        if self.cues and begins < self.cues[-1].begins:
            self.say(number, NOT_RISING)
        if "-->" in words:
            self.say(number + 1, NO_TIMING)
        if not plain(words):
            self.say(number, NO_WORDS)
        place = " ".join(one for one in settings.split() if PLACED.fullmatch(one))
        self.cues.append(Cue(begins, ends, words, place))


def _seconds(time: str) -> float | None:
    found = TIME.fullmatch(time)
    if not found:
        return None
    hours, minutes, seconds, thousandths = (int(part or 0) for part in found.groups())
    return round(hours * 3600 + minutes * 60 + seconds + thousandths / 1000, 3)


# --- and back ---------------------------------------------------------------------------------------------------------


def write(cues: list[Cue]) -> str:
    """The cues as WebVTT; `read` gives the same again."""
    return "WEBVTT\n" + "".join(
        f"\n{_time(cue.begins)} --> {_time(cue.ends)}{' ' * bool(cue.place)}{cue.place}\n{cue.words}\n" for cue in cues
    )


def _time(seconds: float) -> str:
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{thousandths:03}"


def plain(words: str) -> str:
    """What one reads of a cue: no tags, the name of who speaks before what they say."""
    said = TAG.sub("", SPEAKER.sub(r"\1: ", words))
    for entity, sign in ENTITIES.items():
        said = said.replace(entity, sign)
    return " ".join(said.split())


def transcript(cues: list[Cue]) -> str:
    """All that is said, to read: a paragraph wherever nobody speaks for two seconds."""
    paragraphs: list[list[str]] = []
    ended = float("-inf")
    for cue in cues:
        if cue.begins - ended >= 2:
            paragraphs.append([])
        paragraphs[-1].append(plain(cue.words))
        ended = max(ended, cue.ends)
    return "\n\n".join(" ".join(said) for said in paragraphs)
