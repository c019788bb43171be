"""A database that really commits, for races, seals and crashes; emptied afterwards, append-only tables too."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from tests.cast import Cast, gather
from tests.factories.owner import empty

PATIENCE = 60  # seconds one thread waits for another, on a busy machine


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    """The named cast, committed. Tables that refuse TRUNCATE are emptied by their owner."""
    with django_db_blocker.unblock():
        try:
            yield gather()
        finally:
            empty()


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run the acts at the same moment, each on its own connection; what each returned or raised."""
    gate, ended = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int) -> None:
        try:
            with connection.cursor():
                gate.wait(timeout=PATIENCE)
            ended[place] = acts[place]()
        except Exception as error:  # noqa: BLE001 -- handed to the test
            ended[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[place]) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=2 * PATIENCE)
    return ended
