"""A queue of tasks in a folder, for one machine: as Kombu's, but whoever reads finds a file whole or not at all.

Kombu's own opens a file before it locks and writes it. A worker and a beat that start at the same moment then read the
empty file of the other and end: once in 150 pairs that were started together, and it stops a whole demo.
"""

from __future__ import annotations

import fcntl
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps

from oncocare.foundation import clock


class Channel(filesystem.Channel):
    """One at a time looks at what is bound, and a message appears once it is written."""

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.control_folder.mkdir(exist_ok=True)
        with (self.control_folder / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def get_table(self, exchange: str) -> Any:
        """What is bound to an exchange."""
        with self._alone():
            return super().get_table(exchange)

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str | None, queue: str) -> None:
        with self._alone():
            super()._queue_bind(exchange, routing_key, pattern, queue)

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]  # -- so is the class above it
        name = f"{round(clock.now().timestamp() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        folder = Path(self.data_folder_out)
        part = folder / f".{name}.part"
        part.write_text(dumps(payload), encoding="utf-8")
        part.replace(folder / name)


class Transport(filesystem.Transport):
    """The transport of that channel."""

    Channel = Channel
