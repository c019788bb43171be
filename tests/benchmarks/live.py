"""What open pages of a group hear while many post in it: `make bench-live`. Pytest does not collect it by itself.

200 members have a page open while ten posts a second are written by the action of the site; five strangers ask for the
same stream; three members leave half-way; then the process is killed with -9 and started again as the launcher does it. What
each page was told is compared with what the database says was posted. All of it is on this machine: the pages are held by
one process beside it, the posts are written by another.

LIVE_SECONDS and LIVE_MEMBERS make it smaller.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
import time
import uuid
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any

from django.db import connection

from mentoring.community.live import handlers
from mentoring.community.models import Group, Member
from mentoring.community.selectors import inside
from mentoring.community.threads.actions import write_post
from mentoring.community.threads.models import LiveEvent
from oncocare.consent.models import Purpose
from oncocare.consent.selectors import texts_for
from oncocare.foundation import clock
from oncocare.foundation.unit import after_commit, unit
from oncocare.people.days import today_of
from oncocare.people.models import Patient, User
from oncocare.people.selectors import standing_of
from tests.cast import Cast
from tests.event_source import Browser, hold
from tests.factories.committed import committed  # noqa: F401 -- a fixture
from tests.factories.community import open_group
from tests.streams import LiveProcess, cookie_of, live_process

MEMBERS = int(os.environ.get("LIVE_MEMBERS", "200"))
SECONDS = int(os.environ.get("LIVE_SECONDS", "60"))
A_SECOND = 10  # posts
STRANGERS, LEAVING, WRITERS = 5, 3, 10
COMES_BACK_WITHIN = 5.0  # seconds after the kill, as the issue promises it
IDLE = 3  # of 100, of one processor
QUIET = 20  # seconds the pages stay open after the last post, at most


@dataclass
class Written:
    """One post, and when it was kept, by the clock that all processes share."""

    post: uuid.UUID
    kept: float


def test_nothing_is_lost_doubled_or_heard_by_a_stranger(committed: Cast, capsys: Any) -> None:  # noqa: F811
    group = open_group(committed, stays_open=True)
    members = [_member(committed, group, number) for number in range(MEMBERS)]
    strangers = [_patient(committed, MEMBERS + number).user for number in range(STRANGERS)]
    cookies = [cookie_of(one.user) for one in members] + [cookie_of(one) for one in strangers]
    with live_process() as process, ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as beside:
        empty = process.worker.memory_info().rss
        last = MEMBERS - LEAVING  # the last members leave
        holding = beside.submit(
            hold, process.port, f"/live/{group.pk}/", cookies, last, SECONDS * A_SECOND, 3.0 * SECONDS + QUIET
        )
        full = _memory_with(process, MEMBERS)
        written, killed, left = _write(process, group, members)
        pages = holding.result()
    told = list(LiveEvent.objects.filter(group=group).order_by("number").values_list("number", "about"))
    with capsys.disabled():
        _say(pages[:last], written, told, killed, (full - empty) / MEMBERS)
    whole = [number for number, _about in told]
    assert len(whole) == len(written) == SECONDS * A_SECOND
    assert [one.numbers for one in pages[:last]] == [whole] * last
    assert [one.refused for one in pages[MEMBERS:]] == [404] * STRANGERS
    assert [one.events for one in pages[MEMBERS:]] == [[]] * STRANGERS
    for page in pages[last:MEMBERS]:
        assert page.events[-1][1:] == ("end", {"why": "access"})
        assert page.numbers == whole[: len(page.numbers)]
        assert left[0] <= len(page.numbers) <= left[1] + A_SECOND
    assert max(_back(page, killed) for page in pages[:last]) < COMES_BACK_WITHIN


def _member(cast: Cast, group: Group, number: int) -> Member:
    patient = _patient(cast, number)
    text = texts_for(cast.here, "en")[Purpose.COMMUNITY]
    return Member.objects.create(
        group=group,
        centre=cast.here,
        user=patient.user,
        patient=patient,
        name=f"Name {number}",
        picture="leaf",
        text=text,
    )


def _patient(cast: Cast, number: int) -> Patient:
    user = User.objects.create(email=f"live-{number}@example.org", name=f"Made Up {number}")
    return Patient.objects.create(
        centre=cast.here, key=f"L{number:05}", user=user, born_on=today_of(cast.here), joined_on=today_of(cast.here)
    )


def _memory_with(process: LiveProcess, pages: int) -> int:
    """Once all pages are open and their access was looked up: the process has nothing left to do."""
    deadline = time.monotonic() + 60
    while len(process.worker.net_connections("tcp")) <= pages or process.worker.cpu_percent(interval=1) > IDLE:
        assert time.monotonic() < deadline, "not all pages opened"
    return process.worker.memory_info().rss


def _write(process: LiveProcess, group: Group, members: list[Member]) -> tuple[list[Written], float, tuple[int, int]]:
    """Ten posts a second in the threads of ten members; at half-time some leave, and a little later the process dies.

    What was written, when it died, and how many posts there were before and after the members left.
    """
    written: list[Written] = []
    writers = [threading.Thread(target=_post, args=[members[number], number, written]) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    time.sleep(SECONDS / 2)
    before = len(written)
    for leaver in members[-LEAVING:]:
        leaver.left = clock.now()
        leaver.save()
        handlers.look_again_at_who_left({"member": leaver.pk, "group": group.pk})
    after = len(written)
    time.sleep(3)
    process.kill_all()
    killed = time.perf_counter()
    process.start()
    for writer in writers:
        writer.join()
    return written, killed, (before, after)


def _post(member: Member, number: int, written: list[Written]) -> None:
    """One of these members posts once a second in a thread of their own."""
    user, thread = member.user, None
    began = time.perf_counter() + number / WRITERS
    found = inside(standing_of(user), member.group_id)
    try:
        for second in range(SECONDS):
            time.sleep(max(0.0, began + second - time.perf_counter()))
            key = uuid.uuid4()
            with unit():
                after_commit(lambda key=key: written.append(Written(key, time.perf_counter())))
                posted = write_post(
                    by=user,
                    inside=found,
                    words=f"Made up, {second}.",
                    key=key,
                    thread=thread,
                    title="" if thread else "A",
                )
            thread = posted.post.thread
    finally:
        connection.close()


def _back(page: Browser, killed: float) -> float:
    """Seconds from the kill until the page had a stream again."""
    return next(when for when in page.opened if when > killed) - killed


def _say(pages: list[Browser], written: list[Written], told: list[tuple[int, str]], killed: float, each: float) -> None:
    kept = {str(one.post): one.kept for one in written}
    at = {number: kept[about] for number, about in told}
    back = sorted(_back(page, killed) for page in pages)
    late = killed - 0.5, killed + back[-1] + 0.5  # what was posted while there was no process counts apart
    lags, through = [], []
    for page in pages:
        for when, _event, said in page.events:
            committed_at = at[said["number"]]
            (through if late[0] < committed_at < late[1] else lags).append((when - committed_at) * 1000)
    lags.sort()
    took = max(at.values()) - min(at.values())
    lines = (
        f"{len(pages)} pages heard {len(told)} posts in {took:.0f} s ({len(told) / took:.1f} a second)",
        f"lag from commit to page: p50 {_at(lags, 0.5):.1f} ms, p99 {_at(lags, 0.99):.1f}, at most {lags[-1]:.0f}",
        f"of what was posted while there was no process: at most {max(through, default=0):.0f} ms",
        f"after kill -9: back after p50 {_at(back, 0.5):.1f} s, at most {back[-1]:.1f}",
        f"memory: {each / 1000:.0f} kB for each open page",
    )
    sys.stdout.write("\n" + "\n".join(lines) + "\n")


def _at(ordered: list[float], share: float) -> float:
    return ordered[int(len(ordered) * share)]
