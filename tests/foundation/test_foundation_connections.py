"""The pool of connections, with settings as in production, beside a real PostgreSQL that goes away and comes back."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from oncocare.launch import execute, folders, postgres

pytestmark = pytest.mark.slow

ASKED = """
import sys, django
django.setup()
from django.db import OperationalError, close_old_connections
from django.test import Client
for line in sys.stdin:
    try:
        print(Client().get("/health/").status_code, flush=True)
    except OperationalError:
        print(500, flush=True)
    close_old_connections()  # as a server does after each request
"""


class House:
    """One process that serves requests, and its database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.start()
        keys = {"SECRET_KEY": "x" * 50, "AUDIT_KEY": "y" * 50}
        env = {**os.environ, **keys, "ONCOCARE_MODE": "demo", "DATABASE_URL": self.postgres.url}
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", ASKED], env=env, cwd=folders.REPO, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip

    def start(self) -> None:
        self.postgres = postgres.Postgres(self.folder, execute.QUICK)
        self.postgres.start(SimpleNamespace(check=lambda: None))  # type: ignore[arg-type]  # pytest minds the signals

    def ask(self) -> int:
        """What a page that needs the database answers."""
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


@pytest.fixture
def house():
    with tempfile.TemporaryDirectory(prefix="oc-") as name:
        running = House(folders.own(Path(name)))
        try:
            yield running
        finally:
            running.process.kill()
            running.process.communicate()
            running.postgres.stop()


def test_the_request_after_a_restart_of_the_database_is_answered(house):
    assert [house.ask(), house.ask()] == [200, 200]
    house.postgres.stop()
    house.start()
    assert [house.ask(), house.ask()] == [200, 200]


def test_an_outage_is_over_when_the_database_is_back_and_not_when_the_pool_tries_again(house):
    assert house.ask() == 200
    house.postgres.stop()
    assert house.ask() == 500
    time.sleep(6)  # the pool's own tries come 1, 2, 4, 8, 16 … seconds after each other
    house.start()
    began = time.monotonic()
    assert house.ask() == 200
    assert time.monotonic() - began < 5
