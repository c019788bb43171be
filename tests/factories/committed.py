"""A database that really commits, for races, seals and crashes; emptied afterwards, append-only tables too."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pgtrigger
import pytest
from django.core.management import call_command
from django.db import connection

from tests.cast import Cast, gather

PATIENCE = 60  # seconds one thread waits for another, on a busy machine


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    """The named cast, committed. Tables that refuse TRUNCATE are emptied with their triggers asleep."""
    with django_db_blocker.unblock():
        try:
            yield gather()
        finally:
            with pgtrigger.ignore():
                call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)


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
