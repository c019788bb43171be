"""Twelve people in one room of the real Janus with sound only: `make test-long`. Pytest does not collect it by itself.

Twelve pages of one Chromium with made-up microphones join by the code of the page of a session, each with a line to send
and eleven to hear, on this machine. Counted between the moment at which all hear all and the end: what the pages say of
packets that came and that were lost, and the processor time of Janus as the kernel says it. Chromium runs beside Janus on
the same processors, so what is lost is an upper bound of what Janus loses. Only the first page plays what it hears.

ROOM_PEOPLE and ROOM_SECONDS make it smaller.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from oncocare.launch import video
from tests.sitting import a_meeting, real_rooms, sits, sitting

PEOPLE = int(os.environ.get("ROOM_PEOPLE", "12"))
SECONDS = int(os.environ.get("ROOM_SECONDS", "300"))
JOINED_WITHIN = 240.0  # seconds, for all of them on two processors
A_SECOND = 50  # packets of sound
MOST_LOST, MOST_OF_A_PROCESSOR = 1.0, 50.0  # of 100

# Whether this page has a line to each of so many others.
HEARS = "(many) => heard().then(({told}) => told.filter(one => one.state === 'connected').length >= many)"


def processor(pid: int) -> float:
    """Seconds of processor time that a process took so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> int:
    """MB that a process holds."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) // 1024


def heard(pages: list[Page]) -> list[dict[str, Any]]:
    """Of each line of each page; fails where one was broken off."""
    said = [page.evaluate("heard()") for page in pages]
    assert [one["broken"] for one in said] == [[]] * len(pages)
    return [line for one in said for line in one["told"]]


def all_hear_all(pages: list[Page]) -> None:
    lines, deadline = PEOPLE * (PEOPLE - 1), time.perf_counter() + JOINED_WITHIN
    while sum(one["state"] == "connected" and one["came"] > A_SECOND for one in heard(pages)) < lines:
        assert time.perf_counter() < deadline, [one["state"] for one in heard(pages)]
        pages[0].wait_for_timeout(2000)


def test_twelve_hear_one_another(playwright: Any, capsys: Any) -> None:
    rooms, meeting = real_rooms(), a_meeting(PEOPLE)
    pid = video.running(video.video_folder(), "janus") or pytest.fail("Janus ended.")
    with sitting(playwright) as (browser, address):
        pages = []
        for number in range(PEOPLE):  # one after the other, as people come
            pages.append(sits(browser, address, rooms, meeting, plays=number == 0)[0])
            pages[-1].wait_for_function(HEARS, arg=number, timeout=1000 * JOINED_WITHIN)
        all_hear_all(pages)
        before, took, began = heard(pages), processor(pid), time.perf_counter()
        while time.perf_counter() - began < SECONDS:
            pages[0].wait_for_timeout(5000)
        after, took, lasted = heard(pages), processor(pid) - took, time.perf_counter() - began
        held = memory(pid)
        rooms.close(meeting)
    figures = counted(before, after) | {"processor": 100 * took / lasted, "seconds": lasted, "memory": held}
    with capsys.disabled():
        print(said(figures))  # noqa: T201 -- the figures are what this is for
    assert figures["lines"] == PEOPLE * (PEOPLE - 1)
    assert figures["came"] > 0.9 * A_SECOND * lasted * figures["lines"]
    assert figures["loss"] <= MOST_LOST
    assert figures["processor"] <= MOST_OF_A_PROCESSOR


def counted(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> dict[str, float]:
    """What came between two looks; of 100, what was lost, what the worst line lost, and what was made up in playing."""
    pairs = [
        {name: two[name] - one[name] for name in ("came", "lost", "played", "madeUp")}
        for one, two in zip(before, after, strict=True)
    ]
    came, lost = (sum(one[name] for one in pairs) for name in ("came", "lost"))
    played, made_up = (sum(one[name] for one in pairs) for name in ("played", "madeUp"))
    return {
        "lines": len(pairs), "came": came, "lost": lost, "loss": 100 * lost / (came + lost),
        "worst": max(100 * one["lost"] / max(1, one["came"] + one["lost"]) for one in pairs),
        "made_up": 100 * made_up / played if played else 0.0,
        "jitter": 1000 * max(one["jitter"] for one in after),
    }  # fmt: skip


def said(figures: dict[str, float]) -> str:
    """One line a figure."""
    return (
        f"\n{PEOPLE} people with sound only, {figures['lines']:.0f} lines, for {figures['seconds']:.0f} s:\n"
        f"  {figures['came']:.0f} packets came, {figures['lost']:.0f} were lost: {figures['loss']:.3f} % "
        f"(the worst line {figures['worst']:.2f} %), jitter at most {figures['jitter']:.0f} ms\n"
        f"  made up in playing on one page: {figures['made_up']:.2f} %\n"
        f"  Janus took {figures['processor']:.1f} % of one processor and holds {figures['memory']:.0f} MB"
    )
