"""The one port of the demo: `/live/` goes to the second process, `/video/` to the gateway for video where it runs, all
else to the site, so that all share an origin.

It reads the head of one request, sends it on, and from then on only passes bytes both ways. Each connection carries one
request. In production nginx stands in its place.

    python -m oncocare.launch.front PORT WEB LIVE
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress

HOST = "127.0.0.1"
VIDEO = 8188  # where `make video` lets pages into Janus
LARGEST_HEAD = 64 * 1024  # bytes; the servers behind it have smaller limits of their own, and say so
PATIENCE = 30.0  # seconds within which a head must be whole: browsers open connections that they may not use
PIECE = 64 * 1024
ONE_REQUEST = {b"connection", b"keep-alive", b"proxy-connection"}  # headers that speak of the next one


def for_one(head: bytes) -> bytes:
    """The head of a request that says that no other follows on this connection."""
    first, *lines = head.removesuffix(b"\r\n\r\n").split(b"\r\n")
    kept = [line for line in lines if line.partition(b":")[0].strip().lower() not in ONE_REQUEST]
    return b"\r\n".join([first, *kept, b"Connection: close", b"", b""])


def is_live(head: bytes) -> bool:
    """Whether this request is for the second process."""
    parts = head.partition(b"\r\n")[0].split(b" ")
    return len(parts) > 1 and parts[1].startswith(b"/live/")


def is_video(head: bytes) -> bool:
    """Whether this request is for the gateway for video."""
    parts = head.partition(b"\r\n")[0].split(b" ")
    return len(parts) > 1 and parts[1].partition(b"?")[0] == b"/video/"


def answer(status: str, words: str) -> bytes:
    """What it says itself, where nobody behind it can."""
    body = f"{words}\n".encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
    return f"{head}Cache-Control: no-store\r\nConnection: close\r\n\r\n".encode() + body


class FrontDoor:
    """Passes each connection on to one of three ports of this machine."""

    def __init__(self, web: int, live: int, video: int = VIDEO) -> None:
        self.web, self.live, self.video = web, live, video
        self.tasks: set[asyncio.Task[object]] = set()

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 -- each connection is a task
        self.tasks.add(task)  # or nothing keeps it alive once whoever asked has gone away
        task.add_done_callback(self.tasks.discard)
        with suppress(OSError, asyncio.IncompleteReadError):  # whoever asked, or whoever answers, went away
            try:
                async with asyncio.timeout(PATIENCE):
                    head = await reader.readuntil(b"\r\n\r\n")
                await self._pass_on(head, reader, writer)
            except TimeoutError:
                pass
            except asyncio.LimitOverrunError:
                writer.write(answer("431 Request Header Fields Too Large", "This request is too large."))
        writer.close()

    async def _pass_on(self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        port = self.video if is_video(head) else self.live if is_live(head) else self.web
        try:
            behind, to = await asyncio.open_connection(HOST, port)
        except OSError:
            writer.write(answer("502 Bad Gateway", "This part of the demo starts just now. Try again in a moment."))
            return
        to.write(head if is_video(head) else for_one(head))  # a WebSocket stays open, and its head says so
        asking = asyncio.ensure_future(_pass(reader, to))
        try:
            await _pass(behind, writer)
        finally:
            asking.cancel()
            to.close()


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Each piece as it comes; at the end of what comes the other side learns of it."""
    with suppress(OSError):
        while piece := await reader.read(PIECE):
            writer.write(piece)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()


async def serve(port: int, web: int, live: int) -> None:
    """Until the process is ended."""
    server = await asyncio.start_server(FrontDoor(web, live), HOST, port, limit=LARGEST_HEAD)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(serve(*(int(word) for word in sys.argv[1:4])))
