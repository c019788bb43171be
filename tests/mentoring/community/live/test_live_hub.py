"""What each open page is told and in which order: the hub alone, without network or database."""

from __future__ import annotations

import asyncio
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.community.live import hub as hubs
from mentoring.community.live.frames import ALIVE, RETRY, Signal, frame, number_in, read, written
from mentoring.community.live.hub import GONE, MANY, PAGES_EACH, REFUSED, Hub, OpenPage

ANA, BEA = "ana", "bea"


def news(*numbers: int, author: str = BEA) -> list[Signal]:
    return [Signal(number, "thread", author) for number in numbers]


class Table:
    """What a group was told of, as the database has it; `between` happens after the first look into it."""

    def __init__(self, *numbers: int, between=None, batch: int = 500) -> None:
        self.rows, self.between, self.batch, self.looks = news(*numbers), between, batch, 0

    async def missed(self, number: int) -> list[Signal]:
        self.looks += 1
        found = [one for one in self.rows if one.number > number][: self.batch]
        if self.between and self.looks == 1:
            self.between()
        return found


async def heard(page: OpenPage, table: Table, many: int) -> list[bytes]:
    """The first so many frames of this page."""
    found = []
    frames = page.frames(table.missed, heartbeat=0.01)
    async for part in frames:
        found.append(part)
        if len(found) == many:
            break
    await frames.aclose()
    return found


def opened(hub: Hub, user: str = ANA, after: int = 0, group: str = "group") -> OpenPage:
    page = OpenPage(group, f"session of {user}")
    hub.enter(page)
    hub.settle(page, user, after)
    return page


def numbers_in(frames: list[bytes]) -> list[int]:
    lines = b"".join(frames).decode().splitlines()
    return [int(line.removeprefix("id: ")) for line in lines if line.startswith("id: ")]


def test_a_page_hears_what_it_missed_then_what_comes_and_then_that_the_line_is_alive():
    async def run():
        hub = Hub()
        page = opened(hub, after=2)
        frames = page.frames(Table(1, 2, 3).missed, heartbeat=0.01)
        first = [await anext(frames), await anext(frames)]
        hub.tell("group", news(4))
        hub.tell("another", news(5))
        return [*first, await anext(frames), await anext(frames)]

    said = b'id: %d\nevent: news\ndata: {"thread": "thread", "number": %d}\n\n'
    assert asyncio.run(run()) == [RETRY, said % (3, 3), said % (4, 4), ALIVE]


def test_what_comes_between_entering_and_looking_up_is_heard_once():
    async def run():
        hub, table = Hub(), Table(1, 2)
        page = opened(hub)

        def another_comes():
            table.rows += news(3)  # committed after the table was read …
            hub.tell("group", news(2, 3))  # … and told while the page was looking; 2 had been told late

        table.between = another_comes
        return await heard(page, table, 4)

    assert numbers_in(asyncio.run(run())) == [1, 2, 3]


def test_a_page_that_is_entered_only_after_the_look_would_miss_it():
    """The order is what protects: told before it is entered, a page hears of it only by the number that is left out."""

    async def run():
        hub, table = Hub(), Table(1, 2)
        page = OpenPage("group", "session")
        table.between = lambda: (table.rows.extend(news(3)), hub.tell("group", news(3)))
        frames = page.frames(table.missed, heartbeat=0.01)
        first = [await anext(frames), await anext(frames)]
        hub.enter(page)
        table.rows += news(4)
        hub.tell("group", news(4))
        return numbers_in([*first, await anext(frames), await anext(frames), await anext(frames)])

    assert asyncio.run(run()) == [1, 2, 3, 4]


