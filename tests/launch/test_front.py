"""The one port of the demo: which process gets a request, that bytes pass both ways as they come, and what is refused."""

from __future__ import annotations

import asyncio

import pytest

from oncocare.launch.front import LARGEST_HEAD, FrontDoor, answer, for_one, is_live, is_video
from tests.event_source import until


def test_the_head_says_that_one_request_comes_and_is_else_as_it_was():
    head = b"POST /x HTTP/1.1\r\nHost: localhost:8000\r\nConnection: keep-alive\r\nKeep-Alive: 5\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n"
    kept = b"POST /x HTTP/1.1\r\nHost: localhost:8000\r\nX-Forwarded-For: 1.2.3.4\r\nConnection: close\r\n\r\n"
    assert for_one(head) == kept


@pytest.mark.parametrize(
    ("line", "live"),
    [
        (b"GET /live/x/ HTTP/1.1", True),
        (b"GET /live HTTP/1.1", False),
        (b"GET / HTTP/1.1", False),
        (b"live", False),
        (b"GET /x?next=/live/ HTTP/1.1", False),
        (b"POST /live/x/ HTTP/1.1", True),
        (b"", False),
    ],
)
def test_only_what_is_below_live_goes_to_the_second_process(line, live):
    assert is_live(line + b"\r\nHost: x\r\n\r\n") is live


async def echo(reader, writer):
    """A server that sends back what it was sent, piece by piece, until there is no more."""
    while piece := await reader.read(1000):
        writer.write(piece)
        await writer.drain()
    writer.close()


async def behind_a_front(act, answers=echo):
    """What comes of `act`, given the port of a front before two servers: one that answers, one that is not there."""
    there = await asyncio.start_server(answers, "127.0.0.1", 0)
    gone = await asyncio.start_server(echo, "127.0.0.1", 0)
    port, nobody = (server.sockets[0].getsockname()[1] for server in (there, gone))
    gone.close()
    front = await asyncio.start_server(FrontDoor(web=port, live=nobody), "127.0.0.1", 0, limit=LARGEST_HEAD)
    async with there, front:
        async with asyncio.timeout(20):
            return await act(front.sockets[0].getsockname()[1])


async def ask(port, sent):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    if writer.can_write_eof():
        writer.write_eof()
    try:
        return await reader.read()
    finally:
        writer.close()


def test_a_body_passes_whole_both_ways():
    body = bytes(range(256)) * 4000
    head = b"POST / HTTP/1.1\r\nHost: x\r\n\r\n"
    assert asyncio.run(behind_a_front(lambda port: ask(port, head + body))) == for_one(head) + body


def test_pieces_pass_as_they_come():
    async def drops(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"first")
        await reader.readexactly(4)  # it goes on only once the other side has answered to the first piece
        writer.write(b"second")
        writer.close()

    async def talk(port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.1\r\n\r\n")
        first = await reader.readexactly(5)
        writer.write(b"more")
        second = await reader.read()
        writer.close()
        return first, second

    assert asyncio.run(behind_a_front(talk, drops)) == (b"first", b"second")


def test_whoever_goes_away_is_missed_by_the_server_behind():
    left = []

    async def waits(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"open")
        left.append(await reader.read())
        writer.close()

    async def leave(port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.1\r\n\r\n")
        await reader.readexactly(4)
        writer.close()
        await until(lambda: left)

    asyncio.run(behind_a_front(leave, waits))
    assert left == [b""]


def test_a_process_that_is_not_there_and_a_head_without_end_are_said():
    down = asyncio.run(behind_a_front(lambda port: ask(port, b"GET /live/x/ HTTP/1.1\r\n\r\n")))
    assert down == answer("502 Bad Gateway", "This part of the demo starts just now. Try again in a moment.")
    huge = b"GET / HTTP/1.1\r\nX: " + b"x" * (LARGEST_HEAD + 10) + b"\r\n\r\n"
    assert asyncio.run(behind_a_front(lambda port: ask(port, huge))).startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize(
    ("line", "video"),
    [
        (b"GET /video/ HTTP/1.1", True),
        (b"GET /video/?x HTTP/1.1", True),
        (b"GET /video/more HTTP/1.1", False),
        (b"GET /video HTTP/1.1", False),
        (b"GET /x?next=/video/ HTTP/1.1", False),
        (b"", False),
    ],
)
def test_one_address_goes_to_the_gateway_for_video(line, video):
    assert is_video(line + b"\r\nHost: x\r\n\r\n") is video


def test_a_web_socket_passes_with_the_head_that_opens_it():
    head = b"GET /video/ HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"

    async def act():
        there = await asyncio.start_server(echo, "127.0.0.1", 0)
        door = FrontDoor(web=1, live=1, video=there.sockets[0].getsockname()[1])
        front = await asyncio.start_server(door, "127.0.0.1", 0, limit=LARGEST_HEAD)
        async with there, front, asyncio.timeout(20):
            return await ask(front.sockets[0].getsockname()[1], head + b"\x81\x00")

    assert asyncio.run(act()) == head + b"\x81\x00"
