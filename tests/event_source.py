"""Browsers that hold a stream of server-sent events open, in as much as `/live/` asks of them; no Django."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

COMES_BACK = 1.0  # seconds: what the stream itself asks a browser to wait


async def until(so: Callable[[], object], within: float = 30) -> None:
    """Wait until it is so; TimeoutError after this many seconds."""
    async with asyncio.timeout(within):
        while not so():  # noqa: ASYNC110 -- what is waited for is said by no event
            await asyncio.sleep(0.02)


async def status_of(port: int, path: str, cookie: str = "") -> int:
    """The status of the answer to one request; 0 where nobody answers."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return 0
    writer.write(_request(path, cookie, ""))
    line = await reader.readline()
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return int(line.split()[1]) if line else 0


def _request(path: str, cookie: str, last: str) -> bytes:
    cookie = f"Cookie: {cookie}\r\n" if cookie else ""
    heard = f"Last-Event-ID: {last}\r\n" if last else ""
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n{cookie}{heard}\r\n".encode()


@dataclass
class Browser:
    """An open page, as a browser holds it: it reads events, and comes back after a break with the last id it had."""

    port: int
    path: str
    cookie: str
    events: list[tuple[float, str, dict[str, Any]]] = field(default_factory=list)  # when, which, and what it says
    last: str = ""
    refused: int = 0
    opened: list[float] = field(default_factory=list)
    broken: list[float] = field(default_factory=list)

    @property
    def numbers(self) -> list[int]:
        """The numbers it was told, in order."""
        return [said["number"] for _when, event, said in self.events if event != "end"]

    async def stay(self) -> None:
        """Until it is refused, or told that it is over."""
        while True:
            with suppress(OSError, asyncio.IncompleteReadError):
                if await self._stream():
                    return
            self.broken.append(time.perf_counter())
            await asyncio.sleep(COMES_BACK)

    async def _stream(self) -> bool:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(_request(self.path, self.cookie, self.last))
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            status = int(head.split()[1])
            if status != 200:
                self.refused = status
                return True
            self.opened.append(time.perf_counter())
            return await self._read(reader)
        finally:
            writer.close()

    async def _read(self, reader: asyncio.StreamReader) -> bool:
        event, said = "", {}
        while line := (await reader.readline()).decode():
            name, _, value = line.rstrip("\r\n").partition(": ")
            if name == "id":
                self.last = value
            elif name == "event":
                event = value
            elif name == "data":
                said = json.loads(value)
            elif not name and event:
                self.events.append((time.perf_counter(), event, said))
                if event == "end":
                    return True
                event = ""
        return False


def hold(port: int, path: str, cookies: list[str], staying: int, last: int, within: float) -> list[Browser]:
    """As many open pages, in a process of their own, until those that are `staying`, the first, have heard the `last`."""
    pages = [Browser(port, path, cookie) for cookie in cookies]

    async def run() -> None:
        tasks = [asyncio.ensure_future(page.stay()) for page in pages]
        await until(lambda: all(page.opened or page.refused for page in pages), within=120)
        with suppress(TimeoutError):  # what is missing is counted
            await until(lambda: all(page.last == str(last) for page in pages[:staying]), within)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(run())
    return pages
