"""The one connection of the process on which PostgreSQL says what is new; when it breaks it is made anew."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
from django.db import connection
from psycopg import sql

from mentoring.community.live.frames import ACCESS, NEWS

logger = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0  # seconds before it is tried anew; doubled at each attempt
SILENCE = 15.0  # seconds without a word after which we ask whether the line is alive


def address() -> dict[str, Any]:
    """How the database is reached, as Django is told it. LISTEN needs a connection of its own, past any pool."""
    known = connection.settings_dict
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return {ours: known[theirs] for ours, theirs in names.items() if known[theirs]}


class Listener:
    """Tells `heard` each line of a channel, and `begins` whenever it listens anew: what came meanwhile was missed."""

    def __init__(
        self,
        reached: Callable[[], dict[str, Any]],
        heard: Callable[[str, str], None],
        begins: Callable[[], Awaitable[None]],
    ) -> None:
        self.reached, self.heard, self.begins = reached, heard, begins
        self.listens = asyncio.Event()

    async def run(self) -> None:
        """Listen until the task is cancelled."""
        pause = FIRST_PAUSE
        while True:
            try:
                await self._listen()
            except (psycopg.Error, OSError) as error:
                # Its class only: what libpq says may name the user of the database.
                logger.warning("the line to the database broke (%s)", type(error).__name__)
            pause = FIRST_PAUSE if self.listens.is_set() else min(pause * 2, LONGEST_PAUSE)
            self.listens.clear()
            await asyncio.sleep(pause)

    async def _listen(self) -> None:
        line = await psycopg.AsyncConnection.connect(
            **self.reached(), autocommit=True, connect_timeout=5, application_name="live"
        )
        async with line:
            for channel in (NEWS, ACCESS):
                await line.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
            self.listens.set()
            await self.begins()  # what comes meanwhile waits on the line
            while True:
                async for said in line.notifies(timeout=SILENCE):
                    self.heard(said.channel, said.payload)
                await line.execute("SELECT 1")