@given(st.lists(st.integers(1, 12), max_size=40), st.integers(0, 12), st.integers(1, 4))
def test_whatever_is_told_late_twice_or_not_at_all_each_number_is_heard_once_in_order(told, after, batch):
    async def run():
        hub, table = Hub(), Table(batch=batch)
        page = opened(hub, after=after)
        frames, found, highest = page.frames(table.missed, heartbeat=0.001), [], 0
        found.append(await anext(frames))
        for number in told:
            if number > highest:
                table.rows += news(*range(highest + 1, number + 1))
                highest = number
            hub.tell("group", news(number))
            if number % 3 == 0:
                found.append(await anext(frames))
        found.append(await anext(frames))
        while found[-1] != ALIVE:
            found.append(await anext(frames))
        await frames.aclose()
        return numbers_in(found), highest

    numbers, highest = asyncio.run(run())
    assert numbers == list(range(after + 1, highest + 1))


def test_a_number_that_was_left_out_is_looked_up():
    async def run():
        hub, table = Hub(), Table(1)
        page = opened(hub, after=1)
        table.rows += news(2, 3)
        hub.tell("group", news(3))
        return numbers_in(await heard(page, table, 3)), table.looks

    assert asyncio.run(run()) == ([2, 3], 2)


def test_ones_own_post_is_called_so_and_a_change_too():
    own, changed = frame(Signal(7, "t", ANA), ANA), frame(Signal(8, "t"), ANA)
    assert [part.split(b"\n")[1] for part in (own, changed, frame(Signal(9, "t", BEA), ANA))] == [
        b"event: own",
        b"event: changed",
        b"event: news",
    ]


def test_one_page_too_many_ends_the_oldest_wherever_it_is():
    async def run():
        hub = Hub()
        pages = [opened(hub, group=f"group {number}") for number in range(PAGES_EACH)]
        other = opened(hub, BEA)
        assert [page.over for page in pages] == [""] * PAGES_EACH
        opened(hub)
        return [page.over for page in pages], other.over, await heard(pages[0], Table(), 2)

    over, other, frames = asyncio.run(run())
    assert (over, other) == ([MANY, *[""] * (PAGES_EACH - 1)], "")
    assert frames == [RETRY, b'event: end\ndata: {"why": "many"}\n\n']


def test_a_page_that_was_ended_hears_nothing_more():
    async def run():
        hub = Hub()
        page = opened(hub)
        hub.tell("group", news(1))
        page.end(REFUSED)
        hub.tell("group", news(2))
        return b"".join(await heard(page, Table(1, 2), 3))

    assert asyncio.run(run()) == RETRY + b'event: end\ndata: {"why": "access"}\n\n'


def test_a_page_that_takes_nothing_is_let_go_without_a_word_and_one_that_is_gone_too(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(hubs, "LONGEST_QUEUE", 3)

    async def run():
        hub = Hub()
        slow, gone = opened(hub), opened(hub)
        gone.end(GONE)
        hub.tell("group", news(1, 2, 3, 4))
        return [await heard(slow, Table(), 9), await heard(gone, Table(), 9), slow.waiting]

    assert asyncio.run(run()) == [[RETRY], [RETRY], []]


def test_pages_of_whom_it_is_not_known_yet_whose_they_are_are_looked_at_too():
    hub = Hub()
    ana, bea, unknown = opened(hub, ANA, 5), opened(hub, BEA, 3), OpenPage("group", "session")
    hub.enter(unknown)
    assert hub.of("group", ANA) == [ana, unknown]
    assert (hub.lowest(), len(hub)) == ({"group": 3}, 3)
    for page in (ana, bea, unknown, unknown):
        hub.leave(page)
    assert (hub.lowest(), len(hub), dict(hub.pages)) == ({}, 0, {})


@given(st.integers(1, 2**63 - 1), st.uuids(), st.uuids(), st.booleans())
def test_a_line_is_read_as_it_was_written(number, group, thread, posted):
    signal = Signal(number, str(thread), str(group) if posted else "")
    assert read(written(group, signal)) == (str(group), signal)
    assert json.loads(frame(signal, "").decode().split("data: ")[1]) == {"thread": str(thread), "number": number}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("17", 17),
        ("9223372036854775807", 2**63 - 1),
        ("9223372036854775808", None),
        ("-1", None),
        ("", None),
        ("١", None),
        ("1.5", None),
        ("1" * 5000, None),
        ("²", None),
    ],
)
def test_a_number_is_a_number(text, number):
    assert number_in(text) == number
